"""Links in letters, each good once and for a while. Only the hash of what the link holds is kept."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import Column, Row, Table, Text, delete, insert, select

from domain.entries import moment
from knowledge.private.belongings import by_account_or_address
from knowledge.private.database import METADATA, PrivateDatabase

LINKS = Table(
    "links",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("account", Text, nullable=False, index=True),
    Column("email", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    info=by_account_or_address("account", "email", secret={"digest"}, ends="expires_at"),
)


@dataclass(frozen=True)
class Link:
    """What following a link leads to; `account` is None where it opens one.

    `email` is in the form in which addresses are compared.
    """

    purpose: str
    account: UUID | None
    email: str
    facts: Mapping[str, str]


class KeptLinks:
    """The links that nobody has followed yet."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, secret: str, link: Link, *, expires_at: datetime) -> None:
        """Let a link be good, and no longer the one before it: of the account, else of the address."""
        row = {
            "digest": _digest(secret),
            "purpose": link.purpose,
            "account": str(link.account) if link.account else "",
            "email": link.email,
            "facts": msgspec.json.encode(link.facts).decode(),
            "expires_at": moment(expires_at),
        }
        with self._database.writing() as connection:
            alike = ("purpose", "account") if link.account else ("purpose", "account", "email")
            connection.execute(delete(LINKS).where(*(LINKS.c[name] == row[name] for name in alike)))
            connection.execute(insert(LINKS).values(row))

    def find(self, secret: str) -> Link | None:
        """Tell where a link leads, and let it be good still; None if it is not.

        What has expired is forgotten: a clock that is set back does not bring it to life again.
        """
        same = LINKS.c.digest == _digest(secret)
        with self._database.reading() as connection:
            row = connection.execute(select(LINKS).where(same)).one_or_none()
        link = _link(row)
        if row is not None and link is None:
            with self._database.writing() as connection:
                connection.execute(delete(LINKS).where(same))
        return link

    def take(self, secret: str) -> Link | None:
        """Tell where a link leads, and let it be good no longer; of several who take it, one gets it."""
        with self._database.writing() as connection:
            taken = delete(LINKS).where(LINKS.c.digest == _digest(secret)).returning(LINKS)
            return _link(connection.execute(taken).one_or_none())

    def invited(self, email: str, *, purpose: str) -> UUID | None:
        """Tell which account was invited at an address, if only one was."""
        now = moment(datetime.now(tz=UTC))
        query = select(LINKS.c.account).where(
            LINKS.c.email == email, LINKS.c.purpose == purpose, LINKS.c.expires_at > now
        )
        with self._database.reading() as connection:
            accounts = connection.execute(query).scalars().all()
        return UUID(accounts[0]) if len(accounts) == 1 else None

    def drop_all(self, account: UUID) -> None:
        """Let no link of an account be good."""
        with self._database.writing() as connection:
            connection.execute(delete(LINKS).where(LINKS.c.account == str(account)))


def _link(row: Row[tuple[str, ...]] | None) -> Link | None:
    if row is None or row.expires_at <= moment(datetime.now(tz=UTC)):
        return None
    account = UUID(row.account) if row.account else None
    return Link(row.purpose, account, row.email, msgspec.json.decode(row.facts))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
