"""Pledges as they can be found: what they promise now, as long as they stand."""

from collections.abc import Mapping, Sequence

import msgspec

from domain.commitments.pledge_content import Promise
from domain.commitments.pledges import Pledge
from domain.status import Knowledge
from knowledge.findable.attached import AttachedText, attached
from knowledge.findable.common import by_language, countries_in, last_day, paragraphs, places, years
from projections.pledge_book import Standing
from search.index import Document, Text


def pledge_document(standing: Standing | None, attached_text: AttachedText) -> Document | None:
    """Describe a pledge as it stands now; nothing, where it was withdrawn.

    Args:
        standing: the pledge, None where none is held to have been made.
        attached_text: gives the text of its file.
    """
    if standing is None or standing.stands is Knowledge.UNKNOWN:
        return None
    promise = msgspec.convert(standing.edition.promise, Promise)
    evidence = standing.status.evidence
    return Document(
        standing.id,
        Pledge.kind,
        _texts(standing, promise, attached_text),
        _facets(standing, promise),
        practiced=last_day(evidence[0].edtf) if evidence else "",
        published=standing.published_at,
        updated=standing.edition.published_at,
        address=f"/pledges/{standing.number}",
    )


def _texts(standing: Standing, promise: Promise, attached_text: AttachedText) -> Mapping[str, Text]:
    files = attached([promise.file] if promise.file else [], attached_text)
    return by_language(
        (
            language,
            Text(
                title,
                standing.known_by["pledger"],
                paragraphs(
                    promise.description.get(language, ""),
                    ", ".join(promise.partners),
                    countries_in(standing.known_by["countries"], language.partition("-")[0]),
                    files,
                ),
            ),
        )
        for language, title in promise.title.items()
    )


def _facets(standing: Standing, promise: Promise) -> Mapping[str, tuple[str, ...]]:
    known_by = standing.known_by
    regions = [*known_by["regions"], *(["001"] if known_by["is_global"] else [])]
    facets: Mapping[str, Sequence[str]] = {
        "primary_objective": promise.objectives,
        "principle": promise.principles,
        "year": [year for edtf in standing.made for year in years(edtf)],
        "implementer": [known_by["pledger"]],
        **places(known_by["countries"], regions),
    }
    return {name: tuple(dict.fromkeys(values)) for name, values in facets.items()}
