"""Who sends a request, and what they may do."""

import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from flask import g, request

from domain.accounts import Account, Role
from domain.errors import Forbidden, Told
from domain.kernel import identity
from knowledge.permissions import EVERYTHING, EVERYWHERE, PUBLIC, permissions_of
from knowledge.private.sessions import Session
from knowledge.private.tokens import read_token
from knowledge.problems import NotAuthenticated, SecondFactorMissing
from knowledge.signing_in.cookies import give_secret, sent_secret
from knowledge.wiring import Knowledge

ADMINISTRATOR: UUID = identity("account", "administrator")
"""The account of whoever runs the platform: the token in the settings stands for it."""
IMPORTER: UUID = identity("account", "import")
"""The account in whose name files are imported on the command line."""

RETENTION: UUID = identity("account", "retention")
"""The account in whose name what was kept long enough is given up."""

SAY_WHO = Told("Sign in, or send a token as `Authorization: Bearer …`.")


class NotPermitted(Forbidden):
    """The roles of this account, or the limits of this token, do not allow that."""


class OutsideYourCountries(Forbidden):
    """This account may do that, but for other countries."""


@dataclass(frozen=True)
class Caller:
    """Who sends a request: `permissions` maps each to the countries it is held for; `account` is None for readers.

    `session` is None for readers, and for programs with a token. `lacks_second_factor` tells who may do nothing with
    their roles before they add one.
    """

    account: UUID | None = None
    permissions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    session: Session | None = None
    lacks_second_factor: bool = False

    def may(self, permission: str) -> bool:
        """Tell whether they may do something, at least for some countries."""
        return permission == PUBLIC or permission in self.permissions

    def require(self, permission: str, countries: Collection[str] | None = None) -> None:
        """Refuse what they may not do.

        Args:
            permission: what they want to do.
            countries: those it concerns, of which one has to be theirs; None where it is about no record of a country.

        Raises:
            NotAuthenticated: nobody has said who they are.
            NotPermitted, OutsideYourCountries: they may not.
            SecondFactorMissing: nobody of their roles may without one.
        """
        if permission == PUBLIC:
            return
        if self.account is None:
            raise NotAuthenticated(SAY_WHO)
        if permission not in self.permissions:
            if self.lacks_second_factor:
                raise SecondFactorMissing
            raise NotPermitted(Told("It takes the permission {permission}.", permission=permission))
        held = self.permissions[permission]
        if countries is None or held >= EVERYWHERE or held.intersection(countries):
            return
        concerned = ", ".join(sorted(countries)) or Told("no country")
        raise OutsideYourCountries(
            Told("It concerns {concerned}; yours: {known}.", concerned=concerned, known=", ".join(sorted(held)))
        )


def caller() -> Caller:
    """Return who sends the request at hand."""
    found: Caller = g.caller
    return found


def my_account() -> UUID:
    """Return the account that sends the request at hand, which has to be signed in."""
    account = caller().account
    if account is None:
        raise NotAuthenticated(SAY_WHO)
    return account


def authenticate(knowledge: Knowledge, operator_token: str) -> Caller:
    """Tell who sends the request at hand: a reader, an account, or whoever runs the platform.

    Args:
        knowledge: where accounts are.
        operator_token: the one in the settings.

    Raises:
        NotAuthenticated: a token is sent (RFC 6750) that is none of ours, or good no longer.
    """
    sent = request.headers.get("Authorization")
    if sent is None:
        return _by_session(knowledge)
    scheme, _, given = sent.partition(" ")
    given = given.strip()
    if scheme.lower() != "bearer" or not given:
        raise NotAuthenticated(SAY_WHO)
    if hmac.compare_digest(given.encode(), operator_token.encode()):
        return Caller(ADMINISTRATOR, dict.fromkeys(EVERYTHING, EVERYWHERE))
    return _by_token(knowledge, given)


def _by_token(knowledge: Knowledge, given: str) -> Caller:
    sent = read_token(given)
    owner = knowledge.tokens.find_owner(sent) if sent else None
    if sent is None or owner is None:
        raise NotAuthenticated("This token is none of ours, or has expired.")
    account = knowledge.platform.find(Account, owner)
    if sent.id not in account.tokens or not account.is_active:
        raise NotAuthenticated("This token was revoked, or its account is suspended or closed.")
    held = permissions_of(account.roles)
    limits = account.tokens[sent.id].permissions
    return Caller(owner, held if limits is None else {name: held[name] for name in limits if name in held})


def _by_session(knowledge: Knowledge) -> Caller:
    secret = sent_secret()
    session = knowledge.sessions.find(secret) if secret else None
    if session is None:
        return Caller()
    account = knowledge.platform.find(Account, session.account)
    if not account.is_active:
        knowledge.sessions.drop_all(account.id)
        return Caller()
    roles = roles_as_text(account)
    if roles != session.roles and (fresh := knowledge.sessions.rotate(secret, roles=roles)):
        # Whoever may do more from now on, or less, does so with a secret that nobody had before.
        give_secret(fresh)
    if _lacks_second_factor(knowledge, account):
        return Caller(account.id, permissions_of({}), session, lacks_second_factor=True)
    return Caller(account.id, permissions_of(account.roles), session)


def _lacks_second_factor(knowledge: Knowledge, account: Account) -> bool:
    is_asked = knowledge.settings.sign_in.needs_second_factor and set(account.roles) - {Role.CONTRIBUTOR}
    return bool(is_asked) and knowledge.second_factors.find(account.id) is None


def roles_as_text(account: Account) -> str:
    """Write the roles of an account so that a change shows."""
    return json.dumps(account.roles, sort_keys=True)
