"""The shapes of regional reviews and review forums: as they are sent, and as they are answered."""

from marshmallow import Schema, fields, validate

from knowledge.api.bodies import AsOfQuery, RecordsQuery
from knowledge.api.fields import names
from knowledge.api.schemas import BoardSchema, DateSchema, RecordSchema, StatusSchema

NUMBER = validate.Range(min=1, max=99)


class RegionalReviewRequest(Schema):
    """A regional review to register; its address ends with commission and round, e.g. `ECLAC-2`."""

    commission = fields.String(required=True, metadata={"description": "ECA, ECLAC, ESCAP, ESCWA or UNECE"})
    round = fields.Integer(required=True, strict=True, validate=NUMBER)
    title = names()
    regions = fields.List(
        fields.String(),
        load_default=list,
        metadata={"description": "Codes of regions whose countries it is about, e.g. 419."},
    )


class ReviewForumRequest(Schema):
    """A review forum to register; its address ends with the edition."""

    edition = fields.Integer(required=True, strict=True, validate=NUMBER)
    title = names()


class CompactReviewsQuery(AsOfQuery, RecordsQuery):
    """Which reviews, and as of when."""

    country = fields.String(metadata={"description": "Only those that are about this country, ISO 3166-1 alpha-2."})


class CountryReportSchema(Schema):
    """What a country reported of its own accord; `milestone` is its position."""

    country = fields.String(required=True)
    date = fields.Nested(DateSchema, required=True)
    milestone = fields.Integer(required=True)


class RegionalReviewSchema(RecordSchema):
    """A regional review of the Compact."""

    commission = fields.String(required=True)
    round = fields.Integer(required=True)
    title = names()
    regions = fields.List(fields.String(), required=True)


class ReviewForumSchema(RecordSchema):
    """An International Migration Review Forum."""

    edition = fields.Integer(required=True)
    title = names()


class ReviewedOnDaySchema(Schema):
    """How far a review or forum was on a day, and which countries had reported to it."""

    status = fields.Nested(StatusSchema, required=True)
    scheduled_for = fields.String(required=True, allow_none=True, metadata={"description": "EDTF"})
    place = fields.String(required=True, allow_none=True)
    reports = fields.List(fields.Nested(CountryReportSchema), required=True)


class RegionalReviewOnDaySchema(RegionalReviewSchema, ReviewedOnDaySchema):
    """A regional review as it was on a day."""


class ReviewForumOnDaySchema(ReviewForumSchema, ReviewedOnDaySchema):
    """A review forum as it was on a day, and how far its declaration was."""

    declaration = fields.Nested(StatusSchema, required=True)


class ReviewOnBoardSchema(ReviewedOnDaySchema):
    """A review or forum beside the board."""

    code = fields.String(required=True)
    title = names()


class BoardWithReviewsSchema(BoardSchema):
    """Where every country of a scope stood on a day, and how far the reviews were that it takes part in."""

    regional_reviews = fields.List(fields.Nested(ReviewOnBoardSchema), required=True)
    review_forums = fields.List(fields.Nested(ReviewOnBoardSchema), required=True)
