"""An index in plain dictionaries, for tests and as the yardstick for the engines."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from threading import RLock

import numpy as np

from search.answering import AnsweringIndex
from search.concepts import expansions
from search.index import Document, IndexMoved
from search.lexicon import Lexicon
from search.plan import Concepts, Stream
from search.ranking import PLACE_BITS, Among, Deadline, Numbers, Occurrences, PostingsLook
from search.snapshot import Snapshot
from search.table import Table, row_of, set_of
from search.terms import Terms, composed, terms_of
from search.titles import Titles
from search.wording import Wordings, wordings_of


class MemoryIndex(AnsweringIndex):
    """Forgets everything with the process that made it."""

    def __init__(self, concepts: Concepts = expansions) -> None:
        super().__init__(concepts)
        self._kept = MemorySnapshot()
        self._lock = RLock()

    def snapshot(self) -> Snapshot:
        return self._kept

    def write(self, documents: Iterable[Document], *, removed: Iterable[str] = (), since: int, position: int) -> None:
        with self._lock:
            if self._kept.position != since:
                raise IndexMoved(f"the index is at {self._kept.position}, not at {since}")
            self._kept = self._kept.followed_by([composed(one) for one in documents], frozenset(removed), position)

    def close(self) -> None:
        pass


class MemorySnapshot(Snapshot):
    """Copied when something is written: simple, and never seen half done."""

    def __init__(self) -> None:
        self.table = Table()
        self.titles = Titles(self.table)
        self.lexicon = Lexicon({})
        self.position = 0
        self._documents: dict[int, Document] = {}
        self._terms: dict[int, Terms] = {}
        self._stems: dict[str, dict[int, float]] = defaultdict(dict)
        self._folded: dict[str, dict[int, list[int]]] = defaultdict(dict)
        self._exact: dict[str, dict[int, float]] = defaultdict(dict)
        self._lengths = self.table.lengths()

    def followed_by(self, documents: Sequence[Document], removed: frozenset[str], position: int) -> "MemorySnapshot":
        after = MemorySnapshot()
        after.position = position
        numbers = dict(self.table.numbers)
        after._documents = dict(self._documents)
        after._terms = dict(self._terms)
        gone = {numbers[id] for id in removed if id in numbers}
        for document in documents:
            number = numbers.setdefault(document.id, len(self.table.rows) + len(numbers) - len(self.table.numbers))
            after._documents[number], after._terms[number] = document, terms_of(document)
            gone.discard(number)
        for number in gone:
            del after._documents[number], after._terms[number]
        changed = {numbers[document.id]: document for document in documents}
        after.table = self.table.with_changes(
            dict.fromkeys(gone) | {number: row_of(one, after._terms[number].length) for number, one in changed.items()}
        )
        after.titles = Titles(after.table)
        after._lengths = after.table.lengths()
        counts: Counter[str] = Counter()
        for number, terms in after._terms.items():
            counts.update(terms.spellings())
            for term, often in terms.stems.items():
                after._stems[term][number] = often
            for word, places in terms.positions().items():
                after._folded[word][number] = places
            for word in terms.spellings():
                after._exact[word][number] = 1.0
        after.lexicon = Lexicon(counts)
        return after

    def document(self, number: int) -> Document:
        return self._documents[number]

    def worded(self, number: int) -> tuple[Document, Wordings]:
        document = self._documents[number]
        return document, wordings_of(document)

    def look(self, deadline: Deadline) -> PostingsLook:
        return PostingsLook(
            self, deadline, lengths=self._lengths, mean_length=self.table.mean_length, count=self.table.count
        )

    def holders(self, term: str, stream: Stream) -> int:
        return set_of(self.occurrences(term, stream).numbers)

    def frequency(self, term: str) -> int:
        return len(self._stems.get(term, ()))

    def occurrences(self, term: str, stream: Stream) -> Occurrences:
        if stream is Stream.FOLDED:
            often = {number: float(len(places)) for number, places in self._folded.get(term, {}).items()}
        else:
            often = (self._stems if stream is Stream.STEM else self._exact).get(term, {})
        return Occurrences(np.array([*often], np.intp), np.array([*often.values()], np.float64))

    def words(self, folded: str, among: Among) -> Numbers:
        standing = self._folded[folded].items()
        return np.array(
            [number << PLACE_BITS | place for number, places in standing if among[number] for place in places], np.intp
        )
