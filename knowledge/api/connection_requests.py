"""Requests for support: for their parties and the secretariat; for everybody, rounded figures."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.application import Done
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from domain.errors import Told
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery
from knowledge.api.connection_bodies import RaiseRequest, RequestQueueQuery, RequestsQuery
from knowledge.api.connection_schemas import (
    ConnectionRequestSchema,
    FiguresOfRequestsSchema,
    MyRequestSchema,
    WaitingRequestSchema,
)
from knowledge.api.practice_schemas import HappeningSchema
from knowledge.api.practices import all_of
from knowledge.api.records import known_country
from knowledge.api.requests import answer, author, knowledge, page, read_cursor, tag
from knowledge.api.schemas import page_of
from knowledge.hub.export import requests_as_csv
from knowledge.hub.figures import public_figures
from knowledge.hub.parties import CURATE, RAISE, find_request, seats_of
from knowledge.hub.requests import Requests
from knowledge.hub.showing import Shown
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.problems import BadParameter
from knowledge.representations.formats import CSV, OF_LISTS, choose
from knowledge.security import caller
from projections.hub import WAITING, Asked

BATCH = 200
"""Requests that are held in memory at once while a table of all is written."""

connections = Blueprint("connection-requests", "Requests for support, for their parties and the secretariat alone.")


@connections.query("/connection-requests", page_of(WaitingRequestSchema), 406, 422, permission=CURATE)
@connections.also_answers("text/csv")
@connections.arguments(RequestsQuery, location="query")
def list_connection_requests(query: dict[str, Any]) -> ResponseReturnValue:
    """List all requests, for the secretariat; the last raised comes first."""
    name = choose(accept=request.headers.get("Accept"), asked=query.get("format"), formats=OF_LISTS)
    asked = Asked(**{name: query[name] for name in Asked.__dataclass_fields__ if name in query})
    known_country(asked.country)
    if asked.support_kind and asked.support_kind not in vocabulary.support_kinds():
        raise BadParameter(
            Told("{support_kind!r} is no kind of support.", support_kind=asked.support_kind), field="support_kind"
        )
    after = read_cursor(query.get("cursor"), int)
    response = _as_csv(asked) if name == CSV else _as_page(asked, after, query["limit"])
    response.vary.add("Accept")
    return response


@connections.query("/connection-requests/queue", page_of(WaitingRequestSchema), 422, permission=CURATE)
@connections.arguments(RequestQueueQuery, location="query")
def list_connection_queue(query: dict[str, Any]) -> ResponseReturnValue:
    """List what is under way, for the secretariat; what has stood where it is for longest comes first."""
    after = read_cursor(query.get("cursor"), tuple[str, str])
    stages = [Stage(query["stage"])] if "stage" in query else WAITING
    rows, following = knowledge().hub.waiting(stages, after=after, limit=query["limit"])
    return page([shown().waiting(row) for row in rows], following)


@connections.query("/connection-requests/figures", FiguresOfRequestsSchema, permission=PUBLIC)
def show_connection_figures() -> ResponseReturnValue:
    """Tell how many requests were met and unmet, by kind of support and year, so that no single one shows."""
    rounded_to = knowledge().settings.requests_rounded_to
    return answer(public_figures(knowledge().hub.figures(), rounded_to=rounded_to))


@connections.query("/my/connection-requests", page_of(MyRequestSchema), 422, permission=SIGNED_IN)
@connections.arguments(PageQuery, location="query")
def list_my_connection_requests(query: dict[str, Any]) -> ResponseReturnValue:
    """List the requests of one's countries, and those to which one was invited as a provider."""
    after = read_cursor(query.get("cursor"), int)
    rows, following = knowledge().hub.of_party(seats_of(caller()), after=after, limit=query["limit"])
    return page([shown().listed(row) for row in rows], following)


@connections.command("/connection-requests", ConnectionRequestSchema, permission=RAISE)
@connections.arguments(RaiseRequest)
def raise_connection_request(body: dict[str, Any]) -> ResponseReturnValue:
    """Ask for support of a country."""
    own = {name: body.pop(name) for name in ("country", "requested_by", "organization")}
    done = requests().raise_for(author(), **own, need=body)
    response = done_to(done)
    response.status_code = 201
    response.headers["Location"] = url_for("connection-requests.show_connection_request", id=done.aggregate_id)
    return response


@connections.query("/connection-requests/<uuid:id>", ConnectionRequestSchema, 404, permission=SIGNED_IN)
def show_connection_request(id: UUID) -> ResponseReturnValue:
    """Show a request to those who take part in it; to others it does not exist."""
    return _told(find_request(knowledge().platform, id, caller()))


@connections.query("/connection-requests/<uuid:id>/history", all_of(HappeningSchema), 404, permission=SIGNED_IN)
def show_connection_history(id: UUID) -> ResponseReturnValue:
    """List what happened to a request, as far as it concerns who asks."""
    return answer({"results": shown().history(find_request(knowledge().platform, id, caller()))})


def requests() -> Requests:
    """Return who carries out what is commanded of requests."""
    return Requests(knowledge(), caller())


def shown() -> Shown:
    """Return who shows requests to the caller."""
    return Shown(knowledge(), caller())


def done_to(done: Done) -> Response:
    """Answer with the request as the caller sees it now; sent again, with the request as it is then."""
    found: Any = done.aggregate or knowledge().platform.find(ConnectionRequest, done.aggregate_id)
    return _told(found)


def _told(found: ConnectionRequest) -> Response:
    return tag(answer(shown().request(found)), found.version)


def _as_page(asked: Asked, after: int | None, limit: int) -> Response:
    rows, following = knowledge().hub.all(asked, after=after, limit=limit)
    return page([shown().waiting(row) for row in rows], following)


def _as_csv(asked: Asked) -> Response:
    found: list[Any] = []
    after: int | None = None
    while True:
        rows, after = knowledge().hub.all(asked, after=after, limit=BATCH)
        found += [shown().waiting(row) for row in rows]
        if after is None:
            break
    response = Response(requests_as_csv(found), mimetype=OF_LISTS[CSV])
    response.headers["Content-Disposition"] = 'attachment; filename="connection-requests.csv"'
    return response
