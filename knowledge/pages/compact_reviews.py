"""Where the Compact is reviewed: the calendar of reviews and forums, and each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask.typing import ResponseReturnValue

from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.errors import NotFound, Told
from knowledge.answers import Answer, today
from knowledge.api.bodies import AsOfQuery
from knowledge.api.requests import answers, knowledge
from knowledge.compact_reviews import forum_answers, forums_on, review_answers, reviews_on
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show
from knowledge.permissions import PUBLIC
from knowledge.wiring import Knowledge
from projections.course_book import Stand
from projections.timeline import Wanted

MOST = 200


@dataclass(frozen=True)
class Shelf:
    """How reviews of one kind are listed, told, and where the API has them."""

    on: Callable[..., Sequence[Stand]]
    tell: Callable[[Knowledge, Sequence[Stand]], list[Answer]]
    twin: str


SHELVES: Mapping[str, Shelf] = {
    RegionalReview.kind: Shelf(reviews_on, review_answers, "regional-reviews.show_regional_review"),
    ReviewForum.kind: Shelf(forums_on, forum_answers, "review-forums.show_review_forum"),
}


@pages.page("/reviews", permission=PUBLIC)
def show_reviews() -> ResponseReturnValue:
    """Show the forums and the regional reviews as they were on a day."""
    day, position = _as_of()
    found = {
        kind: shelf.tell(knowledge(), shelf.on(knowledge(), day, position=position)) for kind, shelf in SHELVES.items()
    }
    return show(
        "reviews.html",
        twin=address("regional-reviews.list_regional_reviews", asked_as_sent("valid_at", "known_at")),
        position=position,
        valid_at=day,
        reviews=found[RegionalReview.kind],
        forums=found[ReviewForum.kind],
        past=asked_as_sent("known_at"),
        as_asked=asked_as_sent("valid_at", "known_at"),
    )


@pages.page("/regional-reviews/<code>", permission=PUBLIC)
def show_regional_review(code: str) -> ResponseReturnValue:
    """Show a regional review with its milestones."""
    return _show(RegionalReview.kind, code)


@pages.page("/review-forums/<code>", permission=PUBLIC)
def show_review_forum(code: str) -> ResponseReturnValue:
    """Show a review forum with its milestones."""
    return _show(ReviewForum.kind, code)


def _show(kind: str, code: str) -> ResponseReturnValue:
    day, position = _as_of()
    shelf = SHELVES[kind]
    found = [one for one in shelf.on(knowledge(), day, position=position) if one.code == code]
    if not found:
        raise NotFound(Told("Nothing is recorded of a {kind} {code!r}.", kind=Told(kind), code=code))
    (told,) = shelf.tell(knowledge(), found)
    wanted = Wanted(aggregate_id=told["id"], to_day=day)
    milestones, _ = answers().milestones(wanted, position=position, limit=MOST)
    return show(
        "review.html",
        twin=address(shelf.twin, asked_as_sent("valid_at", "known_at"), code=code),
        position=position,
        valid_at=day,
        review=told,
        milestones=milestones,
        named=answers().named_in(milestones),
        scale=Scale.around(milestones, until=day),
        past=asked_as_sent("known_at"),
    )


def _as_of() -> tuple[str, int]:
    asked: dict[str, Any] = question(AsOfQuery)
    return asked.get("valid_at", today()), answers().position(asked.get("known_at"))
