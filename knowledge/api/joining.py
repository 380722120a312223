"""How people come to use an account, and how they sign in to it again when they cannot."""

from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from domain.vocabulary import LANGUAGES
from knowledge.api.blueprint import Blueprint
from knowledge.api.requests import answer, knowledge
from knowledge.limits import RESET, SHOW_AGAIN
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.security import caller
from knowledge.signing_in.cookies import have_secret
from knowledge.signing_in.joining import Chosen, Joining
from knowledge.signing_in.links import Purpose
from knowledge.signing_in.local import SignIn
from knowledge.signing_in.own import OwnSignIn

joining = Blueprint("joining", "Letters with links by which people begin to use an account, or use it again.")

LONGEST_PASSWORD = 1_000
"""Characters that are read at all; fewer will do."""
SIGNS_IN = frozenset({Purpose.SET_UP, Purpose.INVITATION, Purpose.REGISTRATION})
"""Links whose followers have just shown who they are, and have no second factor yet."""


def language_field() -> fields.String:
    """The language of a letter."""
    return fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))


def password_field(**options: Any) -> fields.String:
    """A password, of which the rules are those of `hash_password`."""
    return fields.String(validate=validate.Length(max=LONGEST_PASSWORD), metadata={"format": "password"}, **options)


def address_field(**options: Any) -> fields.String:
    """An e-mail address, which is checked where letters are written."""
    return fields.String(validate=validate.Length(max=254), **options)


class RegistrationRequest(Schema):
    """Who asks for an account."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    email = address_field(required=True)
    organization = fields.String(load_default="", validate=validate.Length(max=300))
    language = language_field()


class ResetRequest(Schema):
    """Who cannot sign in."""

    email = address_field(required=True)
    language = language_field()


class ChosenRequest(Schema):
    """What somebody chooses who follows a link; `name` and `email` are for the first account alone."""

    password = password_field(load_default="")
    name = fields.String(load_default="", validate=validate.Length(max=200))
    email = address_field(load_default="")


class FollowRequest(ChosenRequest):
    """A link to follow: the last part of its address. `name` and `email` are for the first account alone."""

    link = fields.String(required=True, validate=validate.Length(max=500))


class PasswordRequest(Schema):
    """A new password, and the current one."""

    current = password_field(required=True)
    new = password_field(required=True)
    language = language_field()


class AddressRequest(Schema):
    """A new address, and the password; of an account that has none, a code of its app where it has one."""

    email = address_field(required=True)
    current = password_field(load_default="")
    language = language_field()


class ToldSchema(Schema):
    """What happens next."""

    detail = fields.String(required=True)


class FollowedSchema(Schema):
    """What a link was for, and whose it is."""

    purpose = fields.String(required=True, validate=validate.OneOf(list(Purpose)))
    account = fields.UUID(required=True)


@joining.action("/register", ToldSchema, permission=PUBLIC, limit=RESET)
@joining.arguments(RegistrationRequest)
def register(body: dict[str, Any]) -> ResponseReturnValue:
    """Ask for an account, where registration is open."""
    Joining(knowledge()).ask(**body)
    return _told("A letter to this address says how it goes on.")


@joining.action("/reset-password", ToldSchema, permission=PUBLIC, limit=RESET)
@joining.arguments(ResetRequest)
def reset_password(body: dict[str, Any]) -> ResponseReturnValue:
    """Ask for a letter with which to choose a new password."""
    Joining(knowledge()).ask_for_reset(**body)
    return _told("If somebody signs in with this address, a letter is on its way to it.")


@joining.action("/links/follow", FollowedSchema, 409, permission=PUBLIC)
@joining.arguments(FollowRequest)
def follow_link(body: dict[str, Any]) -> ResponseReturnValue:
    """Do what the link of a letter is for, once; who begins to use an account is signed in."""
    # Whoever cannot be signed in here is told before the link is used up.
    have_secret()
    chosen = Chosen(body["password"], body["name"], body["email"])
    purpose, account = Joining(knowledge()).follow(body["link"], chosen)
    if purpose in SIGNS_IN and not knowledge().second_factors.find(account.id):
        SignIn(knowledge()).begin(account)
    return answer({"purpose": purpose, "account": str(account.id)})


@joining.action("/my/password", ToldSchema, permission=SIGNED_IN, limit=SHOW_AGAIN)
@joining.arguments(PasswordRequest)
def change_my_password(body: dict[str, Any]) -> ResponseReturnValue:
    """Choose another password; every other session ends."""
    OwnSignIn(knowledge(), caller()).change_password(**body)
    return _told("Your password is changed.")


@joining.action("/my/address", ToldSchema, permission=SIGNED_IN, limit=SHOW_AGAIN)
@joining.arguments(AddressRequest)
def change_my_address(body: dict[str, Any]) -> ResponseReturnValue:
    """Have a letter sent to another address, with a link that makes it one's own."""
    OwnSignIn(knowledge(), caller()).change_address(**body)
    return _told("A letter to this address says how it goes on.")


def _told(detail: str) -> ResponseReturnValue:
    return answer({"detail": detail})
