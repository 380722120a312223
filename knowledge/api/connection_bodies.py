"""The shapes of what the API is sent about requests for support."""

from typing import Any

from marshmallow import Schema, fields, validate

from domain.commitments.connection_stages import Stage
from domain.commitments.needs import RequestedBy, Urgency
from knowledge.api.bodies import PageQuery
from knowledge.api.practice_bodies import SHORT, TEXT, PersonalSchema
from projections.hub import WAITING

SOME = validate.Length(min=1, max=50)
FEW = validate.Length(max=50)


class NeedSchema(Schema):
    """What is needed; texts are Markdown."""

    title = fields.String(required=True, validate=SHORT)
    description = fields.String(required=True, validate=TEXT)
    objectives = fields.List(
        fields.String(), required=True, validate=SOME, metadata={"description": "Objectives of the Compact."}
    )
    support_kinds = fields.List(fields.String(), required=True, validate=SOME, metadata={"example": ["SK-1"]})
    urgency = fields.String(required=True, validate=validate.OneOf(list(Urgency)))
    dates = fields.String(
        required=True, allow_none=True, validate=SHORT, metadata={"description": "EDTF", "example": "2022-03/2022-09"}
    )
    language = fields.String(required=True, validate=SHORT, metadata={"description": "BCP 47"})


NEED = tuple(NeedSchema().fields)


class RaiseRequest(NeedSchema):
    """A request for support of a country."""

    country = fields.String(required=True, metadata={"description": "ISO 3166-1 alpha-2"})
    requested_by = fields.String(required=True, validate=validate.OneOf(list(RequestedBy)))
    organization = fields.String(
        load_default=None,
        allow_none=True,
        validate=SHORT,
        metadata={"description": "The office that asks; if left out, the one of your account."},
    )
    dates = fields.String(load_default=None, allow_none=True, validate=SHORT, metadata={"description": "EDTF"})


class RevisionRequest(NeedSchema):
    """What is needed now; what is left out stays as it is."""

    def __init__(self, **options: Any) -> None:
        """Require none of the fields."""
        super().__init__(partial=NEED, **options)


class AssessmentRequest(PersonalSchema):
    """What the secretariat makes of it; every party reads that."""

    assessment = fields.String(required=True, validate=TEXT)


class ProviderRequest(Schema):
    """Whom to open it to."""

    provider = fields.UUID(required=True, metadata={"description": "The account."})


class ClosedInvitationRequest(ProviderRequest):
    """To whom it is closed again, and why, which is sealed."""

    reason = fields.String(required=True, validate=TEXT)


class OfferRequest(Schema):
    """What is offered, in whose name, and when."""

    offered = fields.String(required=True, validate=TEXT)
    organization = fields.String(
        load_default=None,
        allow_none=True,
        validate=SHORT,
        metadata={"description": "If left out, the one of your account."},
    )
    support_kinds = fields.List(fields.String(), load_default=list, validate=FEW, metadata={"example": ["SK-1"]})
    dates = fields.String(load_default=None, allow_none=True, validate=SHORT, metadata={"description": "EDTF"})


class NamedOfferRequest(Schema):
    """Which offer."""

    offer = fields.UUID(required=True)


class LeftOfferRequest(NamedOfferRequest, PersonalSchema):
    """Which offer, and why not."""

    reason = fields.String(required=True, validate=TEXT)


class StartRequest(NamedOfferRequest):
    """The delivery of which offer began, and when."""

    started = fields.String(required=True, validate=SHORT, metadata={"description": "EDTF, not in the future"})


class ReportRequest(NamedOfferRequest, PersonalSchema):
    """What was delivered so far of which offer."""

    report = fields.String(required=True, validate=TEXT)


class FeedbackRequest(PersonalSchema):
    """How it went."""

    feedback = fields.String(required=True, validate=TEXT)


class RequestsQuery(PageQuery):
    """Which requests, and in which form; CSV has all of them, without pages."""

    country = fields.String(metadata={"description": "ISO 3166-1 alpha-2"})
    stage = fields.String(validate=validate.OneOf(list(Stage)))
    support_kind = fields.String(metadata={"example": "SK-1"})
    format = fields.String(metadata={"description": "`json` or `csv`; if left out, what the Accept header likes best."})


class RequestQueueQuery(PageQuery):
    """What is under way."""

    stage = fields.String(validate=validate.OneOf(WAITING))
