"""Milestones: the timeline, the history of each, and the routes that every record with milestones has."""

from collections.abc import Callable
from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.claims import Source
from domain.errors import NotFound
from domain.milestones import MilestoneAggregate
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import (
    CorrectionRequest,
    MilestoneRequest,
    MilestonesQuery,
    ObservationRequest,
    ReasonRequest,
    RefinementRequest,
)
from knowledge.api.fields import POSITION
from knowledge.api.records import known_country
from knowledge.api.requests import (
    answer,
    answers,
    author,
    changed,
    knowledge,
    page,
    read_cursor,
    recorder,
    tag,
)
from knowledge.api.schemas import DossierSchema, MilestoneSchema, page_of
from projections.timeline import Wanted

View = Callable[[dict[str, Any], int], ResponseReturnValue]

milestones = Blueprint("milestones", "What happened when, who says so, and how that changed.")


@milestones.query("/milestones", page_of(MilestoneSchema), 422)
@milestones.arguments(MilestonesQuery, location="query")
def list_milestones(query: dict[str, Any]) -> ResponseReturnValue:
    """List milestones by the last day on which they can have happened, then the first, then position."""
    after = read_cursor(query.get("cursor"), tuple[str, str, int])
    known_country(query.get("country", ""))
    names = Wanted.__dataclass_fields__
    wanted = Wanted(**{name: str(query[name]) for name in names if name in query})
    found, following = answers().milestones(
        wanted,
        position=answers().position(query.get("known_at")),
        after=after,
        limit=query["limit"],
    )
    return page(found, following)


@milestones.query(f"/milestones/{POSITION}", DossierSchema, 404)
def show_milestone(position: int) -> ResponseReturnValue:
    """Show a milestone and everything that was ever believed of it."""
    history = answers().history(position, position=answers().position(None))
    if not history:
        raise NotFound(f"No milestone was recorded at position {position}.")
    latest = history[-1]
    versions = knowledge().register.versions([latest["aggregate_id"]])
    return tag(answer({**latest, "history": history}), versions[latest["aggregate_id"]])


def refine_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Sharpen the date of a milestone: the new one lies within what was recorded."""
    source = Source(**body["source"])
    return changed(recorder().refine(author(), position, occurred=body["occurred"], source=source))


def correct_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Change the date of a milestone to one outside what was recorded."""
    source = Source(**body["source"])
    return changed(
        recorder().correct(author(), position, occurred=body["occurred"], source=source, reason=body["reason"])
    )


def retract_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Take a milestone back: it never happened, or not here, or it was recorded twice."""
    return changed(recorder().retract(author(), position, reason=body["reason"]))


def reinstate_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Undo a retraction."""
    return changed(recorder().reinstate(author(), position, reason=body["reason"]))


CHANGES = (
    ("refinements", refine_milestone, RefinementRequest),
    ("corrections", correct_milestone, CorrectionRequest),
    ("retractions", retract_milestone, ReasonRequest),
    ("reinstatements", reinstate_milestone, ReasonRequest),
)
"""What can be done about a milestone: the last part of the address, the view, and what it is sent."""
PROBLEMS = (404, 409, 412, 422)

for _verb, _view, _shape in CHANGES:
    milestones.command(f"/milestones/{POSITION}/{_verb}", MilestoneSchema, *PROBLEMS)(
        milestones.arguments(_shape)(_view)
    )


def add_milestone_routes(blueprint: Blueprint, cls: type[MilestoneAggregate], address: str) -> None:
    """Give the records of one kind the routes that record their milestones.

    Args:
        blueprint: of the collection.
        cls: the aggregate.
        address: of one record, with `<code>` in it, e.g. `/networks/<code>`.
    """
    kind = cls.kind
    name = kind.replace("-", "_")

    def record(body: dict[str, Any], code: str) -> ResponseReturnValue:
        return changed(
            recorder().record_milestone(
                author(),
                kind,
                code,
                milestone=body["milestone"],
                occurred=body["occurred"],
                source=Source(**body["source"]),
                details=body["details"],
            )
        )

    def observe(body: dict[str, Any], code: str) -> ResponseReturnValue:
        return changed(
            recorder().observe_status(
                author(),
                kind,
                code,
                track=body["track"],
                one_of=body["one_of"],
                occurred=body["occurred"],
                source=Source(**body["source"]),
            )
        )

    record.__name__, record.__doc__ = f"record_{name}_milestone", f"Record a milestone of a {kind}."
    observe.__name__ = f"observe_{name}_status"
    observe.__doc__ = f"Record the state in which a source describes a {kind}."
    blueprint.command(f"{address}/milestones", MilestoneSchema, *PROBLEMS)(
        blueprint.arguments(MilestoneRequest)(record)
    )
    blueprint.command(f"{address}/observations", MilestoneSchema, *PROBLEMS)(
        blueprint.arguments(ObservationRequest)(observe)
    )
    for verb, view, shape in CHANGES:
        _add_change_route(blueprint, kind, f"{address}/milestones/{POSITION}/{verb}", view, shape)


def _add_change_route(blueprint: Blueprint, kind: str, rule: str, view: View, shape: type[Schema]) -> None:
    """Answer a change below the record's own address too, after checking that the milestone is its own."""

    def change(body: dict[str, Any], code: str, position: int) -> ResponseReturnValue:
        row = knowledge().timeline.latest_of(position)
        if row is None or (row.kind, row.code) != (kind, code):
            raise NotFound(f"No milestone of the {kind} {code} was recorded at position {position}.")
        return view(body, position)

    change.__name__ = f"{view.__name__}_of_{kind.replace('-', '_')}"
    change.__doc__ = view.__doc__
    blueprint.command(rule, MilestoneSchema, *PROBLEMS)(blueprint.arguments(shape)(change))
