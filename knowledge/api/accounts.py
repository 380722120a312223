"""Accounts, their roles and their tokens."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Response, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from domain.accounts import Account, Role
from domain.application import Done
from domain.catalogue.reviews import Affiliation
from domain.entries import moment
from domain.sealing import Place
from domain.vocabulary import LANGUAGES
from knowledge.accounts import Accounts
from knowledge.answers import Answer
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery, ReasonRequest
from knowledge.api.requests import answer, answers, author, knowledge, page, read_cursor, tag
from knowledge.api.schemas import page_of
from knowledge.permissions import SIGNED_IN, permissions_of
from knowledge.private.people import Person
from knowledge.security import ADMINISTRATOR, caller, my_account

LONGEST_LIFE = 366
"""Days for which a token can be issued."""

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


class PersonRequest(Schema):
    """Whose an account is."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    organization = fields.String(load_default="", validate=validate.Length(max=300))
    affiliation = fields.String(load_default="external", validate=validate.OneOf(list(Affiliation)))


class AccountInvitationRequest(Schema):
    """An invitation; `language` is that of the letter."""

    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))


class RoleRequest(Schema):
    """A role to give or take; `countries` (ISO 3166-1 alpha-2) where it is held for some only."""

    role = fields.String(required=True, validate=validate.OneOf(list(Role)))


class GrantRequest(RoleRequest):
    """A role to give."""

    countries = fields.List(fields.String(), load_default=list, validate=validate.Length(max=250))


class TokenRequest(Schema):
    """A token to issue; without `permissions` it may do what its account may."""

    name = fields.String(required=True, validate=validate.Length(1, 100), metadata={"example": "Nightly export"})
    permissions = fields.List(fields.String(), load_default=None, allow_none=True, validate=validate.Length(max=200))
    days = fields.Integer(
        load_default=90,
        validate=validate.Range(1, LONGEST_LIFE),
        metadata={"description": "Days after which it ends by itself."},
    )


class RevocationRequest(Schema):
    """A token to revoke, by its public name."""

    token = fields.String(required=True)


class TokenSchema(Schema):
    """A token as it can be told; its secret was shown when it was issued."""

    token = fields.String(required=True)
    name = fields.String(required=True)
    permissions = fields.List(fields.String(), required=True, allow_none=True)
    expires_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    last_used_at = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class AccountSchema(Schema):
    """An account, and whose it is."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    email = fields.String(required=True)
    organization = fields.String(required=True)
    affiliation = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(["active", "suspended", "closed", "erased"]))
    roles = fields.Dict(required=True, metadata={"description": "Role to countries; none is everywhere."})
    permissions = fields.List(fields.String(), required=True)
    tokens = fields.List(fields.Nested(TokenSchema), required=True)
    version = fields.Integer(required=True)


class IssuedSchema(Schema):
    """A token that was issued. `secret` is what to send, shown this once; null where a request was repeated."""

    token = fields.String(required=True, allow_none=True)
    secret = fields.String(required=True, allow_none=True)
    account = fields.Nested(AccountSchema, required=True)


@accounts.query("/accounts", page_of(AccountSchema), 422, permission="account:read")
@accounts.arguments(PageQuery, location="query")
def list_accounts(query: dict[str, Any]) -> ResponseReturnValue:
    """List the accounts by id."""
    after = read_cursor(query.get("cursor"), str) or ""
    found, following = answers().records(Account.kind, after=after, limit=query["limit"])
    return page([describe(UUID(one["id"])) for one in found], following)


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


@accounts.command("/my/tokens", IssuedSchema, 409, permission=SIGNED_IN)
@accounts.arguments(TokenRequest)
def issue_my_token(body: dict[str, Any]) -> ResponseReturnValue:
    """Issue a token for one's own account, with no more permissions than the request itself has."""
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
