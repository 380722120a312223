"""What happened: every claim as it was believed between one position of the log and another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, Integer, Table, Text

from domain.dates import When
from domain.entries import Entry
from domain.kernel import kind_of
from domain.milestone_history import MilestoneHistory, details, milestone_name
from domain.status import OPEN_END, OPEN_START
from projections.bulk import insert_rows, matching_rows, update_rows
from projections.projection import FOREVER, Projection, as_json

OBSERVED = "status-observed"
"""Stands in `happening` where a claim describes a state, not how it came about."""


CHANGES = (
    MilestoneHistory.Refined,
    MilestoneHistory.Retracted,
    MilestoneHistory.Reinstated,
    MilestoneHistory.Settled,
)
"""The events that change what is believed of earlier claims."""
SET_ASIDE = "set-aside"
"""What happened to a claim when another was settled on."""


class Milestones(Projection):
    """Claims, each a chain of rows.

    A row tells what was believed of the claim recorded at `claim` from position `since` on, up to
    but without position `until`: an answer as of any position is the rows that span it. `about` is
    the version of the aggregate at which the claim was recorded. `places` has the claims that are about one
    country where their record is not.
    """

    name = "milestones"
    edition = 3

    def define(self) -> None:
        self.claims = Table(
            f"claims{self.suffix}",
            self.metadata,
            Column("claim", BigInteger, primary_key=True, autoincrement=False),
            Column("since", BigInteger, primary_key=True, autoincrement=False),
            Column("until", BigInteger, nullable=False),
            Column("change", Text, nullable=False),
            Column("live", Boolean(create_constraint=False), nullable=False),
            Column("aggregate_id", Text, nullable=False),
            Column("about", Integer, nullable=False),
            Column("version", Integer, nullable=False),
            Column("kind", Text, nullable=False),
            Column("milestone", Text, nullable=False),
            Column("track", Text, nullable=False),
            Column("states", Text, nullable=False),
            Column("happening", Text, nullable=False),
            Column("occurred", Text, nullable=False),
            Column("earliest", Text, nullable=False),
            Column("latest", Text, nullable=False),
            Column("details", Text, nullable=False),
            Column("document", Text, nullable=False),
            Column("locator", Text, nullable=False),
            Column("quote", Text, nullable=False),
            Column("reason", Text, nullable=False),
            Column("recorded_at", Text, nullable=False),
            Column("recorded_by", Text, nullable=False),
            Column("changed_at", Text, nullable=False),
            Column("changed_by", Text, nullable=False),
            Index(None, "aggregate_id", "about"),
            Index(None, "latest", "earliest", "claim"),
            Index(None, "since"),
            sqlite_with_rowid=False,
        )
        self.places = Table(
            f"claim_places{self.suffix}",
            self.metadata,
            Column("claim", BigInteger, primary_key=True, autoincrement=False),
            Column("country", Text, nullable=False),
            Index(None, "country"),
            sqlite_with_rowid=False,
        )

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        kept = self._current_rows(connection, entries)
        current = dict(kept)
        added: list[dict[str, Any]] = []
        placed: list[dict[str, Any]] = []
        for entry in entries:
            if isinstance(entry.event, MilestoneHistory.Milestone):
                rows = [_first_row(entry, entry.event)]
                if country := getattr(entry.event, "country", ""):
                    placed.append({"claim": entry.position, "country": country})
            elif isinstance(entry.event, CHANGES):
                rows = [_next_row(current[entry.record, about], entry, about) for about in _abouts(entry.event)]
            else:
                continue
            for row in rows:
                current[row["aggregate_id"], row["about"]] = row
                added.append(row)
        ended = [row for row in kept.values() if row["until"] != FOREVER]
        update_rows(connection, self.claims, "until", ended)
        insert_rows(connection, self.claims, added)
        insert_rows(connection, self.places, placed)

    def _current_rows(self, connection: Connection, entries: Sequence[Entry]) -> dict[tuple[str, int], dict[str, Any]]:
        """Read what was believed before these entries of the claims that they change."""
        wanted = {
            (entry.record, about)
            for entry in entries
            if isinstance(entry.event, CHANGES)
            for about in _abouts(entry.event)
        }
        rows = matching_rows(
            connection,
            self.claims,
            [{"aggregate_id": of, "about": about, "until": FOREVER} for of, about in wanted],
        )
        return {(row["aggregate_id"], row["about"]): row for row in rows}


def _first_row(entry: Entry, event: MilestoneHistory.Milestone) -> dict[str, Any]:
    when = When.parse(event.occurred)
    facts = details(event)
    track, states, happening = event.track, event.state, ""
    if isinstance(event, MilestoneHistory.StatusObserved):
        track, states, happening = event.observed_track, " ".join(event.one_of), OBSERVED
    elif not event.repeats:
        happening = milestone_name(type(event)) + as_json(facts)
    return {
        "claim": entry.position,
        "since": entry.position,
        "until": FOREVER,
        "change": "recorded",
        "live": True,
        "aggregate_id": entry.record,
        "about": entry.version,
        "version": entry.version,
        "kind": kind_of(event),
        "milestone": milestone_name(type(event)),
        "track": track,
        "states": states,
        "happening": happening,
        "occurred": when.edtf,
        **_days(when),
        "details": as_json(facts),
        "document": str(event.document),
        "locator": event.locator,
        "quote": event.quote,
        "reason": "",
        "recorded_at": entry.recorded_at,
        "recorded_by": entry.recorded_by,
        "changed_at": entry.recorded_at,
        "changed_by": entry.recorded_by,
    }


def _abouts(event: Any) -> list[int]:
    """List the versions of the claims that a change is about."""
    return [event.about, *(event.set_aside if isinstance(event, MilestoneHistory.Settled) else ())]


def _next_row(believed: dict[str, Any], entry: Entry, about: int) -> dict[str, Any]:
    """End what was believed of a claim, and give what is from now on."""
    believed["until"] = entry.position
    return {**believed, **_change(entry, about)}


def _change(entry: Entry, about: int) -> dict[str, Any]:
    """Tell what differs in the row that follows another in a claim's chain."""
    event = entry.event
    differences: dict[str, Any] = {
        "since": entry.position,
        "until": FOREVER,
        "version": entry.version,
        "reason": getattr(event, "reason", ""),
        "changed_at": entry.recorded_at,
        "changed_by": entry.recorded_by,
    }
    match event:
        case MilestoneHistory.Retracted():
            return {**differences, "change": "retracted", "live": False}
        case MilestoneHistory.Reinstated():
            return {**differences, "change": "reinstated", "live": True}
        case MilestoneHistory.Settled() if about == event.about:
            return {**differences, "change": "settled"}
        case MilestoneHistory.Settled():
            return {**differences, "change": SET_ASIDE, "live": False}
    when = When.parse(event.occurred)
    return {
        **differences,
        "change": "corrected" if isinstance(event, MilestoneHistory.Corrected) else "refined",
        "live": True,
        "occurred": when.edtf,
        **_days(when),
        "document": str(event.document),
        "locator": event.locator,
        "quote": event.quote,
    }


def _days(when: When) -> dict[str, str]:
    return {
        "earliest": when.earliest.isoformat() if when.earliest else OPEN_START,
        "latest": when.latest.isoformat() if when.latest else OPEN_END,
    }
