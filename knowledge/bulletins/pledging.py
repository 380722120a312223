"""What a bulletin says of pledges: how many stand and how far they are, and which are new or further since the last."""

from domain import vocabulary
from domain.commitments.pledge_content import Progress
from domain.status import Status
from knowledge.answers import Answer, date_answer
from knowledge.bulletins.edition import WITH_PLEDGES, Edition
from knowledge.pledges.figures import count
from knowledge.wiring import Knowledge as Platform
from projections.pledge_book import STANDING, WITHDRAWN, Standing

COUNTED = {"standing": STANDING, **{state: (state,) for state in (*Progress, WITHDRAWN)}}
"""What is counted, and the states that count as such."""


def pledges_of(platform: Platform, edition: Edition, previous: Edition | None) -> Answer:
    """Count the pledges of the scope, and describe those of which the bulletin before said nothing, or less."""
    pledges = _within(platform, edition)
    told = _told_before(platform, previous) if previous else {}
    return {
        "counts": {name: count(pledges, *states) for name, states in COUNTED.items()},
        "records": [_described(one) for one in reversed(pledges) if told.get(one.id) != _how_far(one.status)],
    }


def _within(platform: Platform, edition: Edition) -> list[Standing]:
    """List the pledges of the scope; one that is about the whole world belongs to no smaller one."""
    found = platform.pledges.on(edition.valid_at, position=edition.known_at)
    scope = edition.countries
    return found if scope is None else [one for one in found if scope.intersection(_countries(one))]


def _countries(pledge: Standing) -> set[str]:
    around = (vocabulary.countries_in(region) for region in pledge.known_by["regions"])
    return set(pledge.known_by["countries"]).union(*around)


def _told_before(platform: Platform, previous: Edition) -> dict[str, tuple[object, ...]]:
    if previous.template < WITH_PLEDGES:
        return {}
    return {one.id: _how_far(one.status) for one in _within(platform, previous)}


def _how_far(status: Status) -> tuple[object, ...]:
    return status.knowledge, status.one_of


def _described(pledge: Standing) -> Answer:
    promise, known_by = pledge.edition.promise, pledge.known_by
    return {
        "number": pledge.number,
        "id": pledge.id,
        **{name: promise[name] for name in ("title", "kinds", "objectives", "partners")},
        **{name: known_by[name] for name in ("form", "pledger", "countries", "regions", "is_global")},
        "matches": list(pledge.matches),
        "made": [date_answer(edtf) for edtf in pledge.made],
        "certainty": pledge.status.knowledge,
        "one_of": list(pledge.status.one_of),
        "milestones": pledge.status.claims,
    }
