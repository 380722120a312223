"""The shape of what differs between where countries stood at two times."""

from marshmallow import Schema, fields, validate

from knowledge.answers import TRACK_NAMES
from knowledge.api.fields import names
from knowledge.api.schemas import CountsSchema, StatusSchema
from knowledge.status_differences import PROJECTS, Differs


class EndSchema(Schema):
    """One of the two times, with the headline figures as of then."""

    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    counts = fields.Nested(CountsSchema, required=True)


class DifferenceOnTrackSchema(Schema):
    """Where something stood at both times, and in what that differs."""

    from_ = fields.Nested(StatusSchema, required=True, data_key="from")
    to = fields.Nested(StatusSchema, required=True)
    differs = fields.List(fields.String(validate=validate.OneOf(list(Differs))), required=True)


class TrackDifferenceSchema(DifferenceOnTrackSchema):
    """What differs on a track of a country."""

    track = fields.String(
        required=True, validate=validate.OneOf([name for name in TRACK_NAMES.values() if name != PROJECTS])
    )


class ProjectDifferenceSchema(DifferenceOnTrackSchema):
    """What differs of a project."""

    code = fields.String(required=True)


class CountryDifferenceSchema(Schema):
    """What differs of a country."""

    country = fields.String(required=True)
    name = names()
    tracks = fields.List(fields.Nested(TrackDifferenceSchema), required=True)
    projects = fields.List(fields.Nested(ProjectDifferenceSchema), required=True)


class StatusDifferenceSchema(Schema):
    """What differs between where the countries of a scope stood at two times."""

    from_ = fields.Nested(EndSchema, required=True, data_key="from")
    to = fields.Nested(EndSchema, required=True)
    scope = fields.String(required=True, allow_none=True)
    countries = fields.List(fields.Nested(CountryDifferenceSchema), required=True)
    alike = fields.List(fields.String(), required=True, metadata={"description": "Countries of which nothing differs."})
