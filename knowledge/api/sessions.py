"""Signing in and out, and the sessions of one's own."""

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from domain.errors import NotFound
from knowledge.accounts import Accounts
from knowledge.api.blueprint import Blueprint
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import answer, knowledge
from knowledge.limits import SIGN_IN
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.private.sessions import Session
from knowledge.security import caller, my_account
from knowledge.signing_in.forgery import form_token
from knowledge.signing_in.local import SignIn

sessions = Blueprint("sessions", "Who is signed in, by a cookie that no page can read.")


class SignInRequest(Schema):
    """An address and a password, and a code of the app where the account asks for one."""

    email = fields.String(required=True, validate=validate.Length(1, 254))
    password = fields.String(required=True, validate=validate.Length(1, 1000))
    code = fields.String(load_default="", validate=validate.Length(max=100))


class MySessionSchema(Schema):
    """Who is signed in in this browser; `account` is null for readers.

    What changes something goes with the cookie, and with `csrf_token` as `X-CSRF-Token`.
    """

    account = fields.UUID(required=True, allow_none=True)
    csrf_token = fields.String(required=True)


class SessionSchema(Schema):
    """A session of one's own: in which browser, and whether it is the one that asks."""

    id = fields.String(required=True)
    agent = fields.String(required=True)
    begun_at = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True)
    expires_at = fields.DateTime(required=True)
    is_this_one = fields.Boolean(required=True)


class SessionsSchema(Schema):
    """Where one is signed in, the session used last first."""

    results = fields.List(fields.Nested(SessionSchema), required=True)


@sessions.query("/my/session", MySessionSchema, permission=PUBLIC)
def show_my_session() -> ResponseReturnValue:
    """Show who is signed in in this browser, and the token that goes with its cookie."""
    return _my_session(caller().account)


@sessions.action("/sign-in", MySessionSchema, 401, permission=PUBLIC, limit=SIGN_IN)
@sessions.arguments(SignInRequest)
def sign_in(body: dict[str, Any]) -> ResponseReturnValue:
    """Sign in with an address and a password, and a code where the account asks for one."""
    return _my_session(SignIn(knowledge()).with_password(body["email"], body["password"], code=body["code"]).id)


@sessions.action("/sign-out", MySessionSchema, permission=SIGNED_IN)
@sessions.arguments(NothingRequest)
def sign_out(_: dict[str, Any]) -> ResponseReturnValue:
    """Sign out in this browser."""
    SignIn(knowledge()).sign_out(caller())
    return _my_session(None)


@sessions.action("/sign-out-everywhere", MySessionSchema, permission=SIGNED_IN)
@sessions.arguments(NothingRequest)
def sign_out_everywhere(_: dict[str, Any]) -> ResponseReturnValue:
    """Sign out in every browser; tokens of programs stay good."""
    SignIn(knowledge()).sign_out_everywhere(caller())
    return _my_session(None)


@sessions.query("/my/sessions", SessionsSchema, permission=SIGNED_IN)
def list_my_sessions() -> ResponseReturnValue:
    """List where one is signed in."""
    return _sessions_of(my_account())


@sessions.action("/my/sessions/<id>/end", SessionsSchema, 404, permission=SIGNED_IN)
@sessions.arguments(NothingRequest)
def end_my_session(_: dict[str, Any], id: str) -> ResponseReturnValue:
    """Sign out in one browser."""
    if not knowledge().sessions.end(my_account(), id):
        raise NotFound("There is no such session of yours.")
    return _sessions_of(my_account())


@sessions.action("/accounts/<uuid:id>/sign-out", SessionsSchema, 404, permission="account:sign-out")
@sessions.arguments(NothingRequest)
def sign_out_account(_: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """End every session of an account; its tokens stay good."""
    Accounts(knowledge(), caller()).sign_out(id)
    return _sessions_of(id)


def _my_session(account: object) -> ResponseReturnValue:
    return answer({"account": str(account) if account else None, "csrf_token": form_token()})


def _sessions_of(account: UUID) -> ResponseReturnValue:
    mine = caller().session
    found = knowledge().sessions.of(account)
    return answer({"results": [_told(one, mine) for one in found]})


def _told(session: Session, mine: Session | None) -> dict[str, Any]:
    told = {name: getattr(session, name) for name in ("id", "agent", "begun_at", "seen_at", "expires_at")}
    return {**told, "is_this_one": mine is not None and mine.id == session.id}
