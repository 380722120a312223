"""What is on somebody's desk: an author's drafts and submissions, a reviewer's reviews, the curators' queue."""

from typing import Any

from flask.typing import ResponseReturnValue

from domain.catalogue.practice_history import Stage
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery
from knowledge.api.practice_bodies import QueueQuery
from knowledge.api.practice_schemas import AskedReviewSchema, MyPracticeSchema, WaitingSchema
from knowledge.api.requests import knowledge, page, read_cursor
from knowledge.api.schemas import page_of
from knowledge.in_work import InWork
from knowledge.parties import CURATE
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller, my_account
from projections.library import WAITING

DRAFTS = (Stage.DRAFT,)
SUBMISSIONS = tuple(stage for stage in Stage if stage is not Stage.DRAFT)

my = Blueprint("my", "What is on one's own desk.")


@my.query("/my/drafts", page_of(MyPracticeSchema), 422, permission=SIGNED_IN)
@my.arguments(PageQuery, location="query")
def list_my_drafts(query: dict[str, Any]) -> ResponseReturnValue:
    """List what one is writing, and what was given back to be mended; what was begun last comes first."""
    return _list_mine(query, DRAFTS)


@my.query("/my/submissions", page_of(MyPracticeSchema), 422, permission=SIGNED_IN)
@my.arguments(PageQuery, location="query")
def list_my_submissions(query: dict[str, Any]) -> ResponseReturnValue:
    """List what one has handed in, and what became of it; what was begun last comes first."""
    return _list_mine(query, SUBMISSIONS)


@my.query("/my/reviews", page_of(AskedReviewSchema), 422, permission=SIGNED_IN)
@my.arguments(PageQuery, location="query")
def list_my_reviews(query: dict[str, Any]) -> ResponseReturnValue:
    """List what one was asked to review; what was asked last comes first."""
    after = read_cursor(query.get("cursor"), tuple[str, str])
    rows, following = knowledge().library.of_reviewer(my_account(), after=after, limit=query["limit"])
    return page([_in_work().my_review(row) for row in rows], following)


@my.query("/queue", page_of(WaitingSchema), 422, permission=CURATE)
@my.arguments(QueueQuery, location="query")
def list_queue(query: dict[str, Any]) -> ResponseReturnValue:
    """List what waits for a curator; what has waited longest comes first."""
    after = read_cursor(query.get("cursor"), tuple[str, str])
    stages = [Stage(query["stage"])] if "stage" in query else WAITING
    rows, following = knowledge().library.waiting(stages, after=after, limit=query["limit"])
    return page(_in_work().queue(rows), following)


def _list_mine(query: dict[str, Any], stages: tuple[Stage, ...]) -> ResponseReturnValue:
    after = read_cursor(query.get("cursor"), int)
    rows, following = knowledge().library.of_author(my_account(), stages, after=after, limit=query["limit"])
    return page([_in_work().mine(row) for row in rows], following)


def _in_work() -> InWork:
    return InWork(knowledge(), caller())
