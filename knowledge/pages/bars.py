"""Draws when something happened: a dot for a day, a bar for a span, a fading end for an open side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Self

from knowledge.answers import Answer

WIDTH = 1_000.0
"""Of the drawing, in its own units."""
MOST_LABELS = 7
MOST_LINES = 40
"""Years that begin with a line of their own; of a longer time, several share one."""
NARROWEST = 12.0
"""A span drawn shorter than this could not be told from a dot."""


@dataclass(frozen=True)
class Bar:
    """Where a date lies on a scale: `left` to `right`, and whether each side is open."""

    left: float
    right: float
    is_open_left: bool
    is_open_right: bool
    is_day: bool

    @property
    def width(self) -> float:
        """How long it is drawn."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """Where a dot stands."""
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Scale:
    """Whole years, from the first to the last; a line stands where every `step` years begin."""

    first: int
    last: int
    step: int = 1

    @classmethod
    def around(cls, milestones: Sequence[Answer], *, until: str) -> Self:
        """Choose the years that hold every bound of these milestones and the day `until`, and one before."""
        bounds = [one["occurred"][side] for one in milestones for side in ("earliest", "latest")]
        years = [int(day[:4]) for day in (*bounds, until) if day]
        last, number = max(years), max(years) - min(years) + 2
        step = -(-number // MOST_LINES)
        return cls(last + 1 - step * -(-number // step), last, step)

    @cached_property
    def years(self) -> list[tuple[int, float]]:
        """The last of the years that share a line, with the place of the line, where the first of them begins."""
        return [
            (year + self.step - 1, self._place(_beginning(year)))
            for year in range(self.first, self.last + 1, self.step)
        ]

    @cached_property
    def labelled(self) -> range:
        """The years that are written below: as many as a narrow drawing has room for, the last among them."""
        every = self.step * -(-(self.last - self.first + 1) // (self.step * MOST_LABELS))
        return range(self.last, self.first - 1, -every)

    def place(self, day: date) -> float:
        """Give the place of a day."""
        return self._place(day.toordinal())

    def _place(self, ordinal: int) -> float:
        start, end = _beginning(self.first), _beginning(self.last + 1)
        return round((ordinal - start) / (end - start) * WIDTH, 1)

    def bar(self, occurred: Answer) -> Bar:
        """Place a date as answered."""
        earliest, latest = (
            date.fromisoformat(occurred[side]) if occurred[side] else None for side in ("earliest", "latest")
        )
        left = self.place(earliest) if earliest else 0.0
        right = self.place(latest) if latest else WIDTH
        short = max(NARROWEST - (right - left), 0) / 2
        return Bar(
            max(left - short, 0.0),
            min(right + short, WIDTH),
            is_open_left=earliest is None,
            is_open_right=latest is None,
            is_day=earliest is not None and earliest == latest,
        )


def _beginning(year: int) -> int:
    """Count the days up to the first of a year as `date.toordinal` does, also before the year 1."""
    before = year - 1
    return 365 * before + before // 4 - before // 100 + before // 400 + 1
