"""What becomes of published pledges: progress reported, amended, matched, withdrawn."""

from domain.application import Done
from knowledge.api.blueprint import Blueprint
from knowledge.api.pledge_commands import NUMBER, Body, published_pledges, source_of, verb
from knowledge.api.pledge_schemas import (
    AmendmentRequest,
    MatchRequest,
    ProgressRequest,
    UnlinkRequest,
    WithdrawalRequest,
)
from knowledge.recording import Author

pledge_keeping = Blueprint("pledge-keeping", "What becomes of published pledges.")


@verb(pledge_keeping, NUMBER, "report-progress", ProgressRequest)
def report_pledge_progress(who: Author, number: int, body: Body) -> Done:
    """Say how far those who pledged are."""
    return published_pledges().report_progress(
        who,
        number,
        body["progress"],
        occurred=body["occurred"],
        narrative=body["narrative"],
        source=source_of(body),
    )


@verb(pledge_keeping, NUMBER, "amend", AmendmentRequest)
def amend_pledge(who: Author, number: int, body: Body) -> Done:
    """Let a pledge promise what was proposed, with what is said here on top; what it promised before stays readable."""
    why = body.pop("reason")
    return published_pledges().amend(who, number, body, why=why)


@verb(pledge_keeping, NUMBER, "link-match", MatchRequest)
def link_pledge_match(who: Author, number: int, body: Body) -> Done:
    """Say that a pledge matches another one."""
    return published_pledges().link_match(
        who, number, body["matched"], occurred=body["occurred"], source=source_of(body)
    )


@verb(pledge_keeping, NUMBER, "unlink-match", UnlinkRequest)
def unlink_pledge_match(who: Author, number: int, body: Body) -> Done:
    """Say that a pledge never matched another one."""
    return published_pledges().unlink_match(who, number, body["matched"], why=body["reason"])


@verb(pledge_keeping, NUMBER, "withdraw", WithdrawalRequest)
def withdraw_pledge(who: Author, number: int, body: Body) -> Done:
    """Stand by a pledge no longer; its number stays with it, and its address says so (410)."""
    return published_pledges().withdraw(
        who, number, occurred=body["occurred"], why=body["reason"], source=source_of(body)
    )
