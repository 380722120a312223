"""Answers who recorded what, when and about what: event by event, for whoever may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select, true

from domain.accounts import Account
from domain.milestone_history import milestone_name
from projections.audit import Audit, folded
from projections.milestones import Milestones
from projections.practices import Practices
from projections.reader import Reader
from projections.records import Records

ERASED = milestone_name(Account.Erased)


@dataclass(frozen=True)
class Searched:
    """Which events to list; empty means any.

    Attributes:
        aggregate_id: of one record.
        kind: of record, e.g. `network`.
        event: its name, e.g. `established`.
        by: id of the account that recorded it.
        country: ISO 3166-1 alpha-2, of the record.
        since, until: it was recorded between these times, RFC 3339 UTC.
        q: a part of the text of its facts, in any case and with or without accents.
    """

    aggregate_id: str = ""
    kind: str = ""
    event: str = ""
    by: str = ""
    country: str = ""
    since: str = ""
    until: str = ""
    q: str = ""


@dataclass(frozen=True)
class Sight:
    """What somebody may see: everything, or what readers can still read and what they recorded themselves."""

    everything: bool = False
    account: str = ""


class Trail:
    """The audit trail."""

    def __init__(
        self, reader: Reader, audit: Audit, records: Records, practices: Practices, milestones: Milestones
    ) -> None:
        """Read from the tables of these projections with `reader`."""
        self._reader = reader
        self._audit = audit.audit
        self._milestones = milestones
        self._records = records
        self._practices = practices

    def newest(self, searched: Searched, sight: Sight, *, before: int, limit: int) -> Sequence[Row[Any]]:
        """List events that stand before a position, newest first."""
        position = self._audit.c.position
        query = self._select(searched, sight).where(position < before).order_by(position.desc())
        return self._run(query.limit(limit))

    def oldest(self, searched: Searched, sight: Sight, *, after: int, limit: int) -> Sequence[Row[Any]]:
        """List events that follow a position, in the order of the log."""
        position = self._audit.c.position
        return self._run(self._select(searched, sight).where(position > after).order_by(position).limit(limit))

    def version_at(self, aggregate_id: str, position: int) -> int:
        """Return the version that a record had at a position of the log; 0 is before it was made."""
        audit = self._audit.c
        query = select(func.max(audit.version)).where(audit.aggregate_id == aggregate_id, audit.position <= position)
        with self._reader.connect() as connection:
            return connection.execute(query).scalar_one() or 0

    def erased_accounts(self) -> list[UUID]:
        """List the accounts of those who were erased, in the order in which they were."""
        erased = self._audit.c
        query = select(erased.aggregate_id).where(erased.kind == Account.kind, erased.event == ERASED)
        with self._reader.connect() as connection:
            return [UUID(account) for account in connection.execute(query.order_by(erased.position)).scalars()]

    def _run(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._reader.connect() as connection:
            return connection.execute(query).all()

    def _select(self, searched: Searched, sight: Sight) -> Select[Any]:
        audit, records = self._audit.c, self._records.records
        columns = (
            audit.position,
            audit.aggregate_id,
            audit.version,
            audit.kind,
            audit.event,
            audit.public,
            audit.recorded_at,
            audit.recorded_by,
            records.c.code,
        )
        joined = self._audit.outerjoin(records, records.c.aggregate_id == audit.aggregate_id)
        return select(*columns).select_from(joined).where(self._visible(sight), *self._conditions(searched))

    def _visible(self, sight: Sight) -> ColumnElement[bool]:
        if sight.everything:
            return true()
        audit = self._audit.c
        return (audit.public & ~or_(*self._withheld())) | (audit.recorded_by == sight.account)

    def _withheld(self) -> list[ColumnElement[bool]]:
        """Tell whether an event published or translated what was taken from readers: it says all that they read."""
        audit, kept = self._audit.c, self._practices.practices.c
        return [
            exists().where(
                kept.practice == audit.aggregate_id,
                said.c.practice == kept.practice,
                said.c.edition <= kept.withheld,
                said.c.position == audit.position,
            )
            for said in (self._practices.versions, self._practices.translations)
        ]

    def _told_of(self, country: str) -> Select[Any]:
        """Choose what was recorded of claims that are about a country where their record is not."""
        claims, places = self._milestones.claims, self._milestones.places
        return select(claims.c.since).join(places, places.c.claim == claims.c.claim).where(places.c.country == country)

    def _conditions(self, searched: Searched) -> list[ColumnElement[bool]]:
        audit, places = self._audit.c, self._records.countries.c
        exact = {
            audit.aggregate_id: searched.aggregate_id,
            audit.kind: searched.kind,
            audit.event: searched.event,
            audit.recorded_by: searched.by,
        }
        conditions: list[ColumnElement[bool]] = [column == value for column, value in exact.items() if value]
        if searched.country:
            of_country = select(places.aggregate_id).where(places.country == searched.country)
            conditions.append(audit.aggregate_id.in_(of_country) | audit.position.in_(self._told_of(searched.country)))
        if searched.since:
            conditions.append(audit.recorded_at >= searched.since)
        if searched.until:
            conditions.append(audit.recorded_at <= searched.until)
        if searched.q:
            conditions.append(audit.words.contains(folded(searched.q), autoescape=True))
        return conditions
