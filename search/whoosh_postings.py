"""Reads the postings that Whoosh keeps, segment by segment; what was read of one stays true as long as it lives."""

from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import RLock
from typing import Any, TypeAlias

import numpy as np
from whoosh import columns, fields, formats
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from search.index import IndexBusy, IndexMoved, IndexUnusable
from search.kept import Kept
from search.plan import Stream
from search.ranking import NOWHERE, PLACE_BITS, Among, Numbers, Occurrences, together
from search.terms import Terms
from search.whoosh_codec import NOTHING, TermPostings, read_postings

FOLDED_MARK = "~"
"""Before the folded form of a word that is written otherwise."""

GONE = -1

MOST_KEPT = 4_000_000
"""How many postings, of eight bytes each, are kept in memory once they were read."""
OVERHEAD = 80
"""What keeping a term takes besides, in postings."""


class Places(formats.Format):  # type: ignore[misc]
    """A posting's value: where the word stands."""


class StemField(fields.FieldType):  # type: ignore[misc]
    """Takes how often each stem occurs."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Terms, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return ((stem.encode(), often, float(often), b"") for stem, often in value.stems.items())


class WordField(fields.FieldType):  # type: ignore[misc]
    """Takes words with their places; a word with diacritics under its folded form too."""

    def __init__(self) -> None:
        super().__init__(Places(), None)

    def index(self, value: Terms, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        for word, places in value.words(FOLDED_MARK).items():
            yield word.encode(), len(places), float(len(places)), array("I", places).tobytes()


class KeyField(fields.FieldType):  # type: ignore[misc]
    """Takes one term."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: str, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        return iter([(value.encode(), 1, 1.0, b"")])


def schema() -> fields.Schema:
    """What the index keeps of a document."""
    return fields.Schema(
        key=KeyField(),
        batch=KeyField(),
        stem=StemField(),
        word=WordField(),
        number=fields.COLUMN(columns.NumericColumn("i", default=GONE)),
        packed=fields.STORED(),
        wordings=fields.STORED(),
    )


PostingsKept: TypeAlias = Kept[tuple[str, str, str], TermPostings]
"""By segment, field and term."""


def kept_postings() -> PostingsKept:
    """Room for postings that were read."""
    return Kept(MOST_KEPT)


class Leaf:
    """One segment: its postings never change, only which of its documents are still there."""

    def __init__(self, segment: Any, kept: PostingsKept, *, reader: Any, before: "Leaf | None") -> None:
        self.segment: str = segment.segment_id()
        self.reader = reader
        self._kept = kept
        self._gone = frozenset(segment.deleted_docs())
        self.all_numbers: Numbers = before.all_numbers if before else _numbers(reader)
        self.numbers = self.all_numbers.copy()
        self.numbers[list(self._gone)] = GONE

    def packed(self, place: int) -> tuple[bytes, bytes]:
        """What is stored of a document, and of its words."""
        stored = self.reader.stored_fields(place)
        return stored["packed"], stored.get("wordings", b"")

    def places_of(self, field: str, term: str) -> list[int]:
        """Where in the segment the documents with a term stand that are still there."""
        places: list[int] = self._read(field, term).places.tolist()
        return [place for place in places if place not in self._gone]

    def occurrences(self, field: str, term: str) -> Occurrences:
        """Which documents have a term, and how often."""
        found = self._postings(field, term)
        if found is NOTHING:
            return NOWHERE
        numbers = self.numbers[found.places]
        if not self._gone:
            return Occurrences(numbers, found.often)
        there = numbers != GONE
        return Occurrences(numbers[there], found.often[there])

    def words(self, term: str, among: Among) -> Numbers:
        """Where a word stands in those of some documents that have it, see `search.ranking.Postings`."""
        found = self._postings("word", term)
        numbers = self.numbers[found.places]
        wanted = np.flatnonzero((numbers != GONE) & among[numbers])
        if not wanted.size:
            return numbers[:0]
        often = found.often.astype(np.intp)
        counts = often[wanted]
        # Of each document wanted, where its places begin in the file, less those taken from documents before it.
        begins = (np.cumsum(often) - often)[wanted] - (np.cumsum(counts) - counts)
        taken = np.repeat(begins, counts) + np.arange(counts.sum())
        places = found.places_of_words(self.reader._terms._postfile)[taken]  # noqa: SLF001
        standing: Numbers = np.repeat(numbers[wanted], counts) << PLACE_BITS | places.astype(np.intp)
        return standing

    def _postings(self, field: str, term: str) -> TermPostings:
        key = (self.segment, field, term)
        found = self._kept.get(key)
        if found is None:
            found = self._read(field, term)
            self._kept.put(key, found, OVERHEAD + len(found.places))
        return found

    def _read(self, field: str, term: str) -> TermPostings:
        return read_postings(self.reader._terms, field, term)  # noqa: SLF001


class Segments:
    """The postings of all segments of one state of an index."""

    def __init__(self, storage: Any, state: TOC, kept: PostingsKept, before: "Segments | None") -> None:
        # A reader's files are read from one place at a time, and those of a segment by all states that have it:
        # to open them means to read them whole.
        self.lock: Any = before.lock if before else RLock()
        known = {leaf.segment: leaf for leaf in before.leaves} if before else {}
        self._frequent: dict[str, int] = {}
        self.leaves: list[Leaf] = []
        for segment in state.segments:
            leaf = known.get(segment.segment_id())
            reader = leaf.reader if leaf else SegmentReader(storage, state.schema, segment)
            self.leaves.append(Leaf(segment, kept, reader=reader, before=leaf))

    def frequency(self, term: str) -> int:
        """About how many documents have a stem."""
        with self.lock, any_fault_is_damage():
            if term not in self._frequent:
                self._frequent[term] = sum(leaf.reader.doc_frequency("stem", term.encode()) for leaf in self.leaves)
            return self._frequent[term]

    def occurrences(self, term: str, stream: Stream) -> Occurrences:
        """Which documents have a term, and how often."""
        field = "stem" if stream is Stream.STEM else "word"
        with self.lock, any_fault_is_damage():
            found = self._occurrences(field, term)
            if stream is not Stream.FOLDED:
                return found
            return together([(found, 1), (self._occurrences(field, FOLDED_MARK + term), 1)])

    def words(self, folded: str, among: Among) -> Numbers:
        """Where a folded word stands in some documents."""
        with self.lock, any_fault_is_damage():
            terms = (folded, FOLDED_MARK + folded)
            return np.concatenate([leaf.words(term, among) for term in terms for leaf in self.leaves])

    @cached_property
    def where(self) -> dict[int, tuple[Leaf, int]]:
        """In which segment each document stands, and where."""
        return {
            number: (leaf, place)
            for leaf in self.leaves
            for place, number in enumerate(leaf.numbers.tolist())
            if number != GONE
        }

    def packed(self, leaf: Leaf, place: int) -> bytes:
        """What is stored of a document."""
        return self.worded(leaf, place)[0]

    def worded(self, leaf: Leaf, place: int) -> tuple[bytes, bytes]:
        """What is stored of a document, and of its words."""
        with self.lock, any_fault_is_damage():
            return leaf.packed(place)

    def _occurrences(self, field: str, term: str) -> Occurrences:
        found = [one for leaf in self.leaves if len((one := leaf.occurrences(field, term)).numbers)]
        if len(found) < 2:  # noqa: PLR2004
            return found[0] if found else NOWHERE
        # No document is in two segments.
        return Occurrences(np.concatenate([one.numbers for one in found]), np.concatenate([one.often for one in found]))


def _numbers(reader: Any) -> Numbers:
    column = reader.column_reader("number")
    return np.array([column[place] for place in range(reader.doc_count_all())], np.intp)


@contextmanager
def any_fault_is_damage() -> Iterator[None]:
    """Turn whatever Whoosh raises into IndexUnusable."""
    try:
        yield
    except (IndexUnusable, IndexBusy, IndexMoved):
        raise
    except Exception as error:
        raise IndexUnusable(f"the index is damaged: {error!r}") from error
