"""What a curator should look at: dates that are not exact, single sources, conflicts, figures that differ."""

from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery
from knowledge.api.requests import answer, knowledge, page, read_cursor
from knowledge.api.schemas import CountSchema, MilestoneSchema, page_of
from knowledge.permissions import PUBLIC
from knowledge.worklists import WorklistAnswers

worklists = Blueprint("worklists", "What should be looked at: what is open, weak or contradictory.")


class ConflictSchema(Schema):
    """Claims on one happening whose dates exclude each other; one of them can be settled on."""

    claims = fields.List(fields.Nested(MilestoneSchema), required=True)


class ConflictsSchema(Schema):
    """Every conflict."""

    results = fields.List(fields.Nested(ConflictSchema), required=True)


class FigureSchema(Schema):
    """A headline figure that a document prints, beside what the claims add up to on that day."""

    position = fields.Integer(required=True)
    document = fields.UUID(required=True)
    headline = fields.String(required=True)
    is_known = fields.Boolean(required=True)
    valid_at = fields.String(required=True, metadata={"format": "date"})
    printed = fields.Integer(required=True)
    counted = fields.Nested(CountSchema, required=True, allow_none=True)
    differs = fields.Boolean(required=True)


class FiguresSchema(Schema):
    """Every figure that a document prints."""

    results = fields.List(fields.Nested(FigureSchema), required=True)


@worklists.query("/worklists/inexact-dates", page_of(MilestoneSchema), 422, permission=PUBLIC)
@worklists.arguments(PageQuery, location="query")
def list_inexact_dates(query: dict[str, Any]) -> ResponseReturnValue:
    """List milestones of which the day is not known."""
    after = read_cursor(query.get("cursor"), int) or 0
    return page(*_answers().inexact(after=after, limit=query["limit"]))


@worklists.query("/worklists/single-source", page_of(MilestoneSchema), 422, permission=PUBLIC)
@worklists.arguments(PageQuery, location="query")
def list_single_sources(query: dict[str, Any]) -> ResponseReturnValue:
    """List milestones that rest on one document alone."""
    after = read_cursor(query.get("cursor"), int) or 0
    return page(*_answers().single_sourced(after=after, limit=query["limit"]))


@worklists.query("/worklists/conflicts", ConflictsSchema, permission=PUBLIC)
def list_conflicts() -> ResponseReturnValue:
    """List the happenings whose dates exclude each other."""
    return answer({"results": _answers().conflicts()})


@worklists.query("/worklists/figures", FiguresSchema, permission=PUBLIC)
def list_figures() -> ResponseReturnValue:
    """List the headline figures that documents print, beside what the claims add up to."""
    return answer({"results": _answers().figures()})


def _answers() -> WorklistAnswers:
    return WorklistAnswers(knowledge())
