"""What a bulletin says of networks in action: what they did since the bulletin before, and what they have planned."""

from collections.abc import Iterator, Sequence

import msgspec

from domain.catalogue.support_activities import SupportActivity
from domain.differences import Belief
from domain.status import Knowledge
from knowledge.answers import Answer
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.happenings import Happening, happenings
from knowledge.wiring import Knowledge as Platform
from projections.activity_book import PLANNED, Activity, is_in

CARRIED_OUT = "carried-out"


def carried_out(
    platform: Platform, edition: Edition, previous: Edition | None, book: Sequence[Activity]
) -> list[Answer]:
    """Describe what networks did, without what the bulletin before could tell already.

    Args:
        platform: where it is known.
        edition: the bulletin.
        previous: the one before, if there was one.
        book: the activities of its scope as they were then; empty for a template that does not tell what they led to.
    """
    told = {of for of, *_ in _carried_out(platform, previous)} if previous else set()
    new = [one for one in _carried_out(platform, edition) if one[0] not in told]
    described = {row.aggregate_id: row.facts for row in platform.register.by_ids({of for of, *_ in new})}
    led_to = {one.id: one.practices for one in book}
    found = [
        {
            "id": of,
            **msgspec.json.decode(described[of]),
            "certainty": belief.by(edition.valid_at),
            "dates": happening.dates,
            "milestones": [claim.claim for claim in happening.live],
            # By their ids: readers may not see all of them for ever.
            **({"practices": list(led_to[of])} if book else {}),
        }
        for of, happening, belief in new
    ]
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def planned(book: Sequence[Activity]) -> list[Answer]:
    """Describe what networks had planned by then, and surely neither done nor given up."""
    found = [
        {
            "id": one.id,
            **one.facts,
            "certainty": is_in(one, PLANNED),
            "planned_for": one.planned_for or None,
            "milestones": one.status.claims,
        }
        for one in book
        if is_in(one, PLANNED) is not Knowledge.UNKNOWN
    ]
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def _carried_out(platform: Platform, edition: Edition) -> Iterator[tuple[str, Happening, Belief]]:
    """Give the activities that networks had carried out, surely or possibly, by the day of an edition."""
    rows = platform.believed.at(edition.known_at, edition.countries, kind=SupportActivity.kind, milestone=CARRIED_OUT)
    for (of, _), happening in happenings(rows).items():
        belief = happening.belief
        if belief and belief.by(edition.valid_at) is not Knowledge.UNKNOWN:
            yield of, happening, belief
