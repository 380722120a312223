"""What changed from one edition to a later one, each change in its class."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec

from domain.differences import Difference, Why, difference
from domain.errors import RuleBroken
from knowledge.answers import Answer
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.happenings import Happening, happenings
from knowledge.wiring import Knowledge
from projections.timeline import own_country

CLASSES = tuple(Difference)
NOTHING = Happening(())


class NotLater(RuleBroken):
    """A bulletin is compared with an earlier one, which knew no more and describes no later day."""


class OtherScope(RuleBroken):
    """Only bulletins about the same countries can be compared."""


def check_comparable(first: Edition, second: Edition) -> None:
    """Refuse to compare what cannot be.

    Raises:
        OtherScope, NotLater: as they say.
    """
    if first.scope != second.scope:
        raise OtherScope
    if first.known_at > second.known_at or first.valid_at > second.valid_at:
        raise NotLater


def changes_between(knowledge: Knowledge, first: Edition, second: Edition) -> list[Answer]:
    """List what a reader of `first` has to learn to know what `second` says, class by class.

    Raises:
        OtherScope, NotLater: they cannot be compared.
    """
    check_comparable(first, second)
    before, after = (happenings(knowledge.believed.at(one.known_at, one.countries)) for one in (first, second))
    found = []
    for key in dict.fromkeys((*before, *after)):
        known, knows = before.get(key, NOTHING), after.get(key, NOTHING)
        placed = difference(
            known.belief,
            knows.belief,
            first=first.valid_at,
            second=second.valid_at,
            was_retracted=bool(known.claims) and known.belief is None,
        )
        if placed:
            found.append((*placed, known, knows))
    found.sort(key=_order)
    ids = [knows.claims[0].aggregate_id for *_, knows in found]
    countries, names = knowledge.timeline.countries_of(ids), names_of(knowledge, ids)
    return [
        {
            "class": placed,
            "why": why,
            **about(knows, countries, names),
            "before": known.dates,
            "after": knows.dates,
            "reason": max(knows.claims, key=lambda claim: claim.since).reason,
            "milestones": [claim.claim for claim in knows.claims],
        }
        for placed, why, known, knows in found
    ]


def names_of(knowledge: Knowledge, ids: Collection[str]) -> Mapping[str, Mapping[str, str]]:
    """Map records to their title or name by language; to nothing where they are called by their country."""
    facts = {row.aggregate_id: msgspec.json.decode(row.facts) for row in knowledge.register.by_ids(ids)}
    return {id: told.get("title") or told.get("names") or {} for id, told in facts.items()}


def about(
    happening: Happening, countries: Mapping[str, Sequence[str]], names: Mapping[str, Mapping[str, str]]
) -> Answer:
    """Tell what happened, and to whom."""
    row = (happening.live or happening.claims)[0]
    return {
        "aggregate": row.kind,
        "aggregate_id": row.aggregate_id,
        "code": row.code,
        "name": names[row.aggregate_id],
        "countries": [*countries[row.aggregate_id], *own_country(row)],
        "milestone": row.milestone,
        "track": row.track or None,
        "states": row.states.split(),
        "details": msgspec.json.decode(row.details),
    }


def _order(change: tuple[Difference, Why, Happening, Happening]) -> tuple[Any, ...]:
    placed, _, known, knows = change
    belief = knows.belief or known.belief
    assert belief is not None  # noqa: S101 - what neither bulletin believes is no change
    return CLASSES.index(placed), belief.latest, belief.earliest, knows.claims[0].claim
