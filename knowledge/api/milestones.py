"""Milestones: the timeline, the history of each, and the routes that every record with milestones has."""

from collections.abc import Callable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.claims import Source
from domain.commitments.pledges import Pledge
from domain.directory.country_records import CountryRecord
from domain.errors import NotFound, Told
from domain.milestones import MilestoneAggregate
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import (
    CorrectionRequest,
    KnownQuery,
    MilestoneRequest,
    MilestonesQuery,
    ObservationRequest,
    ReasonRequest,
    RefinementRequest,
)
from knowledge.api.dossier_schemas import DossierSchema
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
from knowledge.api.schemas import MilestoneSchema, page_of
from knowledge.dossiers import dossier
from knowledge.permissions import PUBLIC
from knowledge.pledges.submitting import CURATE
from knowledge.recording import MILESTONE_KINDS
from knowledge.security import caller
from projections.timeline import Wanted

View = Callable[[dict[str, Any], int], ResponseReturnValue]

milestones = Blueprint("milestones", "What happened when, who says so, and how that changed.")


@milestones.query("/milestones", page_of(MilestoneSchema), 422, permission=PUBLIC)
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


@milestones.query(f"/milestones/{POSITION}", DossierSchema, 404, 422, permission=PUBLIC)
@milestones.arguments(KnownQuery, location="query")
def show_milestone(query: dict[str, Any], position: int) -> ResponseReturnValue:
    """Show a milestone, everything that was believed of it, and what else was claimed of the same happening."""
    found = dossier(knowledge(), position, position=answers().position(query.get("known_at")))
    versions = knowledge().register.versions([found["aggregate_id"]])
    return tag(answer(found), versions[found["aggregate_id"]])


def refine_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Sharpen the date of a milestone: the new one lies within what was recorded."""
    require_change("milestone:refine", position)
    source = Source(**body["source"])
    return changed(recorder().refine(author(), position, occurred=body["occurred"], source=source))


def correct_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Change the date of a milestone to one outside what was recorded."""
    require_change("milestone:correct", position)
    source = Source(**body["source"])
    return changed(
        recorder().correct(author(), position, occurred=body["occurred"], source=source, reason=body["reason"])
    )


def retract_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Take a milestone back: it never happened, or not here, or it was recorded twice."""
    require_change("milestone:retract", position)
    return changed(recorder().retract(author(), position, reason=body["reason"]))


def reinstate_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Undo a retraction."""
    require_change("milestone:reinstate", position)
    return changed(recorder().reinstate(author(), position, reason=body["reason"]))


def require_change(permission: str, position: int) -> None:
    """Refuse a change to who may not change milestones of that country; those of a pledge are for curators."""
    row = knowledge().timeline.latest_of(position)
    if row is not None and row.kind == Pledge.kind:
        caller().require(CURATE)
    elif row is not None:
        (countries,) = knowledge().timeline.places_of([row])
        caller().require(permission, countries)


def concerned_by(kind: str, code: str) -> list[str]:
    """List the countries that the record of an address belongs to; a network's is the code itself."""
    if issubclass(MILESTONE_KINDS[kind], CountryRecord):
        return [code]
    row = knowledge().register.one(kind, code)
    return list(knowledge().timeline.countries_of([row.aggregate_id])[row.aggregate_id]) if row else []


def country_in(details: Mapping[str, Any]) -> list[str]:
    """Name the country that a milestone alone is about, as a country's report to a review."""
    country = details.get("country")
    return [country] if isinstance(country, str) else []


def settle_milestone(body: dict[str, Any], position: int) -> ResponseReturnValue:
    """Decide that a milestone holds, and set aside the others on the same happening that exclude it."""
    require_change("milestone:settle", position)
    return changed(recorder().settle(author(), position, reason=body["reason"]))


CHANGES = (
    ("refinements", refine_milestone, RefinementRequest, "milestone:refine"),
    ("corrections", correct_milestone, CorrectionRequest, "milestone:correct"),
    ("retractions", retract_milestone, ReasonRequest, "milestone:retract"),
    ("reinstatements", reinstate_milestone, ReasonRequest, "milestone:reinstate"),
    ("settlements", settle_milestone, ReasonRequest, "milestone:settle"),
)
"""What can be done about a milestone: the last part of the address, the view, what it is sent, the permission."""
PROBLEMS = (404, 409, 412, 422)

for _noun, _view, _shape, _permission in CHANGES:
    milestones.command(f"/milestones/{POSITION}/{_noun}", MilestoneSchema, *PROBLEMS, permission=_permission)(
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
    may_record, may_observe = f"{kind}:record-milestone", f"{kind}:observe-status"

    def record(body: dict[str, Any], code: str) -> ResponseReturnValue:
        caller().require(may_record, [*concerned_by(kind, code), *country_in(body["details"])])
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
        caller().require(may_observe, concerned_by(kind, code))
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
    blueprint.command(f"{address}/milestones", MilestoneSchema, *PROBLEMS, permission=may_record)(
        blueprint.arguments(MilestoneRequest)(record)
    )
    blueprint.command(f"{address}/observations", MilestoneSchema, *PROBLEMS, permission=may_observe)(
        blueprint.arguments(ObservationRequest)(observe)
    )
    for noun, view, shape, permission in CHANGES:
        _add_change_route(
            blueprint, kind, f"{address}/milestones/{POSITION}/{noun}", view=view, shape=shape, permission=permission
        )


def _add_change_route(
    blueprint: Blueprint, kind: str, rule: str, *, view: View, shape: type[Schema], permission: str
) -> None:
    """Answer a change below the record's own address too, after checking that the milestone is its own."""

    def change(body: dict[str, Any], code: str, position: int) -> ResponseReturnValue:
        row = knowledge().timeline.latest_of(position)
        if row is None or (row.kind, row.code) != (kind, code):
            raise NotFound(
                Told(
                    "No milestone of the {kind} {code} was recorded at position {position}.",
                    kind=Told(kind),
                    code=code,
                    position=position,
                )
            )
        return view(body, position)

    change.__name__ = f"{view.__name__}_of_{kind.replace('-', '_')}"
    change.__doc__ = view.__doc__
    blueprint.command(rule, MilestoneSchema, *PROBLEMS, permission=permission)(blueprint.arguments(shape)(change))
