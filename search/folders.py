"""Where an index lives: a folder that nobody else can write to, and that another can take the place of at once."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from uuid import uuid4

from search.index import IndexUnusable

PRIVATE = 0o700
OTHERS = stat.S_IRWXG | stat.S_IRWXO


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
    """The folder of an engine: one index that serves, and perhaps one that is being built beside it.

    A file names the folder that serves; replacing that file puts another index in its place for all processes at once.
    """

    def __init__(self, root: Path, engine: str) -> None:
        self._root = root
        self._engine = engine
        self._name = root / f"{engine}.current"

    @property
    def serving(self) -> Path:
        """The folder of the index that serves.

        Raises:
            IndexUnusable: there is none.
        """
        try:
            name = self._name.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            raise IndexUnusable(f"no index has been built in {self._root}") from None
        if not name.startswith(f"{self._engine}-") or Path(name).name != name:
            raise IndexUnusable(f"{self._name} names no index")
        return self._root / name

    def beside(self) -> Path:
        """A new folder to build in, which nobody reads yet.

        Raises:
            OSError: it cannot be made.
        """
        folder = self._root / f"{self._engine}-{uuid4().hex[:12]}"
        make_private(self._root)
        make_private(folder)
        return folder

    def serve(self, folder: Path) -> None:
        """Let the index in a folder serve from now on, and remove all others; who still reads from one can go on."""
        temporary = self._name.with_suffix(".next")
        with temporary.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._name)
        for other in self._root.glob(f"{self._engine}-*"):
            if other != folder:
                with suppress(OSError):
                    rmtree(other)
