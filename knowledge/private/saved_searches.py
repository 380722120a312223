"""Saved searches: what somebody wants to go on being told of. They are nobody else's business, and no history."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import Column, Table, Text, delete, func, insert, select, update

from domain.entries import moment
from domain.errors import NotFound, RuleBroken, Told
from domain.kernel import identity
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

MOST = 100
"""How many an account can have."""

SAVED_SEARCHES = Table(
    "saved_searches",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("owner", Text, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("frequency", Text, nullable=False, index=True),
    Column("created_at", Text, nullable=False),
    Column("looked_at", Text, nullable=False),
    info=of_account("owner"),
)


class Frequency(StrEnum):
    """How often its owner wants to be told of what is new."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


class TooManySearches(RuleBroken):
    """An account keeps a limited number of searches."""


@dataclass(frozen=True)
class SavedSearch:
    """A search that somebody keeps; what was published after `looked_at` is new. Times are RFC 3339 UTC."""

    id: str
    owner: str
    name: str
    query: Mapping[str, Any]
    frequency: str
    created_at: str
    looked_at: str


class SavedSearches:
    """The searches that accounts keep."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, owner: UUID, *, name: str, query: Mapping[str, Any], frequency: Frequency, key: str) -> SavedSearch:
        """Keep a search; sent again with the same key, which may be empty, it is kept once.

        Raises:
            TooManySearches: its owner has enough.
        """
        id = str(identity("saved-search", f"{owner}/{key}") if key else uuid4())
        now = moment(datetime.now(tz=UTC))
        kept = SavedSearch(id, str(owner), name, query, frequency, created_at=now, looked_at=now)
        with self._database.writing() as connection:
            there = connection.execute(select(SAVED_SEARCHES).where(SAVED_SEARCHES.c.id == id)).one_or_none()
            if there:
                return _read(there)
            mine = SAVED_SEARCHES.c.owner == str(owner)
            if connection.execute(select(func.count()).where(mine)).scalar_one() >= MOST:
                raise TooManySearches(Told("Delete one first; {most} are kept.", most=MOST))
            row = {**asdict(kept), "query": msgspec.json.encode(query).decode()}
            connection.execute(insert(SAVED_SEARCHES).values(row))
        return kept

    def of(self, owner: UUID) -> Sequence[SavedSearch]:
        """List the searches of an account, the last kept first."""
        kept = SAVED_SEARCHES.c
        query = select(SAVED_SEARCHES).where(kept.owner == str(owner)).order_by(kept.created_at.desc(), kept.id)
        with self._database.reading() as connection:
            return [_read(row) for row in connection.execute(query)]

    def find(self, owner: UUID, id: UUID) -> SavedSearch:
        """Return a search of an account.

        Raises:
            NotFound: it has no such search.
        """
        for kept in self.of(owner):
            if kept.id == str(id):
                return kept
        raise NotFound("You keep no such search.")

    def look(self, owner: UUID, id: UUID, *, until: str) -> SavedSearch:
        """Note up to when (RFC 3339 UTC, six decimals) its owner has seen what is new; it never goes back.

        Raises:
            NotFound: the account has no such search.
        """
        kept = SAVED_SEARCHES.c
        self.find(owner, id)
        with self._database.writing() as connection:
            earlier = update(SAVED_SEARCHES).where(kept.id == str(id), kept.looked_at < until)
            connection.execute(earlier.values(looked_at=until))
        return self.find(owner, id)

    def drop(self, owner: UUID, id: UUID) -> SavedSearch:
        """Forget a search, and return it.

        Raises:
            NotFound: the account has no such search.
        """
        found = self.find(owner, id)
        with self._database.writing() as connection:
            connection.execute(delete(SAVED_SEARCHES).where(SAVED_SEARCHES.c.id == found.id))
        return found

    def drop_all(self, owner: UUID) -> None:
        """Forget every search of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(SAVED_SEARCHES).where(SAVED_SEARCHES.c.owner == str(owner)))


def _read(row: Any) -> SavedSearch:
    return SavedSearch(**{**row._mapping, "query": msgspec.json.decode(row.query)})  # noqa: SLF001 - public by its documentation
