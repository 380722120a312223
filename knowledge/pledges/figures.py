"""The dashboard: how many pledges stand, by what they say and how far they are, and over time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from domain import vocabulary
from domain.commitments.pledge_content import Progress
from domain.dates import When
from domain.status import Knowledge
from knowledge.answers import Answer
from knowledge.pledges.asking import Asked
from knowledge.wiring import Knowledge as Platform
from projections.pledge_book import STANDING, WITHDRAWN, Standing

MOST_YEARS = 50
"""Years that are counted, up to the day that is asked for."""
WORLD = "001"


def figures(platform: Platform, asked: Asked, day: str, *, position: int) -> Answer:
    """Count pledges: each count a pair of what is sure and what is possible.

    Args:
        platform: where they are.
        asked: which pledges; of these, those that stand are counted.
        day: at the end of which they stood, ISO 8601.
        position: of the log; only what was recorded up to it is known.
    """
    pledges = [one for one in platform.pledges.on(day, position=position) if asked.is_about(one)]
    return {
        "valid_at": day,
        "known_at": position,
        "pledges": count(pledges, *STANDING),
        "withdrawn": count(pledges, WITHDRAWN),
        **{f"by_{name}": _counts(pledges, values) for name, values in BY.items()},
        "by_progress": [{"value": state, **count(pledges, state)} for state in STANDING],
        "over_time": _over_time(platform, asked, pledges, day, position=position),
    }


def count(pledges: Iterable[Standing], *states: str) -> dict[str, int]:
    """Count the pledges in one of these states: surely, and possibly (which includes the sure ones)."""
    met = [pledge.is_in(*states) for pledge in pledges]
    sure = met.count(Knowledge.SURE)
    return {"sure": sure, "possible": sure + met.count(Knowledge.POSSIBLE)}


def _counts(pledges: Sequence[Standing], values: Callable[[Standing], Iterable[str]]) -> list[Answer]:
    """Count the pledges that stand for each value that one of them has, in the order of the values."""
    by_value: dict[str, list[Standing]] = defaultdict(list)
    for pledge in pledges:
        for value in dict.fromkeys(values(pledge)):
            by_value[value].append(pledge)
    counted = [{"value": value, **count(found, *STANDING)} for value, found in sorted(by_value.items())]
    return [one for one in counted if one["possible"]]


def _regions(pledge: Standing) -> Iterable[str]:
    known_by = pledge.known_by
    for country in known_by["countries"]:
        yield from (region for region in vocabulary.find_country(country).regions if region != WORLD)
    yield from known_by["regions"]
    if known_by["is_global"]:
        yield WORLD


BY: Mapping[str, Callable[[Standing], Iterable[str]]] = {
    "objective": lambda pledge: pledge.edition.promise["objectives"],
    "kind": lambda pledge: pledge.edition.promise["kinds"],
    "form": lambda pledge: [pledge.known_by["form"]],
    "pledger_type": lambda pledge: [pledge.known_by["pledger_type"]],
    "region": _regions,
}
"""What pledges are counted by."""


def _over_time(
    platform: Platform, asked: Asked, pledges: Sequence[Standing], day: str, *, position: int
) -> list[Answer]:
    """Count what stood at the end of each year, the last one up to the day."""
    last = int(day[:4])
    first = max(_first_year(pledges, last), last - MOST_YEARS + 1)
    told = []
    for year in range(first, last + 1):
        end = min(f"{year:04}-12-31", day)
        then = [one for one in platform.pledges.on(end, position=position) if asked.is_about(one)]
        told.append(
            {
                "year": year,
                "pledges": count(then, *STANDING),
                "fulfilled": count(then, Progress.FULFILLED),
                "withdrawn": count(then, WITHDRAWN),
            }
        )
    return told


def _first_year(pledges: Sequence[Standing], last: int) -> int:
    """Return the first year in which one of these pledges can have been made, as far as its date tells."""
    made = [When.parse(edtf) for pledge in pledges for edtf in pledge.made]
    return min((bound.year for when in made if (bound := when.earliest or when.latest)), default=last)
