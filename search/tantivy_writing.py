"""Who writes to an index of tantivy: one process at a time, and merging holds nobody up who writes again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, RLock, Thread
from time import monotonic, sleep

import msgspec
from tantivy import Index, IndexWriter

from search.index import IndexBusy, IndexUnusable
from search.tantivy_postings import any_fault_is_damage

HEAP = 64_000_000

PATIENCE = 10.0
"""For how many seconds a writer waits for another."""
PAUSE = 0.02
SMALL, ENOUGH = 10_000, 8
"""tantivy merges as soon as there are so many segments of up to so many documents, and cannot be told otherwise."""


class Segment(msgspec.Struct):
    """A part of an index."""

    max_doc: int


class Meta(msgspec.Struct):
    """What an index tells of itself in `meta.json`."""

    segments: list[Segment]


@dataclass(frozen=True)
class Kept:
    """A writer that merges, and how many small segments there were when it had committed last."""

    writer: IndexWriter
    small: int


class Writing:
    """The right to write to one index.

    tantivy gives it to one writer, which keeps it until what it has begun to merge is merged: with ten thousand
    documents, for seconds after every seventh commit. Until then, whoever writes next in this process is given the same
    writer. Other processes wait.
    """

    def __init__(self, index: Index, folder: Path) -> None:
        self._index = index
        self._meta = folder / "meta.json"
        self._at_work = RLock()
        self._keeping = Lock()
        self._kept: Kept | None = None

    @contextmanager
    def writer(self) -> Iterator[IndexWriter]:
        """A writer that keeps neither lock nor half a commit, whatever happens.

        Raises:
            IndexBusy: another process writes, and did not finish in time.
            IndexUnusable: the index cannot be written.
        """
        with self._at_work:
            kept = self._take()
            writer = kept.writer if kept else self._begin()
            try:
                with any_fault_is_damage():
                    yield writer
            except BaseException:
                with suppress(Exception):
                    writer.rollback()
                _merge(writer)
                raise
            small = self._small()
            if small >= ENOUGH or (kept and small > kept.small):
                self._keep(Kept(writer, small))
            else:
                _merge(writer)

    def _take(self) -> Kept | None:
        with self._keeping:
            kept, self._kept = self._kept, None
            return kept

    def _keep(self, kept: Kept) -> None:
        with self._keeping:
            self._kept = kept
        Thread(target=self._let_go, args=(kept,), name="merging").start()

    def _let_go(self, kept: Kept) -> None:
        """Let a writer go once it has merged, unless it has been taken up again."""
        until = monotonic() + PATIENCE
        while self._kept is kept and self._small() >= kept.small and monotonic() < until:
            sleep(PAUSE)
        with self._keeping:
            if self._kept is not kept:
                return
            self._kept = None
        _merge(kept.writer)

    def _small(self) -> int:
        """How many segments there are that are merged before all others."""
        try:
            meta = msgspec.json.decode(self._meta.read_bytes(), type=Meta)
        except (OSError, msgspec.MsgspecError):
            return 0
        return sum(one.max_doc <= SMALL for one in meta.segments)

    def _begin(self) -> IndexWriter:
        until = monotonic() + PATIENCE
        while True:
            try:
                return self._index.writer(HEAP, 1)
            except Exception as error:
                if "LockBusy" not in str(error):
                    raise IndexUnusable(f"the index cannot be written: {error!r}") from error
                if monotonic() > until:
                    raise IndexBusy("another process is writing to the index") from error
            sleep(PAUSE)


def _merge(writer: IndexWriter) -> None:
    """Wait until what was begun to be merged is, and let the writer go."""
    with suppress(Exception):
        writer.wait_merging_threads()
