"""The shapes of what the API is sent and answers about pledges."""

from typing import Any

from marshmallow import Schema, fields, validate

from domain.commitments.pledge_content import LONGEST, SHORTEST, Form, Kind, Progress
from domain.commitments.pledge_stages import Stage
from knowledge.api.bodies import AsOfQuery, PageQuery
from knowledge.api.fields import names
from knowledge.api.practice_bodies import MANY, SHORT, TEXT, AttachmentSchema
from knowledge.api.practice_schemas import at, at_or_null, one_of
from knowledge.api.schemas import CountSchema, DateSchema, MilestoneSchema, SourceSchema, StatusSchema
from knowledge.representations.formats import OF_LISTS
from projections.pledge_book import STATES

NUMBER = validate.Range(min=1, max=10**9)


def codes(description: str) -> fields.List[Any]:
    """Give the field for codes or names of a pledge."""
    return fields.List(fields.String(), required=True, validate=MANY, metadata={"description": description})


class PromiseTitleSchema(Schema):
    """What is promised, without its text."""

    title = names()
    kinds = fields.List(
        fields.String(validate=validate.OneOf(list(Kind))), required=True, metadata={"description": "What is pledged."}
    )
    objectives = codes("Objectives of the Compact, e.g. GCM-05.")
    principles = codes("Guiding principles that it is particularly about.")
    timeframe = fields.String(
        required=True,
        allow_none=True,
        validate=SHORT,
        metadata={"description": "When it is to be carried out, EDTF.", "example": "2022/2025"},
    )
    partners = codes("The other states and actors that pledge along.")


class PromiseSchema(PromiseTitleSchema):
    """What is promised, by language; the description is Markdown."""

    description = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": f"{SHORTEST} to {LONGEST} characters in each language.", "example": {"en": "We …"}},
    )
    file = fields.Nested(AttachmentSchema, required=True, allow_none=True)


class KnownBySchema(Schema):
    """Who pledges, where, and in which form; none of that is amended."""

    form = one_of(Form)
    pledger = fields.String(required=True, validate=SHORT, metadata={"description": "The state or actor that pledges."})
    pledger_type = fields.String(
        required=True, validate=SHORT, metadata={"description": "From the list of types in the settings."}
    )
    countries = codes("ISO 3166-1 alpha-2, of those who pledge, and where it is carried out.")
    regions = codes("M49")
    is_global = fields.Boolean(required=True)


class PledgingSchema(PromiseSchema, KnownBySchema):
    """Everything that a submission says."""

    made = fields.String(
        required=True,
        allow_none=True,
        validate=SHORT,
        metadata={"description": "When it was pledged, EDTF; if not said, the day on which it is handed in."},
    )
    matches = fields.List(
        fields.Integer(strict=True, validate=NUMBER),
        required=True,
        validate=MANY,
        metadata={"description": "The numbers of the pledges that it matches."},
    )


class PledgingRequest(PledgingSchema):
    """Fields of a pledge and their new values; what is left out stays as it is."""

    def __init__(self, **options: Any) -> None:
        """Require none of the fields."""
        super().__init__(partial=tuple(PledgingSchema().fields), **options)


class AmendmentRequest(PromiseSchema):
    """Fields of the promise, as they should be; a curator who takes over what was proposed may leave out everything."""

    reason = fields.String(load_default=None, allow_none=True, validate=TEXT)

    def __init__(self, **options: Any) -> None:
        """Require none of the fields."""
        super().__init__(partial=tuple(PromiseSchema().fields), **options)


class ProposalRequest(AmendmentRequest):
    """Fields of the promise, as they should be, and why."""

    reason = fields.String(required=True, validate=TEXT)


def occurred() -> fields.String:
    """Give the field for when it was so."""
    return fields.String(
        load_default=None, allow_none=True, validate=SHORT, metadata={"description": "When, EDTF; today if left out."}
    )


def source() -> fields.Nested:
    """Give the field for who says so."""
    return fields.Nested(
        SourceSchema,
        load_default=None,
        allow_none=True,
        metadata={"description": "If left out, those who pledged."},
    )


class ProgressRequest(Schema):
    """How far those who pledged are."""

    progress = fields.String(required=True, validate=validate.OneOf(list(Progress)))
    narrative = fields.String(required=True, validate=TEXT, metadata={"description": "What was done."})
    occurred = occurred()
    source = source()


class MatchRequest(Schema):
    """The pledge that it matches."""

    matched = fields.Integer(required=True, strict=True, validate=NUMBER)
    occurred = occurred()
    source = source()


class UnlinkRequest(Schema):
    """The pledge that it never matched, and why it was linked to it."""

    matched = fields.Integer(required=True, strict=True, validate=NUMBER)
    reason = fields.String(required=True, validate=TEXT)


class WithdrawalRequest(Schema):
    """Why those who pledged do not stand by it any more."""

    reason = fields.String(required=True, validate=TEXT)
    occurred = occurred()
    source = source()


class AskedQuery(AsOfQuery):
    """Which pledges, and as of when."""

    objective = fields.String(metadata={"description": "e.g. GCM-05"})
    principle = fields.String(metadata={"description": "e.g. GP-A"})
    kind = fields.String(validate=validate.OneOf(list(Kind)))
    form = fields.String(validate=validate.OneOf(list(Form)))
    pledger_type = fields.String()
    country = fields.String(metadata={"description": "ISO 3166-1 alpha-2"})
    region = fields.String(metadata={"description": "M49, or a reporting region"})


class PledgesQuery(AskedQuery, PageQuery):
    """Which pledges, as of when, which page, and in which form."""

    progress = fields.String(
        validate=validate.OneOf(STATES),
        metadata={"description": "Surely or possibly so; if left out, those that were not withdrawn."},
    )
    matches = fields.Integer(
        validate=NUMBER, metadata={"description": "Only those that match the pledge with this number."}
    )
    format = fields.String(
        metadata={"description": f"One of {', '.join(OF_LISTS)}; if left out, what the Accept header likes best."}
    )


class PledgeOutlineSchema(PromiseTitleSchema, KnownBySchema):
    """A pledge in a list, as it stood on the day that is asked for."""

    number = fields.Integer(required=True)
    id = fields.UUID(required=True)
    made = fields.List(
        fields.Nested(DateSchema), required=True, metadata={"description": "Several where sources disagree."}
    )
    progress = fields.Nested(StatusSchema, required=True)
    matches = fields.List(fields.Integer(), required=True)
    edition = fields.Integer(required=True)
    published_at = at()
    amended_at = at_or_null()
    amended_because = fields.String(required=True, allow_none=True)


class PledgeSchema(PledgeOutlineSchema, PromiseSchema):
    """A pledge as it stood on a day, as known at a position, with its milestones up to then."""

    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    version = fields.Integer(required=True)
    matched_by = fields.List(fields.Integer(), required=True)
    milestones = fields.List(fields.Nested(MilestoneSchema), required=True)


class PledgeHappeningSchema(Schema):
    """Something that was recorded of a pledge."""

    event = fields.String(required=True, metadata={"example": "amended"})
    at = at()
    by = fields.UUID(required=True)
    facts = fields.Dict(required=True)


class SubmissionSchema(Schema):
    """How a submission is named, and where it stands; `number` is null until it is published."""

    id = fields.UUID(required=True)
    stage = one_of(Stage)
    number = fields.Integer(required=True, allow_none=True)
    version = fields.Integer(required=True)
    begun_at = at()
    updated_at = at()


class PledgeInWorkSchema(SubmissionSchema):
    """A pledge in work; its version is the ETag."""

    author = fields.UUID(required=True)
    pledge = fields.Nested(PledgingSchema, required=True)
    lacks = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What keeps a draft from being handed in, by field."},
    )
    asked = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What the secretariat wants mended, by field; the empty name is the whole."},
    )
    proposed = fields.Dict(
        required=True, allow_none=True, metadata={"description": "The amendment that waits for the secretariat."}
    )
    proposed_because = fields.String(required=True, allow_none=True)


class SubmittedPledgeSchema(SubmissionSchema):
    """A submission in a list; `waiting_since` is null unless it, or an amendment, waits for the secretariat."""

    title = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    form = one_of(Form)
    pledger = fields.String(required=True)
    countries = fields.List(fields.String(), required=True)
    stage_since = at()
    submitted_at = at_or_null()
    waiting_since = at_or_null()


class CountOfSchema(CountSchema):
    """How many pledges have a value."""

    value = fields.String(required=True)


class YearSchema(Schema):
    """What stood at the end of a year, or by the day asked for."""

    year = fields.Integer(required=True)
    pledges = fields.Nested(CountSchema, required=True)
    fulfilled = fields.Nested(CountSchema, required=True)
    withdrawn = fields.Nested(CountSchema, required=True)


class PledgeFiguresSchema(Schema):
    """The dashboard. Of progress, `made` is a pledge of which nothing was reported yet."""

    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    pledges = fields.Nested(CountSchema, required=True)
    withdrawn = fields.Nested(CountSchema, required=True)
    by_objective = fields.List(fields.Nested(CountOfSchema), required=True)
    by_kind = fields.List(fields.Nested(CountOfSchema), required=True)
    by_form = fields.List(fields.Nested(CountOfSchema), required=True)
    by_pledger_type = fields.List(fields.Nested(CountOfSchema), required=True)
    by_region = fields.List(fields.Nested(CountOfSchema), required=True)
    by_progress = fields.List(fields.Nested(CountOfSchema), required=True)
    over_time = fields.List(fields.Nested(YearSchema), required=True)
