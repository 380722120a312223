"""What becomes of published pledges: progress reported, amended, matched, withdrawn."""

from flask.typing import ResponseReturnValue

from knowledge.api.blueprint import Blueprint
from knowledge.api.pledge_commands import NUMBER, Body, pledge_shown, published_pledges, source_of, verb
from knowledge.api.pledge_schemas import (
    AmendmentRequest,
    MatchRequest,
    ProgressRequest,
    UnlinkRequest,
    WithdrawalRequest,
)
from knowledge.api.requests import author

pledge_keeping = Blueprint("pledge-keeping", "What becomes of published pledges.")


@verb(pledge_keeping, NUMBER, "report-progress", ProgressRequest)
def report_pledge_progress(body: Body, number: int) -> ResponseReturnValue:
    """Say how far those who pledged are."""
    done = published_pledges().report_progress(
        author(),
        number,
        body["progress"],
        occurred=body["occurred"],
        narrative=body["narrative"],
        source=source_of(body),
    )
    return pledge_shown(done)


@verb(pledge_keeping, NUMBER, "amend", AmendmentRequest)
def amend_pledge(body: Body, number: int) -> ResponseReturnValue:
    """Let a pledge promise what was proposed, with what is said here on top; what it promised before stays readable."""
    why = body.pop("reason")
    return pledge_shown(published_pledges().amend(author(), number, body, why=why))


@verb(pledge_keeping, NUMBER, "link-match", MatchRequest)
def link_pledge_match(body: Body, number: int) -> ResponseReturnValue:
    """Say that a pledge matches another one."""
    done = published_pledges().link_match(
        author(), number, body["matched"], occurred=body["occurred"], source=source_of(body)
    )
    return pledge_shown(done)


@verb(pledge_keeping, NUMBER, "unlink-match", UnlinkRequest)
def unlink_pledge_match(body: Body, number: int) -> ResponseReturnValue:
    """Say that a pledge never matched another one."""
    return pledge_shown(published_pledges().unlink_match(author(), number, body["matched"], why=body["reason"]))


@verb(pledge_keeping, NUMBER, "withdraw", WithdrawalRequest)
def withdraw_pledge(body: Body, number: int) -> ResponseReturnValue:
    """Stand by a pledge no longer; its number stays with it, and its address says so (410)."""
    done = published_pledges().withdraw(
        author(), number, occurred=body["occurred"], why=body["reason"], source=source_of(body)
    )
    return pledge_shown(done)
