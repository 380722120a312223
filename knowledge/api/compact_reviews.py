"""Where the Global Compact is reviewed: regional reviews, and the forums in which all States meet."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.regional_reviews import RegionalReview, code_of
from domain.commitments.review_forums import ReviewForum
from knowledge.answers import Answer, today
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import AsOfQuery
from knowledge.api.compact_review_schemas import (
    CompactReviewsQuery,
    RegionalReviewOnDaySchema,
    RegionalReviewRequest,
    RegionalReviewSchema,
    ReviewForumOnDaySchema,
    ReviewForumRequest,
    ReviewForumSchema,
)
from knowledge.api.milestones import add_milestone_routes
from knowledge.api.records import MOST_MILESTONES, known_country
from knowledge.api.requests import (
    answer,
    answers,
    author,
    created,
    knowledge,
    nothing_recorded,
    page,
    read_cursor,
    recorder,
    tag,
)
from knowledge.api.schemas import page_of, with_milestones
from knowledge.compact_reviews import forum_answers, forums_on, review_answers, reviews_on
from knowledge.permissions import PUBLIC
from knowledge.security import caller
from knowledge.wiring import Knowledge
from projections.course_book import Stand
from projections.timeline import Wanted

regional_reviews = Blueprint("regional-reviews", "Regional reviews of the Compact, one a commission and round.")
review_forums = Blueprint("review-forums", "International Migration Review Forums, one an edition.")

Tell = Callable[[Knowledge, Sequence[Stand]], list[Answer]]


@regional_reviews.query("/regional-reviews", page_of(RegionalReviewOnDaySchema), 422, permission=PUBLIC)
@regional_reviews.arguments(CompactReviewsQuery, location="query")
def list_regional_reviews(query: dict[str, Any]) -> ResponseReturnValue:
    """List the regional reviews as they were on a day, by commission and round."""
    country = known_country(query.get("country", ""))
    found = reviews_on(knowledge(), query.get("valid_at", today()), position=_position(query), country=country)
    return _page(found, query, review_answers)


@regional_reviews.query(
    "/regional-reviews/<code>", with_milestones(RegionalReviewOnDaySchema), 404, 422, permission=PUBLIC
)
@regional_reviews.arguments(AsOfQuery, location="query")
def show_regional_review(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a regional review as it was on a day, with its milestones up to then."""
    found = reviews_on(knowledge(), query.get("valid_at", today()), position=_position(query))
    return _show(found, code, query, review_answers, f"a regional review {code!r}")


@regional_reviews.command("/regional-reviews", RegionalReviewSchema, 409, 422, permission="regional-review:register")
@regional_reviews.arguments(RegionalReviewRequest)
def register_regional_review(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a regional review known."""
    caller().require("regional-review:register", [])
    done = recorder().register_review(author(), body)
    code = code_of(body["commission"], body["round"])
    return created(done, RegionalReview.kind, url_for("regional-reviews.show_regional_review", code=code))


@review_forums.query("/review-forums", page_of(ReviewForumOnDaySchema), 422, permission=PUBLIC)
@review_forums.arguments(CompactReviewsQuery(exclude=["country"]), location="query")
def list_review_forums(query: dict[str, Any]) -> ResponseReturnValue:
    """List the review forums as they were on a day, the first edition first."""
    return _page(
        forums_on(knowledge(), query.get("valid_at", today()), position=_position(query)), query, forum_answers
    )


@review_forums.query("/review-forums/<code>", with_milestones(ReviewForumOnDaySchema), 404, 422, permission=PUBLIC)
@review_forums.arguments(AsOfQuery, location="query")
def show_review_forum(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a review forum as it was on a day, with its milestones up to then."""
    found = forums_on(knowledge(), query.get("valid_at", today()), position=_position(query))
    return _show(found, code, query, forum_answers, f"a review forum {code!r}")


@review_forums.command("/review-forums", ReviewForumSchema, 409, 422, permission="review-forum:register")
@review_forums.arguments(ReviewForumRequest)
def register_review_forum(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a review forum known."""
    caller().require("review-forum:register", [])
    done = recorder().register_forum(author(), body)
    address = url_for("review-forums.show_review_forum", code=str(body["edition"]))
    return created(done, ReviewForum.kind, address)


def _position(query: dict[str, Any]) -> int:
    return answers().position(query.get("known_at"))


def _page(found: Sequence[Stand], query: dict[str, Any], tell: Tell) -> ResponseReturnValue:
    """Answer a page of what was found, which is in an order of its own."""
    first = read_cursor(query.get("cursor"), int) or 0
    last = first + query["limit"]
    return page(tell(knowledge(), found[first:last]), last if last < len(found) else None)


def _show(found: Sequence[Stand], code: str, query: dict[str, Any], tell: Tell, what: str) -> ResponseReturnValue:
    """Answer the one that has the code, with what had happened to it by then."""
    stand = next((one for one in found if one.code == code), None)
    if stand is None:
        nothing_recorded(what)
    wanted = Wanted(aggregate_id=stand.id, to_day=query.get("valid_at", today()))
    milestones, _ = answers().milestones(wanted, position=_position(query), limit=MOST_MILESTONES)
    (told,) = tell(knowledge(), [stand])
    return tag(answer({**told, "milestones": milestones}), told["version"])


add_milestone_routes(regional_reviews, RegionalReview, "/regional-reviews/<code>")
add_milestone_routes(review_forums, ReviewForum, "/review-forums/<code>")
