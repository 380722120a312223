"""What a practice says: its fields, which of them its kind requires, and the digest that names a version."""

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from domain.dates import When
from domain.facts import (
    CountryCode,
    Name,
    ObjectiveCode,
    Period,
    PrincipleCode,
    RegionCode,
    check_plain,
    read_struct,
)
from domain.files import File

LONGEST_TEXT = 20_000
MOST = 100


class Kind(StrEnum):
    """What a submission is."""

    GOOD_PRACTICE = "good_practice"
    INITIATIVE = "initiative"
    LESSON_LEARNED = "lesson_learned"


Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
WebAddress = Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s/]+\S*$", max_length=2_000)]
Goal = Annotated[int, msgspec.Meta(ge=1, le=17)]


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An address where more can be read."""

    url: WebAddress
    label: Name = ""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a practice says, in the language of the original; texts are Markdown.

    Attributes:
        dates: an EDTF interval, e.g. `2015/2018` or `2019/..`.
        sdgs: Sustainable Development Goals, 1 to 17.
        principles: those it particularly exemplifies; that one is missing says nothing.
        countries: ISO 3166-1 alpha-2.
        regions: M49.
        is_global: whether it concerns the whole world.
        place: the sub-national place.
        type: from the configured list of types.
    """

    title: Name = ""
    summary: Text = ""
    detailed_information: Text = ""
    benefit_and_impact: Text = ""
    key_lessons: Text = ""
    recommendations: Text = ""
    innovation: Text = ""
    primary_objectives: Annotated[list[ObjectiveCode], msgspec.Meta(max_length=23)] = []
    secondary_objectives: Annotated[list[ObjectiveCode], msgspec.Meta(max_length=23)] = []
    principles: Annotated[list[PrincipleCode], msgspec.Meta(max_length=10)] = []
    sdgs: Annotated[list[Goal], msgspec.Meta(max_length=17)] = []
    dates: Period | None = None
    type: Name = ""
    countries: Annotated[list[CountryCode], msgspec.Meta(max_length=250)] = []
    regions: Annotated[list[RegionCode], msgspec.Meta(max_length=MOST)] = []
    is_global: bool = False
    place: Name = ""
    implementer: Name = ""
    partners: Annotated[list[Name], msgspec.Meta(max_length=MOST)] = []
    donors: Annotated[list[Name], msgspec.Meta(max_length=MOST)] = []
    links: Annotated[list[Link], msgspec.Meta(max_length=MOST)] = []
    files: Annotated[list[File], msgspec.Meta(max_length=MOST)] = []
    licence: Name = ""


TRANSLATABLE = (
    "title",
    "summary",
    "detailed_information",
    "benefit_and_impact",
    "key_lessons",
    "recommendations",
    "innovation",
    "place",
)
"""The fields that a translation renders."""

ALWAYS = ("title", "summary", "detailed_information", "primary_objectives", "implementer")
REQUIRED: Mapping[Kind, tuple[str, ...]] = {
    Kind.GOOD_PRACTICE: (*ALWAYS, "dates", "benefit_and_impact", "recommendations"),
    Kind.INITIATIVE: (*ALWAYS, "dates"),
    Kind.LESSON_LEARNED: (*ALWAYS, "key_lessons", "recommendations"),
}
"""What each kind must say to be submitted."""


def missing_fields(kind: Kind, content: Content) -> list[str]:
    """List the fields that a submission of this kind still lacks."""
    missing = [name for name in REQUIRED[kind] if _is_empty(getattr(content, name))]
    if not (content.countries or content.regions or content.is_global):
        missing.append("countries")
    return missing


def read_changes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what a person sent for some of the fields, and return it as the plain values that are kept.

    Raises:
        InvalidField: one is unknown, of the wrong type, too long or not in its code list.
    """
    check_plain(dict(given))
    read = msgspec.to_builtins(read_struct(given, Content))
    changes = {name: read[name] for name in given}
    if changes.get("dates"):
        changes["dates"] = When.parse(changes["dates"]).edtf
    return changes


def digest_of(kind: str, language: str, content: Content) -> str:
    """Give the SHA-256 of a version over its canonical form.

    The canonical form is JSON in UTF-8 with sorted keys, no white space, and every field present.
    """
    form = {"content": msgspec.to_builtins(content), "kind": kind, "language": language}
    return hashlib.sha256(msgspec.json.encode(form, order="sorted")).hexdigest()


def _is_empty(value: object) -> bool:
    return not (value.strip() if isinstance(value, str) else value)
