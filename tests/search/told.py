"""A log told in documents, for tests of what keeps an index in step with it: in memory or in a file for processes."""

import json
from collections.abc import Collection, Sequence
from pathlib import Path

from search.index import Document, Text
from search.source import Batch

STEP = 2


class Told:
    """What was told so far, a document a position; one without words is gone. Kept in a file, so processes share it."""

    def __init__(self, path: Path, *, step: int = STEP, name: str = "this log") -> None:
        self.path = path
        self.step = step
        self.log_name = name
        path.touch()

    def add(self, *told: tuple[str, str]) -> None:
        """Tell documents by id and words."""
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(one) + "\n" for one in told)

    def position(self) -> int:
        return len(self._lines())

    def name(self) -> str:
        return self.log_name

    def read(self, after: int) -> Batch:
        lines = self._lines()[after : after + self.step]
        latest = {id: words for id, words in lines}  # noqa: C416 - the type checker sees pairs only so
        return _batch(after + len(lines), latest)

    def tell(self, records: Collection[str], position: int) -> Batch:
        latest = {id: words for id, words in self._lines() if id in records}
        return _batch(position, latest)

    def _lines(self) -> Sequence[tuple[str, str]]:
        # A line that another process is still writing does not count.
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").split("\n")[:-1]]


def _batch(position: int, latest: dict[str, str]) -> Batch:
    documents = [
        Document(id, "practice", {"es": Text(words)}, {"country": ("PE",)}, address=f"/{id}")
        for id, words in latest.items()
        if words
    ]
    return Batch(position, documents, [id for id, words in latest.items() if not words])
