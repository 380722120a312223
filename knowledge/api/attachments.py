"""Attachments: uploaded to a draft, downloaded from what is public or by those who may see the draft."""

import unicodedata
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from uuid import UUID

import msgspec
from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_smorest.fields import Upload as UploadField
from marshmallow import Schema, fields
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from domain.application import check_seen
from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.errors import NotFound
from domain.workflows import WrongStage
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.requests import answer, knowledge, seen
from knowledge.attachments.kinds import KINDS
from knowledge.attachments.store import LARGEST_FILE, PIECE
from knowledge.parties import find_in_work, not_found, party_to
from knowledge.permissions import PUBLIC, SIGNED_IN
from knowledge.published import Published
from knowledge.security import caller, my_account

FRAMING = 65_536
"""Bytes that a form may have beside its file."""

attachments = Blueprint("attachments", "Files of practices.")


class FileForm(Schema):
    """One file, as a browser's form sends it."""

    file = UploadField(required=True, metadata={"description": "PDF, DOCX, ODT, XLSX, PNG or JPEG of at most 25 MB."})


class FileSchema(Schema):
    """An attachment, as a practice names it in its `files`."""

    digest = fields.String(required=True, metadata={"description": "SHA-256 of its bytes."})
    name = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "Bytes."})


BYTES = {
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in KINDS},
    "headers": {"Content-Disposition": {"schema": {"type": "string"}}, "ETag": {"schema": {"type": "string"}}},
}
DOWNLOADS = {
    "parameters": [
        {"name": "Range", "in": "header", "required": False, "schema": {"type": "string"}},
        {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}},
    ],
    "responses": {
        "200": {"description": "The file.", **BYTES},
        "206": {"description": "A part of it.", **BYTES},
        "304": {"description": "It is the file that you have."},
    },
}


def documented_download(view: View) -> View:
    """Document that a route answers with a file, or a part of one."""
    documented: View = attachments.doc(**DOWNLOADS)(view)
    return documented


@attachments.command(
    "/practices/<uuid:id>/files",
    FileSchema,
    404,
    409,
    permission="practice:revise",
    takes="multipart/form-data",
    largest=LARGEST_FILE + FRAMING,
)
@attachments.arguments(FileForm, location="files")
def upload_file(form: dict[str, FileStorage], id: UUID) -> ResponseReturnValue:
    """Upload a file to a draft of one's own; then name it in its `files`.

    The same file twice is one file, so this may be repeated without harm.
    """
    practice = knowledge().platform.find(Practice, id)
    if practice.author != my_account():
        raise not_found(id)
    check_seen(practice, seen())
    if practice.stage is not Stage.DRAFT:
        raise WrongStage("Files are uploaded to a draft.")
    sent = form["file"]
    stream: Any = sent.stream
    kept = knowledge().attachments.receive(id, stream, name=sent.filename or "", by=my_account())
    return answer({name: getattr(kept, name) for name in kept.__struct_fields__}, 201)


@attachments.query("/practices/<slug>/files/<digest>", None, 404, 410, 416, permission=PUBLIC)
@documented_download
def download_file(slug: str, digest: str) -> ResponseReturnValue:
    """Download a file that a public version of a practice names."""
    row = Published(knowledge()).find(slug)
    for version in knowledge().library.versions(row.practice):
        file = _named(msgspec.json.decode(version.content), digest)
        if file and version.edition > row.withheld:
            return download(file, caching="no-cache")
    raise NotFound("No public version of this practice has such a file.")


@attachments.query("/practices/<uuid:id>/draft/files/<digest>", None, 404, 416, permission=SIGNED_IN)
@documented_download
def download_draft_file(id: UUID, digest: str) -> ResponseReturnValue:
    """Download a file of a practice in work: its author any, those who may read it one that it names."""
    practice = find_in_work(knowledge().platform, id, caller())
    party = party_to(practice, caller())
    upload = knowledge().attachments.find(id, digest)
    named = _named(practice.fields, digest)
    if not party.may_read or not (named or party.is_author):
        raise NotFound("There is no such file.")
    uploaded = {name: getattr(upload, name) for name in ("digest", "name", "media_type", "size")}
    return download(named or uploaded, caching="no-store")


def _named(said: dict[str, Any], digest: str) -> dict[str, Any] | None:
    return next((file for file in said.get("files", []) if file["digest"] == digest), None)


def download(file: Mapping[str, Any], *, caching: str) -> Response:
    """Answer with the bytes of a file, as an attachment that no browser shows as a page of ours."""
    opened = knowledge().attachments.open(file["digest"])
    response = Response(wrap_file(request.environ, opened, PIECE), mimetype=file["media_type"], direct_passthrough=True)
    response.call_on_close(opened.close)
    response.content_length = file["size"]
    response.set_etag(file["digest"])
    response.headers.set("Content-Disposition", "attachment", **_names(file["name"]))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = caching
    try:
        response.make_conditional(request, accept_ranges=True, complete_length=file["size"])
    except RequestedRangeNotSatisfiable:
        response.close()
        raise
    return response


def _names(name: str) -> dict[str, str]:
    """Give the name of a download for every program: plain, and exact where that is not enough (RFC 6266 §4.3)."""
    if name.isascii():
        return {"filename": name}
    stem, _, extension = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().rpartition(".")
    return {"filename": f"{stem.strip() or 'file'}.{extension}", "filename*": f"UTF-8''{quote(name, safe='')}"}
