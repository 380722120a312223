"""Passwords, as hashes that take their time (Argon2id)."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select

from domain.entries import moment
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

PASSWORDS = Table(
    "passwords",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    info=of_account("account", secret={"digest"}),
)


class Passwords:
    """The hash of the password of each account that has one."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, account: UUID, digest: str) -> None:
        """Let an account sign in with a password, instead of the one it had."""
        row = {"account": str(account), "digest": digest, "set_at": moment(datetime.now(tz=UTC))}
        with self._database.writing() as connection:
            connection.execute(delete(PASSWORDS).where(PASSWORDS.c.account == str(account)))
            connection.execute(insert(PASSWORDS).values(row))

    def find(self, account: UUID) -> str:
        """Return the hash of an account's password, empty if it has none."""
        with self._database.reading() as connection:
            query = select(PASSWORDS.c.digest).where(PASSWORDS.c.account == str(account))
            return connection.execute(query).scalar() or ""

    def drop_all(self, account: UUID) -> None:
        """Forget the password of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(PASSWORDS).where(PASSWORDS.c.account == str(account)))
