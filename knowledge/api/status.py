"""Where countries stand, and whether the platform itself does."""

from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.errors import NotFound, UnknownCode
from knowledge.answers import Answer, today
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import AsOfQuery, StatusDifferenceQuery, StatusQuery
from knowledge.api.compact_review_schemas import BoardWithReviewsSchema
from knowledge.api.country_schemas import CountrySchema
from knowledge.api.requests import answer, answers, knowledge
from knowledge.api.schemas import HealthSchema, ReadinessSchema
from knowledge.api.status_schemas import StatusDifferenceSchema
from knowledge.compact_reviews import on_board
from knowledge.countries import tell_country
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter, Draining
from knowledge.status_differences import Moment, tell_differences

status = Blueprint("status", "Where each country stands, for any day and as known at any time.")
health = Blueprint("health", "Whether the platform can serve.")


@status.query("/status", BoardWithReviewsSchema, 422, permission=PUBLIC)
@status.arguments(StatusQuery, location="query")
def show_status(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell where every country stood, the headline figures, each a pair of sure and possible, and the reviews."""
    try:
        day, position, scope = (
            query.get("valid_at", today()),
            answers().position(query.get("known_at")),
            query.get("scope"),
        )
        board = answers().status(day, position=position, scope=scope)
        reviews = on_board(knowledge(), day, position=position, scope=scope)
    except UnknownCode as error:
        raise BadParameter(error.detail, field="scope") from error
    return answer({**board, **reviews})


@status.query("/status/diff", StatusDifferenceSchema, 422, permission=PUBLIC)
@status.arguments(StatusDifferenceQuery, location="query")
def compare_status(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell what differs between two days, or between what was known at two moments."""
    return answer(differences_asked(query))


def differences_asked(query: dict[str, Any]) -> Answer:
    """Compare what a query asks to compare.

    Raises:
        BadParameter: there is no such scope.
    """
    first, second = (
        Moment(query.get(f"{end}_valid_at", today()), answers().position(query.get(f"{end}_known_at")))
        for end in ("from", "to")
    )
    try:
        return tell_differences(knowledge(), first, second, query.get("scope", ""))
    except UnknownCode as error:
        raise BadParameter(error.detail, field="scope") from error


@status.query("/countries/<code>", CountrySchema, 404, 422, permission=PUBLIC)
@status.arguments(AsOfQuery, location="query")
def show_country(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Tell everything about a country as it was on a day."""
    if code not in vocabulary.countries():
        unknown_country(code)
    position = answers().position(query.get("known_at"))
    return answer(tell_country(knowledge(), code, query.get("valid_at", today()), position=position))


def unknown_country(code: str) -> None:
    """Say that an address names no country, and which it may have meant."""
    try:
        vocabulary.find_country(code)
    except UnknownCode as error:
        raise NotFound(error.detail) from error


@health.query("/healthz", HealthSchema, permission=PUBLIC)
def show_health() -> ResponseReturnValue:
    """Answer while the process lives."""
    return answer({"status": "alive"})


@health.query("/readyz", ReadinessSchema, permission=PUBLIC)
def show_readiness() -> ResponseReturnValue:
    """Tell the position of the log, and of each projection and the search index with their lag in events."""
    if current_app.extensions["draining"].is_set():
        raise Draining
    position = knowledge().platform.position()
    projections = [
        {
            "name": progress.name,
            "position": progress.position,
            "lag": max(position - progress.position, 0),
            "moved_at": progress.moved_at,
            "parked": progress.parked,
        }
        for progress in knowledge().views.progress()
    ]
    behind = any(one["lag"] or one["parked"] for one in projections)
    body = {"status": "behind" if behind else "ready", "position": position}
    return answer({**body, "projections": projections, "search": knowledge().search_progress(position)})
