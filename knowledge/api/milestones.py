"""Milestones: the timeline, the history of each, and the routes that every record with milestones has."""

from typing import Any

from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from domain.milestones import MilestoneAggregate, Source
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import (
    CorrectionRequest,
    MilestoneRequest,
    MilestonesQuery,
    ObservationRequest,
    ReasonRequest,
    RefinementRequest,
)
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

milestones = Blueprint("milestones", "What happened when, who says so, and how that changed.")


@milestones.query("/milestones", page_of(MilestoneSchema), 422)
@milestones.arguments(MilestonesQuery, location="query")
def list_milestones(query: dict[str, Any]) -> ResponseReturnValue:
    """List milestones by the last day on which they can have happened, then the first, then position."""
    after = read_cursor(query.get("cursor"), tuple[str, str, int])
    names = Wanted.__dataclass_fields__
    wanted = Wanted(**{name: str(query[name]) for name in names if name in query})
    found, following = answers().milestones(
        wanted,
        position=answers().position(query.get("known_at")),
        after=after,
        limit=query["limit"],
    )
    return page(found, following)


@milestones.query("/milestones/<int:position>", DossierSchema, 404)
def show_milestone(position: int) -> ResponseReturnValue:
    """Show a milestone and everything that was ever believed of it."""
    history = answers().history(position, position=answers().position(None))
    if not history:
        raise NotFound(f"No milestone was recorded at position {position}.")
    latest = history[-1]
    versions = knowledge().register.versions([latest["aggregate_id"]])
    return tag(answer({**latest, "history": history}), versions[latest["aggregate_id"]])


@milestones.command("/milestones/<int:position>/refinements", MilestoneSchema, 404, 409, 412, 422)
@milestones.arguments(RefinementRequest)
def refine_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Sharpen the date of a milestone: the new one lies within what was recorded."""
    source = Source(**body["source"])
    return changed(recorder().refine(author(), position, occurred=body["occurred"], source=source))


@milestones.command("/milestones/<int:position>/corrections", MilestoneSchema, 404, 409, 412, 422)
@milestones.arguments(CorrectionRequest)
def correct_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Change the date of a milestone to one outside what was recorded."""
    source = Source(**body["source"])
    return changed(
        recorder().correct(author(), position, occurred=body["occurred"], source=source, reason=body["reason"])
    )


@milestones.command("/milestones/<int:position>/retractions", MilestoneSchema, 404, 409, 412, 422)
@milestones.arguments(ReasonRequest)
def retract_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Take a milestone back: it never happened, or not here, or it was recorded twice."""
    return changed(recorder().retract(author(), position, reason=body["reason"]))


@milestones.command("/milestones/<int:position>/reinstatements", MilestoneSchema, 404, 409, 412, 422)
@milestones.arguments(ReasonRequest)
def reinstate_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Undo a retraction."""
    return changed(recorder().reinstate(author(), position, reason=body["reason"]))


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
    problems = (404, 409, 412, 422)
    for verb, view, shape in (
        ("milestones", record, MilestoneRequest),
        ("observations", observe, ObservationRequest),
    ):
        blueprint.command(f"{address}/{verb}", MilestoneSchema, *problems)(blueprint.arguments(shape)(view))
    for verb, view in (
        ("refinements", refine_milestone),
        ("corrections", correct_milestone),
        ("retractions", retract_milestone),
        ("reinstatements", reinstate_milestone),
    ):
        _add_change_route(blueprint, kind, f"{address}/milestones/<int:position>/{verb}", view)


def _add_change_route(blueprint: Blueprint, kind: str, rule: str, view: Any) -> None:
    """Answer a change below the record's own address too, after checking that the milestone is its own."""

    def change(code: str, position: int) -> ResponseReturnValue:
        row = knowledge().timeline.latest_of(position)
        if row is None or (row.kind, row.code) != (kind, code):
            raise NotFound(f"No milestone of the {kind} {code} was recorded at position {position}.")
        return view(position=position)  # type: ignore[no-any-return]

    change.__name__ = f"{view.__name__}_of_{kind.replace('-', '_')}"
    change.__doc__ = view.__doc__
    blueprint.add_url_rule(rule, endpoint=change.__name__, view_func=change, methods=["POST"])
