"""Rebuilds that somebody asked for: whichever process is free takes one, and anybody sees how far it is."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import BigInteger, Column, Connection, Engine, Table, Text, delete, insert, select, update

from domain.entries import moment
from projections.positions import METADATA

SILENT = timedelta(minutes=5)
"""After which whoever began a rebuild, and has said nothing since, is taken to be gone."""

REBUILDS = Table(
    "rebuilds",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("asked_at", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("told_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("trouble", Text, nullable=False),
)


@dataclass(frozen=True)
class Rebuild:
    """A rebuild: times are RFC 3339 UTC, empty for what has not happened; `trouble` says why it failed."""

    name: str
    asked_at: str
    begun_at: str
    told_at: str
    ended_at: str
    position: int
    trouble: str

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return bool(self.ended_at)


class Rebuilds:
    """The last rebuild of each projection, and of the search index, that was asked for."""

    def __init__(self, engine: Engine) -> None:
        """Keep them beside the views in `engine`."""
        self._engine = engine

    def listed(self) -> Sequence[Rebuild]:
        """List them, in no order."""
        with self._engine.connect() as connection:
            return [Rebuild(**row) for row in connection.execute(select(REBUILDS)).mappings()]

    def ask(self, name: str) -> bool:
        """Ask for a rebuild; False where one is under way, or waiting to be."""
        now = moment(datetime.now(tz=UTC))
        row = {"name": name, "asked_at": now, "position": 0}
        with self._writing() as connection:
            waiting = select(REBUILDS.c.name).where(REBUILDS.c.name == name, REBUILDS.c.ended_at == "")
            if connection.execute(waiting).first():
                return False
            connection.execute(delete(REBUILDS).where(REBUILDS.c.name == name))
            connection.execute(insert(REBUILDS).values(**row, begun_at="", told_at="", ended_at="", trouble=""))
        return True

    def take(self) -> str:
        """Begin the rebuild that has waited longest, or that somebody began and left; empty if there is none."""
        now = datetime.now(tz=UTC)
        kept = REBUILDS.c
        # What was told in the future was told before the clock was set back.
        is_silent = (kept.told_at < moment(now - SILENT)) | (kept.told_at > moment(now + SILENT))
        waits = (kept.ended_at == "") & is_silent
        query = select(kept.name).where(waits).order_by(kept.asked_at).limit(1)
        with self._engine.connect() as connection:
            if connection.execute(query).first() is None:
                return ""
        with self._writing() as connection:
            name: str = connection.execute(query).scalar() or ""
            begun = update(REBUILDS).where(kept.name == name, waits)
            at = moment(now)
            taken = connection.execute(begun.values(begun_at=at, told_at=at, position=0)).rowcount
        return name if taken else ""

    def tell(self, name: str, position: int) -> None:
        """Say how far a rebuild is."""
        self._change(name, position=position, told_at=moment(datetime.now(tz=UTC)))

    def end(self, name: str, *, trouble: str = "") -> None:
        """Say that a rebuild has ended, or what it failed by."""
        self._change(name, ended_at=moment(datetime.now(tz=UTC)), trouble=trouble)

    def leave(self, name: str) -> None:
        """Leave a rebuild to another process, which begins it anew."""
        self._change(name, begun_at="", told_at="", position=0)

    def _change(self, name: str, **values: str | int) -> None:
        with self._writing() as connection:
            connection.execute(update(REBUILDS).where(REBUILDS.c.name == name).values(values))

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
