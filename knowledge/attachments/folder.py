"""Attachments in a folder of this machine, or one that several machines share."""

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from domain.errors import NotFound
from knowledge.attachments.store import Check, FilesUnavailable, Stored, received

ARRIVING = "arriving"
ABANDONED_AFTER = 3_600
"""Seconds after which what is still arriving belongs to a process that has died."""

log = logging.getLogger(__name__)


class FolderStore:
    """Files in folders named by the first two digits of their digest, for their owner alone."""

    def __init__(self, root: Path) -> None:
        """Keep files below `root`, which is created."""
        self._root = root
        self._arriving = root / ARRIVING
        with _or_unavailable():
            self._arriving.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()

    def put(self, stream: BinaryIO, *, check: Check) -> Stored:
        with _or_unavailable(), received(stream, self._arriving) as one:
            check(one.file, one.stored)
            os.fsync(one.file.fileno())
            self._move(one.path, self._place(one.stored.digest))
        return one.stored

    def open(self, digest: str) -> BinaryIO:
        with _or_unavailable():
            try:
                return self._place(digest).open("rb")
            except FileNotFoundError as error:
                raise NotFound("There is no such file.") from error

    def exists(self, digest: str) -> bool:
        with _or_unavailable():
            return self._place(digest).exists()

    def remove(self, digest: str) -> None:
        with _or_unavailable():
            self._place(digest).unlink(missing_ok=True)
            self._text(digest).unlink(missing_ok=True)

    def keep_text(self, digest: str, text: bytes) -> None:
        with _or_unavailable():
            number, name = tempfile.mkstemp(dir=self._arriving)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(text)
                self._move(Path(name), self._text(digest))
            finally:
                Path(name).unlink(missing_ok=True)

    def kept_text(self, digest: str) -> bytes | None:
        with _or_unavailable():
            try:
                return self._text(digest).read_bytes()
            except FileNotFoundError:
                return None

    def _place(self, digest: str) -> Path:
        return self._root / digest[:2] / digest

    def _text(self, digest: str) -> Path:
        return self._place(digest).with_suffix(".text")

    @staticmethod
    def _move(path: Path, place: Path) -> None:
        """Let the whole file appear at once, and stay there even if the power fails now."""
        place.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(place)
        for folder in (place.parent, place.parent.parent):
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)

    def _sweep(self) -> None:
        for path in self._arriving.iterdir():
            # Another process may sweep at the same time.
            age = time.time() - path.stat().st_mtime if path.exists() else 0
            if age > ABANDONED_AFTER:
                path.unlink(missing_ok=True)


@contextmanager
def _or_unavailable() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        log.warning("The folder for attachments cannot be used: %s", error)
        raise FilesUnavailable from error
