"""The key of each person, wrapped by one kept elsewhere. Destroying it erases what it seals, wherever that is."""

from uuid import UUID

from sqlalchemy import Column, Connection, Table, Text, insert, select
from sqlalchemy.exc import IntegrityError

from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

DATA_KEYS = Table(
    "data_keys",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("wrapped", Text, nullable=False),
    info=of_account("person", secret={"wrapped"}),
)


class DataKeys:
    """Wrapped keys by the account of their person."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def find(self, person: UUID) -> str:
        """Return the key of a person; empty if they have none, or none any more."""
        with self._database.reading() as connection:
            return _find(connection, person)

    def any(self) -> tuple[UUID, str] | None:
        """Return some person with their key, if anybody has one."""
        with self._database.reading() as connection:
            row = connection.execute(select(DATA_KEYS).limit(1)).one_or_none()
        return (UUID(row.person), row.wrapped) if row else None

    def keep(self, person: UUID, wrapped: str) -> str:
        """Keep a key for a person who has none, and return the one they have."""
        try:
            with self._database.writing() as connection:
                connection.execute(insert(DATA_KEYS).values(person=str(person), wrapped=wrapped))
        except IntegrityError:
            # Another process was faster.
            return self.find(person)
        return wrapped


def _find(connection: Connection, person: UUID) -> str:
    return connection.execute(select(DATA_KEYS.c.wrapped).where(DATA_KEYS.c.person == str(person))).scalar() or ""
