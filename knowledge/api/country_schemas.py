"""The shape of what the API answers about a country."""

from marshmallow import Schema, fields

from knowledge.api.compact_review_schemas import RegionalReviewOnDaySchema
from knowledge.api.fields import names
from knowledge.api.pledge_schemas import PledgeOutlineSchema
from knowledge.api.schemas import (
    ActivityOnDaySchema,
    ChampionSchema,
    DocumentSchema,
    MilestoneSchema,
    NetworkSchema,
    ProjectSchema,
    TracksSchema,
)


class RegionSchema(Schema):
    """A region of M49."""

    code = fields.String(required=True)
    name = names()


class CountrySchema(Schema):
    """Everything about a country as it was on a day; what came later is left out."""

    code = fields.String(required=True)
    name = names()
    alpha3 = fields.String(required=True)
    m49 = fields.String(required=True, allow_none=True)
    regions = fields.List(fields.Nested(RegionSchema), required=True)
    footnote = fields.String(required=True, allow_none=True)
    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    tracks = fields.Nested(TracksSchema, required=True)
    networks = fields.List(fields.Nested(NetworkSchema), required=True)
    champions = fields.List(fields.Nested(ChampionSchema), required=True)
    projects = fields.List(fields.Nested(ProjectSchema), required=True)
    support_activities = fields.List(fields.Nested(ActivityOnDaySchema), required=True)
    regional_reviews = fields.List(fields.Nested(RegionalReviewOnDaySchema), required=True)
    pledges = fields.List(fields.Nested(PledgeOutlineSchema), required=True)
    milestones = fields.List(fields.Nested(MilestoneSchema), required=True)
    documents = fields.List(fields.Nested(DocumentSchema), required=True)
