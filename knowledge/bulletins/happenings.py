"""Puts together the claims that speak of the same happening, as known at one position."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domain.differences import Belief, believed
from domain.status import OPEN_START
from knowledge.answers import Answer, date_answer
from projections.milestones import OBSERVED

Key = tuple[str, str]
"""The record, and what happened to it; a claim of what can repeat stands alone."""


@dataclass(frozen=True)
class Happening:
    """The claims on one happening in the order in which they were recorded, taken back ones too."""

    claims: Sequence[Any]

    @property
    def live(self) -> list[Any]:
        """Those that hold, the most telling first: the narrowest, as the status of a track has it."""
        return sorted((row for row in self.claims if row.live), key=lambda row: (row.latest, row.claim))

    @property
    def belief(self) -> Belief | None:
        """Between which days it is held to have happened; None where no claim holds."""
        # An observed state began before it was observed; nobody knows how long.
        return believed(
            (OPEN_START if row.happening == OBSERVED else row.earliest, row.latest) for row in self.claims if row.live
        )

    @property
    def dates(self) -> list[Answer]:
        """The date that is held to be true, or all of them where claims exclude each other."""
        return dates_told([row.occurred for row in self.live], self.belief)


def dates_told(occurred: Sequence[str], belief: Belief | None) -> list[Answer]:
    """Choose which dates (EDTF) of live claims to tell: the first, the most telling, or all that exclude each other."""
    told = occurred if belief and belief.is_disputed else occurred[:1]
    return [date_answer(edtf) for edtf in dict.fromkeys(told)]


def happenings(rows: Iterable[Any]) -> Mapping[Key, Happening]:
    """Group claims by what they speak of, in the order in which it was first recorded."""
    grouped: dict[Key, list[Any]] = defaultdict(list)
    for row in rows:
        repeats = not row.happening or row.happening == OBSERVED
        grouped[row.aggregate_id, f"#{row.claim}" if repeats else row.happening].append(row)
    return {key: Happening(claims) for key, claims in grouped.items()}
