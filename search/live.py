"""The search index in step with the log: it answers whatever becomes of its files, and says how far it is."""

import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import TypeVar

from domain.vocabulary import LANGUAGES
from search.engines import MEMORY
from search.index import (
    Answer,
    Document,
    Hit,
    IndexBusy,
    IndexMoved,
    IndexUnusable,
    Question,
    SearchIndex,
    Suggestion,
)
from search.memory import MemoryIndex
from search.places import FolderPlace, MemoryPlace, Place, PlaceUnusable
from search.query import parse
from search.source import Source

T = TypeVar("T")

ATTEMPTS = 3
OWN_PATIENCE = 1.0
"""Seconds for which a question waits until an index of this process alone is level with the log."""
BEHIND_FOR = 2.0
"""Seconds for which an index may be behind the log before whoever asks helps to fill it."""
SWAP_PATIENCE = 60.0
"""Seconds to wait for whoever writes to an index before another takes its place."""
NEAR = 1_000
"""By how many events an index may be behind for whoever records to wait for all of them."""
SLICE = 0.05
AT_ONCE, AT_ONCE_BESIDE, AT_ONCE_IN_MEMORY = 200, 5_000, 20_000
"""How many documents are committed at once: few where others wait to write, many where nobody does."""
BREATH = 0.03
"""Seconds in which others may write, between two commits of who has many to do."""

log = logging.getLogger(__name__)


class LiveIndex:
    """One process's hold on the index of its host."""

    def __init__(self, place: Place, source: Source) -> None:
        self._place = place
        self._source = source
        self._lock = Lock()
        self._helper: Thread | None = None
        self._behind_since = (0, 0.0)
        self._closed = Event()

    @property
    def position(self) -> int:
        """Up to where in the log the index is built."""
        return self._ask(lambda index: index.position)

    def search(self, question: Question) -> Answer:
        """Find documents."""
        return self._ask(lambda index: index.search(question))

    def suggest(self, typed: str, *, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        """Complete what is being typed."""
        return self._ask(lambda index: index.suggest(typed, audience=audience, limit=limit))

    def did_you_mean(self, typed: str, *, audience: frozenset[str]) -> str:
        """What was typed, its unknown words replaced by known ones like them; empty when there is nothing better."""
        return self._ask(lambda index: index.did_you_mean(typed, audience=audience))

    def similar(
        self, id: str, *, audience: frozenset[str], kinds: Collection[str] = (), limit: int = 5
    ) -> Sequence[Hit]:
        """Documents about the same, of some kinds or of all; none if the caller may not see the document itself."""
        return self._ask(lambda index: index.similar(id, audience=audience, kinds=kinds, limit=limit))

    def lag(self, position: int) -> int:
        """Tell how many events an answer from `position` is behind the log; if it stays behind, help to fill it."""
        behind = max(self._source.position() - position, 0)
        before, since = self._behind_since
        if not behind or before != position:
            self._behind_since = (position, monotonic())
        elif monotonic() - since > BEHIND_FOR:
            self._help()
        return behind

    def reached(self) -> int:
        """Tell up to where the index is built, 0 if it cannot be used; changes nothing."""
        return self._place.position()

    def warm_up(self) -> None:
        """Open the index, and read what every question needs, before the first one comes."""
        self._ask(lambda index: index.warm_up())
        for language in LANGUAGES:
            self.search(Question(parse("migration"), speaks=language))

    def advance(self, *, patience: float = 0.0) -> bool:
        """Take in the next batch of the log; tell whether there may be more.

        Raises:
            IndexBusy: another process writes, for longer than `patience` seconds.
            IndexUnusable: the index cannot be written, nor another in its place.
        """
        return self._write(self._take_in, patience)

    def catch_up(self, upto: int, *, patience: float) -> int:
        """Bring the index to a position of the log, or wait until another process has.

        Returns:
            The position reached, which is less if the log could not be told further or time was up.
        """
        until = monotonic() + patience
        while (position := self.position) < upto and monotonic() < until:
            try:
                if not self.advance(patience=SLICE):
                    return self.position
            except IndexBusy:
                continue
        return position

    def follow(self, records: Collection[str], *, patience: float) -> None:
        """Bring the index to the end of the log; if that takes too long, bring at least these records up to date.

        Raises:
            IndexBusy: another process writes, for longer than `patience` seconds.
            IndexUnusable: the index cannot be written.
        """
        upto = self._source.position()
        if upto - self.position <= NEAR and self.catch_up(upto, patience=patience) >= upto:
            return
        self._write(partial(self._tell_again, records), patience)

    def rebuild(self, *, on_progress: Callable[[int], object] = lambda _: None) -> int:
        """Build the index anew beside the one in use, and let it take its place.

        Args:
            on_progress: called with the position reached, batch by batch.

        Returns:
            The position at which the new one took over.

        Raises:
            PlaceUnusable: nothing can be written where it should be.
        """
        with self._place.building() as building:
            new = building.index
            while self._write_next(new, AT_ONCE_BESIDE, on_progress):
                pass
            with self._place.writing(SWAP_PATIENCE):
                while self._write_next(new, AT_ONCE_BESIDE, on_progress):
                    pass
                self._place.serve(building)
            return new.position

    def close(self) -> None:
        """End what is going on in the background."""
        self._closed.set()
        if self._helper:
            self._helper.join()

    def _write(self, write: Callable[[SearchIndex], T], patience: float) -> T:
        try:
            with self._place.writing(patience):
                return write(self._index())
        except PlaceUnusable as error:
            self._fall_back(error)
        with self._place.writing(patience):
            return write(self._index())

    def _tell_again(self, records: Collection[str], index: SearchIndex) -> None:
        batch = self._source.tell(records, index.position)
        index.write(batch.documents, removed=batch.removed, since=batch.position, position=batch.position)
        self._place.seal()

    def _ask(self, question: Callable[[SearchIndex], T]) -> T:
        if self._place.is_own:
            self._help(patience=OWN_PATIENCE)
        for _ in range(ATTEMPTS):
            index = self._index()
            try:
                return question(index)
            except IndexUnusable as error:
                if not self._trust_again(index, error):
                    break
        # Nothing is found, but whoever asked learns that the index is behind.
        return question(MemoryIndex())

    def _index(self) -> SearchIndex:
        try:
            return self._place.index()
        except PlaceUnusable as error:
            self._fall_back(error)
        return self._place.index()

    def _trust_again(self, index: SearchIndex, why: Exception) -> bool:
        try:
            return self._place.distrust(index, why)
        except PlaceUnusable as error:
            self._fall_back(error)
            return True

    def _fall_back(self, why: Exception) -> None:
        with self._lock:
            if isinstance(self._place, FolderPlace):
                log.warning("%s Until this process is started again, it keeps an index in its memory.", why)
                self._place = MemoryPlace()

    def _take_in(self, index: SearchIndex) -> bool:
        try:
            if index.position > self._source.position() or not self._place.is_from(self._source.name()):
                self._place.begin_again("it was built from another log")
                return True
            # What is in memory is copied with every write.
            is_more = self._write_next(index, AT_ONCE_IN_MEMORY if self._place.is_own else AT_ONCE)
        except IndexMoved:
            return True
        except IndexUnusable as error:
            if not self._trust_again(index, error):
                raise
            return True
        if is_more:
            self._place.seal()
        return is_more

    def _write_next(self, index: SearchIndex, most: int, on_progress: Callable[[int], object] = lambda _: None) -> bool:
        """Write what follows in one commit, as soon as it is `most` documents; tell whether anything did."""
        since = upto = index.position
        documents: dict[str, Document] = {}
        removed: set[str] = set()
        while len(documents) < most and (batch := self._source.read(upto)).position > upto:
            upto = batch.position
            for id in batch.removed:
                documents.pop(id, None)
                removed.add(id)
            for document in batch.documents:
                documents[document.id] = document
                removed.discard(document.id)
            on_progress(upto)
        if upto == since:
            return False
        index.write(documents.values(), removed=removed, since=since, position=upto)
        return True

    def _help(self, *, patience: float = 0.0) -> None:
        with self._lock:
            if self._closed.is_set():
                return
            if self._helper is None or not self._helper.is_alive():
                self._helper = Thread(target=self._fill, name="search", daemon=True)
                self._helper.start()
            helper = self._helper
        helper.join(patience)

    def _fill(self) -> None:
        try:
            while not self._closed.is_set() and self.advance():
                self._closed.wait(BREATH)
        except IndexBusy:
            return
        except Exception:
            log.exception("The search index could not be filled.")


def live_index(root: Path, engine: str, source: Source) -> LiveIndex:
    """Give this process its hold on the index of an engine in a folder, or on one in memory."""
    return LiveIndex(MemoryPlace() if engine == MEMORY else FolderPlace(root, engine), source)
