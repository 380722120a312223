"""Makes a bulletin in every format: the same contents, language and name give the same bytes."""

from collections.abc import Mapping

from domain.vocabulary import LANGUAGES
from knowledge.answers import Answer
from knowledge.bulletins.contents import as_bytes, digest_of
from knowledge.bulletins.edition import Issue
from knowledge.bulletins.maps import draw
from knowledge.bulletins.markdown import markdown_of
from knowledge.bulletins.shapes import MapMissing
from knowledge.bulletins.typesetting import pdf_of
from knowledge.bulletins.wording import document_of, marks_of

JSON, MARKDOWN, PDF = "json", "markdown", "pdf"
MEDIA_TYPES: Mapping[str, str] = {JSON: "application/json", MARKDOWN: "text/markdown", PDF: "application/pdf"}
EXTENSIONS: Mapping[str, str] = {JSON: "json", MARKDOWN: "md", PDF: "pdf"}
WORDED = (MARKDOWN, PDF)
"""The formats that have a language; JSON speaks in codes."""


def render(contents: Answer, form: str, language: str, issue: Issue | None = None) -> bytes:
    """Make a bulletin in one of `MEDIA_TYPES`."""
    if form == JSON:
        return as_bytes(contents)
    document = document_of(contents, language, issue)
    if form == MARKDOWN:
        return markdown_of(document).encode()
    return pdf_of(document, drawing_of(contents, language))


def drawing_of(contents: Answer, language: str) -> str:
    """Draw the map of a bulletin (SVG), or nothing where the outlines of countries are not installed."""
    try:
        return draw(marks_of(contents, language), contents["scope"] or "")
    except MapMissing:
        return ""


def render_all(contents: Answer, issue: Issue) -> dict[str, dict[str, bytes]]:
    """Make a bulletin in every language and format that has words."""
    return {language: {form: render(contents, form, language, issue) for form in WORDED} for language in LANGUAGES}


def digests_of(documents: Mapping[str, Mapping[str, bytes]]) -> dict[str, dict[str, str]]:
    """Give the SHA-256 of each document."""
    return {
        language: {form: digest_of(content) for form, content in made.items()} for language, made in documents.items()
    }
