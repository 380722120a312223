"""Tells what an import of practices did, to people and to scripts."""

from collections import Counter
from typing import Any

from rich.table import Table

from knowledge.bulletin_file import BadRecord
from knowledge.import_practices.importing import Outcome, Wanted
from knowledge.terminal import people, remarks

SHOWN = 20
"""Remarks that people are shown; scripts are told all."""
COUNTED = {
    "recorded": "recorded",
    "unchanged": "there already",
    "different": "there already, but saying something else; left as they are",
    "duplicate": "the same as another row",
}


def show_outcome(outcome: Outcome, wanted: Wanted) -> None:
    """Tell people."""
    for bad in outcome.bad:
        remarks.print(_line(bad), style="red", highlight=False, markup=False)
    for flagged in outcome.flagged[:SHOWN]:
        people.print(_line(flagged), style="yellow", highlight=False, markup=False)
    if len(outcome.flagged) > SHOWN:
        people.print(f"… and {len(outcome.flagged) - SHOWN} more remarks; --json tells all.", style="yellow")
    table = Table("rows", "")
    for name, words in COUNTED.items():
        planned = "would be " if name == "recorded" and not outcome.is_written else ""
        table.add_row(str(outcome.counts[name]), planned + words)
    table.add_row(str(len(outcome.bad)), "bad")
    people.print(table)
    for field, number in Counter(one.field for one in outcome.flagged if one.field).most_common():
        people.print(f"{number} rows with remarks on {field}.")
    if outcome.ignored:
        people.print(f"Columns that were not read: {', '.join(outcome.ignored)}.", highlight=False, markup=False)
    people.print(_end(outcome, wanted), style="bold")


def outcome_answer(outcome: Outcome, wanted: Wanted) -> dict[str, Any]:
    """Tell a script."""
    return {
        **{name: outcome.counts[name] for name in COUNTED},
        "bad": [vars(bad) for bad in outcome.bad],
        "flagged": [vars(flagged) for flagged in outcome.flagged],
        "ignored_columns": outcome.ignored,
        "dry_run": wanted.is_rehearsal,
        "written": outcome.is_written,
    }


def _end(outcome: Outcome, wanted: Wanted) -> str:
    if outcome.is_written:
        return "Done." if not outcome.bad else f"Done, without the {len(outcome.bad)} bad rows."
    if outcome.bad and not wanted.skips_bad:
        return "There are bad rows; nothing was recorded. --skip-bad imports the others."
    if not outcome.counts["recorded"]:
        return "Nothing is new; nothing was recorded."
    return "This was a rehearsal; nothing was recorded."


def _line(bad: BadRecord) -> str:
    place = ", ".join(part for part in (f"line {bad.line}", bad.record, bad.field) if part)
    return f"{place}: {bad.reason}"
