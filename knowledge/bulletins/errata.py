"""What of a bulletin does not hold any more: worked out anew from the log each time somebody asks."""

from typing import Any

import msgspec

from domain.differences import Belief
from knowledge.answers import Answer, date_answer
from knowledge.bulletins.comparing import about, names_of
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.happenings import Happening
from knowledge.wiring import Knowledge


def errata_of(knowledge: Knowledge, bulletin: Any, position: int) -> list[Answer]:
    """List the milestones that a bulletin printed and that were corrected, retracted or reinstated by a position.

    A sharper date is no erratum: nothing was wrong.
    """
    claims = knowledge.issued.printed(bulletin.aggregate_id)
    then = knowledge.believed.of(claims, bulletin.known_at)
    now = knowledge.believed.of(claims, max(position, bulletin.known_at))
    # Where a view could not take a claim in, nothing can be said of it.
    both = [(then[claim], now[claim]) for claim in claims if claim in then and claim in now]
    wrong = [(kind, printed, believed) for printed, believed in both if (kind := _what_became(printed, believed))]
    ids = [row.aggregate_id for _, row, _ in wrong]
    countries, names = knowledge.timeline.countries_of(ids), names_of(knowledge, ids)
    return [
        {
            "kind": kind,
            "milestone_position": row.claim,
            **about(Happening([row]), countries, names),
            "before": [date_answer(row.occurred)],
            "after": [date_answer(believed.occurred)] if believed.live else [],
            "reason": believed.reason,
            "change": believed.since,
            "at": believed.changed_at,
            "by": believed.changed_by,
        }
        for kind, row, believed in wrong
    ]


def issued_errata(knowledge: Knowledge, bulletin: Any) -> list[Answer]:
    """List the errata that a curator issued, oldest first."""
    return [
        {
            "position": row.position,
            "known_at": row.known_at,
            "milestones": msgspec.json.decode(row.changed),
            "note": msgspec.json.decode(row.note),
            "issued_at": row.issued_at,
            "issued_by": row.issued_by,
        }
        for row in knowledge.issued.errata(bulletin.aggregate_id)
    ]


def figures_now(knowledge: Knowledge, bulletin: Any, printed: Answer, position: int) -> Answer:
    """Give the headline figures of the bulletin's day that are others by now: as printed, and as known."""
    edition = Edition.of(bulletin)
    board = knowledge.board.on(edition.valid_at, position=position, countries=edition.countries)
    return {
        name: {"printed": pair, "now": dict(board.counts[name])}
        for name, pair in printed.items()
        if dict(board.counts[name]) != pair
    }


def _what_became(then: Any, now: Any) -> str:
    if then.live != now.live:
        return "reinstated" if now.live else "retracted"
    if now.live and not _belief(now).is_within(_belief(then)):
        return "corrected"
    return ""


def _belief(row: Any) -> Belief:
    return Belief(row.earliest, row.latest)
