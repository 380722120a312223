"""Where one country stands."""

from flask.typing import ResponseReturnValue

from domain import vocabulary
from knowledge.answers import today
from knowledge.api.bodies import AsOfQuery
from knowledge.api.requests import answers, knowledge
from knowledge.api.status import unknown_country
from knowledge.countries import tell_country
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show
from knowledge.permissions import PUBLIC


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
