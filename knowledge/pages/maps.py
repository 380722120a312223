"""The map of the home page: where networks, champions and projects are, as far as a board tells."""

from collections.abc import Collection, Mapping

from domain import vocabulary
from domain.status import HEADLINES, Knowledge
from knowledge.answers import Answer
from knowledge.bulletins.maps import Marks, Shown, draw, swatches
from knowledge.bulletins.shapes import MapMissing
from knowledge.bulletins.wording import map_in_words
from knowledge.pages.blueprint import address
from knowledge.pages.words import Words
from projections.status import Board, CountryStatus

NETWORKS, CHAMPIONS, PROJECTS = (
    HEADLINES[name].states for name in ("networks_established", "champion_countries", "mptf_projects_assigned")
)
SURENESS = (Knowledge.UNKNOWN, Knowledge.POSSIBLE, Knowledge.SURE)


def map_of(board: Board, scope: str, say: Words, asked: Mapping[str, str]) -> Answer | None:
    """Draw the countries of a board; None where the outlines of countries are not installed.

    Args:
        board: what is known of them.
        scope: what was asked for; empty for everywhere, of which the part is drawn where something is known.
        say: names them.
        asked: what the pages of countries are asked in turn.
    """
    marks = {one.country: _marks(one, say) for one in board.countries}
    links = {code: address("pages.show_country", asked, code=code) for code in marks}
    try:
        drawing = draw(marks, scope or smallest_region(marks), links)
    except MapMissing:
        return None
    return {"drawing": drawing, "signs": swatches(), **map_in_words(marks.values(), say)}


def smallest_region(codes: Collection[str]) -> str:
    """Choose the region with the fewest countries that holds all of these; empty if none does, or there are none."""
    holding = [code for code in vocabulary.regions() if vocabulary.countries_in(code) >= set(codes)]
    return min(holding, key=lambda code: len(vocabulary.countries_in(code)), default="") if codes else ""


def _marks(country: CountryStatus, say: Words) -> Marks:
    projects = (status.meets(PROJECTS) for status in country.projects.values())
    return Marks(
        say.country(country.country),
        _shown(country.tracks["network"].meets(NETWORKS)),
        _shown(country.tracks["champion"].meets(CHAMPIONS)),
        _shown(max(projects, key=SURENESS.index, default=Knowledge.UNKNOWN)),
    )


def _shown(known: Knowledge) -> Shown:
    return Shown.NONE if known is Knowledge.UNKNOWN else Shown(known)
