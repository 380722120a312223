"""What a bulletin is made from: the same edition always says the same."""

from dataclasses import dataclass
from typing import Any, Self

from domain import vocabulary

TEMPLATE = 1
"""The version of wording and layout; raised whenever the same content would give other bytes."""


@dataclass(frozen=True)
class Edition:
    """A day, how much of the log was known, and which countries.

    Attributes:
        valid_at: what had happened by the end of this day (ISO 8601) is told.
        known_at: the position up to which the log is known.
        scope: a region or a country; empty is everywhere.
    """

    valid_at: str
    known_at: int
    scope: str = ""

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the edition that an issued bulletin froze."""
        return cls(row.valid_at, row.known_at, row.scope)

    @property
    def countries(self) -> frozenset[str] | None:
        """The countries of the scope (ISO 3166-1 alpha-2); None is all."""
        return vocabulary.countries_in(self.scope) if self.scope else None


@dataclass(frozen=True)
class Issue:
    """Under which name a bulletin came out: printed on it, and part of its bytes."""

    series: str
    number: int
