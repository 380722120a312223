"""Opens the archives that Office files are, unless they are made to do harm."""

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from domain.errors import InvalidField, Told

MOST_ENTRIES = 5_000
LARGEST_DIRECTORY = 1_048_576
"""Bytes of the list of entries, which is read as a whole."""
LARGEST_UNPACKED = 250 * 1_048_576
"""Bytes of all entries together."""
SMALL = 1_048_576
"""Bytes of an entry whose ratio does not matter."""
HIGHEST_RATIO = 150
"""Bytes of an entry to one byte of the archive; sheets of numbers reach some fifty."""
PIECE = 65_536
"""Bytes that are unpacked at a time."""

_END = struct.Struct("<4s4H2LH")
_END_MARK, _LARGE_MARK = b"PK\x05\x06", b"PK\x06\x07"
_LONGEST_COMMENT = 65_535
LONGEST_END = _LONGEST_COMMENT + _END.size
"""Bytes in which readers of archives look for the end of one."""
_LOCATOR = 20
_LOCAL = struct.Struct("<4s5H3L2H")
_LOCAL_MARK = b"PK\x03\x04"
_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class BadArchive(InvalidField):
    """The file is packed in a way that Office files are not."""


class Bomb(InvalidField):
    """The file would unpack to far more than it is."""


class Archive:
    """An archive whose list of entries was looked at."""

    def __init__(self, file: BinaryIO, opened: zipfile.ZipFile) -> None:
        self._file = file
        self._opened = opened
        self.names = opened.namelist()
        self.unpacked = sum(entry.file_size for entry in opened.infolist())

    def read(self, name: str, *, most: int) -> bytes:
        """Return an entry; nothing where there is none, or it is larger or damaged."""
        try:
            with self._opened.open(name) as entry:
                found = entry.read(most + 1)
        except (KeyError, zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
            return b""
        return found if len(found) <= most else b""

    def unpack(self, name: str) -> Iterator[bytes]:
        """Give an entry piece by piece, as every program would unpack it.

        The library stops at the size that the list of entries claims; other programs go on.

        Raises:
            BadArchive: the entry is not what the list says of it.
        """
        entry = self._opened.getinfo(name)
        size = checksum = 0
        for piece in _inflated(self._packed(entry), entry.compress_type):
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > entry.file_size:
                break
            yield piece
        if (size, checksum) != (entry.file_size, entry.CRC):
            raise BadArchive("An entry is not what the list of entries says.", field="file")

    def _packed(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(entry.header_offset)
        header = self._file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(_LOCAL_MARK):
            raise BadArchive("It is damaged: an entry is missing.", field="file")
        told = _LOCAL.unpack(header)
        if self._file.read(told[9]) != _written(entry):
            raise BadArchive("An entry has two names.", field="file")
        place, left = entry.header_offset + _LOCAL.size + told[9] + told[10], entry.compress_size
        while left:
            self._file.seek(place)
            piece = self._file.read(min(left, PIECE))
            if not piece:
                raise BadArchive("It is damaged: an entry ends too early.", field="file")
            place, left = place + len(piece), left - len(piece)
            yield piece


@contextmanager
def open_archive(file: BinaryIO) -> Iterator[Archive]:
    """Open an archive; nothing in it is unpacked yet.

    Raises:
        BadArchive: it is damaged, goes on behind its end, or has entries with a password, the name of a path, or twice.
        Bomb: it has too many entries, or they would become too large.
    """
    _check_directory(file)
    try:
        opened = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, struct.error) as error:
        raise BadArchive("It is damaged.", field="file") from error
    with opened:
        _check_entries(opened.infolist())
        yield Archive(file, opened)


def end_of_archive(file: BinaryIO) -> tuple[int, bytes]:
    """Return where the end of an archive stands in the last bytes of a file, and those; a place below 0 is nowhere."""
    size = file.seek(0, 2)
    file.seek(max(size - LONGEST_END, 0))
    tail = file.read()
    file.seek(0)
    return tail.rfind(_END_MARK), tail


def _check_directory(file: BinaryIO) -> None:
    """Refuse a list of entries that is too long before it is read into memory."""
    place, tail = end_of_archive(file)
    if place < 0 or len(tail) - place < _END.size:
        raise BadArchive("It is damaged: its end is missing.", field="file")
    if tail[max(place - _LOCATOR, 0) : place].startswith(_LARGE_MARK):
        raise BadArchive("It is packed as only archives of gigabytes are.", field="file")
    end = _END.unpack_from(tail, place)
    entries, directory = end[4], end[5]
    if entries > MOST_ENTRIES or directory > LARGEST_DIRECTORY:
        raise Bomb(
            Told("It has more than {most:,} entries, or their names are too long.", most=MOST_ENTRIES), field="file"
        )
    if len(tail) - place > _END.size:
        raise BadArchive("It goes on behind its end.", field="file")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if len(set(names)) < len(names):
        raise BadArchive("An entry stands in it twice.", field="file")
    for entry in entries:
        _check_entry(entry)
    _check_places(entries)
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Bomb(Told("It would unpack to more than {most:,} bytes.", most=LARGEST_UNPACKED), field="file")


def _check_places(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse entries that share their bytes, and bytes before the first one."""
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end or not (end or entry.header_offset == 0):
            raise BadArchive("Its entries overlap, or do not begin where it does.", field="file")
        end = entry.header_offset + _LOCAL.size + len(_written(entry)) + entry.compress_size


def _check_entry(entry: zipfile.ZipInfo) -> None:
    # The library has cut the name at a NUL and turned separators round; what was written is in `orig_filename`.
    written = entry.orig_filename
    path = PurePosixPath(written)
    if path.is_absolute() or ".." in path.parts or any(sign in written for sign in "\\:\x00"):
        raise BadArchive("An entry has the name of a path outside.", field="file")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise BadArchive("An entry only points elsewhere.", field="file")
    if entry.flag_bits & _ENCRYPTED:
        raise BadArchive("It is protected by a password.", field="file")
    if entry.compress_type not in _METHODS:
        raise BadArchive("It is packed by a method that Office does not use.", field="file")
    if entry.file_size > max(SMALL, entry.compress_size * HIGHEST_RATIO):
        raise Bomb("An entry would unpack to far more than it is.", field="file")


def _written(entry: zipfile.ZipInfo) -> bytes:
    """Return the name of an entry as its bytes are."""
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")


def _inflated(pieces: Iterator[bytes], method: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        yield from pieces
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in pieces:
            yield inflater.decompress(piece, PIECE)
            while inflater.unconsumed_tail:
                yield inflater.decompress(inflater.unconsumed_tail, PIECE)
        while rest := inflater.flush() if inflater.eof else inflater.decompress(b"", PIECE):
            yield rest
    except zlib.error as error:
        raise BadArchive("It is damaged: an entry cannot be unpacked.", field="file") from error
    if not inflater.eof or inflater.unused_data:
        raise BadArchive("It is damaged: an entry ends elsewhere than it says.", field="file")
