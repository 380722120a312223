"""Ranks what tantivy scores: term by term, each asked for once and remembered."""

from collections.abc import Sequence
from math import log
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.holders import Held
from search.plan import Alternative, Group
from search.ranking import SATURATION, Deadline, highest
from search.table import flagged, flags_of

PHRASE = 0.7
"""tantivy adds up how rare the words of a phrase are, which makes more of them than the phrase itself is worth."""

TIE = 0.1
"""How much the alternatives of a term add to the best of them."""


class Holdings(Protocol):
    """Who holds what in one state of an index."""

    def held(self, alternative: Alternative) -> Held:
        """The documents that have a term, or several in sequence, and what they score for it."""
        ...

    def held_among(self, weighed: Sequence[tuple[Alternative, float]], among: int) -> Held:
        """Those of a few documents that have one of several, and what they score for all, each as it weighs."""
        ...


class TantivyLook:
    """What one question sees; `size`: above all numbers, `count`: of all documents."""

    def __init__(self, holdings: Holdings, deadline: Deadline, *, size: int, count: int) -> None:
        self._holdings = holdings
        self._deadline = deadline
        self._size = size
        self._count = max(1, count)
        self._known: dict[Alternative, Held] = {}
        self._is_partial = False

    @property
    def is_partial(self) -> bool:
        return self._is_partial

    def documents(self, groups: Sequence[Group]) -> int:
        found = np.zeros(self._size, np.bool_)
        for group in groups:
            if self._is_over():
                break
            for one in group.alternatives:
                found[self._held(one).numbers] = True
        return flagged(found)

    def best(self, groups: Sequence[Group], *, among: int, limit: int) -> list[tuple[float, int]]:
        if not among:
            # The engine cannot be asked for the best none.
            return []
        scores = np.zeros(self._size)
        sequences = self._few_sequences(groups) if among.bit_count() <= limit else {}
        if sequences and not self._is_over():
            # To name a few documents takes the engine longer than to find words in sequence in them.
            found = self._holdings.held_among([*sequences.values()], among)
            scores[found.numbers] += found.scores
        for group in groups:
            if self._is_over():
                break
            if group not in sequences:
                self._add(group, scores)
        return highest(np.where(flags_of(among, self._size), scores, 0), limit)

    def _few_sequences(self, groups: Sequence[Group]) -> dict[Group, tuple[Alternative, float]]:
        """The groups that are but words in sequence, which need not be looked for everywhere, and what these weigh."""
        single = [(group, group.alternatives[0]) for group in groups if len(group.alternatives) == 1]
        return {
            group: (one, group.weight * one.weight * PHRASE)
            for group, one in single
            if len(one.terms) > 1 and one not in self._known
        }

    def _add(self, group: Group, scores: NDArray[np.float64]) -> None:
        """Add what documents score for a group as for one term.

        Each alternative is lifted or held back to the rarity of all together; the best counts, the others a little.
        """
        several = [(one, self._held(one)) for one in group.alternatives]
        rarity = self._rarity(min(self._count, sum(held.count for _, held in several)))
        if group.is_flat:
            numbers = np.concatenate([held.numbers for _, held in several])
            scores[np.unique(numbers)] += group.weight * (SATURATION + 1) * rarity
            return
        there = [
            (held.numbers, held.scores * (group.weight * one.weight * self._share(one, held, rarity)))
            for one, held in several
            if len(held.numbers)
        ]
        if len(there) == 1:
            scores[there[0][0]] += there[0][1]
        elif there:
            highest_of, sum_of = np.zeros(self._size), np.zeros(self._size)
            for numbers, reached in there:
                highest_of[numbers] = np.maximum(highest_of[numbers], reached)
                sum_of[numbers] += reached
            scores += (1 - TIE) * highest_of + TIE * sum_of

    def _share(self, alternative: Alternative, held: Held, rarity: float) -> float:
        return rarity / self._rarity(held.count) if len(alternative.terms) == 1 else PHRASE

    def _held(self, alternative: Alternative) -> Held:
        found = self._known.get(alternative)
        if found is None:
            found = self._known[alternative] = self._holdings.held(alternative)
        return found

    def _rarity(self, holders: int) -> float:
        return log(1 + (self._count - holders + 0.5) / (holders + 0.5))

    def _is_over(self) -> bool:
        self._is_partial |= self._deadline.is_over
        return self._is_partial
