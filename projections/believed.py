"""Answers what was believed of every milestone of some countries at a position of the log."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, exists, select

from projections.milestones import Milestones
from projections.reader import Reader
from projections.records import Records, facts_from
from projections.remembered import Remembered
from projections.timeline import IN_COUNTRIES, in_countries

PIECE = 500
"""Milestones that are asked for at once, which every database allows."""


@dataclass(frozen=True)
class Described:
    """A record as it was described when it was registered, at a position."""

    code: str
    position: int
    facts: Mapping[str, Any]


class Believed:
    """Reads claims as they stood, taken back ones too."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones) -> None:
        """Read from the tables of `records` and `milestones` with `reader`."""
        self._reader = reader
        self._records = records.records
        self._kept, self._milestones = records, milestones
        self._claims = milestones.claims
        self._kinds: dict[str, Remembered[Sequence[Described]]] = {}

    def at(self, position: int, countries: frozenset[str] | None = None) -> Sequence[Row[Any]]:
        """List what was believed of each claim known at a position, in the order in which they were recorded.

        Args:
            position: of the log.
            countries: only what is about these (ISO 3166-1 alpha-2), or all.
        """
        claims, records = self._claims.c, self._records.c
        query = (
            select(self._claims, records.code)
            .join(self._records, records.aggregate_id == claims.aggregate_id)
            .where(claims.since <= position, claims.until > position)
            .order_by(claims.claim)
        )
        if countries is not None:
            query = query.where(in_countries(self._kept, self._milestones))
        with self._reader.connect() as connection:
            return connection.execute(query, {IN_COUNTRIES: sorted(countries or ())}).all()

    def of(self, claims: Collection[int], position: int) -> Mapping[int, Row[Any]]:
        """Map claims to what was believed of each at a position."""
        kept, records = self._claims.c, self._records.c
        wanted, found = sorted(claims), {}
        with self._reader.connect() as connection:
            for start in range(0, len(wanted), PIECE):
                rows = connection.execute(
                    select(self._claims, records.code)
                    .join(self._records, records.aggregate_id == kept.aggregate_id)
                    .where(kept.claim.in_(wanted[start : start + PIECE]), kept.since <= position, kept.until > position)
                )
                found.update({row.claim: row for row in rows})
        return found

    def records(self, kind: str, position: int) -> list[Described]:
        """List the records of a kind that were known at a position, by their codes."""
        if kind not in self._kinds:
            self._kinds[kind] = Remembered(
                self._reader, (Records.name,), partial(self._read, kind), is_news=partial(self._is_news, kind)
            )
        return [one for one in self._kinds[kind].now() if one.position <= position]

    def _is_news(self, kind: str, connection: Connection, after: int) -> bool:
        kept = self._records.c
        return bool(connection.scalar(select(exists().where(kept.kind == kind, kept.position > after))))

    def _read(self, kind: str, connection: Connection) -> Sequence[Described]:
        kept = self._records.c
        rows = connection.execute(select(self._records).where(kept.kind == kind).order_by(kept.code))
        return [Described(row.code, row.position, facts_from(row.facts)) for row in rows]
