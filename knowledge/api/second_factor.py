"""Codes of an app beside the password, by program."""

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from knowledge.accounts import Accounts
from knowledge.api.blueprint import Blueprint
from knowledge.api.joining import ToldSchema, language_field, password_field
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import answer, knowledge
from knowledge.limits import SHOW_AGAIN
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller, my_account
from knowledge.signing_in.own import OwnSignIn
from knowledge.signing_in.second_factor import SecondFactor

second_factor = Blueprint("second-factor", "Codes of an app beside the password.")

LONGEST_CODE = 100


def code_field(**options: Any) -> fields.String:
    """A code: six digits of the app, or one of those for whoever has lost it."""
    return fields.String(validate=validate.Length(max=LONGEST_CODE), **options)


class AddRequest(Schema):
    """The first code of an app, with what was begun, and the password where the account has one."""

    begun = fields.String(required=True, validate=validate.Length(1, 500))
    code = code_field(required=True)
    current = password_field(load_default="")


class ShowAgainRequest(Schema):
    """The password; of an account that has none, a code of its app, or nothing soon after signing in."""

    current = password_field(load_default="")


class RemovalRequest(ShowAgainRequest):
    """The same, and the language of the letter that tells so."""

    language = language_field()


class BegunSchema(Schema):
    """A secret for an app; `begun` is sent back with the first code, within a quarter of an hour."""

    secret = fields.String(required=True)
    uri = fields.String(required=True)
    begun = fields.String(required=True)


class RecoverySchema(Schema):
    """Codes for whoever loses the app, each good once, shown this once."""

    recovery_codes = fields.List(fields.String(), required=True)


@second_factor.action("/my/second-factor/begin", BegunSchema, 409, permission=SIGNED_IN)
@second_factor.arguments(NothingRequest)
def begin_my_second_factor(_: dict[str, Any]) -> ResponseReturnValue:
    """Make a secret for an app; nothing changes before its first code is sent."""
    return answer(vars(SecondFactor(knowledge()).begin(my_account())))


@second_factor.action("/my/second-factor", RecoverySchema, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@second_factor.arguments(AddRequest)
def add_my_second_factor(body: dict[str, Any]) -> ResponseReturnValue:
    """Be asked for codes from now on; every other session ends."""
    return answer({"recovery_codes": OwnSignIn(knowledge(), caller()).add_second_factor(**body)})


@second_factor.action("/my/second-factor/remove", ToldSchema, permission=SIGNED_IN, limit=SHOW_AGAIN)
@second_factor.arguments(RemovalRequest)
def remove_my_second_factor(body: dict[str, Any]) -> ResponseReturnValue:
    """Be asked for no codes any more."""
    OwnSignIn(knowledge(), caller()).remove_second_factor(**body)
    return answer({"detail": "You are asked for no codes any more."})


@second_factor.action("/my/second-factor/recovery-codes", RecoverySchema, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@second_factor.arguments(ShowAgainRequest)
def renew_my_recovery_codes(body: dict[str, Any]) -> ResponseReturnValue:
    """Get other recovery codes; those before are void."""
    return answer({"recovery_codes": OwnSignIn(knowledge(), caller()).renew_recovery_codes(**body)})


@second_factor.action(
    "/accounts/<uuid:id>/reset-second-factor", ToldSchema, 404, permission="account:reset-second-factor"
)
@second_factor.arguments(NothingRequest)
def reset_second_factor(_: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Ask an account for no codes any more, because its app and its recovery codes are lost."""
    Accounts(knowledge(), caller()).reset_second_factor(id)
    return answer({"detail": "The account is asked for no codes any more."})
