"""What a bulletin is made from: the same edition always says the same."""

from dataclasses import dataclass
from typing import Any, Self

from domain import vocabulary

TEMPLATE = 3
"""The version of contents, wording and layout; raised whenever the same question would give other bytes.

What an earlier one said is still said in the same way: whatever came later is added for the templates that have it.
"""
WITH_PLEDGES = 2
"""The first template that tells of pledges, of what is planned, and of how many practices came of what was done."""
WITH_REVIEWS = 3
"""The first template that tells where the Compact was reviewed, and what became of working groups."""


@dataclass(frozen=True)
class Edition:
    """A day, how much of the log was known, and which countries.

    Attributes:
        valid_at: what had happened by the end of this day (ISO 8601) is told.
        known_at: the position up to which the log is known.
        scope: a region or a country; empty is everywhere.
        template: the version of what a bulletin says, and how.
    """

    valid_at: str
    known_at: int
    scope: str = ""
    template: int = TEMPLATE

    @classmethod
    def of(cls, row: Any) -> Self:
        """Return the edition that an issued bulletin froze."""
        return cls(row.valid_at, row.known_at, row.scope, row.template)

    @property
    def countries(self) -> frozenset[str] | None:
        """The countries of the scope (ISO 3166-1 alpha-2); None is all."""
        return vocabulary.countries_in(self.scope) if self.scope else None


@dataclass(frozen=True)
class Issue:
    """Under which name a bulletin came out: printed on it, and part of its bytes."""

    series: str
    number: int
