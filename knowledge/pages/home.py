"""The first page: the headline figures of a day, the map, the table behind it, and what changed lately."""

from datetime import date, timedelta
from typing import Any

from flask import redirect
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from domain import vocabulary
from domain.errors import UnknownCode
from knowledge.answers import Answer, today
from knowledge.api.bodies import StatusQuery
from knowledge.api.requests import answers, knowledge
from knowledge.compact_reviews import on_board
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.pages.maps import map_of
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter
from projections.timeline import Wanted

FIRST = date(2018, 1, 1)
"""In this year the Compact was adopted; the slider begins here."""
MONTHS = 12
LATELY = 6
"""Changes that the first page tells."""


class HomeQuery(StatusQuery):
    """As of when, and where; `months` is what the slider sends: how many have passed since `FIRST`."""

    months = fields.Integer(validate=validate.Range(min=0, max=MONTHS * 1_000))


@pages.page("/", permission=PUBLIC)
def show_board() -> ResponseReturnValue:
    """Show where every country stood, and the headline figures."""
    asked = question(HomeQuery)
    if "months" in asked:
        return redirect(address("pages.show_board", {**_end_of(asked["months"]), **asked_as_sent("known_at", "scope")}))
    position = answers().position(asked.get("known_at"))
    valid_at, scope = asked.get("valid_at", today()), asked.get("scope", "")
    try:
        board = answers().board(valid_at, position=position, scope=scope or None)
    except UnknownCode as error:
        raise BadParameter(error.detail, field="scope") from error
    say, as_asked = words(), asked_as_sent("valid_at", "known_at")
    return show(
        "board.html",
        twin=address("status.show_status", asked_as_sent("valid_at", "known_at", "scope")),
        position=position,
        valid_at=valid_at,
        counts=board.counts,
        countries=say.by_name([(one, say.country(one["country"])) for one in map(answers().on_board, board.countries)]),
        titles=answers().project_titles(code for one in board.countries for code in one.projects),
        is_empty=not answers().position(None),
        scope=scope,
        scopes=_scopes(scope),
        slider=_slider(valid_at),
        map=map_of(board, scope, say, as_asked),
        reviewed=on_board(knowledge(), valid_at, position=position, scope=scope or None),
        past=asked_as_sent("known_at"),
        as_asked=as_asked,
        **_lately(valid_at, position, scope),
    )


def _scopes(scope: str) -> list[tuple[str, str]]:
    """List what the form offers: regions, and the country that was asked for, which is a scope too."""
    say = words()
    return say.regions() if scope not in vocabulary.countries() else [(scope, say.country(scope)), *say.regions()]


def _lately(day: str, position: int, scope: str) -> dict[str, Any]:
    countries = vocabulary.countries_in(scope) if scope else None
    changes = answers().lately(position, wanted=Wanted(to_day=day), countries=countries, limit=LATELY)
    return {"changes": changes, "named": answers().named_in(changes)}


def _slider(valid_at: str) -> Answer:
    """Give the slider's last place and where it stands, in months; it ends with the month that goes on now."""
    last = _months_to(date.fromisoformat(today()))
    return {
        "at": min(max(_months_to(date.fromisoformat(valid_at)), 0), last),
        "last": last,
        "years": range(FIRST.year, FIRST.year + last // MONTHS + 1),
    }


def _months_to(day: date) -> int:
    return (day.year - FIRST.year) * MONTHS + day.month - FIRST.month


def _end_of(months: int) -> dict[str, str]:
    """Give the last day of a month of the slider; of the one that goes on no day, which means today."""
    if months >= _months_to(date.fromisoformat(today())):
        return {}
    following = date(FIRST.year + (months + 1) // MONTHS, (months + 1) % MONTHS + 1, 1)
    return {"valid_at": (following - timedelta(days=1)).isoformat()}
