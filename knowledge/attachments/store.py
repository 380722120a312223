"""Where the bytes of attachments are kept: a small port, and how a stream is received before it is kept."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from domain.errors import Told
from knowledge.problems import TooLarge, Unavailable

LARGEST_FILE = 25 * 1_048_576
"""Bytes of an attachment."""
PIECE = 65_536
"""Bytes that are in memory at a time."""


class FileTooLarge(TooLarge):
    """The file is larger than attachments may be."""


class FilesUnavailable(Unavailable):
    """Attachments cannot be read or kept at the moment."""


@dataclass(frozen=True)
class Stored:
    """What is known of a file by its bytes: `digest` is their SHA-256, `size` their number."""

    digest: str
    size: int


Check = Callable[[BinaryIO, Stored], object]
"""Looks at a whole file, from its beginning, and notes what it is; what it raises keeps the file out."""


class FileStore(Protocol):
    """Files under the SHA-256 of their bytes, each perhaps with the text that was found in it.

    Every method may raise `FilesUnavailable`.
    """

    def put(self, stream: BinaryIO, *, check: Check) -> Stored:
        """Keep a file; where the same bytes are kept already, nothing changes.

        Raises:
            FileTooLarge: nothing is kept of it.
        """
        ...

    def open(self, digest: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            NotFound: none is kept under this digest.
        """
        ...

    def exists(self, digest: str) -> bool:
        """Tell whether a file is kept under this digest."""
        ...

    def remove(self, digest: str) -> None:
        """Remove a file and its text, if they are kept."""
        ...

    def keep_text(self, digest: str, text: bytes) -> None:
        """Keep what was found in a file beside it, in place of what was kept before."""
        ...

    def kept_text(self, digest: str) -> bytes | None:
        """Return what was found in a file; None if nobody has looked."""
        ...


@dataclass(frozen=True)
class Received:
    """A file that has arrived but is not kept yet: its bytes are at `path`, and open in `file`."""

    path: Path
    file: BinaryIO
    stored: Stored


@contextmanager
def received(stream: BinaryIO, folder: Path | None = None, *, largest: int = LARGEST_FILE) -> Iterator[Received]:
    """Write a stream to a file that is gone after the block unless it was moved away.

    Args:
        stream: read to its end, in pieces.
        folder: for the file, which only its owner can read; the machine's own for such files if None.
        largest: bytes it may have.

    Raises:
        FileTooLarge: the stream goes on beyond.
    """
    number, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(number, "w+b") as file:
            stored = _copied(stream, file, largest)
            file.seek(0)
            yield Received(path, file, stored)
    finally:
        path.unlink(missing_ok=True)


def _copied(stream: BinaryIO, file: BinaryIO, largest: int) -> Stored:
    digest, size = hashlib.sha256(), 0
    while piece := stream.read(PIECE):
        size += len(piece)
        if size > largest:
            raise FileTooLarge(Told("It has more than {most:,} bytes.", most=largest))
        digest.update(piece)
        file.write(piece)
    file.flush()
    return Stored(digest.hexdigest(), size)
