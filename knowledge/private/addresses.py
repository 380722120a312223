"""Addresses with which people sign in: those that somebody has proved to read."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from domain.entries import moment
from domain.errors import RuleBroken
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

ADDRESSES = Table(
    "addresses",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("address", Text, nullable=False, unique=True),
    Column("confirmed_at", Text, nullable=False),
    info=of_account("account"),
)


class AddressTaken(RuleBroken):
    """Another account signs in with this address."""


class Addresses:
    """The one confirmed address of each account, in the form in which addresses are compared."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def confirm(self, account: UUID, address: str) -> None:
        """Let an account sign in with an address, instead of the one it had.

        Raises:
            AddressTaken: another one does.
        """
        row = {"account": str(account), "address": address, "confirmed_at": moment(datetime.now(tz=UTC))}
        try:
            with self._database.writing() as connection:
                connection.execute(delete(ADDRESSES).where(ADDRESSES.c.account == str(account)))
                connection.execute(insert(ADDRESSES).values(row))
        except IntegrityError as error:
            raise AddressTaken from error

    def find_account(self, address: str) -> UUID | None:
        """Tell who signs in with an address."""
        with self._database.reading() as connection:
            query = select(ADDRESSES.c.account).where(ADDRESSES.c.address == address)
            account = connection.execute(query).scalar()
        return UUID(account) if account else None

    def find(self, account: UUID) -> str:
        """Return the address with which an account signs in, empty if it has none."""
        with self._database.reading() as connection:
            query = select(ADDRESSES.c.address).where(ADDRESSES.c.account == str(account))
            return connection.execute(query).scalar() or ""

    def drop_all(self, account: UUID) -> None:
        """Forget the address of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(ADDRESSES).where(ADDRESSES.c.account == str(account)))
