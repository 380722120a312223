"""Answers which accounts there are, in which state each is, and which roles it has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec
from sqlalchemy import select

from projections.accounts import Accounts
from projections.reader import Reader


@dataclass(frozen=True)
class Member:
    """An account as it is now: `roles` maps each to its countries, of which none is everywhere."""

    id: UUID
    opened_at: str
    state: str
    roles: Mapping[str, Sequence[str]]


class Members:
    """Looks accounts up by what they are to the platform."""

    def __init__(self, reader: Reader, accounts: Accounts) -> None:
        """Read from the table of `accounts` with `reader`."""
        self._reader = reader
        self._accounts = accounts.accounts

    def listed(self, *, role: str = "", state: str = "") -> Sequence[Member]:
        """List the accounts, in no order.

        Args:
            role: only those that have it; any if empty.
            state: only those that are in it, such as `active`; any if empty.
        """
        kept = self._accounts.c
        query = select(self._accounts)
        if state:
            query = query.where(kept.state == state)
        with self._reader.connect() as connection:
            rows = connection.execute(query).all()
        every = (
            Member(UUID(row.aggregate_id), row.opened_at, row.state, msgspec.json.decode(row.roles)) for row in rows
        )
        return [member for member in every if not role or role in member.roles]
