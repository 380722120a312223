"""Erases what belongs to a person from every private table, or tells it, whatever tables there are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, delete, func, select

from domain.entries import moment
from knowledge.private.belongings import Whose, belonging_of
from knowledge.private.database import METADATA, PrivateDatabase

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by the name of their table."""


class Belongings:
    """What the private tables hold of persons."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def of(self, whose: Whose) -> Rows:
        """Tell what is held of a person, without secrets."""
        with self._database.reading() as connection:
            return {
                table.name: [
                    {name: value for name, value in row.items() if name not in belonging_of(table).secret}
                    for row in connection.execute(
                        select(table).where(belonging_of(table).rows(table, whose))
                    ).mappings()
                ]
                for table in METADATA.sorted_tables
            }

    def is_anything_of(self, whose: Whose) -> bool:
        """Tell whether anything is held of a person that would be erased."""
        with self._database.reading() as connection:
            return any(
                connection.execute(select(table).where(belonging_of(table).rows(table, whose)).limit(1)).first()
                for table in METADATA.sorted_tables
                if not belonging_of(table).stays
            )

    def erase(self, whose: Whose) -> None:
        """Erase what is held of a person, but for what stays."""
        with self._database.writing() as connection:
            for table in reversed(METADATA.sorted_tables):
                if not belonging_of(table).stays:
                    connection.execute(delete(table).where(belonging_of(table).rows(table, whose)))
        self._database.leave_no_trace()

    def ended(self, now: datetime) -> dict[str, int]:
        """Count by table the rows that are good no longer."""
        with self._database.reading() as connection:
            return {
                table.name: connection.execute(select(func.count()).where(_is_over(table, now))).scalar_one()
                for table in METADATA.sorted_tables
                if belonging_of(table).ends
            }

    def drop_ended(self, now: datetime) -> None:
        """Erase the rows that are good no longer."""
        with self._database.writing() as connection:
            for table in reversed(METADATA.sorted_tables):
                if belonging_of(table).ends:
                    connection.execute(delete(table).where(_is_over(table, now)))


def _is_over(table: Table, now: datetime) -> Any:
    ends = table.c[belonging_of(table).ends]
    return (ends != "") & (ends <= moment(now))
