"""What is done with an account by those who look after it: one table, a line a deed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request, url_for
from marshmallow import Schema

from domain.accounts import Account
from knowledge.accounts import Accounts
from knowledge.api.account_schemas import (
    AccountInvitationRequest,
    GrantRequest,
    PersonRequest,
    RevocationRequest,
    RoleRequest,
)
from knowledge.api.bodies import ReasonRequest
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import knowledge
from knowledge.pages.blueprint import words
from knowledge.privacy.erasure import Erasure
from knowledge.private.people import Person
from knowledge.recording import Author
from knowledge.security import caller

Act = Callable[[Author, UUID, dict[str, Any]], object]
Initial = Callable[[Account], Mapping[str, Any]]


def _account(account: Account) -> str:
    return url_for("pages.show_account", id=account.id)


def _account_or_list(account: Account) -> str:
    """Show the account still, to whoever did not just erase their own."""
    return url_for("pages.show_board") if caller().account == account.id else url_for("pages.show_accounts")


def _account_and_what_was_taken(account: Account) -> str:
    role = request.form.get("role", "")
    return url_for("pages.show_account", id=account.id, role=role, countries=account.roles.get(role, []))


@dataclass(frozen=True)
class Deed:
    """A verb of accounts: what it asks, what it does, and when it is offered; the rules of the account decide.

    `stands_alone` tells those that are about the account as a whole, `is_grave` those that nothing undoes.
    """

    verb: str
    shape: type[Schema]
    act: Act
    is_offered: Callable[[Account], bool]
    initial: Initial = lambda _: {}
    after: Callable[[Account], str] = _account
    stands_alone: bool = True
    is_grave: bool = False

    @property
    def name(self) -> str:
        """What its views are called after."""
        return self.verb.replace("-", "_")


def _is_open(account: Account) -> bool:
    return not account.is_closed


def _may_be_invited(account: Account) -> bool:
    return account.is_active and not knowledge().addresses.find(account.id) and bool(_person(account).email)


def _accounts() -> Accounts:
    return Accounts(knowledge(), caller())


def _person(account: Account) -> Person:
    return knowledge().people.find(account.id)


def _as_asked(*names: str) -> Initial:
    """Begin with what the address of the form says, as a link to undo something does."""
    return lambda _: {name: request.args.getlist(name) for name in names if name in request.args}


def _describe(_: Author, id: UUID, body: dict[str, Any]) -> None:
    _accounts().describe(id, Person(**{**body, "email": body["email"] or ""}))


DEEDS: Sequence[Deed] = (
    Deed(
        "grant-role",
        GrantRequest,
        lambda author, id, body: _accounts().grant_role(author, id, body["role"], body["countries"]),
        _is_open,
        _as_asked("role", "countries"),
    ),
    Deed(
        "revoke-role",
        RoleRequest,
        lambda author, id, body: _accounts().revoke_role(author, id, body["role"]),
        _is_open,
        _as_asked("role"),
        _account_and_what_was_taken,
        stands_alone=False,
    ),
    Deed(
        "revoke-token",
        RevocationRequest,
        lambda author, id, body: _accounts().revoke_token(author, id, body["token"]),
        _is_open,
        _as_asked("token"),
        stands_alone=False,
    ),
    Deed(
        "describe",
        PersonRequest,
        _describe,
        lambda account: not account.is_erased,
        lambda account: vars(_person(account)),
    ),
    Deed(
        "invite",
        AccountInvitationRequest,
        lambda author, id, body: _accounts().invite(author, id, language=body["language"]),
        _may_be_invited,
        lambda _: {"language": words().language},
    ),
    Deed("sign-out", NothingRequest, lambda _, id, __: _accounts().sign_out(id), _is_open, stands_alone=False),
    Deed(
        "reset-second-factor",
        NothingRequest,
        lambda _, id, __: _accounts().reset_second_factor(id),
        lambda account: knowledge().second_factors.find(account.id) is not None,
    ),
    Deed(
        "suspend",
        ReasonRequest,
        lambda author, id, body: _accounts().suspend(author, id, why=body["reason"]),
        lambda account: account.is_active,
    ),
    Deed(
        "resume",
        ReasonRequest,
        lambda author, id, body: _accounts().resume(author, id, why=body["reason"]),
        lambda account: account.is_suspended and not account.is_closed,
    ),
    Deed(
        "close",
        ReasonRequest,
        lambda author, id, body: _accounts().close(author, id, why=body["reason"]),
        _is_open,
        is_grave=True,
    ),
    Deed(
        "erase",
        NothingRequest,
        lambda author, id, _: Erasure(knowledge()).erase(author, id),
        lambda account: not account.is_erased,
        after=_account_or_list,
        is_grave=True,
    ),
)
"""In the order in which they are offered."""
