"""The sets of documents that have a term, remembered from one state of an index to the next."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from sys import getsizeof
from threading import Lock
from typing import TypeAlias

from search.kept import Kept
from search.plan import Stream
from search.terms import Terms

MOST_KEPT = 32_000_000
"""How many bytes the sets that are remembered may take."""
OVERHEAD = 300
"""How many one takes besides."""
MOST_CHANGED = 16
"""After more documents than these have changed at once, everything is asked for anew."""
MOST_CHANGES = 100

Key: TypeAlias = tuple[tuple[str, ...], Stream]
"""A term, or several that follow one another."""


@dataclass(frozen=True, slots=True)
class Change:
    """The documents that one state has otherwise than that before, and the terms that they have now."""

    touched: int
    having: Mapping[Key, int]


class Holders:
    """Remembers sets and since when they are true, and brings them up to a later state when they are asked for.

    States are counted from 0.
    """

    def __init__(self) -> None:
        self._kept: Kept[Key, tuple[int, int]] = Kept(MOST_KEPT)
        self._changes: list[Change] = []
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
            return len(self._changes)

    @property
    def is_full(self) -> bool:
        """Whether so much has changed that it is better to begin again."""
        return len(self._changes) >= MOST_CHANGES

    def get(self, key: Key, state: int) -> int | None:
        """The documents that have it in a state, if that is known."""
        with self._lock:
            found = self._kept.get(key)
            changes = self._changes[found[1] : state] if found else []
        # Which of the documents that changed have words in sequence is not noted.
        if found is None or found[1] > state or (changes and len(key[0]) > 1):
            return None
        documents = found[0]
        for change in changes:
            documents = documents & ~change.touched | change.having.get(key, 0)
        return documents

    def put(self, key: Key, state: int, documents: int) -> None:
        """Remember which documents have it in a state."""
        with self._lock:
            self._kept.put(key, (documents, state), OVERHEAD + getsizeof(documents))
