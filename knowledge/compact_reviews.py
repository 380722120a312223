"""Where the Global Compact is reviewed: regional reviews and review forums as they were on a day."""

from collections.abc import Collection, Sequence
from typing import Any

from domain import vocabulary
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from knowledge.answers import Answer, Answers, date_answer, status_answer
from knowledge.wiring import Knowledge
from projections.course_book import Stand

REPORTED = "voluntary-report-submitted"
DECLARATION = "declaration"


def reviews_on(knowledge: Knowledge, day: str, *, position: int, country: str = "") -> list[Stand]:
    """List the regional reviews of which something can have happened by a day; `country` is one they are about."""
    return [
        review
        for review in knowledge.reviews.on(day, position=position)
        if not country or covers(review.facts["regions"], frozenset({country}))
    ]


def forums_on(knowledge: Knowledge, day: str, *, position: int) -> list[Stand]:
    """List the review forums of which something can have happened by a day, the first edition first."""
    found = knowledge.forums.on(day, position=position)
    return sorted(found, key=lambda forum: int(forum.facts["edition"]))


def covers(regions: Collection[str], countries: frozenset[str]) -> bool:
    """Tell whether what is about these regions is about one of these countries."""
    return any(countries & vocabulary.countries_in(region) for region in regions)


def review_answers(knowledge: Knowledge, stands: Sequence[Stand]) -> list[Answer]:
    """Tell how far regional reviews are."""
    return _told(knowledge, stands, RegionalReview.kind)


def forum_answers(knowledge: Knowledge, stands: Sequence[Stand]) -> list[Answer]:
    """Tell how far review forums are, and what was declared."""
    told = _told(knowledge, stands, ReviewForum.kind)
    return [
        {**one, "declaration": status_answer(stand.tracks[DECLARATION])}
        for one, stand in zip(told, stands, strict=True)
    ]


def on_board(knowledge: Knowledge, day: str, *, position: int, scope: str | None) -> Answer:
    """Tell where the Compact was reviewed: the regional reviews of a scope, and the forums of all States."""
    countries = vocabulary.countries_in(scope) if scope else None
    reviews = [
        review
        for review in reviews_on(knowledge, day, position=position)
        if countries is None or covers(review.facts["regions"], countries)
    ]
    return {
        "regional_reviews": [_called(one, RegionalReview.kind) for one in reviews],
        "review_forums": [_called(one, ReviewForum.kind) for one in forums_on(knowledge, day, position=position)],
    }


def _called(stand: Stand, track: str) -> Answer:
    return {"code": stand.code, "title": stand.facts["title"], **stand_answer(stand, track)}


def stand_answer(stand: Stand, track: str) -> Answer:
    """Tell how far a review or forum is, for when it is set, and which countries reported to it."""
    plans = stand.happened("scheduled", "rescheduled")
    plan: Any = plans[-1].details if plans else {}
    return {
        "status": status_answer(stand.tracks[track]),
        "scheduled_for": plan.get("scheduled_for"),
        "place": plan.get("place"),
        "reports": [
            {
                "country": one.details["country"],
                "date": date_answer(one.evidence.edtf),
                "milestone": one.evidence.position,
            }
            for one in stand.happened(REPORTED)
        ],
    }


def _told(knowledge: Knowledge, stands: Sequence[Stand], track: str) -> list[Answer]:
    records = Answers(knowledge).called([stand.id for stand in stands])
    return [{**records[stand.id], **stand_answer(stand, track)} for stand in stands]
