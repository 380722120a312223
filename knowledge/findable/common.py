"""What every kind of document has in common: its languages, places and years."""

from collections.abc import Iterable, Mapping
from functools import cache

from domain import vocabulary
from domain.dates import When
from domain.vocabulary import LANGUAGES
from knowledge.pages.labels import Labels
from search.index import Text

UNDETERMINED = "und"
"""The language of a text of which none is told (BCP 47)."""
MOST_YEARS = 80
"""Of an interval that is longer, the last years count."""


@cache
def label_in(language: str) -> Labels:
    """Give the labels of the pages in a language."""
    return Labels(language)


def by_language(texts: Iterable[tuple[str, Text]]) -> dict[str, Text]:
    """Name texts by the language alone where that tells them apart, so that Spanish of Peru is found as Spanish."""
    found: dict[str, Text] = {}
    for tag, text in texts:
        language = (tag or UNDETERMINED).partition("-")[0]
        found.setdefault(language if language not in found else tag, text)
    return found


def paragraphs(*parts: str) -> str:
    """Put texts below one another, leaving out empty ones."""
    return "\n\n".join(part for part in parts if part.strip())


def countries_in(codes: Iterable[str], language: str) -> str:
    """Name countries in one of the languages in which they have names; else nothing."""
    if language not in LANGUAGES:
        return ""
    return ", ".join(vocabulary.find_country(code).short_name(language) for code in codes)


def places(countries: Iterable[str], regions: Iterable[str] = ()) -> Mapping[str, tuple[str, ...]]:
    """Give the facets of where something is: a country is in all its regions."""
    codes = list(countries)
    around = [region for code in codes for region in vocabulary.find_country(code).regions]
    return {"country": tuple(codes), "region": tuple(dict.fromkeys([*regions, *around]))}


def years(edtf: str, *, until: str = "") -> tuple[str, ...]:
    """List the years in which something can have happened, or went on.

    Args:
        edtf: when.
        until: the day (ISO 8601) up to which what goes on was known to go on.
    """
    if not edtf:
        return ()
    when = When.parse(edtf)
    first = when.earliest.year if when.earliest else None
    last = when.latest.year if when.latest else int(until[:4]) if until and first else None
    if first is None or last is None:
        return tuple(str(year) for year in (first or last,) if year)
    return tuple(str(year) for year in range(max(first, last - MOST_YEARS), max(first, last) + 1))


def last_day(edtf: str) -> str:
    """Give the latest known day of a date, ISO 8601; empty if there is none."""
    if not edtf:
        return ""
    when = When.parse(edtf)
    day = when.latest or when.earliest
    return day.isoformat() if day else ""
