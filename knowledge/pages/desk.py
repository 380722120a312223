"""What is on somebody's desk: drafts, submissions, reviews, and for curators what waits for a decision."""

from flask.typing import ResponseReturnValue

from knowledge.api.my import DRAFTS, SUBMISSIONS
from knowledge.api.requests import knowledge
from knowledge.in_work import InWork
from knowledge.pages.blueprint import pages, show_form
from knowledge.parties import CURATE
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller, my_account
from projections.library import WAITING

MOST = 200


@pages.page("/desk", permission=SIGNED_IN)
def show_desk() -> ResponseReturnValue:
    """Show what one is writing, has handed in and was asked to review."""
    library, told, me = knowledge().library, InWork(knowledge(), caller()), my_account()
    drafts, _ = library.of_author(me, DRAFTS, after=None, limit=MOST)
    submissions, _ = library.of_author(me, SUBMISSIONS, after=None, limit=MOST)
    reviews, _ = library.of_reviewer(me, after=None, limit=MOST)
    return show_form(
        "desk.html",
        drafts=[told.mine(row) for row in drafts],
        submissions=[told.mine(row) for row in submissions],
        reviews=[told.my_review(row) for row in reviews],
    )


@pages.page("/queue", permission=CURATE)
def show_queue() -> ResponseReturnValue:
    """Show what waits for a curator, the longest first."""
    rows, following = knowledge().library.waiting(WAITING, after=None, limit=MOST)
    return show_form(
        "queue.html", waiting=InWork(knowledge(), caller()).queue(rows), are_more=following is not None, most=MOST
    )
