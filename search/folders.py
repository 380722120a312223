"""Where an index lives: a folder that nobody else can write to, and that another can take the place of at once."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from search.index import IndexUnusable
from search.locks import is_locked, locked

PRIVATE = 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO
PATIENCE = 10.0
"""For how many seconds to wait while another process puts an index in its place, which takes milliseconds."""


class IndexMissing(IndexUnusable):
    """No index was ever built here."""


def make_private(folder: Path) -> None:
    """Make an empty folder for its owner alone.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    folder.chmod(PRIVATE)


def require_private(folder: Path) -> None:
    """Refuse a folder that is missing, or that somebody else owns or could write to.

    Raises:
        IndexUnusable: build it anew, elsewhere if need be.
    """
    if not folder.is_dir():
        raise IndexUnusable(f"there is no index in {folder}")
    about = folder.stat()
    if about.st_uid != os.getuid() or about.st_mode & OTHERS:
        raise IndexUnusable(f"{folder} is not private to the one who runs this")


class Shelf:
    """The folders of an engine: one index that serves, and perhaps others that are being built beside it.

    A file names the folder that serves; replacing that file puts another index in its place for all processes at once.
    """

    def __init__(self, root: Path, engine: str) -> None:
        self._root = root
        self._engine = engine
        self._name = root / f"{engine}.current"
        self._lock = root / f"{engine}.lock"

    @property
    def serving(self) -> Path:
        """The folder of the index that serves.

        Raises:
            IndexMissing: none was ever built.
            IndexUnusable: it cannot be told which.
        """
        try:
            name = self._name.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise IndexMissing(f"no index has been built in {self._root}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise IndexUnusable(f"{self._name} cannot be read: {error}") from error
        if not name.startswith(f"{self._engine}-") or Path(name).name != name:
            raise IndexUnusable(f"{self._name} names no index")
        return self._root / name

    @property
    def named(self) -> Path | None:
        """The same, or none."""
        with suppress(IndexUnusable):
            return self.serving
        return None

    @property
    def changed_at(self) -> float:
        """When the index that serves was put there, in seconds since 1970; 0 if there is none."""
        with suppress(OSError):
            return self._name.stat().st_mtime
        return 0.0

    @property
    def writing(self) -> Path:
        """The file whose lock a process holds while it writes to the index that serves."""
        return self._root / f"{self._engine}.writing"

    @contextmanager
    def building(self) -> Iterator[Path]:
        """Give a new folder to build in, which nobody reads yet; gone afterwards, unless it has come to serve.

        Raises:
            OSError: it cannot be made.
        """
        folder = self._root / f"{self._engine}-{uuid4().hex[:12]}"
        make_private(self._root)
        with locked(self._sign(folder), patience=0):
            make_private(folder)
            try:
                yield folder
            finally:
                if folder != self.named:
                    rmtree(folder, ignore_errors=True)
                self._sign(folder).unlink(missing_ok=True)

    def serve(self, folder: Path) -> None:
        """Let an index serve from now on, and remove all that neither serve nor are being built."""
        with locked(self._lock, patience=PATIENCE):
            self._put(folder)

    def serve_instead(self, of: Path | None, folder: Path) -> bool:
        """Do so if no other has taken the place of a broken one, or of none, meanwhile; tell whether it was done."""
        with locked(self._lock, patience=PATIENCE):
            if self.named != of:
                return False
            self._put(folder)
            return True

    def tidy(self) -> None:
        """Remove what processes left behind that were ended while they built."""
        with locked(self._lock, patience=PATIENCE):
            self._tidy()

    def _put(self, folder: Path) -> None:
        temporary = self._name.with_suffix(".next")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._name)
        self._tidy()

    def _tidy(self) -> None:
        """Who still reads from a folder that is removed can go on."""
        for folder in self._root.glob(f"{self._engine}-????????????"):
            sign = self._sign(folder)
            if folder == self.named or (sign.exists() and is_locked(sign)):
                continue
            with suppress(OSError):
                rmtree(folder)
                sign.unlink(missing_ok=True)

    def _sign(self, folder: Path) -> Path:
        """The file whose lock says that a folder is being built in."""
        return folder.with_suffix(".building")
