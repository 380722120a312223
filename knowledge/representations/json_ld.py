"""Linked data in the words of schema.org, for search engines and other repositories.

A practice is a `Report`: what an organization says about something it did. What was done is what the report is `about`.
"""

import re
from typing import Any

import msgspec

from domain import vocabulary
from domain.dates import When
from domain.files import File
from knowledge.representations.version import PUBLISHER, PublicVersion, one_line

Node = dict[str, Any]

COMPACT = "Global Compact for Safe, Orderly and Regular Migration (A/RES/73/195)"
GOALS = "https://sdgs.un.org/goals"
_DAY = r"[0-9]{4}(-(0[1-9]|1[0-2])(-[0-9]{2})?)?"
INTERVAL = re.compile(rf"{_DAY}(/({_DAY}|\.\.))?")
"""What schema.org takes for a time: ISO 8601 without the uncertainties of its second part."""


def as_json_ld(version: PublicVersion) -> str:
    """Write a version as JSON-LD."""
    node = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": version.address,
        "url": version.address,
        "identifier": [
            f"urn:uuid:{version.id}",
            {"@type": "PropertyValue", "propertyID": "SHA-256", "value": version.digest},
        ],
        **_description(version),
        **_parties(version),
        **_places(version),
        "about": _subjects(version),
        "citation": [_resource(link.url, link.label) for link in version.content.links],
        "associatedMedia": [_file(file, version.address) for file in version.content.files],
        "workTranslation": [{"@type": "Report", "inLanguage": language} for language in version.translations],
    }
    filled = {name: value for name, value in node.items() if value not in ("", [], None)}
    return msgspec.json.format(msgspec.json.encode(filled), indent=2).decode()


def _description(version: PublicVersion) -> Node:
    content = version.content
    return {
        "name": one_line(content.title),
        "abstract": content.summary,
        "text": content.detailed_information,
        "genre": version.genre,
        "version": version.edition,
        "inLanguage": version.language,
        "datePublished": version.first_published_at,
        "dateModified": version.published_at,
        "creativeWorkStatus": "Archived" if version.standing == "archived" else "Published",
        "license": content.licence,
        "keywords": version.keywords,
    }


def _parties(version: PublicVersion) -> Node:
    content = version.content
    return {
        "author": _organization(content.implementer) if content.implementer.strip() else None,
        "contributor": [_organization(name) for name in content.partners],
        "funder": [_organization(name) for name in content.donors],
        "publisher": _organization(PUBLISHER),
    }


def _places(version: PublicVersion) -> Node:
    content = version.content
    countries = [
        {"@type": "Country", "name": vocabulary.find_country(code).names["en"], "identifier": code}
        for code in content.countries
    ]
    regions = [
        {"@type": "Place", "name": vocabulary.find_region(code).names["en"], "identifier": code}
        for code in content.regions
    ]
    within = [{"@type": "Place", "name": one_line(content.place)}] if content.place.strip() else []
    world = [{"@type": "Place", "name": "World", "identifier": "001"}] if content.is_global else []
    return {"spatialCoverage": [*countries, *regions, *within, *world], "temporalCoverage": _interval(content.dates)}


def _subjects(version: PublicVersion) -> list[Node]:
    content = version.content
    objectives = (*content.primary_objectives, *content.secondary_objectives)
    return [
        *(_term(code, vocabulary.find_objective(code).names["en"], COMPACT) for code in objectives),
        *(_term(code, vocabulary.find_principle(code).names["en"], COMPACT) for code in content.principles),
        *(_term(str(goal), f"Sustainable Development Goal {goal}", GOALS) for goal in content.sdgs),
    ]


def _interval(dates: str | None) -> str | None:
    """Write when it took place, as plainly as its date allows; nothing where that would say more than is known."""
    if dates is None or INTERVAL.fullmatch(dates):
        return dates
    when = When.parse(dates)
    return f"{when.earliest}/{when.latest}" if when.earliest and when.latest else None


def _term(code: str, name: str, vocabulary_name: str) -> Node:
    return {"@type": "DefinedTerm", "termCode": code, "name": name, "inDefinedTermSet": vocabulary_name}


def _organization(name: str) -> Node:
    return {"@type": "Organization", "name": one_line(name)}


def _resource(url: str, label: str) -> Node:
    return {"@type": "CreativeWork", "url": url, **({"name": one_line(label)} if label.strip() else {})}


def _file(file: File, address: str) -> Node:
    return {
        "@type": "MediaObject",
        "name": file.name,
        "contentUrl": f"{address}/files/{file.digest}",
        "encodingFormat": file.media_type,
        "contentSize": str(file.size),
        "sha256": file.digest,
    }
