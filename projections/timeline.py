"""Answers what happened and how each claim about it changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, func, or_, select, tuple_

from projections.audit import Audit
from projections.milestones import SET_ASIDE, Milestones
from projections.projection import FOREVER
from projections.reader import Reader
from projections.records import Records

Cursor = tuple[str, str, int]
"""Where a page ends: latest and earliest day, and position, of its last milestone."""


@dataclass(frozen=True)
class Wanted:
    """Which milestones to list; empty means any.

    Attributes:
        country: ISO 3166-1 alpha-2.
        aggregate: the kind of record, e.g. `network`.
        milestone: its name, e.g. `established`.
        document: id of the source they rest on.
        aggregate_id: the record itself.
        from_day, to_day: it can have happened between these days, inclusive.
        recorded_from, recorded_to: it was recorded between these times, RFC 3339 UTC.
        by: id of the account that recorded it.
    """

    country: str = ""
    aggregate: str = ""
    milestone: str = ""
    document: str = ""
    aggregate_id: str = ""
    from_day: str = ""
    to_day: str = ""
    recorded_from: str = ""
    recorded_to: str = ""
    by: str = ""


ANY = Wanted()


class Timeline:
    """Milestones in the order in which they happened, as known at a position of the log."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones, audit: Audit) -> None:
        """Read from the tables of these projections with `reader`."""
        self._reader = reader
        self._records = records
        self._claims = milestones.claims
        self._milestones = milestones
        self._audit = audit.audit

    def find(
        self, wanted: Wanted, *, position: int, after: Cursor | None = None, limit: int = 50
    ) -> tuple[Sequence[Row[Any]], Cursor | None]:
        """List milestones by (latest, earliest, position).

        Args:
            wanted: which.
            position: of the log; only what was recorded up to it is known.
            after: the cursor that the page before ended with.
            limit: how many at most.

        Returns:
            The rows, and the cursor for the next page if there is one.
        """
        claims = self._claims.c
        query = (
            self._select()
            .where(claims.since <= position, claims.until > position, *self._conditions(wanted))
            .order_by(claims.latest, claims.earliest, claims.claim)
            .limit(limit + 1)
        )
        if after:
            query = query.where(tuple_(claims.latest, claims.earliest, claims.claim) > after)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        if len(rows) <= limit:
            return rows, None
        last = rows[limit - 1]
        return rows[:limit], (last.latest, last.earliest, last.claim)

    def lately(
        self, position: int, *, wanted: Wanted = ANY, countries: frozenset[str] | None = None, limit: int = 50
    ) -> Sequence[Row[Any]]:
        """List what changed last, newest first, as known at a position; `countries` are those it is about."""
        claims = self._claims.c
        query = self._select().where(claims.since <= position, claims.until > position, *self._conditions(wanted))
        if countries is not None:
            query = query.where(in_countries(self._records, self._milestones, countries))
        with self._reader.connect() as connection:
            return connection.execute(query.order_by(claims.since.desc(), claims.claim).limit(limit)).all()

    def history(self, claim: int, *, position: int) -> Sequence[Row[Any]]:
        """List what was believed of one claim, oldest first, up to a position of the log."""
        claims = self._claims.c
        query = self._select().where(claims.claim == claim, claims.since <= position).order_by(claims.since)
        with self._reader.connect() as connection:
            return connection.execute(query).all()

    def countries_of(self, aggregate_ids: Sequence[str]) -> Mapping[str, list[str]]:
        """Map records to their countries (ISO 3166-1 alpha-2), in order."""
        places = self._records.countries.c
        found: dict[str, list[str]] = {aggregate_id: [] for aggregate_id in aggregate_ids}
        with self._reader.connect() as connection:
            for aggregate_id, country in connection.execute(
                select(places.aggregate_id, places.country)
                .where(places.aggregate_id.in_(found))
                .order_by(places.country)
            ):
                found[aggregate_id].append(country)
        return found

    def places_of(self, rows: Sequence[Row[Any]]) -> list[list[str]]:
        """List the countries of each claim: those of its record, and the one that it alone is about."""
        records = self.countries_of([row.aggregate_id for row in rows])
        return [[*records[row.aggregate_id], *own_country(row)] for row in rows]

    def position_at(self, moment: str) -> int:
        """Return the last position recorded at or before a time (RFC 3339 UTC, six decimals)."""
        audit = self._audit.c
        with self._reader.connect() as connection:
            found = connection.execute(select(func.max(audit.position)).where(audit.recorded_at <= moment)).scalar_one()
        return found or 0

    def moment_at(self, position: int) -> str | None:
        """Return when the last event up to a position was recorded (RFC 3339 UTC), or None before the first."""
        audit = self._audit.c
        query = select(audit.recorded_at).where(audit.position <= position).order_by(audit.position.desc()).limit(1)
        with self._reader.connect() as connection:
            return connection.execute(query).scalar()

    def change_at(self, aggregate_id: str, version: int) -> Row[Any] | None:
        """Return what a record's event of this version made believed of a claim."""
        claims = self._claims.c
        query = self._select().where(
            claims.aggregate_id == aggregate_id, claims.version == version, claims.change != SET_ASIDE
        )
        with self._reader.connect() as connection:
            return connection.execute(query).one_or_none()

    def latest_of(self, claim: int) -> Row[Any] | None:
        """Return what is believed of one claim now."""
        claims = self._claims.c
        query = self._select().where(claims.claim == claim, claims.until == FOREVER)
        with self._reader.connect() as connection:
            return connection.execute(query).one_or_none()

    def set_aside_for(self, claim: int) -> list[int]:
        """List the versions of the claims that the last change of a claim set aside, and that nothing brought back."""
        claims, holds = self._claims.c, self._claims.alias().c
        query = select(claims.about).where(
            claims.change == SET_ASIDE,
            claims.until == FOREVER,
            claims.since.in_(select(holds.since).where(holds.claim == claim, holds.until == FOREVER)),
        )
        with self._reader.connect() as connection:
            return list(connection.scalars(query.order_by(claims.about)))

    def _select(self) -> Select[Any]:
        records = self._records.records
        return select(self._claims, records.c.code).join(records, records.c.aggregate_id == self._claims.c.aggregate_id)

    def _conditions(self, wanted: Wanted) -> list[ColumnElement[bool]]:
        claims = self._claims.c
        conditions: list[ColumnElement[bool]] = []
        exact = {
            claims.kind: wanted.aggregate,
            claims.milestone: wanted.milestone,
            claims.document: wanted.document,
            claims.aggregate_id: wanted.aggregate_id,
        }
        conditions += [column == value for column, value in exact.items() if value]
        if wanted.country:
            conditions.append(in_countries(self._records, self._milestones, {wanted.country}))
        if wanted.from_day:
            conditions.append(claims.latest >= wanted.from_day)
        if wanted.to_day:
            conditions.append(claims.earliest <= wanted.to_day)
        if wanted.recorded_from or wanted.recorded_to or wanted.by:
            conditions.append(claims.claim.in_(self._recorded(wanted)))
        return conditions

    def _recorded(self, wanted: Wanted) -> Select[Any]:
        audit = self._audit.c
        query = select(audit.position)
        if wanted.recorded_from:
            query = query.where(audit.recorded_at >= wanted.recorded_from)
        if wanted.recorded_to:
            query = query.where(audit.recorded_at <= wanted.recorded_to)
        if wanted.by:
            query = query.where(audit.recorded_by == wanted.by)
        return query


def in_countries(records: Records, milestones: Milestones, countries: Collection[str]) -> ColumnElement[bool]:
    """Choose the claims that are about one of these countries, by their record or by themselves."""
    claims, places, own = milestones.claims.c, records.countries.c, milestones.places.c
    return or_(
        claims.aggregate_id.in_(select(places.aggregate_id).where(places.country.in_(sorted(countries)))),
        claims.claim.in_(select(own.claim).where(own.country.in_(sorted(countries)))),
    )


def own_country(row: Any) -> list[str]:
    """Name the country that a claim is about where its record is of none, as a country's report to a review."""
    country = msgspec.json.decode(row.details).get("country")
    return [country] if country else []
