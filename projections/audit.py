"""Who recorded what and when: an index of the log, which stays the only copy of the facts."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from domain.entries import Entry
from domain.kernel import KnowledgeAggregate, kind_of
from domain.milestones import milestone_name
from projections.bulk import Row
from projections.projection import Projection


class Audit(Projection):
    """One row for each event."""

    name = "audit"
    edition = 1

    def define(self) -> None:
        self.audit = Table(
            f"audit{self.suffix}",
            self.metadata,
            Column("position", BigInteger, primary_key=True, autoincrement=False),
            Column("aggregate_id", Text, nullable=False),
            Column("version", Integer, nullable=False),
            Column("kind", Text, nullable=False),
            Column("event", Text, nullable=False),
            Column("public", Boolean(create_constraint=False), nullable=False),
            Column("recorded_at", Text, nullable=False),
            Column("recorded_by", Text, nullable=False),
            Index(None, "aggregate_id", "version", unique=True),
            Index(None, "recorded_at"),
        )

    def rows(self, entry: Entry) -> Iterable[tuple[Table, Row]]:
        event: KnowledgeAggregate.Event = entry.event
        yield (
            self.audit,
            {
                "position": entry.position,
                "aggregate_id": entry.record,
                "version": entry.version,
                "kind": kind_of(event),
                "event": milestone_name(type(event)),
                "public": event.public,
                "recorded_at": entry.recorded_at,
                "recorded_by": entry.recorded_by,
            },
        )
