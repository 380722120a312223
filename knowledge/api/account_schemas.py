"""What is sent and told of accounts."""

from marshmallow import Schema, fields, validate

from domain.accounts import Role
from domain.catalogue.reviews import Affiliation
from domain.vocabulary import LANGUAGES
from knowledge.api.bodies import PageQuery
from knowledge.api.joining import password_field

LONGEST_LIFE = 366
"""Days for which a token can be issued."""
STATES = ("active", "suspended", "closed", "erased")


class PersonRequest(Schema):
    """Whose an account is."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    email = fields.Email(load_default=None, allow_none=True, validate=validate.Length(max=254))
    organization = fields.String(load_default="", validate=validate.Length(max=300))
    affiliation = fields.String(load_default="external", validate=validate.OneOf(list(Affiliation)))


class AccountsQuery(PageQuery):
    """Which accounts, by name."""

    text = fields.String(
        load_default="",
        validate=validate.Length(max=200),
        metadata={"description": "Part of the name, the address or the organization."},
    )
    role = fields.String(load_default="", validate=validate.OneOf(["", *Role]))
    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))


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
    """A token to issue; without `permissions` it may do what its account may now."""

    name = fields.String(required=True, validate=validate.Length(1, 100), metadata={"example": "Nightly export"})
    permissions = fields.List(fields.String(), load_default=None, allow_none=True, validate=validate.Length(max=200))
    days = fields.Integer(
        load_default=90,
        validate=validate.Range(1, LONGEST_LIFE),
        metadata={"description": "Days after which it ends by itself."},
    )


class OwnTokenRequest(TokenRequest):
    """A token to issue for one's own account; in a browser it takes the password, or a code where there is none."""

    current = password_field(load_default="")


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
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    roles = fields.Dict(required=True, metadata={"description": "Role to countries; none is everywhere."})
    permissions = fields.List(fields.String(), required=True)
    tokens = fields.List(fields.Nested(TokenSchema), required=True)
    version = fields.Integer(required=True)


class IssuedSchema(Schema):
    """A token that was issued. `secret` is what to send, shown this once; null where a request was repeated."""

    token = fields.String(required=True, allow_none=True)
    secret = fields.String(required=True, allow_none=True)
    account = fields.Nested(AccountSchema, required=True)


class NewAccountRequest(PersonRequest):
    """Whose an account shall be, what they may do at once, and the language of their invitation."""

    email = fields.Email(required=True, validate=validate.Length(max=254))
    role = fields.String(load_default="", validate=validate.OneOf(["", *Role]))
    countries = fields.List(fields.String(), load_default=list, validate=validate.Length(max=250))
    language = fields.String(load_default="en", validate=validate.OneOf(LANGUAGES))
