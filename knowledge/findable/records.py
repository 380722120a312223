"""Networks, champions, groups, projects, activities and source documents as they can be found."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain import vocabulary
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.vocabulary import LANGUAGES
from knowledge.findable.common import by_language, countries_in, label_in, last_day, paragraphs, places, years
from search.index import Document, Text

Facts = Mapping[str, Any]
Described = tuple[Mapping[str, Text], Mapping[str, tuple[str, ...]]]
"""What a record says by language, and its facets."""

COLLECTIONS = {
    NationalNetwork.kind: "networks",
    ChampionCountry.kind: "champions",
    WorkingGroup.kind: "working-groups",
    Project.kind: "projects",
    SupportActivity.kind: "support-activities",
    RegionalReview.kind: "regional-reviews",
    ReviewForum.kind: "review-forums",
    SourceDocument.kind: "documents",
}
"""The kinds of records that can be found, and where they are."""


def record_document(row: Any, facts: Facts, countries: Sequence[str]) -> Document:
    """Describe a record of one of the `COLLECTIONS`.

    Args:
        row: of the record.
        facts: how it was described.
        countries: those that it belongs to.
    """
    texts, facets = _DESCRIBED[row.kind](facts, countries)
    return Document(
        row.aggregate_id,
        row.kind,
        texts,
        {**facets, **places(countries, facts.get("regions", ()))},
        practiced=last_day(facts.get("published", "")),
        published=row.registered_at,
        updated=row.registered_at,
        address=f"/{COLLECTIONS[row.kind]}/{row.code}",
    )


def _country_record(name: str) -> Callable[[Facts, Sequence[str]], Described]:
    """Describe what a country has one of, by the label of that name."""

    def describe(_: Facts, countries: Sequence[str]) -> Described:
        return {language: Text(_title(name, countries, language)) for language in LANGUAGES}, {}

    return describe


def _title(name: str, countries: Sequence[str], language: str) -> str:
    label = label_in(language)
    return label("records", name, country=countries_in(countries, language))


def _group(facts: Facts, _: Sequence[str]) -> Described:
    return _texts(facts["names"]), {}


def _project(facts: Facts, countries: Sequence[str]) -> Described:
    agencies = [*([facts["lead"]] if facts["lead"] else []), *facts["participating"]]
    texts = {
        language: Text(
            text.title,
            facts["purpose"].get(language, ""),
            paragraphs(
                *(component.get(language, "") for component in facts["components"]),
                _agencies(agencies, language),
                countries_in(countries, language),
                facts["code"],
            ),
        )
        for language, text in _texts(facts["title"]).items()
    }
    return texts, {"implementer": (facts["lead"],) if facts["lead"] else ()}


def _activity(facts: Facts, countries: Sequence[str]) -> Described:
    texts = {
        language: Text(
            text.title,
            facts["summary"].get(language, ""),
            paragraphs(
                ", ".join(_support_kinds(facts["support_kinds"], language)),
                ", ".join(facts["counterparts"]),
                countries_in(countries, language),
            ),
        )
        for language, text in _texts(facts["title"]).items()
    }
    return texts, {"primary_objective": tuple(facts["objectives"])}


def _review(facts: Facts, _: Sequence[str]) -> Described:
    texts = {
        language: Text(
            text.title,
            "",
            paragraphs(
                _agencies([facts["commission"]], language),
                ", ".join(vocabulary.find_region(code).name(language) for code in facts["regions"]),
                facts["code"],
            ),
        )
        for language, text in _texts(facts["title"]).items()
    }
    return texts, {"implementer": (facts["commission"],)}


def _forum(facts: Facts, _: Sequence[str]) -> Described:
    return _texts(facts["title"]), {}


def _document(facts: Facts, _: Sequence[str]) -> Described:
    text = Text(facts["title"], facts["publisher"], facts["url"])
    return by_language([(facts["language"], text)]), {"year": years(facts["published"])}


def _texts(titles: Mapping[str, str]) -> dict[str, Text]:
    return by_language((language, Text(title)) for language, title in titles.items())


def _agencies(codes: Sequence[str], language: str) -> str:
    found = [vocabulary.find_agency(code) for code in codes]
    return ", ".join(f"{agency.acronym(language)}, {agency.name(language)}" for agency in found)


def _support_kinds(codes: Sequence[str], language: str) -> list[str]:
    return [vocabulary.find_support_kind(code).name(language) for code in codes]


_DESCRIBED: Mapping[str, Callable[[Facts, Sequence[str]], Described]] = {
    NationalNetwork.kind: _country_record("network"),
    ChampionCountry.kind: _country_record("champion"),
    WorkingGroup.kind: _group,
    Project.kind: _project,
    SupportActivity.kind: _activity,
    RegionalReview.kind: _review,
    ReviewForum.kind: _forum,
    SourceDocument.kind: _document,
}
