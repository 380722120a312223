"""Erasing persons: at the wish of an administrator, or at their own."""

from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from domain.application import Done
from domain.errors import InvalidField
from knowledge.api.accounts import AccountSchema, describe
from knowledge.api.blueprint import Blueprint
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import answer, author, knowledge, tag
from knowledge.permissions import SIGNED_IN
from knowledge.privacy.erasure import Erasure
from knowledge.security import my_account

privacy = Blueprint("privacy", "What is kept of persons.")


class OwnErasureRequest(Schema):
    """That one wants to be forgotten: said with the id of the account, as nothing brings it back."""

    account = fields.UUID(required=True)


@privacy.command("/accounts/<uuid:id>/erase", AccountSchema, 404, 409, permission="account:erase")
@privacy.arguments(NothingRequest)
def erase_account(_: dict[str, object], id: UUID) -> ResponseReturnValue:
    """Close an account for good, and forget whose it was. What was recorded with it stays, by nobody's name."""
    return _shown(Erasure(knowledge()).erase(author(), id))


@privacy.command("/my/account/erase", AccountSchema, 404, 409, permission=SIGNED_IN)
@privacy.arguments(OwnErasureRequest)
def erase_my_account(body: dict[str, UUID]) -> ResponseReturnValue:
    """Have oneself forgotten: one's account is closed for good, and whose it was is known to nobody."""
    if body["account"] != my_account():
        raise InvalidField("This is not the account that asks.", field="account")
    return _shown(Erasure(knowledge()).erase(author(), my_account()))


def _shown(done: Done) -> ResponseReturnValue:
    return tag(answer(describe(done.aggregate_id), 201), done.version)
