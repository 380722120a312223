"""Telling persons what is held of them, and erasing it: at the wish of an administrator, or at their own."""

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from domain.application import Done
from domain.errors import InvalidField
from knowledge.api.account_schemas import AccountSchema
from knowledge.api.accounts import describe
from knowledge.api.audit import AuditEntrySchema
from knowledge.api.blueprint import Blueprint
from knowledge.api.joining import password_field
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import answer, author, knowledge, tag
from knowledge.limits import SEARCH, SHOW_AGAIN
from knowledge.permissions import SIGNED_IN
from knowledge.privacy.erasure import Erasure
from knowledge.privacy.export import PersonalExport
from knowledge.security import caller, my_account
from knowledge.signing_in.own import OwnSignIn

privacy = Blueprint("privacy", "What is kept of persons.")


class OwnErasureRequest(Schema):
    """That one wants to be forgotten: said with the id of the account, as nothing brings it back.

    In a browser it takes the password, or a code where there is none.
    """

    account = fields.UUID(required=True)
    current = password_field(load_default="")


class OutboxLetterSchema(Schema):
    """A letter in the outbox: when it was written (RFC 5322), to which address, and of what."""

    date = fields.String(required=True)
    to = fields.String(required=True)
    subject = fields.String(required=True)


class NamedSchema(Schema):
    """An event of others that names the person."""

    position = fields.Integer(required=True)
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    kind = fields.String(required=True)
    aggregate_id = fields.UUID(required=True)
    event = fields.String(required=True)
    facts = fields.Dict(required=True)


class PersonalExportSchema(Schema):
    """Everything that is held of a person.

    `kept` are the rows beside the log by table, without secrets; `recorded` what the person recorded,
    `named` what others recorded of them; `practices`, `pledges` and `connection_requests` are those they take part in,
    as they see them.
    """

    account = fields.Dict(required=True)
    kept = fields.Dict(keys=fields.String(), values=fields.List(fields.Dict()), required=True)
    letters = fields.List(fields.Nested(OutboxLetterSchema), required=True)
    recorded = fields.List(fields.Nested(AuditEntrySchema), required=True)
    named = fields.List(fields.Nested(NamedSchema), required=True)
    practices = fields.List(fields.Dict(), required=True)
    pledges = fields.List(fields.Dict(), required=True)
    connection_requests = fields.List(fields.Dict(), required=True)


@privacy.query("/my/account/export", PersonalExportSchema, 404, permission=SIGNED_IN, limit=SEARCH)
def export_my_account() -> ResponseReturnValue:
    """Tell everything that is held of who asks, to be kept as a file."""
    response = answer(PersonalExport(knowledge(), my_account()).everything())
    response.headers["Content-Disposition"] = 'attachment; filename="account.json"'
    return response


@privacy.command("/accounts/<uuid:id>/erase", AccountSchema, 404, 409, permission="account:erase")
@privacy.arguments(NothingRequest)
def erase_account(_: dict[str, object], id: UUID) -> ResponseReturnValue:
    """Close an account for good, and forget whose it was. What was recorded with it stays, by nobody's name."""
    return _shown(Erasure(knowledge()).erase(author(), id))


@privacy.command("/my/account/erase", AccountSchema, 404, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@privacy.arguments(OwnErasureRequest)
def erase_my_account(body: dict[str, Any]) -> ResponseReturnValue:
    """Have oneself forgotten: one's account is closed for good, and whose it was is known to nobody."""
    if body["account"] != my_account():
        raise InvalidField("This is not the account that asks.", field="account")
    OwnSignIn(knowledge(), caller()).show_again_in_browser(body["current"])
    return _shown(Erasure(knowledge()).erase(author(), my_account()))


def _shown(done: Done) -> ResponseReturnValue:
    return tag(answer(describe(done.aggregate_id), 201), done.version)
