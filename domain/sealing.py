"""What is personal in the log: sealed under keys of those it concerns, so that it can be erased there too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import msgspec


class Sealed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that only the keys of all of `persons` together open; once one is destroyed, nobody does."""

    sealed: str
    persons: tuple[UUID, ...]


Words = str | Sealed
"""What somebody said, in the open or sealed."""


@dataclass(frozen=True)
class Place:
    """Where in the log words stand: in which field of the event that brings an aggregate to a version.

    Words sealed for one place cannot be read at another.
    """

    aggregate: UUID
    version: int
    field: str

    def below(self, name: str) -> "Place":
        """Name the place of one of several words in the same field."""
        return Place(self.aggregate, self.version, f"{self.field}/{name}")


Seal = Callable[[str, Place], Words]
"""Seals words for a place, under the keys of those whom they concern."""


def openly(words: str, _: Place) -> Words:
    """Leave words as they are."""
    return words


def seal_each(texts: Mapping[str, str], seal: Seal, place: Place) -> dict[str, Words]:
    """Seal words by name, each for a place of its own below `place`."""
    return {name: seal(text, place.below(name)) for name, text in texts.items()}
