"""Who writes to an index of tantivy: one process at a time, and merging holds nobody up who writes again."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import inf, log2
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
ENOUGH, SMALL, ALIKE = 8, 10_000, 0.75
"""tantivy merges as soon as so many segments are alike, and cannot be told otherwise: up to so many documents all are,
beyond that those whose sizes differ by no more than this power of two."""


class Deletes(msgspec.Struct):
    """What has gone from a segment."""

    num_deleted_docs: int


class Segment(msgspec.Struct):
    """A part of an index."""

    max_doc: int
    deletes: Deletes | None = None

    @property
    def magnitude(self) -> float:
        """Of which power of two its size is, as far as merging is concerned."""
        gone = self.deletes.num_deleted_docs if self.deletes else 0
        return log2(max(SMALL, self.max_doc - gone))


class Meta(msgspec.Struct):
    """What an index tells of itself in `meta.json`."""

    segments: list[Segment]


@dataclass(frozen=True)
class Kept:
    """A writer that merges, and how many segments there were when it had committed last."""

    writer: IndexWriter
    count: int


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
            segments = self._segments()
            if are_merged(segments) or (kept and len(segments) > kept.count):
                self._keep(Kept(writer, len(segments)))
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
        while self._kept is kept and len(self._segments()) >= kept.count and monotonic() < until:
            sleep(PAUSE)
        with self._keeping:
            if self._kept is not kept:
                return
            self._kept = None
        _merge(kept.writer)

    def _segments(self) -> Sequence[Segment]:
        try:
            return msgspec.json.decode(self._meta.read_bytes(), type=Meta).segments
        except (OSError, msgspec.MsgspecError):
            return ()

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


def are_merged(segments: Sequence[Segment]) -> bool:
    """Whether tantivy makes one of some of these."""
    count, largest = 0, inf
    for segment in sorted(segments, key=lambda one: -one.max_doc):
        count += 1
        if segment.magnitude < largest - ALIKE:
            count, largest = 1, segment.magnitude
        if count >= ENOUGH:
            return True
    return False


def _merge(writer: IndexWriter) -> None:
    """Wait until what was begun to be merged is, and let the writer go."""
    with suppress(Exception):
        writer.wait_merging_threads()
