"""Accounts, their roles and their tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue

from domain.accounts import Account
from domain.application import Done
from domain.entries import moment
from domain.sealing import Place
from knowledge.account_register import AccountRegister, Found, Wanted
from knowledge.accounts import Accounts
from knowledge.answers import Answer
from knowledge.api.account_schemas import (
    AccountInvitationRequest,
    AccountSchema,
    AccountsQuery,
    GrantRequest,
    IssuedSchema,
    OwnTokenRequest,
    PersonRequest,
    RevocationRequest,
    RoleRequest,
    TokenRequest,
)
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import ReasonRequest
from knowledge.api.requests import answer, author, knowledge, page, read_cursor, tag
from knowledge.api.schemas import page_of
from knowledge.limits import SHOW_AGAIN
from knowledge.permissions import SIGNED_IN, permissions_of
from knowledge.private.people import Person
from knowledge.security import ADMINISTRATOR, caller, my_account
from knowledge.signing_in.own import OwnSignIn

accounts = Blueprint("accounts", "Who may act, and the programs that act in their name.")


OPERATOR: Answer = {
    "id": str(ADMINISTRATOR),
    "name": "operator",
    "email": "",
    "organization": "",
    "affiliation": "",
    "state": "active",
    "roles": {},
    "tokens": [],
    "version": 0,
}
"""Whoever has the token of the settings: there is no account of theirs to change."""


@accounts.query("/accounts", page_of(AccountSchema), 422, permission="account:read")
@accounts.arguments(AccountsQuery, location="query")
def list_accounts(query: dict[str, Any]) -> ResponseReturnValue:
    """List the accounts by name."""
    found = find_accounts(query)
    return page([describe(one.member.id) for one in found.listed], found.following)


@accounts.query("/accounts/<uuid:id>", AccountSchema, 404, permission="account:read")
def show_account(id: UUID) -> ResponseReturnValue:
    """Show an account."""
    found = describe(id)
    return tag(answer(found), found["version"])


@accounts.query("/my/account", AccountSchema, permission=SIGNED_IN)
def show_my_account() -> ResponseReturnValue:
    """Show the account that asks."""
    found = OPERATOR if my_account() == ADMINISTRATOR else describe(my_account())
    return tag(answer({**found, "permissions": sorted(caller().permissions)}), found["version"])


@accounts.command("/accounts", AccountSchema, permission="account:open")
@accounts.arguments(PersonRequest)
def open_account(body: dict[str, Any]) -> ResponseReturnValue:
    """Open an account."""
    done = _accounts().open(author(), _person(body))
    response = _shown(done)
    response.headers["Location"] = url_for("accounts.show_account", id=done.aggregate_id)
    return response


@accounts.command(
    "/accounts/<uuid:id>/person", AccountSchema, 404, 409, permission="account:describe", method="PUT", status=200
)
@accounts.arguments(PersonRequest)
def describe_account(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Say anew whose an account is; what was said before is gone."""
    _accounts().describe(id, _person(body))
    found = describe(id)
    return tag(answer(found), found["version"])


@accounts.command("/accounts/<uuid:id>/invite", AccountSchema, 404, 409, permission="account:invite")
@accounts.arguments(AccountInvitationRequest)
def invite(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Write to whoever an account was opened for, with a link by which they choose a password."""
    return _shown(_accounts().invite(author(), id, language=body["language"]))


@accounts.command("/accounts/<uuid:id>/grant-role", AccountSchema, 404, 409, permission="account:grant-role")
@accounts.arguments(GrantRequest)
def grant_role(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Give an account a role; nobody grants what they lack."""
    return _shown(_accounts().grant_role(author(), id, body["role"], body["countries"]))


@accounts.command("/accounts/<uuid:id>/revoke-role", AccountSchema, 404, 409, permission="account:revoke-role")
@accounts.arguments(RoleRequest)
def revoke_role(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Take a role from an account."""
    return _shown(_accounts().revoke_role(author(), id, body["role"]))


@accounts.command("/accounts/<uuid:id>/issue-token", IssuedSchema, 404, 409, permission="account:issue-token")
@accounts.arguments(TokenRequest)
def issue_token(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Issue a token for an account that may do nothing its issuer may not."""
    return _issue(id, body)


@accounts.command("/my/tokens", IssuedSchema, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@accounts.arguments(OwnTokenRequest)
def issue_my_token(body: dict[str, Any]) -> ResponseReturnValue:
    """Issue a token for one's own account, with no more permissions than the request itself has."""
    OwnSignIn(knowledge(), caller()).show_again_in_browser(body["current"])
    return _issue(my_account(), body)


@accounts.command("/accounts/<uuid:id>/revoke-token", AccountSchema, 404, 409, permission="account:revoke-token")
@accounts.arguments(RevocationRequest)
def revoke_token(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """End a token of an account."""
    return _shown(_accounts().revoke_token(author(), id, body["token"]))


@accounts.command("/my/tokens/revoke", AccountSchema, 409, permission=SIGNED_IN)
@accounts.arguments(RevocationRequest)
def revoke_my_token(body: dict[str, Any]) -> ResponseReturnValue:
    """End a token of one's own."""
    return _shown(_accounts().revoke_token(author(), my_account(), body["token"]))


@accounts.command("/accounts/<uuid:id>/suspend", AccountSchema, 404, 409, permission="account:suspend")
@accounts.arguments(ReasonRequest)
def suspend_account(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Keep an account from acting for now; its tokens are good again when it is resumed."""
    return _shown(_accounts().suspend(author(), id, why=body["reason"]))


@accounts.command("/accounts/<uuid:id>/resume", AccountSchema, 404, 409, permission="account:resume")
@accounts.arguments(ReasonRequest)
def resume_account(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Let an account act again."""
    return _shown(_accounts().resume(author(), id, why=body["reason"]))


@accounts.command("/accounts/<uuid:id>/close", AccountSchema, 404, 409, permission="account:close")
@accounts.arguments(ReasonRequest)
def close_account(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """End an account for good, and its tokens."""
    return _shown(_accounts().close(author(), id, why=body["reason"]))


def find_accounts(query: dict[str, Any]) -> Found:
    """Look accounts up as `AccountsQuery` asks."""
    after = read_cursor(query.get("cursor"), tuple[str, str])
    wanted = Wanted(query["text"], query["role"], query["state"])
    return AccountRegister(knowledge()).find(wanted, after=after or ("", ""), limit=query["limit"])


def describe(id: UUID) -> Answer:
    """Tell everything about an account.

    Raises:
        NotFound: there is none.
    """
    account = knowledge().platform.find(Account, id)
    person = knowledge().people.find(id)
    used = knowledge().tokens.last_used(id)
    opener = knowledge().sealing.opener()
    return {
        "id": str(id),
        "name": person.name,
        "email": person.email,
        "organization": person.organization,
        "affiliation": person.affiliation,
        "state": account.state,
        "roles": account.roles,
        "permissions": sorted(permissions_of(account.roles)),
        "tokens": [
            {
                "token": name,
                "name": opener.words(token.name, Place(id, token.issued_in, "token_name")),
                "permissions": token.permissions,
                "expires_at": moment(token.expires_at) if token.expires_at else None,
                "last_used_at": used.get(name) or None,
            }
            for name, token in account.tokens.items()
        ],
        "version": account.version,
    }


def ends_after(days: int) -> datetime:
    """Tell when a token ends by itself that is issued now."""
    return datetime.now(tz=UTC) + timedelta(days=days)


def _person(body: dict[str, Any]) -> Person:
    return Person(**{**body, "email": body["email"] or ""})


def _accounts() -> Accounts:
    return Accounts(knowledge(), caller())


def _shown(done: Done) -> Response:
    return tag(answer(describe(done.aggregate_id), 201), done.version)


def _issue(id: UUID, body: dict[str, Any]) -> ResponseReturnValue:
    issued = _accounts().issue_token(
        author(),
        id,
        name=body["name"],
        permissions=body["permissions"],
        expires_at=ends_after(body["days"]),
    )
    told = {"token": issued.token or None, "secret": issued.secret or None, "account": describe(id)}
    return tag(answer(told, 201), issued.done.version)
