"""Whoosh keeps the postings: pure Python, nothing to install.

It is given terms, never text, and hands out postings, never answers: its analysers, query parser, scoring, collectors
and spelling stay unused, because they lose accents, raise on punctuation and ignore filters. Its files hold pickles,
so the folder belongs to its owner alone, is read only if nobody else could have written there, and of the names in it
only those that we write are looked up. Whatever it raises means that the index is damaged.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from threading import RLock
from typing import Any, Self

from whoosh.index import TOC, FileIndex, LockError, create_in, open_dir
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search import whoosh_pickles
from search.answering import AnsweringIndex
from search.concepts import expansions
from search.folders import make_private, require_private
from search.index import Document, IndexBusy, IndexMoved, IndexUnusable
from search.plan import Concepts
from search.stored import EDITION, STATE_KEY, WORDS_KEY, State, Stored, Words, pack, prepare
from search.whoosh_codec import PlainCodec
from search.whoosh_postings import GONE, Leaf, any_fault_is_damage, kept_postings, schema
from search.whoosh_snapshot import WhooshSnapshot

whoosh_pickles.guard()

ATTEMPTS = 5
PATIENCE = 10.0
"""For how many seconds a writer waits for another."""
MEGABYTES = 64
"""So much is gathered before it goes to disk on the way into the index."""
MANY = 100
"""After so many documents, or commits, the words of all documents are stored anew."""
TIERS = (16, 128, 1_024)
"""Segments of up to so many documents are taken up into a larger one, when there are enough of them."""
ENOUGH = 8


class WhooshIndex(AnsweringIndex):
    """An index in a folder that is nobody else's."""

    def __init__(self, index: FileIndex, concepts: Concepts = expansions) -> None:
        super().__init__(concepts)
        self._index = index
        self._lock = RLock()
        self._generation = GONE
        self._newest: WhooshSnapshot | None = None
        self._kept = kept_postings()

    @classmethod
    def create(cls, folder: Path, concepts: Concepts = expansions) -> Self:
        """Begin an empty index."""
        make_private(folder)
        index = create_in(str(folder), schema(), _name())
        writer = index.writer(codec=PlainCodec())
        writer.add_document(key=STATE_KEY, packed=pack(State()))
        writer.commit()
        return cls(index, concepts)

    @classmethod
    def open(cls, folder: Path, concepts: Concepts = expansions) -> Self:
        """Open an index.

        Raises:
            IndexUnusable: build it anew.
        """
        require_private(folder)
        _require_edition(folder)
        with any_fault_is_damage():
            opened = cls(open_dir(str(folder), _name()), concepts)
        opened.snapshot()
        return opened

    def snapshot(self) -> "WhooshSnapshot":
        with self._lock, any_fault_is_damage():
            for attempt in range(ATTEMPTS):
                generation = self._index.latest_generation()
                if self._newest and generation == self._generation:
                    return self._newest
                if generation < 0:
                    raise IndexUnusable("the index is missing")
                try:
                    self._newest = WhooshSnapshot(
                        self._index.storage,
                        TOC.read(self._index.storage, self._index.indexname),
                        self._kept,
                        self._newest,
                    )
                except OSError:
                    # Another process has committed, and removed the files this one was about to open.
                    if attempt == ATTEMPTS - 1 or generation == self._index.latest_generation():
                        raise
                else:
                    self._generation = generation
        if self._newest is None:
            raise IndexUnusable("the index changes faster than it can be opened")
        return self._newest

    def write(self, documents: Iterable[Document], *, removed: Iterable[str] = (), since: int, position: int) -> None:
        arrivals = prepare(documents)
        leaving = set(removed) - {arrival.id for arrival in arrivals}
        with self._writer() as writer:
            before = self.snapshot()
            if before.position != since:
                raise IndexMoved(f"the index is at {before.position}, not at {since}")
            batch = before.state.batch + 1
            numbers = before.table.numbers
            free = len(before.table.rows)
            for id in leaving & numbers.keys():
                _delete(writer, *before.segments.where[numbers[id]])
                writer.add_document(batch=str(batch), number=numbers[id], packed=pack(Stored()))
            for arrival in arrivals:
                if arrival.id in numbers:
                    _delete(writer, *before.segments.where[numbers[arrival.id]])
                number = numbers.get(arrival.id, free)
                free = max(free, number + 1)
                writer.add_document(
                    key=arrival.id,
                    batch=str(batch),
                    stem=arrival.terms,
                    word=arrival.terms,
                    number=number,
                    packed=arrival.packed,
                    wordings=arrival.wordings,
                )
            if len(arrivals) >= MANY or batch - before.words_batch >= MANY:
                counts = Counter(before.lexicon.counts())
                for arrival in arrivals:
                    counts.update(arrival.terms.spellings())
                _keep(writer, before, WORDS_KEY, Words(batch, dict(counts)))
            _keep(writer, before, STATE_KEY, State(position, batch))
            writer.commit(mergetype=_merge)

    def close(self) -> None:
        with self._lock:
            self._newest = None
            self._index.close()

    @contextmanager
    def _writer(self) -> Iterator[SegmentWriter]:
        """A writer that keeps neither lock nor half a commit, whatever happens."""
        try:
            writer = self._index.writer(timeout=PATIENCE, delay=0.02, limitmb=MEGABYTES, codec=PlainCodec())
        except LockError as error:
            raise IndexBusy("another process is writing to the index") from error
        except Exception as error:
            raise IndexUnusable(f"the index cannot be written: {error!r}") from error
        try:
            with any_fault_is_damage():
                yield writer
        finally:
            if not writer.is_closed:
                with suppress(Exception):
                    writer.cancel()
                with suppress(Exception):
                    writer.writelock.release()


def _name() -> str:
    """What the files of an index are called by, so that its edition is known before anything in them is read."""
    return f"edition{EDITION}"


def _require_edition(folder: Path) -> None:
    named = {path.name.split("_")[1] for path in folder.glob("_*_*.toc")}
    if named and _name() not in named:
        raise IndexUnusable(f"the index is of another edition, this is {EDITION}")


def _keep(writer: SegmentWriter, before: WhooshSnapshot, key: str, value: State | Words) -> None:
    for leaf, place in before.places_of(key):
        _delete(writer, leaf, place)
    writer.add_document(key=key, packed=pack(value))


def _delete(writer: SegmentWriter, leaf: Leaf, place: int) -> None:
    """Delete where something is known to stand; to look for it, the engine would read every segment again."""
    next(one for one in writer.segments if one.segment_id() == leaf.segment).delete_document(place)


def _merge(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Take segments up when there are enough of about the same size, so that most commits cost little.

    The number of segments grows with the logarithm of that of the documents.
    """
    sizes = {segment: segment.doc_count_all() for segment in segments}
    full = 0
    for least, most in pairwise((0, *TIERS)):
        if sum(least < size <= most for size in sizes.values()) >= ENOUGH:
            full = most
    for segment in sorted(segments, key=lambda one: sizes[one]):
        if sizes[segment] <= full:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if sizes[segment] > full]
