"""How far the read sides are, for those who run the platform, and building them anew."""

from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from knowledge.api.blueprint import Blueprint
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.requests import answer, knowledge
from knowledge.api.schemas import ProjectionSchema, SearchIndexSchema
from knowledge.read_sides import ReadSides

projections = Blueprint("projections", "What is read from: the projections of the log, and the search index.")


def time_field() -> fields.String:
    """A time, null for what has not happened."""
    return fields.String(required=True, allow_none=True, metadata={"format": "date-time"})


class RebuildSchema(Schema):
    """A rebuild that was asked for: how far it is, and what it failed by, empty if by nothing."""

    asked_at = time_field()
    begun_at = time_field()
    ended_at = time_field()
    position = fields.Integer(required=True)
    trouble = fields.String(required=True)


class RebuiltProjectionSchema(ProjectionSchema):
    """A projection, with the last rebuild that was asked for."""

    rebuild = fields.Nested(RebuildSchema, required=True, allow_none=True)


class RebuiltIndexSchema(SearchIndexSchema):
    """The search index of the host that answers, with the last rebuild that was asked for."""

    rebuild = fields.Nested(RebuildSchema, required=True, allow_none=True)


class ParkedSchema(Schema):
    """An event that a projection set aside, and why."""

    name = fields.String(required=True)
    position = fields.Integer(required=True)
    aggregate_id = fields.String(required=True)
    trouble = fields.String(required=True)


class ReadSidesSchema(Schema):
    """The read sides; `position` is that of the log."""

    position = fields.Integer(required=True)
    projections = fields.List(fields.Nested(RebuiltProjectionSchema), required=True)
    search = fields.Nested(RebuiltIndexSchema, required=True)
    parked = fields.List(fields.Nested(ParkedSchema), required=True)


@projections.query("/projections", ReadSidesSchema, permission="projection:read")
def list_projections() -> ResponseReturnValue:
    """Tell how far each read side is, and what was set aside."""
    return _told()


@projections.action("/projections/<name>/rebuild", ReadSidesSchema, 404, 409, permission="projection:rebuild")
@projections.arguments(NothingRequest)
def rebuild(_: dict[str, Any], name: str) -> ResponseReturnValue:
    """Have a projection, or `search`, built anew in the background, while the old one goes on serving."""
    ReadSides(knowledge()).rebuild(name)
    return _told()


@projections.action("/projections/retry-parked", ReadSidesSchema, permission="projection:retry-parked")
@projections.arguments(NothingRequest)
def retry_parked(_: dict[str, Any]) -> ResponseReturnValue:
    """Try the events again that were set aside."""
    ReadSides(knowledge()).retry_parked()
    return _told()


def _told() -> ResponseReturnValue:
    return answer(ReadSides(knowledge()).told())
