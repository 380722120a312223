"""Administrators: there is always one, set up by a link at first, and the last one stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from domain.accounts import Account, Role
from domain.errors import RuleBroken
from knowledge.private.links import Link
from knowledge.signing_in.links import Links, Purpose
from knowledge.wiring import Knowledge

PAGE = 200


class LastAdministrator(RuleBroken):
    """There would be no administrator left."""


class Administrators:
    """Those who may look after accounts now."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Look at the accounts of `knowledge`."""
        self._knowledge = knowledge

    def has_any(self, *, but: UUID | None = None) -> bool:
        """Tell whether there is one who may act, beside an account that is about to cease."""
        return any(account.id != but for account in self._active())

    @contextmanager
    def one_stays(self, account: UUID) -> Iterator[None]:
        """Take from an account what an administrator needs, unless it is the last one who has it.

        Two who take it from each other at the same moment do so one after the other.

        Raises:
            LastAdministrator: it is.
        """
        with self._knowledge.private.taking_turns():
            is_one = _is_administrator(self._knowledge.platform.find(Account, account))
            if is_one and not self.has_any(but=account):
                raise LastAdministrator
            yield

    def set_up_link(self, *, language: str = "en") -> str:
        """Make a link by which somebody becomes an administrator; those made before are good no longer."""
        links = Links(self._knowledge.settings, self._knowledge.links)
        return links.make(Link(Purpose.SET_UP, None, "", {}), language=language)

    def _active(self) -> Iterator[Account]:
        self._knowledge.views.catch_up()
        after: str | None = ""
        while after is not None:
            rows, after = self._knowledge.register.find(Account.kind, after=after, limit=PAGE)
            accounts = (self._knowledge.platform.find(Account, UUID(row.code)) for row in rows)
            yield from filter(_is_administrator, accounts)


def _is_administrator(account: Account) -> bool:
    return account.is_active and Role.ADMINISTRATOR in account.roles
