"""Screening and peer review: what curators and reviewers do with a submission until it is decided on."""

from functools import partial
from uuid import UUID

from flask.typing import ResponseReturnValue

from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import ReasonRequest
from knowledge.api.practice_bodies import (
    DeclinedInvitationRequest,
    InterestsRequest,
    InvitationRequest,
    MendingsRequest,
    NothingRequest,
    PersonalReasonRequest,
    QuestionRequest,
    RecusalRequest,
    ReviewRequest,
)
from knowledge.api.practice_commands import Body, carry_out, if_personal, shown, submissions, under, verb
from knowledge.api.requests import author

reviews = Blueprint("reviews", "Screening and peer review of practices.")


@verb(reviews, "return", MendingsRequest)
def return_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Give a submission back before review, saying what is to be mended."""
    return carry_out(
        id, lambda practice, by: practice.return_to_author(body["reasons"], by=by, seal=if_personal(body, practice))
    )


@verb(reviews, "screen", NothingRequest)
def screen_practice(_: Body, id: UUID) -> ResponseReturnValue:
    """Find a submission fit for review; a round begins."""
    return carry_out(id, lambda practice, by: practice.screen(by=by))


@verb(reviews, "invite-reviewer", InvitationRequest)
def invite_reviewer(body: Body, id: UUID) -> ResponseReturnValue:
    """Ask an account with the role of a reviewer; to break a tie only where the reviews of the round disagree."""
    return shown(submissions().invite_reviewer(author(), id, body.pop("reviewer"), **body))


@verb(reviews, "accept-invitation", NothingRequest)
def accept_invitation(_: Body, id: UUID) -> ResponseReturnValue:
    """Agree to review it."""
    return carry_out(id, lambda practice, by: practice.accept_invitation(by=by))


@verb(reviews, "decline-invitation", DeclinedInvitationRequest)
def decline_invitation(body: Body, id: UUID) -> ResponseReturnValue:
    """Refuse to review it; from then on it is out of one's sight."""
    return carry_out(id, lambda practice, by: practice.decline_invitation(why=body["reason"], by=by, seal=under(by)))


@verb(reviews, "declare-interests", InterestsRequest)
def declare_interests(body: Body, id: UUID) -> ResponseReturnValue:
    """Say whether anything stands against an impartial review; with a conflict, what it says is out of one's sight."""
    return carry_out(id, lambda practice, by: practice.declare_interests(by=by, seal=under(by), **body))


@verb(reviews, "recuse", ReasonRequest)
def recuse_oneself(body: Body, id: UUID) -> ResponseReturnValue:
    """Withdraw as its reviewer."""
    return carry_out(id, lambda practice, by: practice.recuse(by, why=body["reason"], by=by, seal=under(by)))


@verb(reviews, "recuse-reviewer", RecusalRequest)
def recuse_reviewer(body: Body, id: UUID) -> ResponseReturnValue:
    """Take a reviewer off it; a review filed already counts no longer."""
    reviewer, why = body["reviewer"], body["reason"]
    return carry_out(id, lambda practice, by: practice.recuse(reviewer, why=why, by=by, seal=under(reviewer)))


@verb(reviews, "file-review", ReviewRequest)
def file_review(body: Body, id: UUID) -> ResponseReturnValue:
    """Judge it, once a round."""
    judgement = {name: said for name, said in body.items() if name != "personal"}
    return shown(submissions().file_review(author(), id, judgement, seal_for=partial(if_personal, body)))


@verb(reviews, "ask-clarification", QuestionRequest)
def ask_clarification(body: Body, id: UUID) -> ResponseReturnValue:
    """Ask its author something, as a curator or a reviewer."""
    return shown(submissions().ask_clarification(author(), id, body["question"], seal_for=partial(if_personal, body)))


@verb(reviews, "waive-quorum", PersonalReasonRequest)
def waive_quorum(body: Body, id: UUID) -> ResponseReturnValue:
    """Let this round pass with fewer reviews than usual."""
    return carry_out(
        id, lambda practice, by: practice.waive_quorum(why=body["reason"], by=by, seal=if_personal(body, practice))
    )


@verb(reviews, "ask-for-changes", MendingsRequest)
def ask_for_changes(body: Body, id: UUID) -> ResponseReturnValue:
    """Give it back after review, saying what is to be mended; handed in again, it is screened again."""
    return carry_out(
        id, lambda practice, by: practice.ask_for_changes(body["reasons"], by=by, seal=if_personal(body, practice))
    )


@verb(reviews, "accept", NothingRequest)
def accept_practice(_: Body, id: UUID) -> ResponseReturnValue:
    """Decide to publish it: as many reviews are in as needed, or that was waived."""
    return shown(submissions().accept(author(), id))


@verb(reviews, "decline", MendingsRequest)
def decline_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Decide not to publish the version in work, for good; an earlier one stays with readers."""
    return carry_out(
        id, lambda practice, by: practice.decline(body["reasons"], by=by, seal=if_personal(body, practice))
    )
