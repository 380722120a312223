"""tantivy keeps and ranks the postings: written in Rust, many times faster than Whoosh.

It is given our own terms, separated by blanks, and queries built term by term; its tokenizers and its query parser
stay unused.
"""

from collections.abc import Iterable
from pathlib import Path
from threading import RLock
from typing import Self

from tantivy import Index, TextAnalyzerBuilder, Tokenizer

from search.answering import AnsweringIndex
from search.concepts import expansions
from search.folders import make_private, require_private
from search.index import Document, IndexMoved
from search.plan import Concepts
from search.stored import STATE_KEY, State, Stored, pack, prepare
from search.tantivy_postings import BLANKS, TantivySnapshot, any_fault_is_damage, entry, schema
from search.tantivy_writing import Writing


class TantivyIndex(AnsweringIndex):
    """An index in a folder that is nobody else's."""

    def __init__(self, folder: Path, index: Index, concepts: Concepts = expansions) -> None:
        super().__init__(concepts)
        self._folder = folder
        self._index = index
        self._index.register_tokenizer(BLANKS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
        self._index.config_reader("manual")
        self._writing = Writing(self._index, folder)
        self._lock = RLock()
        self._seen: tuple[int, int] = (0, 0)
        self._newest: TantivySnapshot | None = None

    @classmethod
    def create(cls, folder: Path, concepts: Concepts = expansions) -> Self:
        """Begin an empty index."""
        make_private(folder)
        created = cls(folder, Index(schema(), str(folder), reuse=False), concepts)
        with created._writing.writer() as writer:
            writer.add_document(entry(key=STATE_KEY, packed=pack(State())))
            writer.commit()
        return created

    @classmethod
    def open(cls, folder: Path, concepts: Concepts = expansions) -> Self:
        """Open an index.

        Raises:
            IndexUnusable: build it anew.
        """
        require_private(folder)
        with any_fault_is_damage():
            opened = cls(folder, Index.open(str(folder)), concepts)
        opened.snapshot()
        return opened

    def snapshot(self) -> "TantivySnapshot":
        with self._lock, any_fault_is_damage():
            about = (self._folder / "meta.json").stat()
            seen = about.st_mtime_ns, about.st_ino
            if self._newest is None or seen != self._seen:
                self._index.reload()
                self._newest = TantivySnapshot(self._index.searcher(), before=self._newest)
                self._seen = seen
            return self._newest

    def write(self, documents: Iterable[Document], *, removed: Iterable[str] = (), since: int, position: int) -> None:
        arrivals = prepare(documents)
        leaving = set(removed) - {arrival.id for arrival in arrivals}
        with self._writing.writer() as writer:
            before = self.snapshot()
            if before.position != since:
                raise IndexMoved(f"the index is at {before.position}, not at {since}")
            batch = before.state.batch + 1
            numbers = before.table.numbers
            free = len(before.table.rows)
            for id in leaving & numbers.keys():
                writer.delete_documents_by_term("key", id)
                writer.add_document(entry(key="", batch=batch, number=numbers[id], packed=pack(Stored())))
            for arrival in arrivals:
                if arrival.id in numbers:
                    writer.delete_documents_by_term("key", arrival.id)
                number = numbers.get(arrival.id, free)
                free = max(free, number + 1)
                added = entry(key=arrival.id, batch=batch, number=number, packed=arrival.packed)
                added.add_bytes("wordings", arrival.wordings)
                added.add_text("stem", " ".join(arrival.terms.stems.elements()))
                added.add_text("folded", " ".join(arrival.terms.folded))
                added.add_text("exact", " ".join(arrival.terms.exact))
                writer.add_document(added)
            writer.delete_documents_by_term("key", STATE_KEY)
            writer.add_document(entry(key=STATE_KEY, packed=pack(State(position, batch))))
            writer.commit()

    def close(self) -> None:
        with self._lock:
            self._newest = None
