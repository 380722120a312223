"""The shapes of what the API answers about requests for support."""

from marshmallow import Schema, fields, validate

from domain.commitments.connection_stages import Stage
from domain.commitments.needs import RequestedBy, Urgency
from domain.commitments.offers import OfferStage
from knowledge.api.connection_bodies import NeedSchema
from knowledge.api.practice_schemas import at, one_of
from knowledge.hub.parties import TAKEN_BY, Part
from projections.hub import Outcome


def text_or_null() -> fields.String:
    """Give the field for a text that may be missing, or is not for who asks."""
    return fields.String(required=True, allow_none=True)


class NamedSchema(Schema):
    """Somebody, as far as it is known."""

    name = text_or_null()
    organization = text_or_null()


class ContactSchema(NamedSchema):
    """How to reach somebody."""

    email = text_or_null()


class ProviderSchema(NamedSchema):
    """An account to which it was opened; false where it no longer is."""

    account = fields.UUID(required=True)
    is_invited = fields.Boolean(required=True)


class DeliveryReportSchema(Schema):
    """What was told of a delivery."""

    report = fields.String(required=True)
    at = at()


class OfferSchema(Schema):
    """An offer; its requester reads the contact once it is accepted."""

    id = fields.UUID(required=True)
    organization = fields.String(required=True)
    offered = fields.String(required=True)
    support_kinds = fields.List(fields.String(), required=True)
    dates = text_or_null()
    stage = one_of(OfferStage)
    made_at = at()
    reason = fields.String(required=True, allow_none=True, metadata={"description": "Why it was not taken."})
    started = fields.String(required=True, allow_none=True, metadata={"description": "When its delivery began, EDTF."})
    reports = fields.List(fields.Nested(DeliveryReportSchema), required=True)
    contact = fields.Nested(ContactSchema, required=True, allow_none=True)


class ConnectionRequestSchema(Schema):
    """A request for support as far as it concerns who asks; its version is the ETag.

    `steps` are the verbs that the caller can use now. A provider sees the own offers alone.
    """

    id = fields.UUID(required=True)
    country = text_or_null()
    requested_by = fields.String(required=True, allow_none=True, validate=validate.OneOf([*RequestedBy, None]))
    organization = text_or_null()
    need = fields.Nested(NeedSchema, required=True, allow_none=True)
    stage = one_of(Stage)
    version = fields.Integer(required=True)
    raised_at = at()
    updated_at = at()
    parts = fields.List(one_of(Part), required=True)
    steps = fields.List(fields.String(validate=validate.OneOf(list(TAKEN_BY))), required=True)
    asked = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What is to be mended, by field; the empty name is the whole."},
    )
    assessment = text_or_null()
    offers = fields.List(fields.Nested(OfferSchema), required=True)
    providers = fields.List(fields.Nested(ProviderSchema), required=True)
    requester_contact = fields.Nested(ContactSchema, required=True, allow_none=True)
    feedback = text_or_null()
    closing_reason = text_or_null()


class ListedRequestSchema(Schema):
    """A request in a list."""

    id = fields.UUID(required=True)
    country = fields.String(required=True)
    requested_by = one_of(RequestedBy)
    organization = fields.String(required=True)
    title = fields.String(required=True)
    objectives = fields.List(fields.String(), required=True)
    support_kinds = fields.List(fields.String(), required=True)
    urgency = one_of(Urgency)
    dates = text_or_null()
    language = fields.String(required=True)
    stage = one_of(Stage)
    stage_since = at()
    raised_at = at()
    updated_at = at()
    version = fields.Integer(required=True)


class MyRequestSchema(ListedRequestSchema):
    """A request in which one takes part."""

    part = fields.String(required=True, validate=validate.OneOf([Part.REQUESTER, Part.PROVIDER]))


OffersByStageSchema = Schema.from_dict(
    {stage.value: fields.Integer(required=True) for stage in OfferStage}, name="OffersByStage"
)


class WaitingRequestSchema(ListedRequestSchema):
    """A request before the secretariat; `days` is how long it has stood at its stage."""

    days = fields.Integer(required=True)
    invited = fields.Integer(required=True, metadata={"description": "Providers to whom it is open."})
    offers = fields.Nested(OffersByStageSchema, required=True)


OutcomesSchema = Schema.from_dict(
    {outcome.value: fields.Integer(required=True) for outcome in Outcome}, name="Outcomes"
)


class KindFiguresSchema(OutcomesSchema):  # type: ignore[misc,valid-type]
    """How many requests asked for a kind of support, by what became of them."""

    support_kind = fields.String(required=True)


class YearFiguresSchema(KindFiguresSchema):
    """The same, of the requests raised in a year."""

    year = fields.String(required=True)


class FiguresOfRequestsSchema(Schema):
    """How many requests there are, each figure rounded down to a multiple of `rounded_to` by itself."""

    rounded_to = fields.Integer(required=True)
    totals = fields.List(fields.Nested(KindFiguresSchema), required=True)
    by_year = fields.List(fields.Nested(YearFiguresSchema), required=True)
