"""The databases that are measured: durable ones, made for the run and gone with it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from eventsourcing.persistence import StoredEvent

from domain.storage import SCHEMA, TABLE
from domain.waking import libpq_url
from knowledge.settings import Settings
from tests.support.postgres import PostgresServer
from tests.support.unlimited import UNLIMITED

COLUMNS = "(originator_id, originator_version, topic, state)"

Insert = Callable[[StoredEvent], object]
"""One prepared INSERT and its COMMIT."""


class Database(Protocol):
    """A database to measure."""

    name: str

    def create(self) -> AbstractContextManager[Settings]:
        """Make room for an empty log and empty views, for as long as the block lasts."""

    def bare(self, settings: Settings) -> AbstractContextManager[Insert]:
        """Open the table of the log by the driver alone."""


class SQLite:
    """Files in a temporary folder."""

    name = "SQLite"

    @contextmanager
    def create(self) -> Iterator[Settings]:
        with TemporaryDirectory(prefix="benchmark-") as folder:
            yield Settings.read({"DATA_DIR": folder, **UNLIMITED})

    @contextmanager
    def bare(self, settings: Settings) -> Iterator[Insert]:
        statement = f"INSERT INTO {TABLE} {COLUMNS} VALUES (?, ?, ?, ?)"  # noqa: S608 - constants
        path = settings.database_url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            yield lambda event: connection.execute(
                statement,
                (str(event.originator_id).replace("-", ""), event.originator_version, event.topic, event.state),
            )


class PostgreSQL:
    """Databases on a server that flushes every commit to the disk."""

    name = "PostgreSQL"

    def __init__(self, server: PostgresServer) -> None:
        """Use a running server."""
        self._server = server

    @contextmanager
    def create(self) -> Iterator[Settings]:
        url = self._server.create_database()
        try:
            with TemporaryDirectory(prefix="benchmark-") as folder:
                yield Settings.read({"DATA_DIR": folder, "DATABASE_URL": url, **UNLIMITED})
        finally:
            self._server.drop_database(url)

    @contextmanager
    def bare(self, settings: Settings) -> Iterator[Insert]:
        statement = f"INSERT INTO {SCHEMA}.{TABLE} {COLUMNS} VALUES (%s, %s, %s, %s)"  # noqa: S608 - constants
        with psycopg.connect(libpq_url(settings.database_url), autocommit=True) as connection:
            yield lambda event: connection.execute(
                statement,
                (event.originator_id, event.originator_version, event.topic, event.state),
                prepare=True,
            )


@contextmanager
def databases() -> Iterator[list[Database]]:
    """Yield what is measured: SQLite, and a PostgreSQL server of our own."""
    with PostgresServer(durable=True) as server:
        yield [SQLite(), PostgreSQL(server)]
