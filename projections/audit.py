"""Who recorded what and when: an index of the log, which stays the only copy of the facts."""

import unicodedata
from collections.abc import Iterable, Iterator

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text

from domain.entries import Entry
from domain.facts import facts_as_json
from domain.kernel import KnowledgeAggregate, kind_of
from domain.milestone_history import milestone_name
from projections.bulk import Row
from projections.projection import Projection

COMMON = frozenset({"by", "timestamp"})
MOST_WORDS = 2_000
"""Characters of an event that can be searched."""


class Audit(Projection):
    """One row for each event; `words` is the folded text of its facts, to be searched."""

    name = "audit"
    edition = 2

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
            Column("words", Text, nullable=False),
            Index(None, "aggregate_id", "version", unique=True),
            Index(None, "recorded_at"),
            Index(None, "recorded_by", "position"),
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
                "words": " ".join(_texts(facts_as_json(event)))[:MOST_WORDS],
            },
        )


def folded(text: str) -> str:
    """Write text without case and accents, as both what is searched and what is asked for are."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _texts(facts: object) -> Iterator[str]:
    match facts:
        case str():
            yield folded(facts)
        case list():
            for one in facts:
                yield from _texts(one)
        # What is sealed is nobody's to search.
        case {"sealed": str(), "persons": list()}:
            return
        case dict():
            for name, one in facts.items():
                if name not in COMMON:
                    yield from _texts(one)
