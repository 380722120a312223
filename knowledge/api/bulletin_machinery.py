"""The shapes of what a bulletin says of reviews of the Compact and of working groups."""

from marshmallow import Schema, fields, validate

from domain.status import Knowledge
from knowledge.api.fields import names
from knowledge.api.schemas import DateSchema, StatusSchema


class StandingSchema(Schema):
    """How far something was, and the positions of the milestones that it follows from."""

    code = fields.String(required=True)
    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    one_of = fields.List(fields.String(), required=True)
    milestones = fields.List(fields.Integer(), required=True)


class BulletinReviewSchema(StandingSchema):
    """A regional review, or a forum with its declaration; `reports` are the countries that reported to it."""

    kind = fields.String(required=True)
    title = names()
    date = fields.Nested(DateSchema, required=True, allow_none=True)
    scheduled_for = fields.String(required=True, allow_none=True)
    place = fields.String(required=True, allow_none=True)
    declaration = fields.Nested(StatusSchema, required=True, allow_none=True)
    reports = fields.List(fields.String(), required=True)


class BulletinOutputSchema(Schema):
    """What a working group produces."""

    output = fields.String(required=True)
    status = fields.String(required=True, allow_none=True)
    is_published = fields.Boolean(required=True)


class SuccessorSchema(Schema):
    """A group that took over; without names where nothing was known of it by then."""

    code = fields.String(required=True)
    names = names()


class BulletinGroupSchema(StandingSchema):
    """A working group of which the bulletin before said nothing, or something else."""

    names = names()
    successors = fields.List(fields.Nested(SuccessorSchema), required=True)
    outputs = fields.List(fields.Nested(BulletinOutputSchema), required=True)
