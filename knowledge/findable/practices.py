"""Practices as they can be found: the last version that readers see, in every language it has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from domain.catalogue.practice_content import TRANSLATABLE, Content, Kind
from domain.catalogue.practice_history import Standing
from knowledge.findable.attached import AttachedText, attached
from knowledge.findable.common import by_language, countries_in, last_day, paragraphs, places, years
from projections.library import READABLE
from search.index import Document, Text

BODY = tuple(name for name in TRANSLATABLE if name not in {"title", "summary"})
"""What stands in the text of a document beside title and summary."""
PRACTICE_KINDS = tuple(Kind)


def is_findable(row: Any) -> bool:
    """Tell whether readers may see a practice."""
    return row.standing in READABLE and bool(row.content)


def practice_document(row: Any, renderings: Iterable[Any], attached_text: AttachedText) -> Document:
    """Describe a practice that readers may see.

    Args:
        row: of the practice, with the content of its last version.
        renderings: the last in each language; those of a version that was taken from readers do not count.
        attached_text: gives the text of its files.
    """
    content = msgspec.json.decode(row.content, type=Content)
    texts = [(row.language, _original(content, row.language, attached_text))]
    for rendering in renderings:
        if rendering.edition > row.withheld:
            rendered = msgspec.json.decode(rendering.texts, type=dict[str, str])
            texts.append((rendering.language, _text(rendered, content, rendering.language)))
    return Document(
        row.practice,
        row.practice_kind,
        by_language(texts),
        _facets(row, content),
        practiced=last_day(content.dates or ""),
        published=row.first_published_at,
        updated=row.published_at,
        address=f"/practices/{row.slug}",
    )


def _original(content: Content, language: str, attached_text: AttachedText) -> Text:
    own = _text(msgspec.structs.asdict(content), content, language)
    names = ", ".join(dict.fromkeys([content.implementer, *content.partners, *content.donors]))
    labels = paragraphs(*(link.label for link in content.links), *(file.name for file in content.files))
    return Text(own.title, own.summary, paragraphs(own.body, names, labels, attached(content.files, attached_text)))


def _text(texts: Mapping[str, Any], content: Content, language: str) -> Text:
    body = (texts.get(name) or "" for name in BODY)
    return Text(
        texts.get("title") or content.title,
        texts.get("summary") or "",
        paragraphs(*body, countries_in(content.countries, language)),
    )


def _facets(row: Any, content: Content) -> Mapping[str, tuple[str, ...]]:
    facets: Mapping[str, Sequence[str]] = {
        "primary_objective": content.primary_objectives,
        "secondary_objective": content.secondary_objectives,
        "principle": content.principles,
        "sdg": [str(goal) for goal in content.sdgs],
        "year": years(content.dates or "", until=row.published_at),
        "implementer": [content.implementer],
        "type": [content.type],
        "standing": [row.standing] if row.standing == Standing.ARCHIVED else [],
        **places(content.countries, [*content.regions, *(["001"] if content.is_global else [])]),
    }
    return {name: tuple(value for value in values if value) for name, values in facets.items()}
