"""The shapes of what the API is sent about practices."""

from typing import Any

from marshmallow import Schema, fields, validate

from domain.catalogue.practice_content import LONGEST_TEXT, MOST, Kind
from domain.catalogue.reviews import BEST_SCORE, LEAST_SCORE, Affiliation, Recommendation
from knowledge.api.bodies import AsOfQuery, PageQuery, ReasonRequest
from knowledge.representations.formats import MEDIA_TYPES, OF_LISTS
from projections.library import WAITING

MANY = validate.Length(max=250)
FEW = validate.Length(max=MOST)
TEXT = validate.Length(max=LONGEST_TEXT)
SHORT = validate.Length(max=300)


def text(description: str) -> fields.String:
    """Give the field for a text of a practice."""
    return fields.String(required=True, validate=TEXT, metadata={"description": description})


def name(description: str) -> fields.String:
    """Give the field for a short text of a practice."""
    return fields.String(required=True, validate=SHORT, metadata={"description": description})


def codes(description: str) -> fields.List[Any]:
    """Give the field for codes or names of a practice."""
    return fields.List(fields.String(), required=True, validate=MANY, metadata={"description": description})


class LinkSchema(Schema):
    """An address where more can be read."""

    url = fields.String(required=True, validate=validate.Length(max=2_000), metadata={"format": "uri"})
    label = fields.String(load_default="", validate=SHORT)


class AttachmentSchema(Schema):
    """An attachment, as it was described when it was uploaded; `digest` is the SHA-256 of its bytes."""

    digest = fields.String(required=True)
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, strict=True)


class ContentSchema(Schema):
    """What a practice says, in the language of the original; texts are Markdown."""

    title = name("A concise description of what was done.")
    summary = text("In a few sentences.")
    detailed_information = text("What was done, where, how, by whom.")
    benefit_and_impact = text("What came of it.")
    key_lessons = text("What was learned.")
    recommendations = text("For those who want to do the same.")
    innovation = text("What is new about it.")
    primary_objectives = codes("Objectives of the Compact, e.g. GCM-15.")
    secondary_objectives = codes("Further objectives.")
    principles = codes("Guiding principles that it particularly exemplifies.")
    sdgs = fields.List(fields.Integer(strict=True), required=True, validate=MANY, metadata={"description": "1 to 17"})
    dates = fields.String(
        required=True, allow_none=True, validate=SHORT, metadata={"description": "EDTF interval", "example": "2019/.."}
    )
    type = name("From the list of types in the settings, if there is one.")
    countries = codes("ISO 3166-1 alpha-2")
    regions = codes("M49")
    is_global = fields.Boolean(required=True)
    place = name("The sub-national place.")
    implementer = name("The main implementing organization.")
    partners = codes("Implementing partners.")
    donors = codes("Who paid for it.")
    links = fields.List(fields.Nested(LinkSchema), required=True, validate=FEW)
    files = fields.List(fields.Nested(AttachmentSchema), required=True, validate=FEW)
    licence = name("Under which it may be used.")


CONTENT = tuple(ContentSchema().fields)


class ContentRequest(ContentSchema):
    """Fields of a practice and their new values; what is left out stays as it is."""

    def __init__(self, **options: Any) -> None:
        """Require none of the fields."""
        super().__init__(partial=CONTENT, **options)


class DraftRequest(ContentRequest):
    """A practice to begin, with any of its fields."""

    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    language = fields.String(required=True, validate=SHORT, metadata={"description": "of the original, BCP 47"})
    organization = fields.String(
        load_default=None,
        allow_none=True,
        validate=SHORT,
        metadata={"description": "That you write for; if left out, the one of your account."},
    )


class FocalPointSchema(Schema):
    """Who answers for the main implementer; never shown to readers or reviewers."""

    name = fields.String(required=True, validate=validate.Length(1, 200))
    email = fields.Email(required=True, validate=validate.Length(max=254))
    position = fields.String(load_default="", validate=SHORT)
    organization = fields.String(load_default="", validate=SHORT)


class SubmissionRequest(Schema):
    """A draft to hand in. The focal point may be left out if one was named before."""

    focal_point = fields.Nested(FocalPointSchema, load_default=None, allow_none=True)


class NothingRequest(Schema):
    """An empty object: there is nothing more to say."""


class PersonalSchema(Schema):
    """Something said that may be personal."""

    personal = fields.Boolean(
        load_default=False,
        metadata={"description": "Seal what is said here: it is erased with who says it, or with the author."},
    )


class PersonalReasonRequest(ReasonRequest, PersonalSchema):
    """Why it is done, which may be personal."""


class MendingsRequest(PersonalSchema):
    """What is to be mended, or why it is declined: by field, and under the empty name for the whole."""

    reasons = fields.Dict(
        keys=fields.String(validate=SHORT),
        values=fields.String(validate=TEXT),
        required=True,
        validate=MANY,
        metadata={"example": {"title": "Spell out the acronym.", "": "Say who paid for it."}},
    )


class QuestionRequest(PersonalSchema):
    """A question to the author."""

    question = fields.String(required=True, validate=TEXT)


class ClarificationRequest(PersonalSchema):
    """The author's answer."""

    answer = fields.String(required=True, validate=TEXT)


class InvitationRequest(Schema):
    """Whom to ask for a review. Where they come from is known of most accounts, and then need not be said."""

    reviewer = fields.UUID(required=True, metadata={"description": "The account."})
    affiliation = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(Affiliation)))
    organization = fields.String(load_default=None, allow_none=True, validate=SHORT)
    is_tie_breaker = fields.Boolean(load_default=False)


class DeclinedInvitationRequest(Schema):
    """Why not; may be left out. It is sealed."""

    reason = fields.String(load_default="", validate=TEXT)


class InterestsRequest(Schema):
    """Whether anything stands against an impartial review; what it is, is sealed."""

    has_conflict = fields.Boolean(required=True)
    statement = fields.String(load_default="", validate=TEXT)


class RecusalRequest(Schema):
    """Which reviewer is taken off it, and why, which is sealed."""

    reviewer = fields.UUID(required=True, metadata={"description": "The account."})
    reason = fields.String(required=True, validate=TEXT)


class ReviewRequest(Schema):
    """A review. `to_author` is shown to the author once a curator has decided, `to_curator` never; it is sealed."""

    scores = fields.Dict(
        keys=fields.String(validate=SHORT),
        values=fields.Integer(strict=True),
        required=True,
        validate=FEW,
        metadata={"description": f"A score from {LEAST_SCORE} to {BEST_SCORE} for each criterion of the settings."},
    )
    recommendation = fields.String(required=True, validate=validate.OneOf(list(Recommendation)))
    to_author = fields.String(load_default="", validate=TEXT)
    to_curator = fields.String(load_default="", validate=TEXT)
    personal = fields.Boolean(
        load_default=False,
        metadata={"description": "Seal `to_author` too: it is erased with the reviewer, or the author."},
    )


class SlipRequest(ContentRequest):
    """Fields that have a slip, as they should be, and what the slip was."""

    reason = fields.String(required=True, validate=TEXT)


class TranslationRequest(Schema):
    """Texts of the last published version in another language."""

    language = fields.String(required=True, validate=SHORT, metadata={"description": "BCP 47"})
    texts = fields.Dict(
        keys=fields.String(validate=SHORT),
        values=fields.String(validate=TEXT),
        required=True,
        validate=FEW,
        metadata={"example": {"title": "Vaccination at the border"}},
    )


class PracticeQuery(AsOfQuery):
    """As of when, and in which form."""

    format = fields.String(
        metadata={"description": f"One of {', '.join(MEDIA_TYPES)}; if left out, what the Accept header likes best."}
    )


class PracticesQuery(PageQuery):
    """Which practices, and in which form."""

    format = fields.String(
        metadata={"description": f"One of {', '.join(OF_LISTS)}; if left out, what the Accept header likes best."}
    )

    kind = fields.String(validate=validate.OneOf(list(Kind)))
    language = fields.String(metadata={"description": "of the original, BCP 47"})


class QueueQuery(PageQuery):
    """What waits."""

    stage = fields.String(validate=validate.OneOf(WAITING))
