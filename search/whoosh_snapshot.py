"""What an index of Whoosh held after one commit."""

from collections.abc import Iterator
from typing import Any

from whoosh.index import TOC

from search.index import Document, IndexUnusable
from search.lexicon import Lexicon
from search.plan import Stream
from search.ranking import Deadline, PostingsLook
from search.snapshot import Snapshot
from search.stored import (
    EDITION,
    STATE_KEY,
    WORDS_KEY,
    State,
    Stored,
    Words,
    unpack,
    unpack_state,
    unpack_wordings,
    unpack_words,
)
from search.table import Table, set_of
from search.terms import spellings_of
from search.titles import Titles
from search.whoosh_postings import GONE, Leaf, PostingsKept, Segments, any_fault_is_damage
from search.wording import Wordings

MOST_CHANGES = 500
"""What changed in more commits than these is not read commit by commit."""


class WhooshSnapshot(Snapshot):
    """A table and a lexicon are kept in step by reading what changed; postings are read when they are asked for."""

    def __init__(self, storage: Any, state: TOC, kept: PostingsKept, before: "WhooshSnapshot | None") -> None:
        self.segments: Segments = Segments(storage, state, kept, before.segments if before else None)
        self.state = self._read_state()
        self.position = self.state.position
        if before and self.state.batch - before.state.batch <= MOST_CHANGES:
            changes = dict(self._came_after(before.state.batch))
            self.table = before.table.with_changes({number: stored.row for number, stored in changes.items()})
            self.lexicon, self.titles = before.lexicon, before.titles
            self.titles.add((number, self.table.rows[number]) for number in changes)
            self.words_batch: int = before.words_batch
            self._learn(changes)
        else:
            stored = dict(self._all_stored())
            self.table = Table().with_changes({number: one.row for number, one in stored.items()})
            self.titles = Titles(self.table)
            words = self._read_words()
            self.lexicon = Lexicon(words.counts)
            self.words_batch = words.batch
            self._learn(dict(self._came_after(words.batch)) if words.batch else stored)
        self._lengths = self.table.lengths()

    def document(self, number: int) -> Document:
        with any_fault_is_damage():
            return _there(self.segments.packed(*self.segments.where[number]))

    def worded(self, number: int) -> tuple[Document, Wordings]:
        with any_fault_is_damage():
            packed, wordings = self.segments.worded(*self.segments.where[number])
            return _there(packed), unpack_wordings(wordings)

    def look(self, deadline: Deadline) -> PostingsLook:
        return PostingsLook(
            self.segments,
            deadline,
            lengths=self._lengths,
            mean_length=self.table.mean_length,
            count=self.table.count,
        )

    def holders(self, term: str, stream: Stream) -> int:
        return set_of(self.segments.occurrences(term, stream).numbers)

    def frequency(self, term: str) -> int:
        return self.segments.frequency(term)

    def _learn(self, changes: dict[int, Stored]) -> None:
        for stored in changes.values():
            if stored.document:
                self.lexicon.add(spellings_of(stored.document))

    def _read_state(self) -> State:
        for packed in self._kept_under(STATE_KEY):
            state = unpack_state(packed)
            if state.edition != EDITION:
                raise IndexUnusable(f"the index is of edition {state.edition}, this is {EDITION}")
            return state
        raise IndexUnusable("the index does not say where it stands")

    def _read_words(self) -> Words:
        return next(map(unpack_words, self._kept_under(WORDS_KEY)), Words())

    def _kept_under(self, key: str) -> Iterator[bytes]:
        return (self.segments.packed(leaf, place) for leaf, place in self.places_of(key))

    def places_of(self, key: str) -> Iterator[tuple[Leaf, int]]:
        """Where what is kept under a key stands: the segment, and the place in it."""
        for leaf in self.segments.leaves:
            for place in leaf.places_of("key", key):
                yield leaf, place

    def _came_after(self, batch: int) -> Iterator[tuple[int, Stored]]:
        for later in range(batch + 1, self.state.batch + 1):
            for leaf in self.segments.leaves:
                for place in leaf.places_of("batch", str(later)):
                    yield int(leaf.numbers[place]), unpack(self.segments.packed(leaf, place))

    def _all_stored(self) -> Iterator[tuple[int, Stored]]:
        for leaf in self.segments.leaves:
            for place, number in enumerate(leaf.numbers.tolist()):
                if number != GONE:
                    yield number, unpack(self.segments.packed(leaf, place))


def _there(packed: bytes) -> Document:
    if (document := unpack(packed).document) is None:
        raise IndexUnusable("a document is counted, but was removed")
    return document
