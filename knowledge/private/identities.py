"""Identities at another provider, with which accounts are signed in to: by issuer and subject, never by an address."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select
from sqlalchemy.exc import IntegrityError

from domain.entries import moment
from domain.errors import RuleBroken
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

IDENTITIES = Table(
    "identities",
    METADATA,
    Column("issuer", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("linked_at", Text, nullable=False),
    info=of_account("account"),
)


class IdentityTaken(RuleBroken):
    """Another account is signed in to with this identity."""


class Identities:
    """Which account is signed in to with which identity."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def find_account(self, issuer: str, subject: str) -> UUID | None:
        """Tell whose an identity is."""
        kept = IDENTITIES.c
        with self._database.reading() as connection:
            query = select(kept.account).where(kept.issuer == issuer, kept.subject == subject)
            account = connection.execute(query).scalar()
        return UUID(account) if account else None

    def link(self, account: UUID, issuer: str, subject: str) -> None:
        """Let an identity sign in to an account.

        Raises:
            IdentityTaken: it signs in to another one.
        """
        row = {"issuer": issuer, "subject": subject, "account": str(account)}
        try:
            with self._database.writing() as connection:
                connection.execute(insert(IDENTITIES).values(**row, linked_at=moment(datetime.now(tz=UTC))))
        except IntegrityError as error:
            if self.find_account(issuer, subject) != account:
                raise IdentityTaken from error

    def has_any(self, account: UUID) -> bool:
        """Tell whether an account is signed in to with any identity."""
        with self._database.reading() as connection:
            query = select(IDENTITIES.c.account).where(IDENTITIES.c.account == str(account)).limit(1)
            return connection.execute(query).first() is not None

    def drop_all(self, account: UUID) -> None:
        """Let no identity sign in to an account any more."""
        with self._database.writing() as connection:
            connection.execute(delete(IDENTITIES).where(IDENTITIES.c.account == str(account)))
