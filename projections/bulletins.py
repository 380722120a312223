"""The bulletins that were issued, what each printed, and their errata."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from domain.bulletins import Bulletin
from domain.entries import Entry
from projections.bulk import Row
from projections.projection import Projection, as_json


class Bulletins(Projection):
    """One row for each bulletin, each milestone it printed, and each erratum.

    Errata tell of the bulletin by its id, as `printed` does.
    """

    name = "bulletins"
    edition = 1

    def define(self) -> None:
        self.bulletins = Table(
            f"bulletins{self.suffix}",
            self.metadata,
            Column("aggregate_id", Text, primary_key=True),
            Column("series", Text, nullable=False),
            Column("number", Integer, nullable=False),
            Column("valid_at", Text, nullable=False),
            Column("known_at", BigInteger, nullable=False),
            Column("scope", Text, nullable=False),
            Column("template", Integer, nullable=False),
            Column("content", Text, nullable=False),
            Column("digests", Text, nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("issued_at", Text, nullable=False),
            Column("issued_by", Text, nullable=False),
            Index(None, "series", "number", unique=True),
        )
        self.printed = Table(
            f"bulletin_milestones{self.suffix}",
            self.metadata,
            Column("aggregate_id", Text, primary_key=True),
            Column("claim", BigInteger, primary_key=True, autoincrement=False),
            Index(None, "claim"),
            sqlite_with_rowid=False,
        )
        self.errata = Table(
            f"bulletin_errata{self.suffix}",
            self.metadata,
            Column("position", BigInteger, primary_key=True, autoincrement=False),
            Column("aggregate_id", Text, nullable=False),
            Column("known_at", BigInteger, nullable=False),
            Column("changed", Text, nullable=False),
            Column("note", Text, nullable=False),
            Column("issued_at", Text, nullable=False),
            Column("issued_by", Text, nullable=False),
            Index(None, "aggregate_id"),
        )

    def rows(self, entry: Entry) -> Iterable[tuple[Table, Row]]:
        match entry.event:
            case Bulletin.Registered():
                yield self.bulletins, _issued(entry)
                for claim in entry.event.printed:
                    yield self.printed, {"aggregate_id": entry.record, "claim": claim}
            case Bulletin.ErratumIssued():
                yield self.errata, _erratum(entry)


def _issued(entry: Entry) -> Row:
    event: Bulletin.Registered = entry.event
    return {
        "aggregate_id": entry.record,
        "series": event.series,
        "number": event.number,
        "valid_at": event.valid_at,
        "known_at": event.known_at,
        "scope": event.scope,
        "template": event.template,
        "content": event.content,
        "digests": as_json(event.digests),
        "position": entry.position,
        "issued_at": entry.recorded_at,
        "issued_by": entry.recorded_by,
    }


def _erratum(entry: Entry) -> Row:
    event: Bulletin.ErratumIssued = entry.event
    return {
        "position": entry.position,
        "aggregate_id": entry.record,
        "known_at": event.known_at,
        "changed": as_json(event.changed),
        "note": as_json(event.note),
        "issued_at": entry.recorded_at,
        "issued_by": entry.recorded_by,
    }
