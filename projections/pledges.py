"""Pledges: each submission on its way to readers, and every edition of what a published one promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Connection, Index, Integer, Table, Text

from domain.commitments.pledge_history import PledgeHistory
from domain.commitments.pledge_stages import Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.entries import Entry
from projections.bulk import insert_rows, matching_rows, replace_rows
from projections.projection import Projection, as_json

OF_EDITIONS = (PledgeHistory.Registered, PledgeHistory.Amended)
"""The events that say what a pledge promises from then on."""

ON_THE_DESK = (PledgeSubmission.Submitted, PledgeSubmission.AmendmentProposed)
"""The events after which the secretariat has to do something; every other one answers, or takes it away."""


class Pledges(Projection):
    """One row for each submission, one for each edition of a published pledge.

    `waiting_since` tells since when a submission or an amendment waits for the secretariat, and is empty where none
    does; `position` of an edition is that of the log.
    """

    name = "pledges"
    edition = 1

    def define(self) -> None:
        self.submissions = Table(
            f"pledge_submissions{self.suffix}",
            self.metadata,
            Column("submission", Text, primary_key=True),
            *(
                Column(name, Text, nullable=False)
                for name in ("author", "stage", "fields", "begun_at", "updated_at", "stage_since", "submitted_at")
            ),
            Column("waiting_since", Text, nullable=False),
            Column("number", Integer, nullable=False),
            Column("version", Integer, nullable=False),
            Column("begun", BigInteger, nullable=False),
            Index(None, "author", "begun"),
            Index(None, "waiting_since", "submission"),
        )
        self.editions = Table(
            f"pledge_editions{self.suffix}",
            self.metadata,
            Column("pledge", Text, primary_key=True),
            Column("edition", Integer, primary_key=True, autoincrement=False),
            Column("position", BigInteger, nullable=False),
            Column("promise", Text, nullable=False),
            Column("reason", Text, nullable=False),
            Column("published_at", Text, nullable=False),
            Index(None, "position"),
        )

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        ours = [
            entry for entry in entries if isinstance(entry.event, PledgeSubmission.Event | PledgeSubmission.Registered)
        ]
        ids = {entry.record for entry in ours}
        rows = matching_rows(connection, self.submissions, [{"submission": id} for id in ids])
        lives = {row["submission"]: _revived(row) for row in rows}
        for entry in ours:
            if isinstance(entry.event, PledgeSubmission.Registered):
                lives[entry.record] = _begun(entry)
            else:
                lives[entry.record].go_on(entry)
        replace_rows(connection, self.submissions, [life.row() for life in lives.values()])
        insert_rows(
            connection, self.editions, [_edition(entry) for entry in entries if isinstance(entry.event, OF_EDITIONS)]
        )


@dataclass
class _Life:
    """A submission while a batch of its events is taken in: the domain's own events say what it becomes."""

    submission: PledgeSubmission
    noted: dict[str, Any]

    def go_on(self, entry: Entry) -> None:
        """Live through one more event."""
        event, at = entry.event, entry.recorded_at
        stage = self.submission.stage
        event.apply(self.submission)
        self.noted.update(version=entry.version, updated_at=at)
        if self.submission.stage != stage:
            self.noted["stage_since"] = at
        self.noted["waiting_since"] = at if isinstance(event, ON_THE_DESK) else ""
        if isinstance(event, PledgeSubmission.Submitted):
            self.noted["submitted_at"] = at

    def row(self) -> dict[str, Any]:
        """Give the row of the submission."""
        submission = self.submission
        return {
            **self.noted,
            "author": str(submission.author),
            "stage": submission.stage,
            "fields": as_json(submission.fields),
            "number": submission.number,
        }


def _begun(entry: Entry) -> _Life:
    at = entry.recorded_at
    noted = {
        "submission": entry.record,
        "begun": entry.position,
        "version": entry.version,
        **dict.fromkeys(("begun_at", "updated_at", "stage_since"), at),
        **dict.fromkeys(("submitted_at", "waiting_since"), ""),
    }
    return _Life(entry.event.mutate(None), noted)


def _revived(row: dict[str, Any]) -> _Life:
    """Bring back as much of a submission as its events need to go on."""
    submission = PledgeSubmission.__new__(PledgeSubmission)
    vars(submission).update(
        author=UUID(row["author"]),
        stage=Stage(row["stage"]),
        fields=msgspec.json.decode(row["fields"]),
        number=row["number"],
    )
    own = {"author", "stage", "fields", "number"}
    return _Life(submission, {name: value for name, value in row.items() if name not in own})


def _edition(entry: Entry) -> dict[str, Any]:
    return {
        "pledge": entry.record,
        "edition": getattr(entry.event, "edition", 1),
        "position": entry.position,
        "promise": as_json(entry.event.promise),
        "reason": getattr(entry.event, "reason", ""),
        "published_at": entry.recorded_at,
    }
