"""What the commands print: reports for people, JSON for scripts, progress for long work."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from knowledge.importing import Report

people = Console(soft_wrap=True)
"""What a person asked for."""
remarks = Console(stderr=True, soft_wrap=True)
"""Progress and refusals, so that what a script reads stays clean."""

SECTIONS = {
    "document": "source document",
    "milestones": "milestones",
    "observations": "state observations",
    "projects": "projects",
    "activities": "support activities",
    "working_groups": "working groups",
    "support_kinds": "support kinds",
    "figures": "printed figures",
}


def say_json(body: object) -> None:
    """Print one JSON document."""
    text = json.dumps(body, ensure_ascii=False)
    # Half a character cannot be written as it is; its escape is JSON too.
    sys.stdout.write(text.encode(errors="backslashreplace").decode() + "\n")


@contextmanager
def progress_bar(title: str, total: int) -> Iterator[Any]:
    """Show how far work is; yields a function that takes the number of steps done."""
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=remarks,
        transient=True,
    ) as progress:
        task = progress.add_task(title, total=total)
        yield lambda done: progress.update(task, completed=done)


def show_import(report: Report, *, is_rehearsal: bool) -> None:
    """Tell what an import did, or would do."""
    for bad in report.bad:
        place = f"line {bad.line}, {bad.record}" + (f", {bad.field}" if bad.field else "")
        remarks.print(f"{place}: {bad.reason}", style="red", highlight=False, markup=False)
    if report.bad:
        remarks.print(f"{len(report.bad)} bad records; nothing was recorded.", style="bold red")
        return
    table = Table("", "would be recorded" if is_rehearsal else "recorded", "there already")
    for section, name in SECTIONS.items():
        table.add_row(name, str(report.recorded[section]), str(report.unchanged[section]))
    people.print(table)
    for warning in report.warnings:
        people.print(warning, style="yellow", highlight=False, markup=False)
    if not report.recorded:
        people.print("Nothing is new; nothing was recorded.")
    elif is_rehearsal:
        people.print("This was a rehearsal; nothing was recorded.")


def import_answer(report: Report, *, is_rehearsal: bool) -> dict[str, Any]:
    """Tell the same to a script."""
    return {
        "recorded": {section: report.recorded[section] for section in SECTIONS},
        "unchanged": {section: report.unchanged[section] for section in SECTIONS},
        "bad": [vars(bad) for bad in report.bad],
        "warnings": report.warnings,
        "dry_run": is_rehearsal,
        "written": bool(report.recorded) and not report.bad and not is_rehearsal,
    }
