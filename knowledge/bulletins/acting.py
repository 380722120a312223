"""What a bulletin says of networks in action: what they did since the bulletin before, and what they have planned."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.catalogue.support_activities import SupportActivity
from domain.status import Knowledge
from knowledge.answers import Answer
from knowledge.bulletins.edition import WITH_PLEDGES, Edition
from knowledge.bulletins.happenings import Happening, happenings
from knowledge.wiring import Knowledge as Platform
from projections.activity_book import PLANNED, Activity, is_in

CARRIED_OUT = "carried-out"


def carried_out(
    platform: Platform, known: Mapping[Any, Happening], edition: Edition, previous: Edition | None
) -> list[Answer]:
    """Describe what networks did, without what the bulletin before could tell already."""
    described = platform.believed.records(SupportActivity.kind, edition.known_at)
    told = _told_before(platform, previous) if previous else frozenset()
    books = {one.id: one for one in platform.activities.on(edition.valid_at, position=edition.known_at)}
    found = []
    for happening in known.values():
        belief = happening.belief
        if belief is None or not _is_carried_out(happening) or belief.by(edition.valid_at) is Knowledge.UNKNOWN:
            continue
        row = happening.live[0]
        if row.aggregate_id in told:
            continue
        found.append(
            {
                "id": row.aggregate_id,
                **msgspec.json.decode(described[row.aggregate_id].facts),
                "certainty": belief.by(edition.valid_at),
                "dates": happening.dates,
                "milestones": [claim.claim for claim in happening.live],
                **_practices(books[row.aggregate_id], edition),
            }
        )
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def planned(platform: Platform, edition: Edition) -> list[Answer]:
    """Describe what networks had planned by then, and surely neither done nor given up."""
    found = [
        {
            "id": one.id,
            **one.facts,
            "certainty": is_in(one, PLANNED),
            "planned_for": one.planned_for or None,
            "milestones": [evidence.position for evidence in one.status.evidence],
        }
        for one in platform.activities.on(edition.valid_at, position=edition.known_at)
        if is_in(one, PLANNED) is not Knowledge.UNKNOWN
        and (edition.countries is None or one.facts["network"] in edition.countries)
    ]
    return sorted(found, key=lambda one: (one["network"], one["milestones"]))


def _practices(activity: Activity, edition: Edition) -> Answer:
    """Name the practices that an activity led to by their ids: readers may not see all of them for ever."""
    return {"practices": list(activity.practices)} if edition.template >= WITH_PLEDGES else {}


def _told_before(platform: Platform, previous: Edition) -> frozenset[str]:
    rows = platform.believed.at(previous.known_at, previous.countries)
    return frozenset(
        happening.live[0].aggregate_id
        for happening in happenings(rows).values()
        if _is_carried_out(happening)
        and (belief := happening.belief)
        and belief.by(previous.valid_at) is not Knowledge.UNKNOWN
    )


def _is_carried_out(happening: Happening) -> bool:
    first = happening.claims[0]
    return bool(first.kind == SupportActivity.kind and first.milestone == CARRIED_OUT)
