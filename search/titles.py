"""The titles of documents by how they begin."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from threading import RLock

from search.table import Row, Table

LAST_CHARACTER = "\U0010ffff"


class Titles:
    """Folded titles in order, each with the number of its document; never taken away, so the table is asked too."""

    def __init__(self, table: Table) -> None:
        rows = enumerate(table.rows)
        self._sorted = sorted((folded, number) for number, row in rows if row for folded, _ in row.titles)
        self._lock = RLock()

    def add(self, rows: Iterable[tuple[int, Row | None]]) -> None:
        """Take in the titles of documents that came or changed."""
        with self._lock:
            for number, row in rows:
                for folded, _ in row.titles if row else ():
                    insort(self._sorted, (folded, number))

    def beginning_with(self, beginning: str, table: Table, visible: int) -> Iterator[tuple[str, int]]:
        """Titles as they are written, and the numbers of the documents among those that may be seen."""
        with self._lock:
            start = bisect_left(self._sorted, (beginning, -1))
            found = self._sorted[start : bisect_left(self._sorted, (beginning + LAST_CHARACTER, -1))]
        seen = set()
        for folded, number in found:
            row = table.rows[number] if number < len(table.rows) and visible >> number & 1 else None
            for own, title in row.titles if row else ():
                if own == folded and (title, number) not in seen:
                    seen.add((title, number))
                    yield title, number
