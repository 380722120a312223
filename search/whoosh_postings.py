"""Reads the postings that Whoosh keeps."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any

from whoosh import columns, fields, formats

from search.index import Document, IndexBusy, IndexMoved, IndexUnusable
from search.lexicon import Lexicon
from search.plan import Group, Stream
from search.ranking import Deadline, rank
from search.snapshot import Snapshot
from search.stored import EDITION, STATE_KEY, State, Stored, unpack, unpack_state
from search.table import Table, set_of
from search.terms import Terms, terms_of

FOLDED_MARK = "~"
"""Before the folded form of a word that is written otherwise."""

GONE = -1

MOST_CHANGES = 500
"""What changed in more commits than these is not read commit by commit."""


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


class Leaf:
    """One segment: its postings never change, only which of its documents are still there."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self.segment = reader.segment().segment_id()
        numbers = reader.column_reader("number")
        self.numbers = [GONE if reader.is_deleted(place) else numbers[place] for place in range(reader.doc_count_all())]

    def places_of(self, field: str, term: str) -> Iterator[int]:
        """Where in the segment the documents with a term stand that are still there."""
        matcher = self._matcher(field, term)
        while matcher is not None and matcher.is_active():
            if not self.reader.is_deleted(place := matcher.id()):
                yield place
            matcher.next()

    def frequencies(self, field: str, term: str, found: dict[int, float]) -> None:
        """Add how often documents have a term."""
        matcher = self._matcher(field, term)
        numbers = self.numbers
        while matcher is not None and matcher.is_active():
            number = numbers[matcher.id()]
            if number != GONE:
                found[number] = found.get(number, 0.0) + matcher.weight()
            matcher.next()

    def positions(self, field: str, term: str, among: set[int] | None, found: dict[int, list[int]]) -> None:
        """Add where documents have a term."""
        matcher = self._matcher(field, term)
        while matcher is not None and matcher.is_active():
            number = self.numbers[matcher.id()]
            if number != GONE and (among is None or number in among):
                found.setdefault(number, []).extend(array("I", matcher.value()))
            matcher.next()

    def _matcher(self, field: str, term: str) -> Any:
        terms = self.reader._terms  # noqa: SLF001
        key = term.encode()
        if (field, key) not in terms:
            return None
        return terms.matcher(field, key, self.reader.schema[field].format)


class WhooshSnapshot(Snapshot):
    """What a reader saw when it was opened, with a table kept in step by reading what changed."""

    def __init__(self, reader: Any, before: "WhooshSnapshot | None") -> None:
        self._reader = reader
        # A reader's files are read from one place at a time.
        self._lock = RLock()
        self._leaves = [Leaf(leaf) for leaf, _ in reader.leaf_readers()]
        self.state = self._read_state()
        self.position = self.state.position
        if before and self.state.batch - before.state.batch <= MOST_CHANGES:
            changes = [one for batch in range(before.state.batch, self.state.batch) for one in self._came_in(batch + 1)]
            self.table = before.table.with_changes({number: stored.row for number, stored in changes})
            self.lexicon = before.lexicon
            for _, stored in changes:
                if stored.document:
                    self.lexicon.add(terms_of(stored.document).spellings())
        else:
            self.table = Table().with_changes({number: stored.row for number, stored in self._all_stored()})
            self.lexicon = Lexicon(dict(self._all_words()))
        self._lengths = [row.length if row else 0.0 for row in self.table.rows]
        self._at = {
            number: (leaf, place)
            for leaf in self._leaves
            for place, number in enumerate(leaf.numbers)
            if number != GONE
        }

    def document(self, number: int) -> Document:
        with self._lock, any_fault_is_damage():
            leaf, place = self._at[number]
            document = unpack(leaf.reader.stored_fields(place)["packed"]).document
        if document is None:
            raise IndexUnusable(f"document {number} is counted, but was removed")
        return document

    def scores(
        self, groups: Sequence[Group], deadline: Deadline, among: set[int] | None = None
    ) -> tuple[dict[int, float], bool]:
        with any_fault_is_damage():
            return rank(
                groups,
                self,
                lengths=self._lengths,
                mean_length=self.table.mean_length,
                count=self.table.count,
                deadline=deadline,
                among=among,
            )

    def holders(self, term: str, stream: Stream) -> int:
        with any_fault_is_damage():
            return set_of(number for number, _ in self.frequencies(term, stream))

    def frequency(self, term: str) -> int:
        with self._lock, any_fault_is_damage():
            return int(self._reader.doc_frequency("stem", term.encode()))

    def frequencies(self, term: str, stream: Stream) -> Iterable[tuple[int, float]]:
        found: dict[int, float] = {}
        with self._lock:
            for leaf in self._leaves:
                leaf.frequencies("stem" if stream is Stream.STEM else "word", term, found)
                if stream is Stream.FOLDED:
                    leaf.frequencies("word", FOLDED_MARK + term, found)
        return found.items()

    def positions(self, folded: str, among: set[int] | None) -> Mapping[int, Sequence[int]]:
        found: dict[int, list[int]] = {}
        with self._lock:
            for leaf in self._leaves:
                for term in (folded, FOLDED_MARK + folded):
                    leaf.positions("word", term, among, found)
        return found

    def _read_state(self) -> State:
        for leaf in self._leaves:
            for place in leaf.places_of("key", STATE_KEY):
                state = unpack_state(leaf.reader.stored_fields(place)["packed"])
                if state.edition != EDITION:
                    raise IndexUnusable(f"the index is of edition {state.edition}, this is {EDITION}")
                return state
        raise IndexUnusable("the index does not say where it stands")

    def _came_in(self, batch: int) -> Iterator[tuple[int, Stored]]:
        for leaf in self._leaves:
            for place in leaf.places_of("batch", str(batch)):
                yield leaf.numbers[place], unpack(leaf.reader.stored_fields(place)["packed"])

    def _all_stored(self) -> Iterator[tuple[int, Stored]]:
        for leaf in self._leaves:
            for place, number in enumerate(leaf.numbers):
                if number != GONE:
                    yield number, unpack(leaf.reader.stored_fields(place)["packed"])

    def _all_words(self) -> Iterator[tuple[str, int]]:
        for key, about in self._reader.iter_field("word"):
            word = key.decode()
            if not word.startswith(FOLDED_MARK):
                yield word, about.doc_frequency()


@contextmanager
def any_fault_is_damage() -> Iterator[None]:
    """Turn whatever Whoosh raises into IndexUnusable."""
    try:
        yield
    except (IndexUnusable, IndexBusy, IndexMoved):
        raise
    except Exception as error:
        raise IndexUnusable(f"the index is damaged: {error!r}") from error
