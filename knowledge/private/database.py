"""The database of what is not history. It is no view: nothing can build it anew, so every commit is on the disk."""

import fcntl
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import cast

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.schema import CreateSchema

from domain.storage import keep_a_write_ahead_log

SCHEMA = "accounts"
"""The PostgreSQL schema; on SQLite these tables have a file of their own."""
METADATA = MetaData(schema=SCHEMA)
"""Each module of this package declares its tables here."""
PATIENCE = 2
"""Seconds to wait for a connection."""
LOCK_PATIENCE = 10
"""Seconds to wait while another process writes."""
MIGRATION_LOCK = 7_246_011_905
TURN_LOCK = 7_246_011_906
DETAIL = re.compile(r"\n(DETAIL|CONTEXT): .*", re.DOTALL)
"""What an error of PostgreSQL tells of a row."""

log = logging.getLogger(__name__)


class PrivateDatabase:
    """Opens connections to it."""

    def __init__(self, url: str) -> None:
        """Prepare for `url`, `sqlite:///path/to/accounts.db` or `postgresql+psycopg://…`."""
        self._engine = _open(url)

    def migrate(self) -> None:
        """Create what is missing; several processes may do so at once."""
        _declare_every_table()
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
            METADATA.create_all(connection)

    def is_migrated(self) -> bool:
        """Tell whether every table is there."""
        with self._engine.connect() as connection:
            schema = SCHEMA if connection.dialect.name == "postgresql" else None
            there = set(inspect(connection).get_table_names(schema=schema))
        return there.issuperset(table.name for table in METADATA.tables.values())

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read with."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction, committed at the end of the block: on SQLite it waits for the lock now."""
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def leave_no_trace(self) -> None:
        """Write the file anew, so that nothing of what was erased is left in it or in the log beside it.

        On PostgreSQL the space of erased rows is used again when it is vacuumed, as it is by itself.
        """
        if self._engine.dialect.name != "sqlite":
            return
        # What somebody reads meanwhile stays in the log beside the file; retention comes back to it every day.
        try:
            with self._engine.connect() as connection:
                connection.exec_driver_sql("VACUUM")
                is_busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar_one()
        except OperationalError:
            is_busy = True
        if is_busy:
            log.warning("The private database is in use, and may hold traces of what was erased until tomorrow.")

    @contextmanager
    def taking_turns(self) -> Iterator[None]:
        """Let only one at a time, of any process, do what is inside."""
        if self._engine.dialect.name == "sqlite":
            # Not the lock of the file itself: what is inside may want to write there.
            with Path(f"{self._engine.url.database}-turn").open("ab") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                yield
            return
        with self._engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({TURN_LOCK})"))
            yield

    def close(self) -> None:
        """Give every connection back."""
        self._engine.dispose()


def _declare_every_table() -> None:
    """Load the modules here that this process needed none of: a command that only migrates does not count requests."""
    package = __name__.rpartition(".")[0]
    for found in iter_modules([str(Path(__file__).parent)], f"{package}."):
        import_module(found.name)


def _open(url: str) -> Engine:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": LOCK_PATIENCE}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine.execution_options(schema_translate_map={SCHEMA: None})
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=10,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": PATIENCE, "options": f"-c lock_timeout={LOCK_PATIENCE}s"},
    )
    event.listen(engine, "handle_error", _leave_out_values)
    return engine


def _leave_out_values(context: ExceptionContext) -> None:
    # PostgreSQL tells the row that it refused, and what is told may end up in a log.
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error:
            error.args = tuple(DETAIL.sub("", part) if isinstance(part, str) else part for part in error.args)


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    file = cast("sqlite3.Connection", connection)
    keep_a_write_ahead_log(file)
    file.execute("PRAGMA synchronous=FULL")
    # Overwrites what is deleted, so that an erased name is not left in a free page.
    file.execute("PRAGMA secure_delete=ON")
