"""Where the Global Compact is reviewed: regional reviews, and the forums in which all States meet."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.regional_reviews import RegionalReview, code_of
from domain.commitments.review_forums import ReviewForum
from knowledge.answers import Answer
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
from knowledge.api.records import day_of, known_country, list_on_day, show_on_day
from knowledge.api.requests import author, created, knowledge, recorder
from knowledge.api.schemas import page_of, with_milestones
from knowledge.compact_reviews import forum_answers, forums_on, review_answers, reviews_on
from knowledge.permissions import PUBLIC
from knowledge.security import caller
from projections.course_book import Stand

regional_reviews = Blueprint("regional-reviews", "Regional reviews of the Compact, one a commission and round.")
review_forums = Blueprint("review-forums", "International Migration Review Forums, one an edition.")


@regional_reviews.query("/regional-reviews", page_of(RegionalReviewOnDaySchema), 422, permission=PUBLIC)
@regional_reviews.arguments(CompactReviewsQuery, location="query")
def list_regional_reviews(query: dict[str, Any]) -> ResponseReturnValue:
    """List the regional reviews as they were on a day, by commission and round."""
    country, (day, position) = known_country(query.get("country", "")), day_of(query)
    return list_on_day(reviews_on(knowledge(), day, position=position, country=country), query, _reviews)


@regional_reviews.query(
    "/regional-reviews/<code>", with_milestones(RegionalReviewOnDaySchema), 404, 422, permission=PUBLIC
)
@regional_reviews.arguments(AsOfQuery, location="query")
def show_regional_review(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a regional review as it was on a day, with its milestones up to then."""
    day, position = day_of(query)
    found = reviews_on(knowledge(), day, position=position)
    return show_on_day(found, code, query, _reviews, f"a regional review {code!r}")


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
    day, position = day_of(query)
    return list_on_day(forums_on(knowledge(), day, position=position), query, _forums)


@review_forums.query("/review-forums/<code>", with_milestones(ReviewForumOnDaySchema), 404, 422, permission=PUBLIC)
@review_forums.arguments(AsOfQuery, location="query")
def show_review_forum(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a review forum as it was on a day, with its milestones up to then."""
    day, position = day_of(query)
    found = forums_on(knowledge(), day, position=position)
    return show_on_day(found, code, query, _forums, f"a review forum {code!r}")


@review_forums.command("/review-forums", ReviewForumSchema, 409, 422, permission="review-forum:register")
@review_forums.arguments(ReviewForumRequest)
def register_review_forum(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a review forum known."""
    caller().require("review-forum:register", [])
    done = recorder().register_forum(author(), body)
    address = url_for("review-forums.show_review_forum", code=str(body["edition"]))
    return created(done, ReviewForum.kind, address)


def _reviews(stands: Sequence[Stand]) -> list[Answer]:
    return review_answers(knowledge(), stands)


def _forums(stands: Sequence[Stand]) -> list[Answer]:
    return forum_answers(knowledge(), stands)


add_milestone_routes(regional_reviews, RegionalReview, "/regional-reviews/<code>")
add_milestone_routes(review_forums, ReviewForum, "/review-forums/<code>")
