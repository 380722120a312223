"""Answers which records there are, and at which version each is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, Row, Text, bindparam, func, select

from projections.audit import Audit
from projections.reader import Reader
from projections.records import Records


class Register:
    """Looks records up by kind, code and country.

    Every page and answer asks it several times, so what it asks the database is put together once.
    """

    def __init__(self, reader: Reader, records: Records, audit: Audit) -> None:
        """Read from the tables of `records` and `audit` with `reader`."""
        self._reader = reader
        kept, places, changes = records.records.c, records.countries.c, audit.audit.c
        last = func.max(changes.version)
        version = select(last).where(changes.aggregate_id == kept.aggregate_id).scalar_subquery().label("version")
        known, ids = select(records.records, version), bindparam("ids", type_=Text, expanding=True)
        self._of_kind = (
            known.where(kept.kind == bindparam("kind"), kept.code > bindparam("after"))
            .order_by(kept.code)
            .limit(bindparam("limit", type_=Integer))
        )
        here = select(places.aggregate_id).where(places.country == bindparam("country"))
        self._of_country = self._of_kind.where(kept.aggregate_id.in_(here))
        self._by_code = known.where(kept.kind == bindparam("kind"), kept.code == bindparam("code"))
        self._by_ids = known.where(kept.aggregate_id.in_(ids))
        self._versions = (
            select(changes.aggregate_id, last).where(changes.aggregate_id.in_(ids)).group_by(changes.aggregate_id)
        )

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
        values = {"kind": kind, "after": after, "limit": limit + 1} | ({"country": country} if country else {})
        with self._reader.connect() as connection:
            rows = connection.execute(self._of_country if country else self._of_kind, values).all()
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], rows[limit - 1].code

    def one(self, kind: str, code: str) -> Row[Any] | None:
        """Return the record of a kind with this code."""
        with self._reader.connect() as connection:
            return connection.execute(self._by_code, {"kind": kind, "code": code}).one_or_none()

    def by_id(self, aggregate_id: str) -> Row[Any] | None:
        """Return the record with this id."""
        return next(iter(self.by_ids([aggregate_id])), None)

    def by_ids(self, aggregate_ids: Collection[str]) -> Sequence[Row[Any]]:
        """List the records with these ids, in no order."""
        if not aggregate_ids:
            return []
        with self._reader.connect() as connection:
            return connection.execute(self._by_ids, {"ids": list(aggregate_ids)}).all()

    def versions(self, aggregate_ids: Sequence[str]) -> Mapping[str, int]:
        """Map records to their current versions."""
        with self._reader.connect() as connection:
            rows = connection.execute(self._versions, {"ids": list(aggregate_ids)}).all()
        return {aggregate_id: version for aggregate_id, version in rows}  # noqa: C416 - dict() would not tell their types
