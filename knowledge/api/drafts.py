"""Drafts: written, handed in, taken back by their authors."""

from functools import partial
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from knowledge.api.blueprint import Blueprint
from knowledge.api.practice_bodies import (
    ClarificationRequest,
    ContentRequest,
    DraftRequest,
    NothingRequest,
    PersonalReasonRequest,
    SubmissionRequest,
)
from knowledge.api.practice_commands import (
    PROBLEMS,
    Body,
    carry_out,
    drafts_of_caller,
    if_personal,
    in_work,
    shown,
    verb,
)
from knowledge.api.practice_schemas import PracticeInWorkSchema, WorkingCopySchema
from knowledge.api.requests import answer, author, knowledge, tag
from knowledge.parties import find_in_work
from knowledge.permissions import SIGNED_IN
from knowledge.private.focal_points import FocalPoint
from knowledge.private.working_copies import WorkingCopy
from knowledge.security import caller

COPY = "/practices/<uuid:id>/working-copy"

drafts = Blueprint("drafts", "Practices on their way to readers, as their authors, reviewers and curators see them.")


@drafts.command("/practices", PracticeInWorkSchema, permission="practice:draft")
@drafts.arguments(DraftRequest)
def draft_practice(body: Body) -> ResponseReturnValue:
    """Begin a practice."""
    own = {name: body.pop(name) for name in ("kind", "language", "organization")}
    done = drafts_of_caller().begin(author(), **own, fields=body)
    response = shown(done)
    response.status_code = 201
    response.headers["Location"] = url_for("drafts.show_draft", id=done.aggregate_id)
    return response


@drafts.query("/practices/<uuid:id>/draft", PracticeInWorkSchema, 404, permission=SIGNED_IN)
def show_draft(id: UUID) -> ResponseReturnValue:
    """Show a practice in work to those who take part in it; to others it does not exist."""
    return in_work(find_in_work(knowledge().platform, id, caller()))


@verb(drafts, "revise", ContentRequest)
def revise_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Record what a draft says now. What was only typed so far, and is not sent along, is forgotten."""
    return shown(drafts_of_caller().revise(author(), id, body))


@verb(drafts, "submit", SubmissionRequest)
def submit_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Hand a draft in, with what was typed up to now."""
    named = body["focal_point"]
    return shown(drafts_of_caller().submit(author(), id, FocalPoint(**named) if named else None))


@verb(drafts, "withdraw", PersonalReasonRequest)
def withdraw_practice(body: Body, id: UUID) -> ResponseReturnValue:
    """Take the version in work back; an earlier one stays with readers."""
    return shown(drafts_of_caller().withdraw(author(), id, why=body["reason"], seal_for=partial(if_personal, body)))


@verb(drafts, "start-version", NothingRequest)
def start_practice_version(_: Body, id: UUID) -> ResponseReturnValue:
    """Begin the next version; the last one stays with readers until it is published."""
    return carry_out(id, lambda practice, by: practice.start_version(by=by))


@verb(drafts, "give-clarification", ClarificationRequest)
def give_clarification(body: Body, id: UUID) -> ResponseReturnValue:
    """Answer a question of a curator or a reviewer."""
    return carry_out(
        id, lambda practice, by: practice.give_clarification(body["answer"], by=by, seal=if_personal(body, practice))
    )


@drafts.query(COPY, WorkingCopySchema, 404, permission="practice:revise")
def show_working_copy(id: UUID) -> ResponseReturnValue:
    """Show what its author typed into a draft and has not recorded yet."""
    return _copy(drafts_of_caller().find_working_copy(id))


@drafts.command(COPY, WorkingCopySchema, *PROBLEMS, permission="practice:revise", method="PUT", status=200)
@drafts.arguments(ContentRequest)
def save_working_copy(body: Body, id: UUID) -> ResponseReturnValue:
    """Keep what was typed into a draft, in place of what was kept before.

    Nothing is recorded and no code is checked until the draft is revised or submitted. `If-Match` is
    the number of the working copy, not the version of the practice.
    """
    return _copy(drafts_of_caller().save_working_copy(author(), id, body))


@drafts.command(COPY, PracticeInWorkSchema, 404, permission="practice:revise", method="DELETE", status=200)
def discard_working_copy(id: UUID) -> ResponseReturnValue:
    """Forget what was typed into a draft; `If-Match` is the number of the working copy."""
    return in_work(drafts_of_caller().discard_working_copy(author(), id))


@drafts.command(
    "/practices/<uuid:id>/focal-point",
    PracticeInWorkSchema,
    404,
    permission="practice:erase-focal-point",
    method="DELETE",
    status=200,
)
def erase_focal_point(id: UUID) -> ResponseReturnValue:
    """Erase who answers for the main implementer."""
    return in_work(drafts_of_caller().erase_focal_point(author(), id))


def _copy(copy: WorkingCopy) -> ResponseReturnValue:
    body = {"fields": dict(copy.fields), "number": copy.number, "saved_at": copy.saved_at}
    return tag(answer(body), copy.number)
