"""The shapes of what the API answers about practices."""

from enum import StrEnum

from marshmallow import Schema, fields, validate

from domain.catalogue.practice_content import Kind
from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.reviews import Affiliation, Recommendation
from knowledge.api.practice_bodies import ContentSchema, FocalPointSchema

MOMENT = {"format": "date-time"}


def at() -> fields.String:
    """Give the field for a time of recording."""
    return fields.String(required=True, metadata=MOMENT)


def at_or_null() -> fields.String:
    """Give the field for a time that may not have come."""
    return fields.String(required=True, allow_none=True, metadata=MOMENT)


def one_of(kind: type[StrEnum]) -> fields.String:
    """Give the field for one word of a vocabulary."""
    return fields.String(required=True, validate=validate.OneOf(list(kind)))


class NamedPracticeSchema(Schema):
    """How a practice is named."""

    id = fields.UUID(required=True)
    kind = one_of(Kind)
    language = fields.String(required=True)


class VersionSchema(Schema):
    """A published version; `correction` says which slip it mends, null where it was reviewed."""

    edition = fields.Integer(required=True)
    title = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "SHA-256 of its canonical form."})
    published_at = at()
    correction = fields.String(required=True, allow_none=True)


class PublishedVersionSchema(NamedPracticeSchema, VersionSchema):
    """What one version says."""

    slug = fields.String(required=True)
    content = fields.Nested(ContentSchema, required=True)


class LanguageSchema(Schema):
    """A language in which a version was rendered; stale where the original has moved on."""

    language = fields.String(required=True)
    edition = fields.Integer(required=True)
    is_stale = fields.Boolean(required=True)
    translated_at = at()


class TranslationSchema(LanguageSchema):
    """A rendering in another language."""

    texts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class PracticeSchema(PublishedVersionSchema):
    """What readers see or saw: the last version. Archived is what is outdated; `position` is that of the last change.

    `valid_at` and `known_at` (a position of the log) are null where it is as it is now.
    """

    standing = fields.String(required=True, validate=validate.OneOf([Standing.PUBLIC, Standing.ARCHIVED]))
    standing_since = at()
    standing_reason = fields.String(required=True, allow_none=True)
    first_published_at = at()
    position = fields.Integer(required=True)
    valid_at = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True, allow_none=True)
    translations = fields.List(fields.Nested(LanguageSchema), required=True)


class OutlineSchema(NamedPracticeSchema):
    """A practice in a list."""

    slug = fields.String(required=True)
    edition = fields.Integer(required=True)
    standing = fields.String(required=True, validate=validate.OneOf([Standing.PUBLIC, Standing.ARCHIVED]))
    first_published_at = at()
    published_at = at()
    digest = fields.String(required=True)
    title = fields.String(required=True)
    summary = fields.String(required=True)
    countries = fields.List(fields.String(), required=True)
    regions = fields.List(fields.String(), required=True)
    is_global = fields.Boolean(required=True)
    primary_objectives = fields.List(fields.String(), required=True)
    dates = fields.String(required=True, allow_none=True)
    implementer = fields.String(required=True)


class HappeningSchema(Schema):
    """Something that happened to a practice; `by` is told to curators, and to everybody of their own doing."""

    event = fields.String(required=True, metadata={"example": "published"})
    at = at()
    by = fields.UUID(required=True, allow_none=True)
    facts = fields.Dict(required=True)


class ClarificationSchema(Schema):
    """A question to the author, or an answer."""

    question = fields.String(required=True, allow_none=True)
    answer = fields.String(required=True, allow_none=True)
    at = at()
    by = fields.UUID(required=True, allow_none=True)


class ReviewSchema(Schema):
    """A review that was filed; the author is not told by whom, nor what only the curator is told."""

    reviewer = fields.UUID(required=True, allow_none=True)
    round = fields.Integer(required=True)
    scores = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    recommendation = one_of(Recommendation)
    to_author = fields.String(required=True)
    to_curator = fields.String(required=True, allow_none=True)
    filed_at = at_or_null()


class InvitationSchema(Schema):
    """How far a reviewer is: `accepted` and `has_conflict` are null until they are said."""

    affiliation = one_of(Affiliation)
    is_tie_breaker = fields.Boolean(required=True)
    accepted = fields.Boolean(required=True, allow_none=True)
    has_conflict = fields.Boolean(required=True, allow_none=True)


class MyReviewSchema(InvitationSchema):
    """How far one's own review is, in this round."""

    has_filed = fields.Boolean(required=True)


class ReviewerSchema(InvitationSchema):
    """A reviewer, as curators see them."""

    account = fields.UUID(required=True)
    name = fields.String(required=True, allow_none=True)
    organization = fields.String(required=True)
    is_recused = fields.Boolean(required=True)
    rounds = fields.List(fields.Integer(), required=True)


class FiledSchema(Schema):
    """How many reviews are in, and how many are needed."""

    filed = fields.Integer(required=True)
    needed = fields.Integer(required=True)


class QuorumSchema(Schema):
    """Whether enough reviews of this round are in, and whether they disagree."""

    un = fields.Nested(FiledSchema, required=True)
    external = fields.Nested(FiledSchema, required=True)
    is_met = fields.Boolean(required=True)
    is_waived = fields.Boolean(required=True)
    is_tied = fields.Boolean(required=True)


class PracticeInWorkSchema(NamedPracticeSchema):
    """A practice on its way to readers, as far as it concerns who asks; its version is the ETag."""

    slug = fields.String(required=True, allow_none=True)
    organization = fields.String(required=True)
    author = fields.UUID(required=True)
    stage = one_of(Stage)
    standing = one_of(Standing)
    edition = fields.Integer(required=True, metadata={"description": "The last published version; 0 if none was."})
    round = fields.Integer(required=True)
    version = fields.Integer(required=True)
    begun_at = at()
    updated_at = at()
    submitted_at = at_or_null()
    content = fields.Nested(ContentSchema, required=True, allow_none=True)
    missing = fields.List(
        fields.String(), required=True, metadata={"description": "The fields that it lacks to be submitted."}
    )
    asked = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        required=True,
        metadata={"description": "What is to be mended, by field; the empty name is the whole."},
    )
    clarifications = fields.List(fields.Nested(ClarificationSchema), required=True)
    reviews = fields.List(fields.Nested(ReviewSchema), required=True)
    reviewers = fields.List(fields.Nested(ReviewerSchema), required=True)
    quorum = fields.Nested(QuorumSchema, required=True, allow_none=True)
    focal_point = fields.Nested(FocalPointSchema, required=True, allow_none=True)
    my_review = fields.Nested(MyReviewSchema, required=True, allow_none=True)
    working_copy_saved_at = at_or_null()
    stale_translations = fields.List(fields.String(), required=True)


class WorkingCopySchema(Schema):
    """What was typed into a draft and is not recorded yet; its number is the ETag."""

    fields_ = fields.Dict(required=True, data_key="fields")
    number = fields.Integer(required=True)
    saved_at = at()


class MyPracticeSchema(NamedPracticeSchema):
    """A practice of one's own, in a list."""

    slug = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    stage = one_of(Stage)
    standing = one_of(Standing)
    edition = fields.Integer(required=True)
    round = fields.Integer(required=True)
    version = fields.Integer(required=True)
    begun_at = at()
    updated_at = at()
    stage_since = at()
    submitted_at = at_or_null()


class AskedReviewSchema(NamedPracticeSchema, MyReviewSchema):
    """A practice that one was asked to review, in a list."""

    title = fields.String(required=True)
    organization = fields.String(required=True)
    stage = one_of(Stage)
    round = fields.Integer(required=True)
    version = fields.Integer(required=True)
    invited_at = at()


class InvitationsSchema(Schema):
    """How many reviewers have not answered, accepted, declined; without those who were recused."""

    open = fields.Integer(required=True)
    accepted = fields.Integer(required=True)
    declined = fields.Integer(required=True)


class WaitingSchema(NamedPracticeSchema):
    """A practice that waits for a curator; `days` is how long it has stood at its stage."""

    title = fields.String(required=True)
    organization = fields.String(required=True)
    stage = one_of(Stage)
    stage_since = at()
    days = fields.Integer(required=True)
    submitted_at = at()
    round = fields.Integer(required=True)
    edition = fields.Integer(required=True)
    version = fields.Integer(required=True)
    quorum = fields.Nested(QuorumSchema, required=True)
    invitations = fields.Nested(InvitationsSchema, required=True)
