"""Linking one's account with one at a provider of OpenID Connect, and taking the link away, by program."""

from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from domain.errors import NotFound
from knowledge.api.blueprint import Blueprint
from knowledge.api.joining import ToldSchema, language_field, password_field
from knowledge.api.requests import answer, knowledge
from knowledge.api.second_factor import ShowAgainRequest
from knowledge.limits import SHOW_AGAIN
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller
from knowledge.signing_in.oidc import Provider
from knowledge.signing_in.own import OwnSignIn

elsewhere = Blueprint("elsewhere", "Signing in with an account of another provider.")


class LinkRequest(Schema):
    """The password; of an account that has none, a code of its app where it has one."""

    current = password_field(load_default="")
    language = language_field()


class LeadSchema(Schema):
    """Where the browser that is signed in goes next; it comes back linked."""

    address = fields.Url(required=True)


@elsewhere.action("/my/elsewhere/link", LeadSchema, 404, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@elsewhere.arguments(LinkRequest)
def link_elsewhere(body: dict[str, Any]) -> ResponseReturnValue:
    """Give the address at the provider from which this browser comes back with an identity to link."""
    return answer({"address": OwnSignIn(knowledge(), caller()).begin_linking(find_provider(), **body)})


@elsewhere.action("/my/elsewhere/unlink", ToldSchema, 409, permission=SIGNED_IN, limit=SHOW_AGAIN)
@elsewhere.arguments(ShowAgainRequest)
def unlink_elsewhere(body: dict[str, Any]) -> ResponseReturnValue:
    """Sign in with a provider no more."""
    OwnSignIn(knowledge(), caller()).unlink(**body)
    return answer({"detail": "No account elsewhere signs you in any more."})


def find_provider() -> Provider:
    """Return the provider in the settings.

    Raises:
        NotFound: there is none.
    """
    settings = knowledge().settings
    if settings.sign_in.oidc is None:
        raise NotFound("Nobody signs in elsewhere here.")
    found: Provider | None = current_app.extensions.get("provider")
    if found is None:
        found = current_app.extensions["provider"] = Provider(settings, settings.sign_in.oidc)
    return found
