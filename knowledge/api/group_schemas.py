"""The shapes of working groups, as they are answered."""

from marshmallow import Schema, fields

from knowledge.api.fields import names
from knowledge.api.schemas import RecordSchema, StatusSchema


class GroupSchema(RecordSchema):
    """A working group."""

    type = fields.String(required=True)
    names = names()


class OutputSchema(Schema):
    """What a group produces; `status` is the last that was reported, `milestone` the position of what was told last."""

    output = fields.String(required=True)
    status = fields.String(required=True, allow_none=True)
    is_published = fields.Boolean(required=True)
    milestone = fields.Integer(required=True)


class GroupOnDaySchema(GroupSchema):
    """A working group as it was on a day: whom it took over from, and who took over from it, by their codes."""

    status = fields.Nested(StatusSchema, required=True)
    outputs = fields.List(fields.Nested(OutputSchema), required=True)
    predecessors = fields.List(fields.String(), required=True)
    successors = fields.List(fields.String(), required=True)
