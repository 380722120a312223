"""Focal points: who answers for the main implementer of a practice. The log knows them by a random id alone."""

from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

from sqlalchemy import Column, ColumnElement, Table, Text, and_, delete, insert, select

from knowledge.private.belongings import Whose, belonging, is_address
from knowledge.private.database import METADATA, PrivateDatabase


def _is_theirs(table: Table, whose: Whose) -> ColumnElement[bool]:
    """Find who has the address of an account, or its name in a practice of their own."""
    named = and_(table.c.id.in_(whose.focal_points), table.c.name == whose.name)
    return is_address(table.c.email, whose) | named


FOCAL_POINTS = Table(
    "focal_points",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("position", Text, nullable=False),
    Column("organization", Text, nullable=False),
    info=belonging(_is_theirs),
)


@dataclass(frozen=True)
class FocalPoint:
    """Who answers for the main implementer: `position` is what they are there."""

    name: str
    email: str
    position: str = ""
    organization: str = ""


class FocalPoints:
    """Names and addresses of focal points, seen by the author of the practice and by curators."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, focal_point: FocalPoint) -> UUID:
        """Remember somebody, and return the id by which the log may name them."""
        id = uuid4()
        with self._database.writing() as connection:
            connection.execute(insert(FOCAL_POINTS).values(id=str(id), **asdict(focal_point)))
        return id

    def find(self, id: UUID | None) -> FocalPoint | None:
        """Return who has an id; None where nobody was named, or they were erased."""
        with self._database.reading() as connection:
            row = connection.execute(select(FOCAL_POINTS).where(FOCAL_POINTS.c.id == str(id))).one_or_none()
        return FocalPoint(row.name, row.email, row.position, row.organization) if row else None

    def forget(self, id: UUID | None) -> None:
        """Erase somebody."""
        with self._database.writing() as connection:
            connection.execute(delete(FOCAL_POINTS).where(FOCAL_POINTS.c.id == str(id)))
