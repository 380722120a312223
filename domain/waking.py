"""Wakes whoever waits for the log to grow, whichever process appended."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import psycopg

CHANNEL = "log_grew"
"""The channel on which PostgreSQL tells of every append."""
PATIENCE = 2
"""Seconds to wait for a connection before saying that the database is not available."""


class Waker(Protocol):
    """Tells a waiting reader that the log may have grown."""

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds; True as soon as somebody appended."""

    def close(self) -> None:
        """Give the connection back."""


class SQLiteWaker:
    """Watches the change counter of the database file, which costs a few microseconds a look."""

    EVERY = 0.01

    def __init__(self, path: str) -> None:
        """Watch the file at `path`; what is appended from now on is noticed."""
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._seen = self._version()

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds; True as soon as somebody appended."""
        deadline = time.monotonic() + timeout
        while (version := self._version()) == self._seen:
            if time.monotonic() >= deadline:
                return False
            time.sleep(self.EVERY)
        self._seen = version
        return True

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


class PostgresWaker:
    """Listens to the notice that every append sends with its commit."""

    def __init__(self, url: str) -> None:
        """Listen from now on."""
        with _unavailable():
            self._connection = psycopg.connect(libpq_url(url), autocommit=True, connect_timeout=PATIENCE)
            self._connection.execute(f"LISTEN {CHANNEL}")

    def wait(self, timeout: float) -> bool:
        """Wait up to `timeout` seconds; True as soon as somebody appended."""
        with _unavailable():
            return any(True for _ in self._connection.notifies(timeout=timeout, stop_after=1))

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise ConnectionError(str(error)) from error


def libpq_url(url: str) -> str:
    """Turn a SQLAlchemy address (`postgresql+psycopg://`) into one that PostgreSQL's own library reads."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)
