"""Answers what happened and how each claim about it changed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Integer, Row, Select, Text, bindparam, func, or_, select, tuple_

from projections.audit import Audit
from projections.milestones import SET_ASIDE, Milestones
from projections.projection import FOREVER
from projections.reader import Reader
from projections.records import Records

Cursor = tuple[str, str, int]
"""Where a page ends: latest and earliest day, and position, of its last milestone."""
AFTER = ("after_latest", "after_earliest", "after_claim")
"""What the parts of a cursor are called in a query."""


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
IN_COUNTRIES = "countries"
"""What the countries are called that `in_countries` leaves open."""


class Timeline:
    """Milestones in the order in which they happened, as known at a position of the log."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones, audit: Audit) -> None:
        """Read from the tables of these projections with `reader`."""
        self._reader = reader
        self._records = records
        self._claims = milestones.claims
        self._milestones = milestones
        self._audit = audit.audit
        self._queries: dict[tuple[str, frozenset[str]], Select[Any]] = {}
        places, noted = records.countries.c, audit.audit.c
        self._countries = (
            select(places.aggregate_id, places.country)
            .where(places.aggregate_id.in_(bindparam("ids", expanding=True)))
            .order_by(places.country)
        )
        self._moment = (
            select(noted.recorded_at)
            .where(noted.position <= bindparam("position"))
            .order_by(noted.position.desc())
            .limit(1)
        )

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
        given = {**_given(wanted), **dict(zip(AFTER, after or (), strict=False))}
        query = self._once("find", given, self._in_order)
        with self._reader.connect() as connection:
            rows = connection.execute(query, {**given, "position": position, "limit": limit + 1}).all()
        if len(rows) <= limit:
            return rows, None
        last = rows[limit - 1]
        return rows[:limit], (last.latest, last.earliest, last.claim)

    def lately(
        self, position: int, *, wanted: Wanted = ANY, countries: frozenset[str] | None = None, limit: int = 50
    ) -> Sequence[Row[Any]]:
        """List what changed last, newest first, as known at a position.

        Args:
            position: of the log.
            wanted: which.
            countries: those it is about, in place of the one in `wanted`.
            limit: how many at most.
        """
        given = _given(wanted, countries)
        query = self._once("lately", given, self._by_change)
        with self._reader.connect() as connection:
            return connection.execute(query, {**given, "position": position, "limit": limit}).all()

    def history(self, claim: int, *, position: int) -> Sequence[Row[Any]]:
        """List what was believed of one claim, oldest first, up to a position of the log."""
        claims = self._claims.c
        query = self._select().where(claims.claim == claim, claims.since <= position).order_by(claims.since)
        with self._reader.connect() as connection:
            return connection.execute(query).all()

    def countries_of(self, aggregate_ids: Sequence[str]) -> Mapping[str, list[str]]:
        """Map records to their countries (ISO 3166-1 alpha-2), in order."""
        found: dict[str, list[str]] = {aggregate_id: [] for aggregate_id in aggregate_ids}
        with self._reader.connect() as connection:
            for aggregate_id, country in connection.execute(self._countries, {"ids": list(found)}):
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
        with self._reader.connect() as connection:
            return connection.execute(self._moment, {"position": position}).scalar()

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

    def _once(
        self, name: str, given: Collection[str], put_together: Callable[[Select[Any]], Select[Any]]
    ) -> Select[Any]:
        """Put a query together that leaves open the values of what is given, once for all who are given the same."""
        key = name, frozenset(given)
        if key not in self._queries:
            self._queries[key] = put_together(self._asking(frozenset(given))).limit(bindparam("limit", type_=Integer))
        return self._queries[key]

    def _in_order(self, query: Select[Any]) -> Select[Any]:
        claims = self._claims.c
        return query.order_by(claims.latest, claims.earliest, claims.claim)

    def _by_change(self, query: Select[Any]) -> Select[Any]:
        claims = self._claims.c
        return query.order_by(claims.since.desc(), claims.claim)

    def _asking(self, given: frozenset[str]) -> Select[Any]:
        claims = self._claims.c
        order = (claims.latest, claims.earliest, claims.claim)
        place = (bindparam(name, type_=column.type) for name, column in zip(AFTER, order, strict=True))
        conditions = {
            "aggregate": claims.kind == bindparam("aggregate"),
            "milestone": claims.milestone == bindparam("milestone"),
            "document": claims.document == bindparam("document"),
            "aggregate_id": claims.aggregate_id == bindparam("aggregate_id"),
            IN_COUNTRIES: in_countries(self._records, self._milestones),
            "from_day": claims.latest >= bindparam("from_day"),
            "to_day": claims.earliest <= bindparam("to_day"),
            AFTER[0]: tuple_(*order) > tuple_(*place),
        }
        query = self._select().where(claims.since <= bindparam("position"), claims.until > bindparam("position"))
        if recorded := self._recorded(given):
            query = query.where(claims.claim.in_(select(self._audit.c.position).where(*recorded)))
        return query.where(*(condition for name, condition in conditions.items() if name in given))

    def _recorded(self, given: frozenset[str]) -> list[ColumnElement[bool]]:
        audit = self._audit.c
        conditions = {
            "recorded_from": audit.recorded_at >= bindparam("recorded_from"),
            "recorded_to": audit.recorded_at <= bindparam("recorded_to"),
            "by": audit.recorded_by == bindparam("by"),
        }
        return [condition for name, condition in conditions.items() if name in given]


def _given(wanted: Wanted, countries: Collection[str] | None = None) -> dict[str, Any]:
    """Map what is wanted to its values."""
    given: dict[str, Any] = {name: value for name, value in vars(wanted).items() if value}
    country = given.pop("country", "")
    if countries is not None:
        return {**given, IN_COUNTRIES: sorted(countries)}
    return {**given, IN_COUNTRIES: [country]} if country else given


def in_countries(records: Records, milestones: Milestones) -> ColumnElement[bool]:
    """Choose the claims that are about one of the countries left open, by their record or by themselves."""
    claims, places, own = milestones.claims.c, records.countries.c, milestones.places.c
    countries = bindparam(IN_COUNTRIES, type_=Text, expanding=True)
    return or_(
        claims.aggregate_id.in_(select(places.aggregate_id).where(places.country.in_(countries))),
        claims.claim.in_(select(own.claim).where(own.country.in_(countries))),
    )


def own_country(row: Any) -> list[str]:
    """Name the country that a claim is about where its record is of none, as a country's report to a review."""
    country = msgspec.json.decode(row.details).get("country")
    return [country] if country else []
