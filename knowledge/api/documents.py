"""The documents that every claim rests on."""

from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.documents import SourceDocument
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import DocumentRequest, FigureRequest, RecordsQuery
from knowledge.api.records import list_records, show_record
from knowledge.api.requests import author, created, recorder
from knowledge.api.schemas import DocumentSchema, page_of, with_milestones
from knowledge.permissions import PUBLIC

documents = Blueprint("documents", "Bulletins, letters, minutes, web pages, and people's own word.")


@documents.query("/documents", page_of(DocumentSchema), 422, permission=PUBLIC)
@documents.arguments(RecordsQuery, location="query")
def list_documents(query: dict[str, Any]) -> ResponseReturnValue:
    """List the registered documents."""
    return list_records(SourceDocument.kind, query)


@documents.query("/documents/<code>", with_milestones(DocumentSchema), 404, permission=PUBLIC)
def show_document(code: str) -> ResponseReturnValue:
    """Show a document."""
    return show_record(SourceDocument.kind, code, f"a document {code!r}")


@documents.command("/documents", DocumentSchema, 409, 422, permission="document:register")
@documents.arguments(DocumentRequest)
def register_document(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a document known; milestones name it by its `id`."""
    done = recorder().register_document(author(), **body)
    code = str(done.aggregate_id)
    return created(done, SourceDocument.kind, url_for("documents.show_document", code=code))


@documents.command("/documents/<uuid:code>/figures", DocumentSchema, 404, 409, permission="document:state-figure")
@documents.arguments(FigureRequest)
def state_figure(body: dict[str, Any], code: UUID) -> ResponseReturnValue:
    """Record that a document prints a headline figure, to hold it against what the claims add up to."""
    done = recorder().state_figure(author(), code, **body)
    return created(done, SourceDocument.kind, url_for("documents.show_document", code=str(code)))
