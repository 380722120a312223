"""The file of a pledge: attached while it is written, and replaced by an amendment."""

from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from domain.errors import Refusal
from domain.files import File
from knowledge.api.attachments import FRAMING
from knowledge.api.pledge_commands import VERBS, submissions
from knowledge.attachments.store import LARGEST_FILE
from knowledge.pages.blueprint import pages
from knowledge.pages.forms import Form, Wrong
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.pledge_acts import PROPOSE, UPLOAD, WITHOUT_FILE, ask, changed, submission_for
from knowledge.pages.pledging import FileRequest, in_work
from knowledge.recording import Author
from knowledge.security import my_account

MULTIPART = "multipart/form-data"


@pages.form("/my/pledges/<uuid:id>/file", permission="pledge:revise", takes=MULTIPART, largest=LARGEST_FILE + FRAMING)
def attach_pledge_file(id: UUID) -> ResponseReturnValue:
    """Upload the file of a pledge, in the place of another one."""
    submission = submissions().find(id)
    form = Form(FileRequest)
    try:
        submissions().revise(Author(my_account()), id, {"file": _facts(_receive(id, "file"))})
    except Refusal as refusal:
        form.refuse(422, Wrong("file", str(refusal)))
        return in_work(submission, form)
    return see_next(url_for("pages.show_pledge_in_work", id=id), saying=key("drafting.attached"))


@pages.form(
    f"/my/pledges/<uuid:id>/{PROPOSE}",
    permission=f"pledge:{PROPOSE}",
    takes=MULTIPART,
    largest=LARGEST_FILE + FRAMING,
)
def propose_pledge_amendment(id: UUID) -> ResponseReturnValue:
    """Propose what a published pledge should say instead, with another file where one is sent."""
    submission = submission_for(id, PROPOSE)
    form = Form(VERBS[PROPOSE].shape)
    if request.files.get(UPLOAD):
        _keep_upload(form, id)
    author = form.author()

    def propose(body: dict[str, Any]) -> object:
        return VERBS[PROPOSE].act(author, id, {**changed(form, submission, body), **_file_in(body)})

    if not form.is_done(propose):
        return ask(submission, PROPOSE, form)
    return see_next(url_for("pages.show_pledge_in_work", id=id), saying=".".join((key("pledging.done"), PROPOSE)))


def _keep_upload(form: Form, id: UUID) -> None:
    """Keep the file that was sent, and name it in the form, which then needs it no second time."""
    try:
        kept = _facts(_receive(id, UPLOAD))
    except Refusal as refusal:
        form.refuse(422, Wrong(UPLOAD, str(refusal)))
        return
    for name, value in kept.items():
        form.typed[f"file/{name}"] = str(value)


def _file_in(body: dict[str, Any]) -> dict[str, Any]:
    if body.get("file"):
        return {"file": body["file"]}
    return {"file": None} if WITHOUT_FILE in request.form else {}


def _receive(id: UUID, place: str) -> File:
    sent = request.files.get(place) or FileStorage()
    stream: Any = sent.stream
    return submissions().receive_file(Author(my_account()), id, stream, name=sent.filename or "")


def _facts(file: File) -> dict[str, Any]:
    return {name: getattr(file, name) for name in file.__struct_fields__}
