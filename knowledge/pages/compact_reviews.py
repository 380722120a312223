"""Where the Compact is reviewed: the calendar of reviews and forums, and each of them."""

from flask.typing import ResponseReturnValue

from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from knowledge.api.requests import knowledge
from knowledge.compact_reviews import forum_answers, forums_on, review_answers, reviews_on
from knowledge.pages.blueprint import pages
from knowledge.pages.on_day import day_asked, find_among, show_list, show_one
from knowledge.permissions import PUBLIC


@pages.page("/reviews", permission=PUBLIC)
def show_reviews() -> ResponseReturnValue:
    """Show the forums and the regional reviews as they were on a day."""
    day, position = day_asked()
    return show_list(
        "reviews.html",
        day,
        position,
        twin="regional-reviews.list_regional_reviews",
        reviews=review_answers(knowledge(), reviews_on(knowledge(), day, position=position)),
        forums=forum_answers(knowledge(), forums_on(knowledge(), day, position=position)),
    )


@pages.page("/regional-reviews/<code>", permission=PUBLIC)
def show_regional_review(code: str) -> ResponseReturnValue:
    """Show a regional review with its milestones."""
    day, position = day_asked()
    found = review_answers(knowledge(), reviews_on(knowledge(), day, position=position))
    review = find_among(found, RegionalReview.kind, code)
    return show_one("review.html", review, day, position, twin="regional-reviews.show_regional_review")


@pages.page("/review-forums/<code>", permission=PUBLIC)
def show_review_forum(code: str) -> ResponseReturnValue:
    """Show a review forum with its milestones."""
    day, position = day_asked()
    found = forum_answers(knowledge(), forums_on(knowledge(), day, position=position))
    forum = find_among(found, ReviewForum.kind, code)
    return show_one("review.html", forum, day, position, twin="review-forums.show_review_forum")
