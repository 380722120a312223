"""A log and its views in a database of their own, opened from any process by the same two addresses."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnClause,
    Connection,
    MetaData,
    Table,
    TableClause,
    Text,
    column,
    select,
    table,
)

from domain.application import Platform
from projections.accounts import Accounts
from projections.audit import Audit
from projections.beliefs import Beliefs
from projections.bulletins import Bulletins
from projections.connection_requests import ConnectionRequests
from projections.engine import open_views
from projections.figures import Figures
from projections.hub import Hub
from projections.library import Library
from projections.milestones import Milestones
from projections.pledge_book import PledgeBook
from projections.pledge_desk import PledgeDesk
from projections.pledges import Pledges
from projections.practices import Practices
from projections.projection import SCHEMA, Projection
from projections.proof import ProofTree
from projections.records import Records
from projections.register import Register
from projections.status import StatusBoard
from projections.timeline import Timeline
from projections.views import Views

PARKED = Table(
    "parked", MetaData(schema=SCHEMA), Column("name", Text), Column("position", BigInteger), Column("trouble", Text)
)
"""What a view could not take in."""

Rows = dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True)
class Database:
    """Where a log and its views are kept."""

    log_url: str
    views_url: str

    @property
    def is_sqlite(self) -> bool:
        """Tell whether it is files, not a server."""
        return self.log_url.startswith("sqlite")

    @property
    def events(self) -> TableClause:
        """The table of the log."""
        columns: list[ColumnClause[Any]] = [
            column(name) for name in ("originator_id", "originator_version", "topic", "state")
        ]
        return table("stored_events", *columns, schema=None if self.is_sqlite else "log")

    @contextmanager
    def open(self) -> Iterator[Platform]:
        """Open the log."""
        platform = Platform(self.log_url)
        try:
            yield platform
        finally:
            platform.close()

    @contextmanager
    def open_views(self, *others: Projection) -> Iterator["Kept"]:
        """Open the log and all views, with other projections beside them."""
        with self.open() as platform:
            kept = Kept(self.views_url, platform, others)
            try:
                yield kept
            finally:
                kept.views.engine.dispose()

    def open_all_views(self) -> AbstractContextManager["Kept"]:
        """Open the log and the views that the platform has, the proof of the log among them."""
        return self.open_views(Bulletins(), ProofTree(), Accounts())

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """Look into the log without the platform."""
        engine = open_views(self.log_url)
        try:
            with engine.begin() as connection:
                yield connection
        finally:
            engine.dispose()


class Kept:
    """The projections of a log and the questions to them."""

    def __init__(self, url: str, platform: Platform, others: Sequence[Projection] = ()) -> None:
        """Keep views of `platform`'s log in the database at `url`."""
        self.platform = platform
        self.records, self.milestones, self.audit = Records(), Milestones(), Audit()
        self.practices, self.pledges, self.figures = Practices(), Pledges(), Figures()
        self.requests = ConnectionRequests()
        own = [self.records, self.milestones, self.audit, self.practices, self.pledges, self.figures, self.requests]
        self.projections = [*own, *others]
        self.engine = open_views(url)
        self.views = Views(self.engine, platform, self.projections)
        self.reader = self.views.reader
        self.timeline = Timeline(self.reader, self.records, self.milestones, self.audit)
        self.board = StatusBoard(Beliefs(self.reader, self.records, self.milestones))
        self.register = Register(self.reader, self.records, self.audit)
        self.library = Library(self.reader, self.practices)
        self.pledge_book = PledgeBook(self.reader, self.records, self.milestones, self.pledges)
        self.pledge_desk = PledgeDesk(self.reader, self.pledges)
        self.hub = Hub(self.reader, self.requests)

    def migrate(self) -> list[str]:
        """Create log and views."""
        self.platform.migrate()
        return self.views.migrate()

    def rows(self) -> Rows:
        """Give every row of every view, in order, and what was set aside."""
        tables = [kept for projection in self.projections for kept in projection.tables]
        with self.engine.connect() as connection:
            return {
                kept.name: sorted(tuple(row) for row in connection.execute(select(kept))) for kept in (*tables, PARKED)
            }

    def rebuilt_rows(self) -> Rows:
        """Rebuild everything from the log, and give every row."""
        for projection in self.projections:
            self.views.rebuild(projection.name)
        return self.rows()

    def parked(self) -> list[tuple[str, int]]:
        """List which projection set which position aside."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(PARKED.c.name, PARKED.c.position)).all()
        return sorted((name, position) for name, position in rows)

    def reasons(self) -> list[str]:
        """List why something was set aside."""
        with self.engine.connect() as connection:
            return list(connection.execute(select(PARKED.c.trouble)).scalars())


def lived(platform: Platform) -> list[tuple[object, ...]]:
    """Give everything in the log as plain values."""
    return [
        (
            entry.position,
            entry.aggregate_id,
            entry.version,
            entry.name,
            entry.event and dict(vars(entry.event)),
        )
        for entry in platform.read(0, 100_000)
    ]
