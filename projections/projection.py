"""What a projection is: tables that can be thrown away, and how an event changes them."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec
from sqlalchemy import Connection, MetaData, Table

from domain.entries import Entry
from projections.bulk import Row, insert_rows

SCHEMA = "views"
"""The PostgreSQL schema of all views; on SQLite they have a file of their own."""

FOREVER = 2**62
"""The position at which what is still believed ceases to be believed."""


class Projection:
    """Tables that the log alone decides.

    A subclass declares its tables in `define`, and in `rows` what an event adds to them: a pure
    function, so that a batch of events becomes one statement for each table. One whose events
    change earlier rows has a `take_in` of its own.
    """

    name: ClassVar[str]
    edition: ClassVar[int]
    """Raised whenever tables or handlers change: the next `migrate` rebuilds the projection."""

    def __init__(self, suffix: str = "") -> None:
        """Define the tables.

        Args:
            suffix: ends the name of every table, so that a new set can be built beside the old.
        """
        self.suffix = suffix
        self.metadata = MetaData(schema=SCHEMA, naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s"})
        self.define()

    def define(self) -> None:
        """Declare tables and the statements that change them."""
        raise NotImplementedError

    def rows(self, entry: Entry) -> Iterable[tuple[Table, Row]]:
        """Tell which rows an event adds to which tables."""
        raise NotImplementedError

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Change the tables by a batch of events, with one statement for each table."""
        added: dict[Table, list[Row]] = {table: [] for table in self.tables}
        for entry in entries:
            for table, row in self.rows(entry):
                added[table].append(row)
        for table, rows in added.items():
            insert_rows(connection, table, rows)

    def trouble_with(self, entry: Entry) -> str:
        """Say why an event cannot be taken in before it is tried: because it cannot be read."""
        return entry.trouble

    def holds_up(self, entry: Entry) -> str:
        """Name what has to wait once this event is set aside: its record."""
        return entry.record

    @property
    def tables(self) -> list[Table]:
        """The tables, in the order in which they can be created."""
        return self.metadata.sorted_tables

    def plain_name(self, table: Table) -> str:
        """Name a table as it is called when it is in use."""
        return table.name.removesuffix(self.suffix) if self.suffix else table.name


def as_json(value: object) -> str:
    """Write facts as JSON text, which reads the same on every database."""
    return msgspec.json.encode(value).decode()
