"""Opens the archives that Office files are, unless they are made to do harm."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from domain.errors import InvalidField

MOST_ENTRIES = 5_000
LARGEST_DIRECTORY = 1_048_576
"""Bytes of the list of entries, which is read as a whole."""
LARGEST_UNPACKED = 250 * 1_048_576
"""Bytes of all entries together."""
SMALL = 1_048_576
"""Bytes of an entry whose ratio does not matter."""
HIGHEST_RATIO = 150
"""Bytes of an entry to one byte of the archive; sheets of numbers reach some fifty."""

_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
_LOCATOR = 20
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class BadArchive(InvalidField):
    """The file is packed in a way that Office files are not."""


class Bomb(InvalidField):
    """The file would unpack to far more than it is."""


class Archive:
    """An archive whose list of entries was looked at."""

    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened
        self.names = opened.namelist()

    def read(self, name: str, *, most: int) -> bytes:
        """Return an entry; nothing where there is none, or it is larger or damaged."""
        try:
            with self._opened.open(name) as entry:
                found = entry.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
            return b""
        return found if len(found) <= most else b""


@contextmanager
def open_archive(file: BinaryIO) -> Iterator[Archive]:
    """Open an archive; nothing in it is unpacked yet.

    Raises:
        BadArchive: it is damaged, or has entries with a password, the name of a path, or twice.
        Bomb: it has too many entries, or they would become too large.
    """
    _check_directory(file)
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise BadArchive("It is damaged.", field="file") from error
    with opened:
        _check_entries(opened.infolist())
        yield Archive(opened)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of entries that is too long before it is read into memory."""
    size = file.seek(0, 2)
    start = max(size - _LONGEST_COMMENT - _END.size, 0)
    file.seek(start)
    tail = file.read()
    place = tail.rfind(_END_MARK)
    if place < 0 or len(tail) - place < _END.size:
        raise BadArchive("It is damaged: its end is missing.", field="file")
    if tail[max(place - _LOCATOR, 0) : place].startswith(_LARGE_MARK):
        raise BadArchive("It is packed as only archives of gigabytes are.", field="file")
    end = _END.unpack_from(tail, place)
    entries, directory = end[4], end[5]
    if entries > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise Bomb(f"It has more than {MOST_ENTRIES:,} entries, or their names are too long.", field="file")
    file.seek(0)


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise BadArchive("An entry stands in it twice.", field="file")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Bomb(f"It would unpack to more than {LARGEST_UNPACKED:,} bytes.", field="file")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # The library has cut the name at a NUL and turned separators round; what was written is in `orig_filename`.
    written = entry.orig_filename
    path = PurePosixPath(written)
    if path.is_absolute() or ".." in path.parts or any(sign in written for sign in "\\:\x00"):
        raise BadArchive("An entry has the name of a path outside.", field="file")
    if entry.flag_bits & _ENCRYPTED:
        raise BadArchive("It is protected by a password.", field="file")
    if entry.compress_type not in _METHODS:
        raise BadArchive("It is packed by a method that Office does not use.", field="file")
    if entry.file_size > max(SMALL, entry.compress_size * HIGHEST_RATIO):
        raise Bomb("An entry would unpack to far more than it is.", field="file")
