"""Reads the postings that Whoosh keeps, segment by segment; what was read of one stays true as long as it lives."""

from array import array
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from search.index import IndexBusy, IndexMoved, IndexUnusable
from search.plan import Stream
from search.ranking import Occurrences
from search.terms import Terms

FOLDED_MARK = "~"
"""Before the folded form of a word that is written otherwise."""

GONE = -1

BLOCK = 1_024
"""How many postings are read at a time."""

MOST_KEPT = 3_000_000
"""How many postings, and places of words, are kept in memory once they were read."""


class Places(formats.Format):  # type: ignore[misc]
    """A posting's value: where the word stands."""

    def decode_positions(self, value: bytes) -> Sequence[int]:
        return array("I", value)


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
    )


def codec() -> W3Codec:
    """How postings are written: in large blocks, and as they are, to be read with few steps."""
    written = W3Codec(blocklimit=BLOCK, compression=0)
    # Lengths of documents are in the table; the engine would look for its own with every posting.
    written.length_stats = False
    return written


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The documents of one segment that have a term: where they stand in it, how often they have it, and where."""

    places: Sequence[int] = ()
    often: Sequence[float] = ()
    values: Sequence[bytes] = ()

    @property
    def cost(self) -> int:
        """About how much memory it takes, in postings."""
        return 8 + len(self.places) + 4 * len(self.values)


NOTHING = TermPostings()


class Kept:
    """Postings that were read before, the least used of which are forgotten."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._cost = 0
        self._postings: OrderedDict[tuple[str, str, str], TermPostings] = OrderedDict()

    def get(self, key: tuple[str, str, str]) -> TermPostings | None:
        """What was read under a key."""
        found = self._postings.get(key)
        if found is not None:
            self._postings.move_to_end(key)
        return found

    def put(self, key: tuple[str, str, str], postings: TermPostings) -> None:
        """Remember what was read."""
        if key in self._postings:
            self._cost -= self._postings.pop(key).cost
        self._postings[key] = postings
        self._cost += postings.cost
        while self._cost > self._most:
            _, forgotten = self._postings.popitem(last=False)
            self._cost -= forgotten.cost


class Leaf:
    """One segment: its postings never change, only which of its documents are still there."""

    def __init__(self, segment: Any, kept: Kept, *, reader: Any, before: "Leaf | None") -> None:
        self.segment: str = segment.segment_id()
        self.reader = reader
        self._kept = kept
        self._gone = frozenset(segment.deleted_docs())
        self.all_numbers: list[int] = before.all_numbers if before else _numbers(reader)
        self.numbers = list(self.all_numbers)
        for place in self._gone:
            self.numbers[place] = GONE

    def packed(self, place: int) -> bytes:
        """What is stored of a document."""
        stored: bytes = self.reader.stored_fields(place)["packed"]
        return stored

    def places_of(self, field: str, term: str) -> list[int]:
        """Where in the segment the documents with a term stand that are still there."""
        return [place for place in self._read(field, term).places if place not in self._gone]

    def frequencies(self, field: str, term: str) -> Iterator[tuple[int, float]]:
        """Which documents have a term, and how often; those that are gone under one number."""
        found = self._postings(field, term)
        return zip(map(self.numbers.__getitem__, found.places), found.often, strict=True)

    def positions(self, term: str, places: Iterable[int]) -> Iterator[tuple[int, Sequence[int]]]:
        """Where a word stands in those of some documents that have it; `places` in the segment, in order."""
        found = self._postings("word", term, with_values=True)
        at = 0
        for place in places:
            at = bisect_left(found.places, place, lo=at)
            if at == len(found.places):
                return
            if found.places[at] == place:
                yield self.numbers[place], array("I", found.values[at])

    def _postings(self, field: str, term: str, *, with_values: bool = False) -> TermPostings:
        key = (self.segment, field, term)
        found = self._kept.get(key)
        if found is None or (with_values and len(found.values) < len(found.places)):
            found = self._read(field, term, with_values=with_values)
            self._kept.put(key, found)
        return found

    def _read(self, field: str, term: str, *, with_values: bool = False) -> TermPostings:
        """Read block by block; the engine would hand out posting by posting."""
        terms = self.reader._terms  # noqa: SLF001
        key = term.encode()
        if (field, key) not in terms:
            return NOTHING
        matcher = terms.matcher(field, key, self.reader.schema[field].format)
        places, often, values = array("I"), array("f"), list[bytes]()
        while matcher.is_active():
            # These have the engine read the block that it is at.
            matcher.id(), matcher.weight()
            places.extend(matcher._ids)  # noqa: SLF001
            often.extend(matcher._weights)  # noqa: SLF001
            if with_values:
                matcher.value()
                values.extend(matcher._values)  # noqa: SLF001
            if not hasattr(matcher, "_next_block"):
                break
            matcher._next_block()  # noqa: SLF001
        return TermPostings(places, often, values)


class Segments:
    """The postings of all segments of one state of an index."""

    def __init__(self, storage: Any, state: TOC, kept: Kept, before: "Segments | None") -> None:
        # A reader's files are read from one place at a time, and those of a segment by all states that have it:
        # to open them means to read them whole.
        self.lock: Any = before.lock if before else RLock()
        known = {leaf.segment: leaf for leaf in before.leaves} if before else {}
        self._stood: tuple[set[int], list[tuple[Leaf, list[int]]]] = (set(), [])
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

    def frequencies(self, term: str, stream: Stream) -> Occurrences:
        """How often documents have a term."""
        field = "stem" if stream is Stream.STEM else "word"
        with self.lock, any_fault_is_damage():
            found = self._frequencies(field, term)
            if stream is Stream.FOLDED:
                get = found.get
                for number, often in self._frequencies(field, FOLDED_MARK + term).items():
                    found[number] = get(number, 0.0) + often
        return found

    def positions(self, folded: str, among: set[int]) -> Mapping[int, Sequence[int]]:
        """Where a folded word stands in some documents."""
        found: dict[int, Sequence[int]] = {}
        with self.lock, any_fault_is_damage():
            for leaf, places in self._standing(among):
                found.update(leaf.positions(folded, places))
                for number, more in leaf.positions(FOLDED_MARK + folded, places):
                    found[number] = [*found[number], *more] if number in found else more
        return found

    @cached_property
    def where(self) -> dict[int, tuple[Leaf, int]]:
        """In which segment each document stands, and where."""
        return {
            number: (leaf, place) for leaf in self.leaves for place, number in enumerate(leaf.numbers) if number != GONE
        }

    def _standing(self, among: set[int]) -> list[tuple[Leaf, list[int]]]:
        """The segments that have any of some documents, and where these stand."""
        if among is not self._stood[0]:
            standing: dict[Leaf, list[int]] = {}
            for leaf, place in map(self.where.__getitem__, among):
                standing.setdefault(leaf, []).append(place)
            self._stood = among, [(leaf, sorted(places)) for leaf, places in standing.items()]
        return self._stood[1]

    def packed(self, leaf: Leaf, place: int) -> bytes:
        """What is stored of a document."""
        with self.lock, any_fault_is_damage():
            return leaf.packed(place)

    def _frequencies(self, field: str, term: str) -> Occurrences:
        found: Occurrences = {}
        for leaf in self.leaves:
            found.update(leaf.frequencies(field, term))
        found.pop(GONE, None)
        return found


def _numbers(reader: Any) -> list[int]:
    column = reader.column_reader("number")
    return [column[place] for place in range(reader.doc_count_all())]


@contextmanager
def any_fault_is_damage() -> Iterator[None]:
    """Turn whatever Whoosh raises into IndexUnusable."""
    try:
        yield
    except (IndexUnusable, IndexBusy, IndexMoved):
        raise
    except Exception as error:
        raise IndexUnusable(f"the index is damaged: {error!r}") from error
