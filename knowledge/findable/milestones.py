"""Milestones as they can be found: one document for each that is held to be true, in the words of the pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from domain import vocabulary
from domain.vocabulary import LANGUAGES
from knowledge.findable.common import countries_in, label_in, last_day, paragraphs, places, years
from knowledge.pages.dates import say_date
from search.index import Document, Text


def milestone_id(claim: int) -> str:
    """Name the document of the milestone that was recorded at a position."""
    return f"milestone/{claim}"


def milestone_document(row: Any, facts: Mapping[str, Any], countries: Sequence[str]) -> Document:
    """Describe a milestone.

    Args:
        row: the claim as it is believed now, with the code of its record.
        facts: how the record was described.
        countries: those that it belongs to.
    """
    return Document(
        milestone_id(row.claim),
        "milestone",
        {language: _text(row, facts, countries, language) for language in LANGUAGES},
        {"year": years(row.occurred), **places(countries)},
        practiced=last_day(row.occurred),
        published=row.recorded_at,
        updated=row.changed_at,
        address=f"/milestones/{row.claim}",
    )


def _text(row: Any, facts: Mapping[str, Any], countries: Sequence[str], language: str) -> Text:
    label = label_in(language)
    happened = label.milestone(row.kind, row.milestone, row.track, row.states.split())
    title = f"{happened}{label('site.colon')}{_subject(row, facts, language)}"
    told = paragraphs(_details(row, language), row.quote, countries_in(countries, language))
    return Text(title, say_date(row.occurred, label), told)


def _subject(row: Any, facts: Mapping[str, Any], language: str) -> str:
    """Name what a milestone happened to, as the pages do."""
    names: Mapping[str, str] = facts.get("title") or facts.get("names") or {}
    if not names:
        return vocabulary.find_country(row.code).short_name(language)
    return names.get(language) or names.get("en") or next(iter(names.values()))


TOLD = frozenset({"output", "change", "progress", "member", "into", "consultation", "place", "cause", "symbol"})
"""Details that are in somebody's words."""


def _details(row: Any, language: str) -> str:
    """Tell what else belongs to a milestone, as far as it is in words."""
    told = []
    for name, value in msgspec.json.decode(row.details).items():
        if name == "agency" and value:
            agency = vocabulary.find_agency(value)
            told += [agency.acronym(language), agency.name(language)]
        elif name == "names" and value:
            told += value.values()
        elif name in TOLD and value:
            told.append(value)
    return ", ".join(told)
