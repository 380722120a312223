"""Where the index of this process is: in a folder that all processes of the host share, or in memory.

A place always has an index to ask. One that is missing, damaged, of another edition or not private is put aside for an
empty one, which then fills from the log; whichever process notices first does so, and the others follow.
"""

import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, RLock
from time import time
from typing import Protocol

from domain.errors import Refusal
from search.engines import engine_called
from search.folders import IndexMissing, Shelf, make_private
from search.index import IndexBusy, IndexUnusable, SearchIndex
from search.locks import locked
from search.memory import MemoryIndex
from search.seals import check_seals, seal

ATTEMPTS = 4
REST = 300.0
"""Seconds for which a new index that opens well is kept although it failed: the fault is then not the disk's."""
ORIGIN = "origin"
"""The file that tells from which log an index was built."""

log = logging.getLogger(__name__)


class PlaceUnusable(Refusal):
    """No search index can be kept there."""


@dataclass(frozen=True)
class Building:
    """An index that is being built beside the one that serves."""

    index: SearchIndex
    folder: Path = Path()


class Place(Protocol):
    """Keeps the index that serves."""

    is_own: bool
    """Whether it is this process's alone, which then has to fill it."""

    def index(self) -> SearchIndex:
        """The index that serves now, in whichever process it was put here.

        Raises:
            PlaceUnusable: none can be kept here.
        """
        ...

    def position(self) -> int:
        """Up to where in the log the index is built; 0 if it cannot be used. Changes nothing."""
        ...

    def distrust(self, index: SearchIndex, why: Exception) -> bool:
        """Look again at an index that failed; tell whether trying again makes sense.

        Raises:
            PlaceUnusable: none can be kept here.
        """
        ...

    def begin_again(self, why: str) -> None:
        """Put an empty index in the place of the one that serves.

        Raises:
            PlaceUnusable: none can be kept here.
        """
        ...

    def is_from(self, origin: str) -> bool:
        """Tell whether the index was built from the log of this name; one that does not say so is from now on."""
        ...

    def writing(self, patience: float) -> AbstractContextManager[None]:
        """Be the only one, among all processes, to write to the index that serves.

        Raises:
            IndexBusy: another is, for longer than `patience` seconds.
            PlaceUnusable: none can be kept here.
        """
        ...

    def building(self) -> AbstractContextManager[Building]:
        """Begin an index beside the one that serves.

        Raises:
            PlaceUnusable: none can be kept here.
        """
        ...

    def serve(self, building: Building) -> None:
        """Let what was built take the place of the index that serves."""
        ...

    def seal(self) -> None:
        """Note what was written, to tell later whether it is still so."""
        ...


class MemoryPlace:
    """In this process, and gone with it."""

    is_own = True

    def __init__(self) -> None:
        self._index = MemoryIndex()
        self._lock = Lock()

    def index(self) -> SearchIndex:
        return self._index

    def position(self) -> int:
        return self._index.position

    def distrust(self, index: SearchIndex, why: Exception) -> bool:
        log.error("The search index in memory failed: %s", why)
        return index is not self._index

    def begin_again(self, why: str) -> None:
        log.warning("The search index in memory is built anew: %s.", why)
        self._index = MemoryIndex()

    def is_from(self, origin: str) -> bool:  # noqa: ARG002 - it cannot be from another
        return True

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        if not self._lock.acquire(timeout=patience):
            raise IndexBusy("another thread writes to the index")
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def building(self) -> Iterator[Building]:
        yield Building(MemoryIndex())

    def serve(self, building: Building) -> None:
        if isinstance(building.index, MemoryIndex):
            self._index = building.index

    def seal(self) -> None:
        """Memory does not change by itself."""


class FolderPlace:
    """In a folder of this host."""

    is_own = False

    def __init__(self, root: Path, engine: str) -> None:
        self._root = root
        self._engine = engine_called(engine)
        self._shelf = Shelf(root, engine)
        self._lock = RLock()
        self._path: Path | None = None
        self._index: SearchIndex | None = None
        self._suspect: Path | None = None

    def index(self) -> SearchIndex:
        with self._lock:
            for _ in range(ATTEMPTS):
                try:
                    return self._open()
                except IndexUnusable as error:
                    self._replace(error)
        raise PlaceUnusable(f"{self._root} is changed by others faster than it can be read.")

    def position(self) -> int:
        try:
            with self._lock:
                return self._open().position
        except IndexUnusable:
            return 0

    def distrust(self, index: SearchIndex, why: Exception) -> bool:
        with self._lock:
            if index is not self._index:
                return True
            again = self._suspect == self._path
            self._suspect, self._path = self._path, None
            if not again:
                return True
            if time() - self._shelf.changed_at < REST:
                log.error("The search index in %s is new and opens well, but fails: %s", self._root, why)
                return False
            self._replace(why)
            return True

    def begin_again(self, why: str) -> None:
        with self._lock:
            self._replace(why)

    def is_from(self, origin: str) -> bool:
        with suppress(OSError):
            if self._path is None or not origin:
                return True
            path = self._path / ORIGIN
            if path.exists():
                return path.read_text(encoding="utf-8", errors="replace") == origin
            path.write_text(origin, encoding="utf-8")
        return True

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        with ExitStack() as stack:
            with self._unless_refused():
                make_private(self._root)
                stack.enter_context(locked(self._shelf.writing, patience=patience))
            yield

    @contextmanager
    def building(self) -> Iterator[Building]:
        with ExitStack() as stack:
            with self._unless_refused():
                folder = stack.enter_context(self._shelf.building())
                index = self._engine.create(folder)
            yield Building(index, folder)
            index.close()

    def serve(self, building: Building) -> None:
        seal(building.folder)
        self._shelf.serve(building.folder)

    def seal(self) -> None:
        # If the folder is gone, another index serves by now.
        with suppress(OSError):
            if self._path:
                seal(self._path)

    def _open(self) -> SearchIndex:
        path = self._shelf.serving
        if self._index is None or path != self._path:
            self._path = None
            try:
                check_seals(path)
            except OSError as error:
                raise IndexUnusable(f"{path} cannot be read: {error}") from error
            self._index, self._path = self._engine.open(path), path
        return self._index

    def _replace(self, why: Exception | str) -> None:
        broken = self._shelf.named
        with self._unless_refused(), self._shelf.building() as folder:
            self._engine.create(folder).close()
            seal(folder)
            is_ours = self._shelf.serve_instead(broken, folder)
        if is_ours:
            level = logging.INFO if isinstance(why, IndexMissing) else logging.WARNING
            log.log(level, "The search index is built anew from the log: %s. Until then less is found.", why)

    @contextmanager
    def _unless_refused(self) -> Iterator[None]:
        try:
            yield
        except IndexBusy:
            raise
        except Exception as error:
            raise PlaceUnusable(f"The search index cannot be written in {self._root}: {error}") from error
