"""Looks at pictures: that they are whole, end where they end, and are nothing else besides."""

import re
import struct
from typing import BinaryIO

from domain.errors import InvalidField, Told
from knowledge.attachments.archives import PIECE, Bomb

MOST_PIXELS = 200_000_000
"""Of a picture, which programs hold in memory."""
LARGEST_NOTE = 16 * 1_048_576
"""Bytes of a part of a PNG that is no picture, such as profiles and texts."""

MARKUP = re.compile(rb"<(script|html|!doctype\s+html|iframe|body|head|svg|\?php)[\s>/]", re.IGNORECASE)
"""What makes a page of whatever is taken for one."""

_SIGNATURE = 8
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class DamagedPicture(InvalidField):
    """The picture is not whole."""


class TwoKinds(InvalidField):
    """The file is more than one thing at once."""


def refuse_markup(text: bytes) -> None:
    """Refuse bytes that a browser could take for a page.

    Raises:
        TwoKinds: as said.
    """
    if MARKUP.search(text):
        raise TwoKinds("It holds what could be taken for a web page.", field="file")


def check_png(file: BinaryIO) -> None:
    """Go through the chunks of a PNG (ISO/IEC 15948 §5).

    Raises:
        DamagedPicture, TwoKinds, Bomb: as they say.
    """
    file.seek(_SIGNATURE)
    while True:
        length, name = struct.unpack(">L4s", _exactly(file, 8))
        if not name.isalpha():
            raise DamagedPicture("A part of it has no name.", field="file")
        if name == b"IHDR":
            _check_pixels(*struct.unpack(">LL", _exactly(file, 8)))
            file.seek(-8, 1)
        if name.islower() or name[:1].islower():
            _check_note(file, length)
        else:
            file.seek(length, 1)
        _exactly(file, 4)
        if name == b"IEND":
            return _only_padding(file)


def check_jpeg(file: BinaryIO) -> None:
    """Go through the segments of a JPEG (ITU-T T.81 annex B), and of those that cameras put behind it.

    Raises:
        DamagedPicture, TwoKinds, Bomb: as they say.
    """
    file.seek(0)
    while True:
        if _exactly(file, 2) != bytes((0xFF, _START)):
            raise TwoKinds("It goes on behind its end.", field="file")
        _to_end_of_jpeg(file)
        place = file.tell()
        if file.read(3) != b"\xff\xd8\xff":
            file.seek(place)
            return _only_padding(file)
        file.seek(place)


def _to_end_of_jpeg(file: BinaryIO) -> None:
    while (marker := _marker(file)) != _END:
        if marker in _BARE:
            continue
        body = _exactly(file, max(int.from_bytes(_exactly(file, 2)) - 2, 0))
        if marker in _SIZES and len(body) >= 5:  # noqa: PLR2004 - precision, lines, samples of a line
            _check_pixels(*struct.unpack_from(">HH", body, 1))
        refuse_markup(body)
        if marker == _SCAN:
            _skip_scan(file)


def _marker(file: BinaryIO) -> int:
    if _exactly(file, 1) != b"\xff":
        raise DamagedPicture("It has bytes between its parts.", field="file")
    # Any number of these may stand before a marker.
    while (marker := _exactly(file, 1)[0]) == 0xFF:  # noqa: PLR2004
        pass
    return marker


def _skip_scan(file: BinaryIO) -> None:
    """Go to the marker behind the picture itself."""
    while True:
        place, piece = file.tell(), file.read(PIECE)
        if found := _NEXT_MARKER.search(piece):
            file.seek(place + found.start())
            return
        if len(piece) < PIECE:
            raise DamagedPicture("Its end is missing.", field="file")
        # The last byte may be the first of a marker.
        file.seek(-1, 1)


def _check_note(file: BinaryIO, length: int) -> None:
    if length > LARGEST_NOTE:
        raise DamagedPicture("A part of it is larger than such parts are.", field="file")
    refuse_markup(_exactly(file, length))


def _check_pixels(one: int, other: int) -> None:
    if one * other > MOST_PIXELS:
        raise Bomb(Told("It has more than {most:,} pixels.", most=MOST_PIXELS), field="file")


def _only_padding(file: BinaryIO) -> None:
    while piece := file.read(PIECE):
        if piece.strip(b"\x00\r\n"):
            raise TwoKinds("It goes on behind its end.", field="file")


def _exactly(file: BinaryIO, size: int) -> bytes:
    found = file.read(size)
    if len(found) < size:
        raise DamagedPicture("Its end is missing.", field="file")
    return found
