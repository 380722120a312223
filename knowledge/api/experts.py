"""The roster of experts: who agreed to be listed, found by what they know."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from domain.commitments.expert_listings import NotListed
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery
from knowledge.api.practice_bodies import NothingRequest
from knowledge.api.records import check_codes
from knowledge.api.requests import answer, knowledge, page, read_cursor
from knowledge.api.schemas import page_of
from knowledge.permissions import SIGNED_IN
from knowledge.roster import FIND, LONGEST_STATEMENT, RosterOfExperts, Sought
from knowledge.security import my_account

experts = Blueprint("experts", "The roster of experts, for those who look for help.")
MOST = 50


class ListingRequest(Schema):
    """What one says of oneself as an expert, and that one agrees to be listed with it."""

    agrees = fields.Boolean(required=True)
    objectives = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST))
    support_kinds = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST))
    languages = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST))
    countries = fields.List(fields.String(), load_default=list, validate=validate.Length(max=300))
    statement = fields.String(load_default="", metadata={"description": f"At most {LONGEST_STATEMENT} characters."})


class ExpertsQuery(PageQuery):
    """Which experts."""

    objective = fields.String(metadata={"description": "e.g. GCM-07"})
    support_kind = fields.String(metadata={"description": "e.g. SK-3"})
    language = fields.String(metadata={"description": "BCP 47"})
    country = fields.String(metadata={"description": "One they know, ISO 3166-1 alpha-2"})


class ExpertSchema(Schema):
    """An expert; `id` is the account's, by which the secretariat invites providers."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    organization = fields.String(required=True)
    affiliation = fields.String(required=True)
    objectives = fields.List(fields.String(), required=True)
    support_kinds = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    countries = fields.List(fields.String(), required=True)
    statement = fields.String(required=True)
    since = fields.String(required=True, metadata={"format": "date-time"})


class MyListingSchema(Schema):
    """Whether one is on the roster, and with what."""

    is_listed = fields.Boolean(required=True)
    expert = fields.Nested(ExpertSchema, required=True, allow_none=True)


@experts.query("/experts", page_of(ExpertSchema), 422, permission=FIND)
@experts.arguments(ExpertsQuery, location="query")
def list_experts(query: dict[str, Any]) -> ResponseReturnValue:
    """List the experts on the roster, who joined last coming first."""
    found = RosterOfExperts(knowledge()).find(sought_by(query))
    first = read_cursor(query.get("cursor"), int) or 0
    last = first + query["limit"]
    return page(found[first:last], last if last < len(found) else None)


@experts.query("/experts/<uuid:id>", ExpertSchema, 404, permission=FIND)
def show_expert(id: UUID) -> ResponseReturnValue:
    """Show an expert."""
    return answer(RosterOfExperts(knowledge()).one(id))


@experts.query("/my/expert-listing", MyListingSchema, permission=SIGNED_IN)
def show_my_listing() -> ResponseReturnValue:
    """Show whether one is listed oneself, and how."""
    return _mine()


@experts.action("/my/expert-listing/join", MyListingSchema, permission=SIGNED_IN)
@experts.arguments(ListingRequest)
def join_roster(body: dict[str, Any]) -> ResponseReturnValue:
    """Be listed, or say something else of oneself."""
    RosterOfExperts(knowledge()).join(my_account(), body)
    return _mine()


@experts.action("/my/expert-listing/leave", MyListingSchema, permission=SIGNED_IN)
@experts.arguments(NothingRequest)
def leave_roster(_: dict[str, Any]) -> ResponseReturnValue:
    """Be listed no longer; all that one said of oneself is erased."""
    with suppress(NotListed):
        RosterOfExperts(knowledge()).leave(my_account())
    return _mine()


def _mine() -> ResponseReturnValue:
    mine = RosterOfExperts(knowledge()).mine(my_account())
    return answer({"is_listed": mine is not None, "expert": mine})


def sought_by(query: dict[str, Any]) -> Sought:
    """Read whom a query looks for.

    Raises:
        BadParameter: a code is in no list.
    """
    check_codes(query)
    return Sought(**{name: str(query[name]) for name in Sought.__dataclass_fields__ if name in query})
