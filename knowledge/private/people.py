"""People: whose an account is. The log knows accounts by id alone, so a name can be erased."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select

from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

PEOPLE = Table(
    "people",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False),
    Column("organization", Text, nullable=False),
    Column("affiliation", Text, nullable=False),
    info=of_account("account"),
)


@dataclass(frozen=True)
class Person:
    """Whose an account is; `affiliation` is `un` or `external`."""

    name: str
    email: str = ""
    organization: str = ""
    affiliation: str = "external"


NOBODY = Person("")
"""Whose an account is when nothing is known, or the name was erased."""


class People:
    """Names, addresses and organizations by account."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, account: UUID, person: Person) -> None:
        """Remember whose an account is, in place of what was known."""
        with self._database.writing() as connection:
            connection.execute(delete(PEOPLE).where(PEOPLE.c.account == str(account)))
            connection.execute(insert(PEOPLE).values(account=str(account), **asdict(person)))

    def find(self, account: UUID) -> Person:
        """Tell whose an account is; `NOBODY` where nothing is known."""
        return self.by_account([account]).get(account, NOBODY)

    def by_account(self, accounts: Collection[UUID]) -> Mapping[UUID, Person]:
        """Map those accounts of which something is known to whose they are."""
        named = [str(account) for account in accounts]
        with self._database.reading() as connection:
            rows = connection.execute(select(PEOPLE).where(PEOPLE.c.account.in_(named))).all()
        return {UUID(row.account): Person(row.name, row.email, row.organization, row.affiliation) for row in rows}

    def everybody(self) -> Mapping[UUID, Person]:
        """Map every account of which something is known to whose it is."""
        with self._database.reading() as connection:
            rows = connection.execute(select(PEOPLE)).all()
        return {UUID(row.account): Person(row.name, row.email, row.organization, row.affiliation) for row in rows}

    def forget(self, account: UUID) -> None:
        """Erase whose an account is."""
        with self._database.writing() as connection:
            connection.execute(delete(PEOPLE).where(PEOPLE.c.account == str(account)))
