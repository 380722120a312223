"""BM25 over groups of terms, for engines that hand out postings; what the engine's own ranking does for the others."""

from collections.abc import Iterable, Mapping, Sequence
from math import log
from time import monotonic
from typing import Protocol

from search.plan import Alternative, Group, Stream

SATURATION = 1.2
"""k1: how soon more of the same word stops to matter."""

LENGTH_MATTERS = 0.6
"""b: how much long documents are held back."""


class Postings(Protocol):
    """In which documents terms occur, and where."""

    def frequencies(self, term: str, stream: Stream) -> Iterable[tuple[int, float]]:
        """The numbers of the documents with a term, each once, and how often they have it."""
        ...

    def positions(self, folded: str, among: set[int] | None) -> Mapping[int, Sequence[int]]:
        """Where a folded word stands in documents, or in some of them."""
        ...


class TimeIsUp(Exception):
    """The deadline came before the answer."""


class Deadline:
    """When to stop looking."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether time is up."""
        return monotonic() > self._end

    def check(self) -> None:
        """Raise TimeIsUp if it is."""
        if self.is_over:
            raise TimeIsUp


def rank(
    groups: Sequence[Group],
    postings: Postings,
    *,
    lengths: Sequence[float],
    mean_length: float,
    count: int,
    deadline: Deadline,
    among: set[int] | None = None,
) -> tuple[dict[int, float], bool]:
    """Score the documents that have any of the groups; says too whether the deadline cut it short.

    `lengths` by number, `count` of all documents; `among`: score only these.
    """
    scores: dict[int, float] = {}
    flat = SATURATION * (1 - LENGTH_MATTERS)
    steep = SATURATION * LENGTH_MATTERS / mean_length
    try:
        for group in groups:
            deadline.check()
            found, holders = _occurrences(group, postings, among, deadline)
            if not found:
                continue
            rarity = group.weight * (SATURATION + 1) * log(1 + (count - holders + 0.5) / (holders + 0.5))
            get = scores.get
            if group.is_flat:
                scores.update({number: get(number, 0.0) + rarity for number in found})
                continue
            for number, often in found.items():
                scores[number] = get(number, 0.0) + rarity * often / (often + flat + steep * lengths[number])
    except TimeIsUp:
        return scores, True
    return scores, False


def _occurrences(
    group: Group, postings: Postings, among: set[int] | None, deadline: Deadline
) -> tuple[dict[int, float], int]:
    """How often each document has the group, and in how many documents it occurs at all."""
    found: dict[int, float] = {}
    for alternative in group.alternatives:
        deadline.check()
        if len(alternative.terms) > 1:
            occurring: Iterable[tuple[int, float]] = _phrase(alternative, postings, among).items()
        else:
            occurring = postings.frequencies(alternative.terms[0], alternative.stream)
        if not found and alternative.weight == 1:
            found = dict(occurring)
            continue
        for number, often in occurring:
            found[number] = found.get(number, 0.0) + alternative.weight * often
    holders = len(found)
    if among is not None:
        found = {number: often for number, often in found.items() if number in among}
    return found, holders


def _phrase(alternative: Alternative, postings: Postings, among: set[int] | None) -> dict[int, float]:
    """How often the words follow one another."""
    ends: Mapping[int, Sequence[int]] = {}
    for place, word in enumerate(alternative.terms):
        if place and not ends:
            return {}
        positions = postings.positions(word, among if not place else set(ends) if among is None else among & set(ends))
        if not place:
            ends = positions
            continue
        ends = {
            number: after
            for number, here in positions.items()
            if number in ends and (after := sorted({one + 1 for one in ends[number]} & set(here)))
        }
    return {number: float(len(last)) for number, last in ends.items()}
