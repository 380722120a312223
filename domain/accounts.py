"""Accounts: who may act on the platform. Names and secrets are kept elsewhere, where they can be erased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import CountryCode, check_code
from domain.kernel import KnowledgeAggregate
from domain.sealing import Seal, Words, openly


class Role(StrEnum):
    """What somebody is to the platform; readers need no account."""

    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    COORDINATOR = "coordinator"
    CURATOR = "curator"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class HasThisRole(RuleBroken):
    """The account has this role already, for these countries."""


class LacksThisRole(RuleBroken):
    """The account does not have this role."""


class AccountClosed(RuleBroken):
    """The account is closed; nothing about it changes any more."""


class AccountErased(RuleBroken):
    """Whose the account was is forgotten for good."""


class AccountSuspended(RuleBroken):
    """The account is suspended already."""


class AccountActive(RuleBroken):
    """The account is not suspended."""


class UnknownToken(RuleBroken):
    """The account has no such token, or it was revoked already."""


@dataclass(frozen=True)
class Token:
    """A token of an account: `permissions` None is all that the account has; `expires_at` None is never.

    `issued_in` is the version of the account at which it came to be.
    """

    name: Words
    permissions: list[str] | None
    expires_at: datetime | None
    issued_in: int


class Account(KnowledgeAggregate):
    """Somebody, or some program, that acts on the platform.

    `roles` maps each role to the countries it is held for; no countries means everywhere. `seal` seals
    what is said of whose it is.
    """

    kind = "account"

    class Event(KnowledgeAggregate.Event):
        """For auditors and administrators."""

        public: ClassVar[bool] = False

    class Registered(KnowledgeAggregate.Registered):
        """It was opened."""

        public = False

    class Invited(Event):
        """Whoever it was opened for was asked to begin using it."""

        def apply(self, aggregate: "Account") -> None:
            """Change nothing: who has accepted is known where secrets are kept."""

    class RoleGranted(Event):
        """It was given a role, perhaps for some countries only."""

        role: str
        countries: list[CountryCode]

        def apply(self, aggregate: "Account") -> None:
            aggregate.roles = {**aggregate.roles, self.role: self.countries}

    class RoleRevoked(Event):
        """A role was taken from it."""

        role: str

        def apply(self, aggregate: "Account") -> None:
            aggregate.roles = {role: held for role, held in aggregate.roles.items() if role != self.role}

    class TokenIssued(Event):
        """A program may act in its name; `prefix` begins the hash of the secret, which is kept elsewhere."""

        token: str
        prefix: str
        token_name: Words
        permissions: list[str] | None
        expires_at: datetime | None

        def apply(self, aggregate: "Account") -> None:
            issued = Token(self.token_name, self.permissions, self.expires_at, self.originator_version)
            aggregate.tokens = {**aggregate.tokens, self.token: issued}

    class TokenRevoked(Event):
        """A token is good no longer."""

        token: str

        def apply(self, aggregate: "Account") -> None:
            aggregate.tokens = {name: token for name, token in aggregate.tokens.items() if name != self.token}

    class Suspended(Event):
        """It may not act until it is resumed."""

        reason: Words

        def apply(self, aggregate: "Account") -> None:
            aggregate.is_suspended = True

    class Resumed(Event):
        """It may act again."""

        reason: Words

        def apply(self, aggregate: "Account") -> None:
            aggregate.is_suspended = False

    class Closed(Event):
        """It will not act again."""

        reason: Words

        def apply(self, aggregate: "Account") -> None:
            aggregate.is_closed = True
            aggregate.tokens = {}

    class Erased(Event):
        """Whose it was is forgotten: what is kept of them elsewhere, and the key to what is sealed here."""

        def apply(self, aggregate: "Account") -> None:
            aggregate.is_closed = aggregate.is_erased = True
            aggregate.tokens = {}

    def __init__(self) -> None:
        self.roles: dict[str, list[str]] = {}
        self.tokens: dict[str, Token] = {}
        self.is_suspended = False
        self.is_closed = False
        self.is_erased = False

    @classmethod
    def open(cls, *, id: UUID, by: UUID) -> Self:
        """Begin it; whose it is, is kept elsewhere under its id."""
        return cls._begin(id, by=by)

    def invite(self, *, by: UUID) -> None:
        """Ask whoever it was opened for to begin using it.

        Raises:
            AccountClosed, AccountSuspended: as they say.
        """
        self._only_open()
        if self.is_suspended:
            raise AccountSuspended
        self.trigger_event(self.Invited, by=by)

    def grant_role(self, role: str, *, by: UUID, countries: Sequence[str] = ()) -> None:
        """Give it a role.

        Args:
            role: one of `Role`.
            by: who grants it.
            countries: ISO 3166-1 alpha-2, for a role that is held for some countries only; none is everywhere.

        Raises:
            AccountClosed, HasThisRole: as they say.
            InvalidField: the role or a country is unknown, or the role is not held by country.
        """
        self._only_open()
        if role not in set(Role):
            raise InvalidField(Told("{given!r} is none of {known}.", given=role, known=", ".join(Role)), field="role")
        if countries and role != Role.COORDINATOR:
            raise InvalidField(
                Told("Only a {coordinator} is one for some countries.", coordinator=Role.COORDINATOR), field="countries"
            )
        held = sorted({check_code(code, CountryCode, field="countries") for code in countries})
        if self.roles.get(role) == held:
            raise HasThisRole
        self.trigger_event(self.RoleGranted, by=by, role=role, countries=held)

    def revoke_role(self, role: str, *, by: UUID) -> None:
        """Take a role from it.

        Raises:
            AccountClosed, LacksThisRole: as they say.
        """
        self._only_open()
        if role not in self.roles:
            raise LacksThisRole
        self.trigger_event(self.RoleRevoked, by=by, role=role)

    def issue_token(
        self,
        token: str,
        *,
        prefix: str,
        name: str,
        by: UUID,
        permissions: Sequence[str] | None = None,
        expires_at: datetime | None = None,
        seal: Seal = openly,
    ) -> None:
        """Let a program act in its name.

        Args:
            token: the public part of the token, which names it.
            prefix: how the hash of its secret begins.
            name: what it is for.
            by: who issues it.
            permissions: those it is limited to.
            expires_at: when it ends by itself, in UTC.
            seal: seals the name, which whoever chose it may have chosen after somebody.

        Raises:
            AccountClosed: as it says.
            InvalidField: it has no name.
        """
        self._only_open()
        if not name.strip():
            raise InvalidField("Say what the token is for.", field="name")
        limited = None if permissions is None else sorted(set(permissions))
        self.trigger_event(
            self.TokenIssued,
            by=by,
            token=token,
            prefix=prefix,
            token_name=seal(name.strip(), self._place("token_name")),
            permissions=limited,
            expires_at=expires_at,
        )

    def revoke_token(self, token: str, *, by: UUID) -> None:
        """End a token.

        Raises:
            UnknownToken: there is none.
        """
        if token not in self.tokens:
            raise UnknownToken
        self.trigger_event(self.TokenRevoked, by=by, token=token)

    def suspend(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Keep it from acting for now.

        Raises:
            AccountClosed, AccountSuspended: as they say.
            InvalidField: no reason is given.
        """
        self._only_open()
        if self.is_suspended:
            raise AccountSuspended
        self.trigger_event(self.Suspended, by=by, reason=seal(_reason(why), self._place("reason")))

    def resume(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Let it act again.

        Raises:
            AccountClosed, AccountActive: as they say.
            InvalidField: no reason is given.
        """
        self._only_open()
        if not self.is_suspended:
            raise AccountActive
        self.trigger_event(self.Resumed, by=by, reason=seal(_reason(why), self._place("reason")))

    def close(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """End it for good.

        Raises:
            AccountClosed: it is.
            InvalidField: no reason is given.
        """
        self._only_open()
        self.trigger_event(self.Closed, by=by, reason=seal(_reason(why), self._place("reason")))

    def erase(self, *, by: UUID) -> None:
        """Forget whose it is, also where it was closed before.

        Raises:
            AccountErased: it is.
        """
        if self.is_erased:
            raise AccountErased
        self.trigger_event(self.Erased, by=by)

    @property
    def state(self) -> str:
        """Say in one word whether it may act, and why not."""
        if self.is_erased:
            return "erased"
        if self.is_closed:
            return "closed"
        return "suspended" if self.is_suspended else "active"

    @property
    def is_active(self) -> bool:
        """Whether it may act."""
        return not (self.is_suspended or self.is_closed)

    def _only_open(self) -> None:
        if self.is_closed:
            raise AccountClosed


def _reason(why: str) -> str:
    if not why.strip():
        raise InvalidField("Say why.", field="reason")
    return why.strip()
