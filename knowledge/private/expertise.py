"""What experts on the roster say of themselves. It is theirs to take back, so it stands beside the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import Column, Table, Text, delete, insert, select

from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

EXPERTISE = Table(
    "expertise",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("says", Text, nullable=False),
    Column("since", Text, nullable=False),
    info=of_account("account"),
)


@dataclass(frozen=True)
class Expertise:
    """What somebody knows, in codes, and in their own words; `languages` are BCP 47, the first the best."""

    objectives: tuple[str, ...]
    support_kinds: tuple[str, ...]
    languages: tuple[str, ...]
    countries: tuple[str, ...]
    statement: str


@dataclass(frozen=True)
class Listed:
    """An expert on the roster; `since` is RFC 3339 UTC."""

    account: UUID
    says: Expertise
    since: str


class Roster:
    """Who is listed, and with what."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, account: UUID, says: Expertise, *, since: str) -> None:
        """List somebody, in place of what they said before."""
        row = {"account": str(account), "says": msgspec.json.encode(says).decode(), "since": since}
        with self._database.writing() as connection:
            connection.execute(delete(EXPERTISE).where(EXPERTISE.c.account == str(account)))
            connection.execute(insert(EXPERTISE).values(row))

    def find(self, account: UUID) -> Listed | None:
        """Return what somebody said; None where they are not listed."""
        return next((one for one in self.everybody() if one.account == account), None)

    def everybody(self) -> Sequence[Listed]:
        """List all, who joined last coming first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(EXPERTISE).order_by(EXPERTISE.c.since.desc(), EXPERTISE.c.account)).all()
        return [Listed(UUID(row.account), msgspec.json.decode(row.says, type=Expertise), row.since) for row in rows]

    def forget(self, account: UUID) -> None:
        """Erase what somebody said."""
        with self._database.writing() as connection:
            connection.execute(delete(EXPERTISE).where(EXPERTISE.c.account == str(account)))
