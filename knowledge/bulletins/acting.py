"""What a bulletin says of networks in action: what they did since the bulletin before, and what they have planned."""

from collections.abc import Iterator, Sequence

from domain.differences import Belief
from domain.status import Evidence, Knowledge
from knowledge.answers import Answer
from knowledge.bulletins.edition import WITH_PLEDGES, Edition
from knowledge.bulletins.happenings import dates_told
from knowledge.wiring import Knowledge as Platform
from projections.activity_book import PLANNED, Activity, is_in


def book_of(platform: Platform, edition: Edition) -> Sequence[Activity]:
    """List the activities of an edition's scope, as they were then."""
    return platform.activities.on(edition.valid_at, position=edition.known_at, networks=edition.countries)


def carried_out(book: Sequence[Activity], edition: Edition, told: Sequence[Activity]) -> list[Answer]:
    """Describe what networks did.

    Args:
        book: the activities of the edition.
        edition: the bulletin.
        told: those that were carried out when the bulletin before was made, which it could tell already.
    """
    known = {activity.id for activity in told}
    found = [
        {
            "id": activity.id,
            **activity.facts,
            "certainty": belief.by(edition.valid_at),
            "dates": dates_told([claim.edtf for claim in claims], belief),
            "milestones": [claim.position for claim in claims],
            # By their ids: readers may not see all of them for ever.
            **({"practices": list(activity.practices)} if edition.template >= WITH_PLEDGES else {}),
        }
        for activity, claims, belief in _carried_out(book, edition.valid_at)
        if activity.id not in known
    ]
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def told_by(platform: Platform, previous: Edition) -> list[Activity]:
    """List the activities that an earlier bulletin could tell."""
    return [activity for activity, *_ in _carried_out(book_of(platform, previous), previous.valid_at)]


def planned(book: Sequence[Activity]) -> list[Answer]:
    """Describe what networks had planned by then, and surely neither done nor given up."""
    found = [answer for one in book if (answer := one.once(_planned))]
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def _planned(activity: Activity) -> Answer | None:
    certainty = is_in(activity, PLANNED)
    if certainty is Knowledge.UNKNOWN:
        return None
    return {
        "id": activity.id,
        **activity.facts,
        "certainty": certainty,
        "planned_for": activity.planned_for or None,
        "milestones": activity.status.claims,
    }


def _carried_out(book: Sequence[Activity], day: str) -> Iterator[tuple[Activity, Sequence[Evidence], Belief]]:
    """Give the activities that networks had carried out, surely or possibly, by a day."""
    for activity in book:
        for claims, belief in activity.occasions:
            if belief.by(day) is not Knowledge.UNKNOWN:
                yield activity, claims, belief
