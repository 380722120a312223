"""What a pledge says: who promises what, in which form, and what it must say to be handed in."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from domain.dates import When
from domain.documents import LANGUAGE
from domain.errors import InvalidField, Told
from domain.facts import (
    LONGEST_NAME,
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

SHORTEST, LONGEST = 300, 3_000
"""Characters of a description."""
LONGEST_OF = {"title": LONGEST_NAME, "description": LONGEST}
"""The texts that a pledge has by language, and how many characters they may have."""
MOST = 100

P = TypeVar("P", bound="Promise")


class Form(StrEnum):
    """How those who pledge stand to each other."""

    INDIVIDUAL = "individual"
    COMMON = "common"
    IN_PARTNERSHIP = "in_partnership"
    MATCHING = "matching"


class Kind(StrEnum):
    """What is pledged."""

    FINANCIAL = "financial"
    HUMAN_RESOURCE = "human_resource"
    PROCESS = "process"
    POLICY = "policy"


class Progress(StrEnum):
    """How far those who pledged say that they are; also a state of the track."""

    PLANNING = "planning"
    IN_PROGRESS = "in-progress"
    FULFILLED = "fulfilled"


TOGETHER = (Form.COMMON, Form.IN_PARTNERSHIP)
"""The forms in which others pledge along."""

FormName = Literal["individual", "common", "in_partnership", "matching"]
KindName = Literal["financial", "human_resource", "process", "policy"]
Number = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
Several = msgspec.Meta(max_length=MOST)


class Promise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is promised, and can be amended once it is published.

    Attributes:
        title: by language (BCP 47), like `description`, which is Markdown.
        kinds: one or several of the four kinds.
        principles: the guiding principles it is particularly about.
        timeframe: when it is to be carried out, EDTF.
        partners: the other states and actors that pledge along.
        file: one attachment.
    """

    title: dict[str, str] = {}
    description: dict[str, str] = {}
    kinds: Annotated[list[KindName], Several] = []
    objectives: Annotated[list[ObjectiveCode], Several] = []
    principles: Annotated[list[PrincipleCode], Several] = []
    timeframe: Period | None = None
    partners: Annotated[list[Name], Several] = []
    file: File | None = None


class Pledging(Promise, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A promise with what it is known by: who pledges, where, when and in which form. None of that can be amended.

    Attributes:
        pledger: the state or actor that pledges.
        pledger_type: from the configured list of types.
        countries: of those who pledge, and where it is carried out (ISO 3166-1 alpha-2).
        regions: M49.
        is_global: whether it concerns the whole world.
        made: when it was pledged, EDTF; the day on which it was handed in, where nothing is said.
        matches: the numbers of the pledges that it matches.
    """

    form: FormName = "individual"
    pledger: Name = ""
    pledger_type: Name = ""
    countries: Annotated[list[CountryCode], msgspec.Meta(max_length=300)] = []
    regions: Annotated[list[RegionCode], Several] = []
    is_global: bool = False
    made: Period | None = None
    matches: Annotated[list[Number], Several] = []


def read_changes(given: Mapping[str, Any], shape: type[P]) -> dict[str, Any]:
    """Check what a person sent for some of the fields, and return it as the plain values that are kept.

    Args:
        given: names and values.
        shape: `Promise` or `Pledging`.

    Raises:
        InvalidField: one is unknown, of the wrong type, too long or not in its code list.
        FutureDate: it is said to have been pledged on a day to come.
    """
    check_plain(dict(given))
    read = msgspec.to_builtins(read_struct(given, shape))
    changes = {name: read[name] for name in given}
    for name, longest in LONGEST_OF.items():
        _check_texts(changes.get(name, {}), name, longest)
    if changes.get("timeframe"):
        changes["timeframe"] = When.parse(changes["timeframe"]).edtf
    if changes.get("made"):
        changes["made"] = _past(changes["made"])
    if "matches" in changes:
        changes["matches"] = list(dict.fromkeys(changes["matches"]))
    return changes


def what_lacks(pledging: Pledging) -> dict[str, str]:
    """Map the fields that keep a pledge from being handed in to what is wrong with them."""
    lacking = dict(what_promise_lacks(pledging, pledging.form))
    if not pledging.pledger.strip():
        lacking["pledger"] = Told("Say who pledges.")
    if not pledging.pledger_type.strip():
        lacking["pledger_type"] = Told("Say what kind of actor pledges.")
    if not (pledging.countries or pledging.regions or pledging.is_global):
        lacking["countries"] = Told("Name countries or regions, or say that it concerns the whole world.")
    if Form(pledging.form) is Form.MATCHING and not pledging.matches:
        lacking["matches"] = Told("A matching pledge names the number of a pledge that it matches.")
    return lacking


def what_promise_lacks(promise: Promise, form: str) -> Iterator[tuple[str, str]]:
    """Give the fields that a promise in this form has to fill, or to fill otherwise, and why."""
    if not any(text.strip() for text in promise.title.values()):
        yield "title", Told("Give it a title in one language at least.")
    for language in promise.title.keys() | promise.description.keys():
        yield from _language_lacks(promise, language)
    if not promise.kinds:
        yield "kinds", Told("Say what is pledged: {kinds}.", kinds=", ".join(Kind))
    if not promise.objectives:
        yield "objectives", Told("Name an objective of the Compact at least.")
    if form in TOGETHER and not promise.partners:
        yield "partners", Told("Name the other states or actors that pledge.")


def _language_lacks(promise: Promise, language: str) -> Iterator[tuple[str, str]]:
    if not promise.title.get(language, "").strip():
        yield f"title/{language}", Told("Give its title in this language too.")
    length = len(promise.description.get(language, "").strip())
    if length < SHORTEST:
        yield (
            f"description/{language}",
            Told(
                "It has {length} characters; {least} to {most} are asked for.",
                length=length,
                least=SHORTEST,
                most=LONGEST,
            ),
        )


def _check_texts(texts: Mapping[str, str], field: str, longest: int) -> None:
    for language, text in texts.items():
        if not LANGUAGE.fullmatch(language):
            raise InvalidField(
                Told("{given!r} is not a language of BCP 47.", given=language), field=f"{field}/{language}"
            )
        if len(text) > longest:
            raise InvalidField(
                Told("It has {length} characters, more than {longest}.", length=len(text), longest=longest),
                field=f"{field}/{language}",
            )


def _past(made: str) -> str:
    try:
        return When.parse_past(made).edtf
    except InvalidField as error:
        error.field = "made"
        raise
