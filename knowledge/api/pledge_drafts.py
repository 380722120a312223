"""Pledges in work: written and handed in by those who pledge, screened by the secretariat."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from domain.application import Done
from knowledge.api.attachments import FRAMING, FileForm, FileSchema, documented_download, download
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import PageQuery, ReasonRequest
from knowledge.api.pledge_commands import (
    PROBLEMS,
    SUBMISSION,
    Body,
    in_work,
    submission_shown,
    submissions,
    verb,
)
from knowledge.api.pledge_schemas import (
    PledgeInWorkSchema,
    PledgingRequest,
    ProposalRequest,
    SubmittedPledgeSchema,
)
from knowledge.api.practice_bodies import MendingsRequest, NothingRequest
from knowledge.api.requests import answer, author, knowledge, page, read_cursor
from knowledge.api.schemas import page_of
from knowledge.attachments.store import LARGEST_FILE
from knowledge.permissions import SIGNED_IN
from knowledge.pledges.answers import row_answer
from knowledge.pledges.submitting import CURATE
from knowledge.recording import Author
from knowledge.security import my_account

pledge_drafts = Blueprint("pledge-drafts", "Pledges in work, for those who submit them and the secretariat.")


@pledge_drafts.command("/pledges", PledgeInWorkSchema, permission="pledge:draft")
@pledge_drafts.arguments(PledgingRequest)
def draft_pledge(body: Body) -> ResponseReturnValue:
    """Begin to write a pledge."""
    done = submissions().begin(author(), body)
    response = submission_shown(done)
    response.status_code = 201
    response.headers["Location"] = url_for("pledge-drafts.show_pledge_draft", id=done.aggregate_id)
    return response


@pledge_drafts.query(f"/pledges/{SUBMISSION}/draft", PledgeInWorkSchema, 404, permission=SIGNED_IN)
def show_pledge_draft(id: UUID) -> ResponseReturnValue:
    """Show a pledge in work to who submits it and the secretariat; to others it does not exist."""
    return in_work(submissions().find(id))


@verb(pledge_drafts, SUBMISSION, "revise", PledgingRequest)
def revise_pledge(who: Author, id: UUID, body: Body) -> Done:
    """Change what a draft says."""
    return submissions().revise(who, id, body)


@verb(pledge_drafts, SUBMISSION, "submit", NothingRequest)
def submit_pledge(who: Author, id: UUID, _: Body) -> Done:
    """Hand a draft in."""
    return submissions().change(who, id, lambda pledge: pledge.submit(by=who.by))


@verb(pledge_drafts, SUBMISSION, "take-back", ReasonRequest)
def take_pledge_back(who: Author, id: UUID, body: Body) -> Done:
    """Give a pledge up before it is published."""
    return submissions().change(who, id, lambda pledge: pledge.take_back(why=body["reason"], by=who.by))


@verb(pledge_drafts, SUBMISSION, "return", MendingsRequest)
def return_pledge(who: Author, id: UUID, body: Body) -> Done:
    """Give a pledge back to be mended, saying what, by field."""
    return submissions().change(who, id, lambda pledge: pledge.return_to_author(body["reasons"], by=who.by))


@verb(pledge_drafts, SUBMISSION, "decline", MendingsRequest)
def decline_pledge(who: Author, id: UUID, body: Body) -> Done:
    """Decide not to publish a pledge, for good."""
    return submissions().change(who, id, lambda pledge: pledge.decline(body["reasons"], by=who.by))


@verb(pledge_drafts, SUBMISSION, "publish", NothingRequest)
def publish_pledge(who: Author, id: UUID, _: Body) -> Done:
    """Release a pledge to readers, under a number that no other one had or will have."""
    return submissions().publish(who, id)


@verb(pledge_drafts, SUBMISSION, "propose-amendment", ProposalRequest)
def propose_pledge_amendment(who: Author, id: UUID, body: Body) -> Done:
    """Ask the secretariat to let a published pledge promise something else."""
    why = body.pop("reason")
    return submissions().propose_amendment(who, id, body, why=why)


@verb(pledge_drafts, SUBMISSION, "return-amendment", MendingsRequest)
def return_pledge_amendment(who: Author, id: UUID, body: Body) -> Done:
    """Leave a published pledge as it is, saying why."""
    return submissions().change(who, id, lambda pledge: pledge.return_amendment(body["reasons"], by=who.by))


@pledge_drafts.command(
    f"/pledges/{SUBMISSION}/files",
    FileSchema,
    *PROBLEMS,
    permission="pledge:revise",
    takes="multipart/form-data",
    largest=LARGEST_FILE + FRAMING,
)
@pledge_drafts.arguments(FileForm, location="files")
def upload_pledge_file(form: dict[str, FileStorage], id: UUID) -> ResponseReturnValue:
    """Upload a file to a draft, or for an amendment; then name it as the pledge's `file`."""
    sent = form["file"]
    stream: Any = sent.stream
    kept = submissions().receive_file(author(), id, stream, name=sent.filename or "")
    return answer({name: getattr(kept, name) for name in kept.__struct_fields__}, 201)


@pledge_drafts.query(f"/pledges/{SUBMISSION}/draft/files/<digest>", None, 404, 416, permission=SIGNED_IN)
@documented_download
def download_pledge_draft_file(id: UUID, digest: str) -> ResponseReturnValue:
    """Download a file that was uploaded to a pledge in work."""
    submission = submissions().find(id)
    upload = knowledge().attachments.find(submission.id, digest)
    file = {name: getattr(upload, name) for name in ("digest", "name", "media_type", "size")}
    return download(file, caching="no-store")


@pledge_drafts.query("/my/pledges", page_of(SubmittedPledgeSchema), 422, permission=SIGNED_IN)
@pledge_drafts.arguments(PageQuery, location="query")
def list_my_pledges(query: dict[str, Any]) -> ResponseReturnValue:
    """List the pledges that one submits, and what became of them; what was begun last comes first."""
    after = read_cursor(query.get("cursor"), int)
    rows, following = knowledge().pledge_desk.of_author(my_account(), after=after, limit=query["limit"])
    return page([row_answer(row) for row in rows], following)


@pledge_drafts.query("/pledges/queue", page_of(SubmittedPledgeSchema), 422, permission=CURATE)
@pledge_drafts.arguments(PageQuery, location="query")
def list_pledge_queue(query: dict[str, Any]) -> ResponseReturnValue:
    """List the pledges and amendments that wait for the secretariat; what has waited longest comes first."""
    after = read_cursor(query.get("cursor"), tuple[str, str])
    rows, following = knowledge().pledge_desk.waiting(after=after, limit=query["limit"])
    return page([row_answer(row) for row in rows], following)
