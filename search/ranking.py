"""BM25 over groups of terms, for engines that hand out postings; what the engine's own ranking does for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from time import monotonic
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.plan import Alternative, Group, Stream
from search.table import flagged, flags_of

SATURATION = 1.2
"""k1: how soon more of the same word stops to matter."""

LENGTH_MATTERS = 0.6
"""b: how much long documents are held back."""

PLACE_BITS = 32

Numbers: TypeAlias = NDArray[np.intp]

Among: TypeAlias = NDArray[np.bool_]
"""A set of documents: for each number, whether it is in."""


@dataclass(frozen=True, slots=True, eq=False)
class Occurrences:
    """The numbers of the documents that have something, each once, and how often they have it."""

    numbers: Numbers
    often: NDArray[np.floating]


class Postings(Protocol):
    """In which documents terms occur, and where."""

    def occurrences(self, term: str, stream: Stream) -> Occurrences:
        """Which documents have a term, and how often."""
        ...

    def words(self, folded: str, among: Among) -> Numbers:
        """Where a folded word stands in some documents, each place once.

        The number of the document in the upper bits, and which of its words it is in the lower `PLACE_BITS`.
        """
        ...


class Deadline:
    """When to stop looking."""

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    @property
    def is_over(self) -> bool:
        """Whether time is up."""
        return monotonic() > self._end


class PostingsLook:
    """What one question sees of postings; what it has counted once, it remembers.

    `lengths` by number, `count` of all documents.
    """

    def __init__(
        self,
        postings: Postings,
        deadline: Deadline,
        *,
        lengths: NDArray[np.float64],
        mean_length: float,
        count: int,
    ) -> None:
        self._postings = postings
        self._deadline = deadline
        self._held_back = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS / mean_length * lengths)
        self._count = count
        self._known: dict[Group, Occurrences] = {}
        self._holders: dict[str, Among] = {}
        self._is_partial = False

    @property
    def is_partial(self) -> bool:
        return self._is_partial

    def documents(self, groups: Sequence[Group]) -> int:
        found = self._none()
        for group in groups:
            found[self._occurrences(group).numbers] = True
        return flagged(found)

    def best(self, groups: Sequence[Group], *, among: int, limit: int) -> list[tuple[float, int]]:
        scores = np.zeros(len(self._held_back))
        wanted = flags_of(among, len(scores))
        few = wanted if among.bit_count() <= limit else None
        for group in groups:
            if self._is_over():
                break
            found, holders = self._occurrences_among(group, few)
            rarity = group.weight * (SATURATION + 1) * log(1 + (self._count - holders + 0.5) / (holders + 0.5))
            often = found.often
            share = 1.0 if group.is_flat else often / (often + self._held_back[found.numbers])
            scores[found.numbers] += rarity * share
        return highest(np.where(wanted, scores, 0), limit)

    def _occurrences_among(self, group: Group, few: Among | None) -> tuple[Occurrences, int]:
        """How often the group occurs, at least in some documents, and about how many have it at all."""
        if few is not None and group not in self._known and all(len(one.terms) > 1 for one in group.alternatives):
            # How rare words that follow one another are is told by these documents alone.
            found = self._count_up(group, few)
        else:
            found = self._occurrences(group)
        return found, len(found.numbers)

    def _occurrences(self, group: Group) -> Occurrences:
        if group not in self._known:
            found = self._count_up(group, None)
            if self._is_partial:
                return found
            self._known[group] = found
        return self._known[group]

    def _count_up(self, group: Group, among: Among | None) -> Occurrences:
        found = []
        for alternative in group.alternatives:
            if self._is_over():
                break
            if len(alternative.terms) > 1:
                occurring = self._phrase(alternative, among)
            else:
                occurring = self._postings.occurrences(alternative.terms[0], alternative.stream)
            found.append((occurring, alternative.weight))
        return together(found)

    def _phrase(self, alternative: Alternative, among: Among | None) -> Occurrences:
        """How often the words follow one another."""
        first, *others = alternative.terms
        wanted = self._having(first) if among is None else self._having(first) & among
        for word in others:
            wanted = wanted & self._having(word)
        if not wanted.any():
            return NOWHERE
        ends = self._postings.words(first, wanted)
        for word in others:
            ends = np.intersect1d(ends + 1, self._postings.words(word, wanted), assume_unique=True)
        numbers, often = np.unique(ends >> PLACE_BITS, return_counts=True)
        return Occurrences(numbers, often.astype(np.float64))

    def _having(self, word: str) -> Among:
        if word not in self._holders:
            having = self._holders[word] = self._none()
            having[self._postings.occurrences(word, Stream.FOLDED).numbers] = True
        return self._holders[word]

    def _none(self) -> Among:
        return np.zeros(len(self._held_back), np.bool_)

    def _is_over(self) -> bool:
        self._is_partial |= self._deadline.is_over
        return self._is_partial


NOWHERE = Occurrences(np.empty(0, np.intp), np.empty(0))


def together(several: Sequence[tuple[Occurrences, float]]) -> Occurrences:
    """What has any of several, each with what it weighs: how often, added up."""
    there = [(one, weight) for one, weight in several if len(one.numbers)]
    if not there:
        return NOWHERE
    if len(there) == 1:
        ((one, weight),) = there
        return Occurrences(one.numbers, one.often * weight)
    numbers = np.concatenate([one.numbers for one, _ in there])
    often = np.concatenate([one.often * weight for one, weight in there])
    added_up: NDArray[np.float64] = np.bincount(numbers, often).astype(np.float64, copy=False)
    found = np.flatnonzero(added_up)
    return Occurrences(found, added_up[found])


def highest(scores: NDArray[np.float64], limit: int) -> list[tuple[float, int]]:
    """The best scores above 0, of equal ones those of what came first, and the numbers they are of."""
    numbers = np.flatnonzero(scores)
    reached = scores[numbers]
    if len(numbers) > limit:
        numbers = numbers[reached >= np.partition(reached, -limit)[-limit]]
        reached = scores[numbers]
    order = np.lexsort((numbers, -reached))[:limit]
    return list(zip(reached[order].tolist(), numbers[order].tolist(), strict=True))
