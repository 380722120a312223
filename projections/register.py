"""Answers which records there are, and at which version each is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from projections.audit import Audit
from projections.reader import Reader
from projections.records import Records


class Register:
    """Looks records up by kind, code and country."""

    def __init__(self, reader: Reader, records: Records, audit: Audit) -> None:
        """Read from the tables of `records` and `audit` with `reader`."""
        self._reader = reader
        self._records = records
        self._audit = audit.audit

    def find(
        self, kind: str, *, country: str = "", after: str = "", limit: int = 50
    ) -> tuple[Sequence[Row[Any]], str | None]:
        """List records of a kind in the order of their codes.

        Args:
            kind: e.g. `network`.
            country: only those of this country (ISO 3166-1 alpha-2).
            after: the code that the page before ended with.
            limit: how many at most.

        Returns:
            The rows, and the code to go on after if there are more.
        """
        records, places = self._records.records.c, self._records.countries.c
        query = self._select().where(records.kind == kind, records.code > after).order_by(records.code).limit(limit + 1)
        if country:
            query = query.where(records.aggregate_id.in_(select(places.aggregate_id).where(places.country == country)))
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], rows[limit - 1].code

    def one(self, kind: str, code: str) -> Row[Any] | None:
        """Return the record of a kind with this code."""
        records = self._records.records.c
        with self._reader.connect() as connection:
            return connection.execute(self._select().where(records.kind == kind, records.code == code)).one_or_none()

    def by_id(self, aggregate_id: str) -> Row[Any] | None:
        """Return the record with this id."""
        records = self._records.records.c
        with self._reader.connect() as connection:
            return connection.execute(self._select().where(records.aggregate_id == aggregate_id)).one_or_none()

    def by_ids(self, aggregate_ids: Collection[str]) -> Sequence[Row[Any]]:
        """List the records with these ids, in no order."""
        if not aggregate_ids:
            return []
        records = self._records.records.c
        with self._reader.connect() as connection:
            return connection.execute(self._select().where(records.aggregate_id.in_(aggregate_ids))).all()

    def versions(self, aggregate_ids: Sequence[str]) -> Mapping[str, int]:
        """Map records to their current versions."""
        audit = self._audit.c
        with self._reader.connect() as connection:
            rows = connection.execute(
                select(audit.aggregate_id, func.max(audit.version))
                .where(audit.aggregate_id.in_(aggregate_ids))
                .group_by(audit.aggregate_id)
            ).all()
        return {aggregate_id: version for aggregate_id, version in rows}  # noqa: C416 - dict() would not tell their types

    def _select(self) -> Select[Any]:
        """Select records with their current versions."""
        records, audit = self._records.records, self._audit.c
        version = select(func.max(audit.version)).where(audit.aggregate_id == records.c.aggregate_id)
        return select(records, version.scalar_subquery().label("version"))
