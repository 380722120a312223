"""On whose word something is recorded: a document that is registered, or a new one that is registered with it."""

from typing import Any

from marshmallow import fields

from domain.claims import Source
from domain.documents import SourceDocument
from domain.errors import InvalidField
from domain.vocabulary import LANGUAGES
from knowledge.api.bodies import CorrectionRequest, DocumentRequest, RefinementRequest
from knowledge.api.requests import answers, knowledge, recorder
from knowledge.api.schemas import SourceSchema
from knowledge.pages.blueprint import words
from knowledge.pages.forms import MISSING, Form
from knowledge.recording import Author
from knowledge.security import my_account

MOST_DOCUMENTS = 1_000
NEW = "source/new"


class NewDocumentSchema(DocumentRequest):
    """A document that is not registered yet."""

    title = fields.String(load_default="")


class ChosenSourceSchema(SourceSchema):
    """A registered document or a new one, the place in it, and its words if they are quoted."""

    document = fields.UUID(load_default=None)
    new = fields.Nested(NewDocumentSchema, load_default=None)


class RefinementForm(RefinementRequest):
    """A date within the one recorded, with its source."""

    source = fields.Nested(ChosenSourceSchema, load_default=dict)


class CorrectionForm(CorrectionRequest):
    """A date outside the one recorded, with its source and the reason."""

    source = fields.Nested(ChosenSourceSchema, load_default=dict)


def source_of(chosen: dict[str, Any]) -> Source:
    """Give the source that was chosen, not registered yet where it is new.

    Raises:
        InvalidField: none was chosen, or something about it cannot be recorded.
    """
    made = _new_document(chosen)
    document = made.id if made else chosen.get("document")
    if document is None:
        raise InvalidField(str(MISSING), field="source/document")
    return Source(document, locator=chosen.get("locator", ""), quote=chosen.get("quote", ""))


def register_source(chosen: dict[str, Any]) -> Source:
    """Give the source that was chosen, after registering it where nobody has yet.

    Raises:
        InvalidField: as in `source_of`.
    """
    source, made = source_of(chosen), _new_document(chosen)
    if made and not knowledge().platform.has(SourceDocument, made.id):
        recorder().register(Author(my_account()), lambda: made)
    return source


def source_choices() -> dict[str, Any]:
    """Give a template what can be chosen as a source."""
    documents, _ = answers().records(SourceDocument.kind, limit=MOST_DOCUMENTS)
    say = words()
    return {
        "documents": say.by_name([(one["id"], _named(one)) for one in documents]),
        "document_languages": say.by_name([(code, say.spoken_language(code)) for code in LANGUAGES]),
    }


def says_new(form: Form) -> bool:
    """Tell whether something was typed of a new document."""
    return any(name.startswith(f"{NEW}/") and text.strip() for name, text in form.typed.items()) or bool(form.at(NEW))


def _new_document(chosen: dict[str, Any]) -> SourceDocument | None:
    told = {name: text for name, text in (chosen.get("new") or {}).items() if text}
    if not told:
        return None
    if chosen.get("document"):
        raise InvalidField("Choose a document from the list or describe a new one, not both.", field="source/document")
    try:
        return SourceDocument.register(by=my_account(), **{"title": "", **told})
    except InvalidField as refusal:
        refusal.field = f"{NEW}/{refusal.field}"
        raise


def _named(document: dict[str, Any]) -> str:
    return ", ".join(filter(None, (document["title"], document["publisher"], document["published"])))
