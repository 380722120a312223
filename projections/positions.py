"""How far each projection is in the log, and which events it set aside."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, Text, select, update

from domain.entries import moment
from projections.projection import SCHEMA

METADATA = MetaData(schema=SCHEMA)
POSITIONS = Table(
    "positions",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("edition", Integer, nullable=False),
    Column("moved_at", Text, nullable=False),
    Column("generation", Text, nullable=False),
)
PARKED = Table(
    "parked",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("aggregate_id", Text, nullable=False),
    Column("trouble", Text, nullable=False),
)
FOOTINGS = select(POSITIONS.c.name, POSITIONS.c.position, POSITIONS.c.generation).order_by(POSITIONS.c.name)
"""Asked by every request, and so put together once."""
LOCK = "*"
"""The row of `positions` that everybody writes first, so that one at a time moves the views."""


@dataclass(frozen=True)
class Footing:
    """What projections hold: the log up to a position, as their tables of one generation tell it.

    A rebuild, and taking in what was set aside, begin a new generation: until then, what is known
    at a position stays as it is.
    """

    position: int
    generation: str


@dataclass(frozen=True)
class Progress:
    """How far a projection is: the last position it has taken in, and the events set aside."""

    name: str
    position: int
    moved_at: str
    parked: int


@dataclass(frozen=True)
class Parked:
    """An event that a projection set aside, and why."""

    name: str
    position: int
    aggregate_id: str
    trouble: str


def footing_of(connection: Connection, *names: str) -> Footing:
    """Tell what several projections hold together now."""
    return footing_on(read_footings(connection), names)


def read_footings(connection: Connection) -> Mapping[str, Footing]:
    """Read what each projection holds, by their names in order."""
    return {name: Footing(position, generation) for name, position, generation in connection.execute(FOOTINGS)}


def footing_on(footings: Mapping[str, Footing], names: Collection[str]) -> Footing:
    """Tell what several projections hold together."""
    found = [footing for name, footing in footings.items() if name in names]
    return Footing(min(one.position for one in found), " ".join(one.generation for one in found))


def first_row(name: str, edition: int) -> dict[str, object]:
    """Give the row of a projection that has taken in nothing."""
    return {"name": name, "position": 0, "edition": edition, "moved_at": _now(), "generation": token_hex(8)}


def move(connection: Connection, names: Sequence[str], position: int, **rebuilt: int | str) -> None:
    """Note that projections have taken the log in up to a position."""
    connection.execute(
        update(POSITIONS).where(POSITIONS.c.name.in_(names)).values(position=position, moved_at=_now(), **rebuilt)
    )


def held_of(connection: Connection) -> dict[str, set[str]]:
    """Tell for each projection which records wait for an event that was set aside."""
    held: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(select(PARKED.c.name, PARKED.c.aggregate_id)):
        held[row.name].add(row.aggregate_id)
    return held


def _now() -> str:
    return moment(datetime.now(tz=UTC))
