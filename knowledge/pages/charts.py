"""Charts as drawings made here: bars in one row a name, each with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

WIDTH = 1000
"""Units of a drawing from the left to the right; it is stretched to the place it is given."""


@dataclass(frozen=True)
class Part:
    """A piece of a bar: which of the series it is, where it begins and how wide it is."""

    series: int
    left: int
    width: int


@dataclass(frozen=True)
class Bar:
    """A row of a chart: what it is about, its figures by series, and the pieces that show them."""

    name: str
    figures: Sequence[int]
    parts: Sequence[Part]

    @property
    def total(self) -> int:
        """All its figures together."""
        return sum(self.figures)


@dataclass(frozen=True)
class Stack:
    """A chart of bars, the pieces of each one after the other; `series` names the pieces."""

    series: Sequence[str]
    bars: Sequence[Bar]

    @classmethod
    def of(cls, rows: Sequence[tuple[str, Sequence[int]]], series: Sequence[str]) -> Self:
        """Draw rows of figures; the longest bar fills the width."""
        longest = max((sum(figures) for _, figures in rows), default=0) or 1
        return cls(series, [Bar(name, figures, _parts(figures, longest)) for name, figures in rows])


def _parts(figures: Sequence[int], longest: int) -> list[Part]:
    parts, before = [], 0
    for series, figure in enumerate(figures):
        left, right = before * WIDTH // longest, (before + figure) * WIDTH // longest
        if right > left:
            parts.append(Part(series, left, right - left))
        before += figure
    return parts
