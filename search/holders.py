"""Which documents have a term and what they score for it, remembered from one state of an index to the next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from search.kept import Kept
from search.plan import Stream
from search.table import numbers_in
from search.terms import Terms

MOST_KEPT = 32_000_000
"""How many bytes may be remembered."""
OVERHEAD = 500
"""How many a term takes besides its documents."""
MOST_CHANGED = 16
"""After more documents than these have changed at once, everything is asked for anew."""
MOST_CHANGES = 100
STALE = 0.02
"""After so large a part of the documents has changed, how rare a term was then says too little of how rare it is."""

Key: TypeAlias = tuple[tuple[str, ...], Stream]
"""A term, or several that follow one another."""


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The numbers of the documents that have something, ascending, and what each scores for it.

    `count`: about how many they are, as far as rarity goes; 0 of terms that follow one another.
    """

    numbers: NDArray[np.int32]
    scores: NDArray[np.float32]
    count: int = 0

    @classmethod
    def of(cls, numbers: NDArray[np.int32], scores: NDArray[np.float32], count: int) -> Self:
        """Bring documents into order."""
        order = np.argsort(numbers)
        return cls(numbers[order], scores[order], count)

    def changed(self, touched: int, now: "Held") -> "Held":
        """The same after some documents have changed, of which those that have it now are given."""
        stay = ~np.isin(self.numbers, numbers_in(touched))
        numbers = np.concatenate([self.numbers[stay], now.numbers])
        return Held.of(numbers, np.concatenate([self.scores[stay], now.scores]), self.count)


NOBODY = Held(np.empty(0, np.int32), np.empty(0, np.float32))


@dataclass(frozen=True, slots=True)
class Change:
    """The documents that one state has otherwise than that before, and the terms that they have now."""

    touched: int
    having: Mapping[Key, int]


class Holders:
    """Remembers who holds what and since when that is true, and tells what has changed since.

    States are counted from 0.
    """

    def __init__(self) -> None:
        self._kept: Kept[Key, tuple[Held, int]] = Kept(MOST_KEPT)
        self._changes: list[Change] = []
        self._touched = 0
        self._lock = Lock()

    def change(self, touched: int, terms: Mapping[int, Terms]) -> int:
        """Note what another state has changed: documents and, of those that are there now, their terms.

        Returns:
            The number of that state.
        """
        having = defaultdict[Key, int](int)
        for number, one in terms.items():
            for stream, several in ((Stream.STEM, one.stems), (Stream.FOLDED, one.folded), (Stream.EXACT, one.exact)):
                for term in set(several):
                    having[(term,), stream] |= 1 << number
        with self._lock:
            self._changes.append(Change(touched, having))
            self._touched += touched.bit_count()
            return len(self._changes)

    def is_full(self, count: int) -> bool:
        """Whether so much has changed, where there are so many documents, that it is better to begin again."""
        return len(self._changes) >= MOST_CHANGES or self._touched > STALE * count

    def get(self, key: Key, state: int) -> tuple[Held, int, int] | None:
        """Who held it at some time, which documents have changed since, and which of those may have it now."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[1] > state:
                return None
            touched = asked = 0
            for change in self._changes[found[1] : state]:
                touched |= change.touched
                # Which of the documents that changed have words in sequence is not noted.
                asked |= change.having.get(key, 0) if len(key[0]) == 1 else change.touched
            return found[0], touched, asked

    def put(self, key: Key, state: int, held: Held) -> None:
        """Remember who holds it in a state."""
        with self._lock:
            self._kept.put(key, (held, state), OVERHEAD + held.numbers.nbytes + held.scores.nbytes)
