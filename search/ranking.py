"""BM25 over groups of terms, for engines that hand out postings; what the engine's own ranking does for the others."""

from collections.abc import Mapping, Sequence
from heapq import nlargest
from math import log
from time import monotonic
from typing import Protocol

from search.plan import Alternative, Group, Stream
from search.table import numbers_in, set_of

SATURATION = 1.2
"""k1: how soon more of the same word stops to matter."""

LENGTH_MATTERS = 0.6
"""b: how much long documents are held back."""

Occurrences = dict[int, float]
"""How often documents have something, by their numbers."""


class Postings(Protocol):
    """In which documents terms occur, and where."""

    def frequencies(self, term: str, stream: Stream) -> Occurrences:
        """How often documents have a term; the caller may change what it is given."""
        ...

    def positions(self, folded: str, among: set[int]) -> Mapping[int, Sequence[int]]:
        """Where a folded word stands in some documents, all of which have it."""
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
        self, postings: Postings, deadline: Deadline, *, lengths: Sequence[float], mean_length: float, count: int
    ) -> None:
        self._postings = postings
        self._deadline = deadline
        self._lengths = lengths
        self._mean_length = mean_length
        self._count = count
        self._known: dict[Group, Occurrences] = {}
        self._holders: dict[str, set[int]] = {}
        self._is_partial = False

    @property
    def is_partial(self) -> bool:
        return self._is_partial

    def documents(self, groups: Sequence[Group]) -> int:
        found: set[int] = set()
        for group in groups:
            found.update(self._occurrences(group))
        return set_of(found)

    def best(self, groups: Sequence[Group], *, among: int, limit: int) -> list[tuple[float, int]]:
        scores: dict[int, float] = {}
        flat = SATURATION * (1 - LENGTH_MATTERS)
        steep = SATURATION * LENGTH_MATTERS / self._mean_length
        lengths, get = self._lengths, scores.get
        few = set(numbers_in(among)) if among.bit_count() <= limit else None
        for group in groups:
            if self._is_over():
                break
            found, holders = self._occurrences_among(group, few)
            if not found:
                continue
            rarity = group.weight * (SATURATION + 1) * log(1 + (self._count - holders + 0.5) / (holders + 0.5))
            if group.is_flat:
                scores.update({number: get(number, 0.0) + rarity for number in found})
                continue
            for number, often in found.items():
                scores[number] = get(number, 0.0) + rarity * often / (often + flat + steep * lengths[number])
        wanted = few if few is not None else set(numbers_in(among))
        ranked = nlargest(limit, ((score, -number) for number, score in scores.items() if number in wanted))
        return [(score, -number) for score, number in ranked]

    def _occurrences_among(self, group: Group, few: set[int] | None) -> tuple[Occurrences, int]:
        """How often the group occurs in some documents, and about how many have it at all."""
        if few is None:
            found = self._occurrences(group)
            return found, len(found)
        if group not in self._known and all(len(one.terms) > 1 for one in group.alternatives):
            found = self._count_up(group, few)
            # How rare words that follow one another are is told by these documents alone.
            return found, len(found)
        found = self._occurrences(group)
        return {number: found[number] for number in few & found.keys()}, len(found)

    def _occurrences(self, group: Group) -> Occurrences:
        if group not in self._known:
            found = self._count_up(group, None)
            if self._is_partial:
                return found
            self._known[group] = found
        return self._known[group]

    def _count_up(self, group: Group, among: set[int] | None) -> Occurrences:
        found: Occurrences = {}
        for alternative in group.alternatives:
            if self._is_over():
                break
            if len(alternative.terms) > 1:
                occurring = self._phrase(alternative, among)
            else:
                occurring = self._postings.frequencies(alternative.terms[0], alternative.stream)
            if not found and alternative.weight == 1:
                found = occurring
                continue
            get, weight = found.get, alternative.weight
            for number, often in occurring.items():
                found[number] = get(number, 0.0) + weight * often
        return found

    def _phrase(self, alternative: Alternative, among: set[int] | None) -> Occurrences:
        """How often the words follow one another."""
        having = [self._having(word) for word in alternative.terms]
        wanted = set.intersection(*sorted([*having, *([] if among is None else [among])], key=len))
        if not wanted:
            return {}
        ends = self._postings.positions(alternative.terms[0], wanted)
        for word in alternative.terms[1:]:
            positions = self._postings.positions(word, wanted)
            ends = {
                number: after
                for number, before in ends.items()
                if (after := sorted({one + 1 for one in before} & set(positions[number])))
            }
        return {number: float(len(last)) for number, last in ends.items()}

    def _having(self, word: str) -> set[int]:
        if word not in self._holders:
            self._holders[word] = set(self._postings.frequencies(word, Stream.FOLDED))
        return self._holders[word]

    def _is_over(self) -> bool:
        self._is_partial |= self._deadline.is_over
        return self._is_partial
