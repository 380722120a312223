"""Reads the views: each question over a connection of its own, or all questions of one request over the same."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import local

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from projections.positions import Footing, footing_on, read_footings


class Reader:
    """Opens the views to questions, in any number of threads."""

    def __init__(self, engine: Engine) -> None:
        """Read from the database behind `engine`."""
        self._engine = engine
        self._here = local()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let everything that this thread asks until the end share a connection, opened with the first question.

        How far the views are is read once: what they take in meanwhile is left to the next request.
        """
        if self._look:
            yield
            return
        self._here.look = look = _Look(self._engine)
        try:
            yield
        finally:
            self._here.look = None
            look.end()

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Open the views to a question."""
        with self.at_once():
            look = self._here.look
            try:
                yield look.connection()
            except DBAPIError:
                # Nothing more can be asked over it; whoever asks something else gets another.
                look.end()
                raise

    def footing(self, *names: str) -> Footing:
        """Tell what several projections hold together."""
        with self.connect() as connection:
            look: _Look = self._here.look
            if look.footings is None:
                look.footings = read_footings(connection)
            return footing_on(look.footings, names)

    def look_again(self) -> None:
        """Let what this thread asks next see what it has changed."""
        if self._look:
            self._look.footings = None

    @property
    def _look(self) -> "_Look | None":
        look: _Look | None = getattr(self._here, "look", None)
        return look


class _Look:
    """What one request sees: a connection, and how far the views were when it first asked."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self.footings: Mapping[str, Footing] | None = None

    def connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def end(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
