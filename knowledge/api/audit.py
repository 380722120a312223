"""Who recorded what and when, event by event, and what a curator should look at."""

from typing import Any

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from domain.errors import Told
from domain.kernel import aggregate_classes
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery
from knowledge.api.fields import LAST_POSITION, POSITION, Moment
from knowledge.api.records import known_country
from knowledge.api.requests import answer, knowledge, page, read_cursor
from knowledge.api.schemas import page_of
from knowledge.limits import SEARCH
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter
from knowledge.security import caller
from knowledge.trail import AuditTrail, as_lines, as_table
from projections.trail import Searched, Sight

EVERYTHING = "audit:read"
LONGEST_SEARCH = 200

audit = Blueprint("audit", "Who recorded what and when: every event that the caller may see.")


class AuditQuery(PageQuery):
    """Which events. `since` and `until` are times (RFC 3339) or days between which they were recorded."""

    aggregate_id = fields.UUID(metadata={"description": "Of one record."})
    kind = fields.String(metadata={"description": "Of record, e.g. network."})
    event = fields.String(metadata={"description": "Its name, e.g. established."})
    by = fields.UUID(metadata={"description": "The account that recorded it."})
    country = fields.String(metadata={"description": "ISO 3166-1 alpha-2, of the record."})
    since = Moment()
    until = Moment()
    q = fields.String(
        validate=validate.Length(max=LONGEST_SEARCH),
        metadata={"description": "A part of its text, in any case, with or without accents."},
    )
    format = fields.String(
        load_default="json",
        validate=validate.OneOf(["json", "jsonl", "csv"]),
        metadata={"description": "`jsonl` and `csv` have all events, oldest first, and no pages."},
    )


class AuditEntrySchema(Schema):
    """One event: what it says stands in `facts`, as in the log; `roles` are those its author had then."""

    position = fields.Integer(required=True)
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    recorded_by = fields.UUID(required=True)
    roles = fields.List(fields.String(), required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True, allow_none=True)
    aggregate_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    event = fields.String(required=True)
    facts = fields.Dict(required=True)
    public = fields.Boolean(required=True)


@audit.query("/audit", page_of(AuditEntrySchema), 422, permission=PUBLIC, limit=SEARCH)
@audit.also_answers("text/csv", "application/jsonl")
@audit.arguments(AuditQuery, location="query")
def list_events(query: dict[str, Any]) -> ResponseReturnValue:
    """List events, newest first: public ones, one's own, and for an auditor all."""
    known_country(query.get("country", ""))
    _known_kind(query.get("kind", ""))
    searched = Searched(**{name: str(query[name]) for name in Searched.__dataclass_fields__ if name in query})
    trail = AuditTrail(knowledge(), my_sight())
    if query["format"] == "csv":
        return _streamed(as_table(trail.all(searched)), "text/csv", "audit.csv")
    if query["format"] == "jsonl":
        return _streamed(as_lines(trail.all(searched)), "application/jsonl", "audit.jsonl")
    before = read_cursor(query.get("cursor"), int) or LAST_POSITION
    return page(*trail.page(searched, before=before, limit=query["limit"]))


@audit.query(f"/audit/{POSITION}", AuditEntrySchema, 404, permission=PUBLIC)
def show_event(position: int) -> ResponseReturnValue:
    """Show the event at a position of the log."""
    return answer(AuditTrail(knowledge(), my_sight()).find(position))


def my_sight() -> Sight:
    """Tell which events the caller may see."""
    return Sight(everything=caller().may(EVERYTHING), account=str(caller().account or ""))


def _known_kind(kind: str) -> None:
    kinds = sorted(cls.kind for cls in aggregate_classes())
    if kind and kind not in kinds:
        raise BadParameter(Told("{given!r} is none of {known}.", given=kind, known=", ".join(kinds)), field="kind")


def _streamed(lines: Any, media_type: str, name: str) -> Response:
    response = Response(lines, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
