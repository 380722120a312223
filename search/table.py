"""What an index keeps in memory of every document, to count, filter and sort without asking the engine.

A document has a small number; a set of documents is an integer whose bit n says whether document n is in it. Such
sets are immutable and combine at the speed of the machine, so a table is never changed: a new one takes its place.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from search.analysis import fold, sort_key
from search.facets import PARTS, values_meant
from search.index import Document
from search.query import Years

K = TypeVar("K", bound=Hashable)

FEW = 64

Octets: TypeAlias = NDArray[np.uint64]
"""The bits of sets, eight octets at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document's place in the table; `titles`: folded and as they are; `length`: as of its terms."""

    id: str
    titles: tuple[tuple[str, str], ...]
    values: tuple[tuple[str, str], ...]
    audience: tuple[str, ...]
    practiced: str
    published: str
    title_key: tuple[str, str]
    length: float


def row_of(document: Document, length: float) -> Row:
    """What the table keeps of a document."""
    values = [("kind", document.kind), *(("language", language) for language in document.texts)]
    values += [(name, value) for name, several in document.facets.items() for value in several]
    titles = [text.title for text in document.texts.values()]
    original = next(iter(document.texts), "")
    return Row(
        document.id,
        tuple((fold(title), title) for title in titles),
        tuple(dict.fromkeys(values)),
        document.audience,
        document.practiced,
        document.published,
        sort_key(titles[0] if titles else "", original),
        length,
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """The values of a facet in their order, and a line of bits for each: the documents that have it."""

    values: Sequence[str]
    lines: Octets

    @classmethod
    def of(cls, by_value: Mapping[str, int], size: int) -> Self:
        """Write down the sets of each value of documents whose numbers are below `size`."""
        values = sorted(by_value)
        lines = [_octets(by_value[value], size) for value in values]
        return cls(values, np.stack(lines) if lines else np.empty((0, 0), np.uint64))

    def count(self, among: int, size: int) -> tuple[tuple[str, int], ...]:
        """How many of some documents have each value, most frequent first, those of none left aside."""
        if not self.values:
            return ()
        counts = np.bitwise_count(self.lines & _octets(among, size)).sum(axis=1, dtype=np.intp)
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        return tuple(zip(map(self.values.__getitem__, order.tolist()), counts[order].tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Table:
    """All documents of one state of an index."""

    rows: Sequence[Row | None] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    audiences: Mapping[str, int] = field(default_factory=dict)
    everything: int = 0
    words: float = 0
    tallies: dict[str, Tally] = field(default_factory=dict, init=False, repr=False, compare=False)

    def with_changes(self, changes: Mapping[int, Row | None]) -> "Table":
        """The table after documents got new rows, or none."""
        rows = [*self.rows, *([None] * (max(changes, default=-1) + 1 - len(self.rows)))]
        numbers = dict(self.numbers)
        arrived = {number: row for number, row in changes.items() if row}
        left = [row for row in (rows[number] for number in changes) if row]
        for row in left:
            del numbers[row.id]
        for number, new in changes.items():
            rows[number] = new
        numbers.update((row.id, number) for number, row in arrived.items())
        touched = set_of(changes)
        facets = defaultdict[str, dict[str, int]](dict)
        for (name, value), documents in _moved(self._pairs(), touched, arrived, lambda row: row.values):
            facets[name][value] = documents
        audiences = dict(_moved(self.audiences.items(), touched, arrived, lambda row: row.audience))
        everything = self.everything & ~touched | set_of(arrived)
        words = self.words + sum(row.length for row in arrived.values()) - sum(row.length for row in left)
        return Table(rows, numbers, facets, audiences, everything, words)

    @property
    def count(self) -> int:
        """How many documents there are."""
        return self.everything.bit_count()

    @property
    def mean_length(self) -> float:
        """How many words a document has."""
        return self.words / self.count if self.words else 1.0

    def lengths(self) -> NDArray[np.float64]:
        """How many words each document has, by its number."""
        return np.array([row.length if row else 0.0 for row in self.rows], np.float64)

    @property
    def languages(self) -> frozenset[str]:
        """Those in which there is a document."""
        return frozenset(language for language, documents in self.facets.get("language", {}).items() if documents)

    def row(self, number: int) -> Row:
        """The row of a document that is there."""
        row = self.rows[number]
        if row is None:
            raise KeyError(number)
        return row

    def visible_to(self, audience: Iterable[str]) -> int:
        """The documents that somebody may find."""
        return union(self.audiences.get(one, 0) for one in audience)

    def by_value(self, name: str) -> Mapping[str, int]:
        """The documents that have each value of a facet, or of those that a name stands for."""
        if name not in PARTS:
            return self.facets.get(name, {})
        together = defaultdict[str, int](int)
        for part in PARTS[name]:
            for value, documents in self.facets.get(part, {}).items():
                together[value] |= documents
        return together

    def having(self, name: str, values: Iterable[str]) -> int:
        """The documents that have one of the values."""
        by_value = self.by_value(name)
        return union(by_value.get(meant, 0) for value in values for meant in values_meant(name, value))

    def in_years(self, years: Years) -> int:
        """The documents of any of some years."""
        by_year = self.by_value("year").items()
        return union(documents for year, documents in by_year if years.first <= int(year) <= years.last)

    def values_like(self, name: str, typed: str) -> list[str]:
        """The values of a facet that were meant by what was typed, whatever its case."""
        sought = {value.casefold() for value in values_meant(name, typed)}
        return [value for value in self.by_value(name) if value.casefold() in sought]

    def count_by(self, name: str, among: int) -> tuple[tuple[str, int], ...]:
        """How many of some documents have each value, most frequent first."""
        size = len(self.rows)
        tally = self.tallies.get(name)
        if tally is None:
            tally = self.tallies[name] = Tally.of(self.by_value(name), size)
        return tally.count(among, size)

    def _pairs(self) -> Iterator[tuple[tuple[str, str], int]]:
        for name, by_value in self.facets.items():
            for value, documents in by_value.items():
                yield (name, value), documents


def set_of(numbers: Collection[int] | NDArray[np.intp]) -> int:
    """The set of some numbers."""
    if len(numbers) < FEW:
        # Those of numpy have but 64 bits.
        return union(1 << int(number) for number in numbers)
    listed = np.fromiter(numbers, np.intp, len(numbers))
    flags = np.zeros(listed.max() + 1, np.bool_)
    flags[listed] = True
    return flagged(flags)


def numbers_in(documents: int) -> list[int]:
    """The numbers in a set, ascending."""
    numbers: list[int] = np.flatnonzero(flags_of(documents, documents.bit_length())).tolist()
    return numbers


def flagged(flags: NDArray[np.bool_]) -> int:
    """The set of the numbers whose flag is up."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def flags_of(documents: int, size: int) -> NDArray[np.bool_]:
    """Of each number below `size` whether it is in a set, all of whose numbers are."""
    octets = np.frombuffer(documents.to_bytes((size + 7) // 8, "little"), np.uint8)
    return np.unpackbits(octets, count=size, bitorder="little").view(np.bool_)


def _octets(documents: int, size: int) -> Octets:
    return np.frombuffer(documents.to_bytes((size + 63) // 64 * 8, "little"), np.uint64)


def _moved(
    before: Iterable[tuple[K, int]], touched: int, arrived: Mapping[int, Row], keys: Callable[[Row], Iterable[K]]
) -> Iterator[tuple[K, int]]:
    """The sets of documents under each key, after some documents have come, changed or gone."""
    added: dict[K, list[int]] = defaultdict(list)
    for number, row in arrived.items():
        for key in keys(row):
            added[key].append(number)
    for key, documents in before:
        if left := documents & ~touched | set_of(added.pop(key, ())):
            yield key, left
    for key, several in added.items():
        yield key, set_of(several)


def union(sets: Iterable[int]) -> int:
    """The documents of any of some sets."""
    together = 0
    for one in sets:
        together |= one
    return together
