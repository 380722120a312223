"""A public version of a practice, and what every form of it says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import msgspec

from domain import vocabulary
from domain.catalogue.practice_content import Content

PUBLISHER = "United Nations Network on Migration"
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
KINDS = {"good_practice": "Good practice", "initiative": "Initiative", "lesson_learned": "Lesson learned"}


@dataclass(frozen=True)
class PublicVersion:
    """What readers see of a practice.

    `address` is the absolute one of the practice; times are RFC 3339; `translations` lists the other languages
    it can be read in.
    """

    address: str
    id: str
    slug: str
    edition: int
    kind: str
    language: str
    content: Content
    digest: str
    published_at: str
    first_published_at: str
    translations: Sequence[str] = ()
    standing: str = "public"

    @classmethod
    def read(cls, answer: Mapping[str, Any], *, address: str) -> Self:
        """Read it from what the API answers about a practice, or about one of its versions."""
        return cls(
            address=address,
            id=str(answer["id"]),
            slug=answer["slug"],
            edition=answer["edition"],
            kind=answer["kind"],
            language=answer["language"],
            content=msgspec.convert(answer["content"], Content),
            digest=answer["digest"],
            published_at=answer["published_at"],
            first_published_at=answer.get("first_published_at", answer["published_at"]),
            translations=tuple(one["language"] for one in answer.get("translations", ())),
            standing=answer.get("standing", "public"),
        )

    @property
    def published_on(self) -> date:
        """The day on which this version was published, UTC."""
        return date.fromisoformat(self.published_at[:10])

    @property
    def genre(self) -> str:
        """Its kind in words, with the version where there were several."""
        return KINDS[self.kind] if self.edition == 1 else f"{KINDS[self.kind]}, version {self.edition}"

    @property
    def authors(self) -> list[str]:
        """Who implemented it, first the main implementer."""
        return [one_line(name) for name in (self.content.implementer, *self.content.partners) if name.strip()]

    @property
    def keywords(self) -> list[str]:
        """Objectives, principles, goals and places in words, English."""
        content = self.content
        objectives = (*content.primary_objectives, *content.secondary_objectives)
        return [
            *(f"{code} {vocabulary.find_objective(code).labels['en']}" for code in objectives),
            *(vocabulary.find_principle(code).names["en"] for code in content.principles),
            *(f"SDG {goal}" for goal in content.sdgs),
            *(vocabulary.find_country(code).names["en"] for code in content.countries),
            *(vocabulary.find_region(code).names["en"] for code in content.regions),
        ]


def one_line(text: str) -> str:
    """Write text on one line, without control characters."""
    return " ".join(CONTROLS.sub(" ", text).split())
