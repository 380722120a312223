"""What a request for support asks for, and in whose name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from domain.dates import When
from domain.documents import LanguageTag
from domain.facts import ObjectiveCode, Period, SupportKindCode, check_plain, read_struct


class RequestedBy(StrEnum):
    """In whose name a request is raised."""

    GOVERNMENT = "government"
    NETWORK = "network"


class Urgency(StrEnum):
    """How soon support is needed: whenever it can be had, within months, within weeks."""

    ROUTINE = "routine"
    SOON = "soon"
    URGENT = "urgent"


Title = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=300)]
Text = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=20_000)]


class Need(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is needed; texts are Markdown.

    Attributes:
        dates: when support is wanted, EDTF; None where that is open.
        language: in which it is to be given, BCP 47.
    """

    title: Title
    description: Text
    objectives: Annotated[list[ObjectiveCode], msgspec.Meta(min_length=1, max_length=23)]
    support_kinds: Annotated[list[SupportKindCode], msgspec.Meta(min_length=1, max_length=20)]
    urgency: Urgency
    dates: Period | None = None
    language: LanguageTag


FIELDS = tuple(Need.__struct_fields__)


def read_need(given: Mapping[str, Any]) -> Need:
    """Check what a person sent.

    Raises:
        InvalidField: a field is missing, unknown, empty, of the wrong type or not in its code list.
    """
    check_plain(dict(given))
    need = read_struct(given, Need)
    return msgspec.structs.replace(
        need,
        objectives=list(dict.fromkeys(need.objectives)),
        support_kinds=list(dict.fromkeys(need.support_kinds)),
        dates=When.parse(need.dates).edtf if need.dates is not None else None,
    )
