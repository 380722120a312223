"""Where countries stand: the board of all, and the page of one."""

from flask.typing import ResponseReturnValue

from domain import vocabulary
from domain.errors import UnknownCode
from knowledge.answers import today
from knowledge.api.bodies import AsOfQuery, StatusQuery
from knowledge.api.requests import answers, knowledge
from knowledge.api.status import unknown_country
from knowledge.countries import tell_country
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter


@pages.page("/", permission=PUBLIC)
def show_board() -> ResponseReturnValue:
    """Show where every country stood, and the headline figures."""
    asked = question(StatusQuery)
    position = answers().position(asked.get("known_at"))
    valid_at, scope = asked.get("valid_at", today()), asked.get("scope", "")
    try:
        board = answers().status(valid_at, position=position, scope=scope or None)
    except UnknownCode as error:
        raise BadParameter(error.detail, field="scope") from error
    say = words()
    return show(
        "board.html",
        twin=address("status.show_status", asked_as_sent("valid_at", "known_at", "scope")),
        position=position,
        valid_at=valid_at,
        counts=board["counts"],
        countries=say.by_name([(one, say.text(one["name"])) for one in board["countries"]]),
        is_empty=not answers().position(None),
        scope=scope,
        # A country is a scope too, though the form offers regions.
        scopes=say.regions() if scope not in vocabulary.countries() else [(scope, say.country(scope)), *say.regions()],
        past=asked_as_sent("known_at"),
        as_asked=asked_as_sent("valid_at", "known_at"),
    )


@pages.page("/countries/<code>", permission=PUBLIC)
def show_country(code: str) -> ResponseReturnValue:
    """Show everything about a country."""
    if code not in vocabulary.countries():
        unknown_country(code)
    asked = question(AsOfQuery)
    position = answers().position(asked.get("known_at"))
    valid_at = asked.get("valid_at", today())
    country = tell_country(knowledge(), code, valid_at, position=position)
    return show(
        "country.html",
        twin=address("status.show_country", asked_as_sent("valid_at", "known_at"), code=code),
        position=position,
        valid_at=valid_at,
        country=country,
        named=answers().named_in(country["milestones"]),
        scale=Scale.around(country["milestones"], until=valid_at),
        past=asked_as_sent("known_at"),
        as_asked=asked_as_sent("valid_at", "known_at"),
    )
