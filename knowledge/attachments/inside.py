"""Looks at everything that an Office file holds: parts of XML, other files, what it would fetch when it is opened."""

import re
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from domain.errors import InvalidField, Told
from knowledge.attachments.archives import LARGEST_UNPACKED, Archive, BadArchive, Bomb, open_archive
from knowledge.attachments.kinds import HasMacros, refuse_macros

DEEPEST = 2
"""An Office file may hold others; those may hold none."""
LARGEST_RELATIONS = 1_048_576
"""Bytes of a part that says what belongs to another."""

_ARCHIVE = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_BEFORE_XML = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_DECLARED = (b"<!DOCTYPE", b"<!ENTITY", b"<!doctype", b"<!entity")
_BOUND = (b"vnd.sun.star.script:", b'"macro:', b"'macro:")
_LONGEST_MARK = 32
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_ONLY_SHOWN = frozenset({"hyperlink", "image", "externallinkpath", "externallink", "video", "audio", "media"})
"""What may lie elsewhere: programs ask before they follow it, or show it."""


class HoldsFiles(InvalidField):
    """The file holds other files that are not looked into."""


class ActsByItself(InvalidField):
    """The file would do something by itself when it is opened."""


class HasEntities(InvalidField):
    """The file declares entities, by which XML can take in other files or grow without end."""


def look_inside(archive: Archive, *, depth: int = 1, budget: int = LARGEST_UNPACKED) -> int:
    """Look at every entry of an archive, and at the archives among them; return what is left of the budget.

    Args:
        archive: opened, its list of entries already looked at.
        depth: 1 for the file itself.
        budget: bytes that it may unpack to with all that it holds.

    Raises:
        BadArchive, Bomb, HasMacros, HoldsFiles, ActsByItself, HasEntities: as they say.
    """
    if depth > DEEPEST:
        raise Bomb("It holds files that hold files in turn.", field="file")
    budget -= archive.unpacked
    if budget < 0:
        raise Bomb(
            Told("With what it holds it would unpack to more than {most:,} bytes.", most=LARGEST_UNPACKED), field="file"
        )
    for name in archive.names:
        budget = _look_at(archive, name, depth, budget)
    return budget


def _look_at(archive: Archive, name: str, depth: int, budget: int) -> int:
    pieces = (piece for piece in archive.unpack(name) if piece)
    first = next(pieces, b"")
    if first.startswith(_OLD_OFFICE) or first.startswith(_PROGRAMS):
        raise HoldsFiles(
            Told("{name!r} is an object of another program. Show it as a picture.", name=name[:80]), field="file"
        )
    if first.startswith(_ARCHIVE):
        return _look_into_archive(first, pieces, depth, budget)
    if first.lstrip(_BEFORE_XML).startswith(b"<"):
        _check_xml(first, pieces)
    elif name.lower().endswith((".xml", ".rels")) and first:
        raise BadArchive(Told("{name!r} is no XML.", name=name[:80]), field="file")
    for _ in pieces:
        pass
    if name.lower().endswith(".rels"):
        _check_relations(archive.read(name, most=LARGEST_RELATIONS), name)
    return budget


def _look_into_archive(first: bytes, pieces: Iterator[bytes], depth: int, budget: int) -> int:
    with tempfile.TemporaryFile() as file:
        file.write(first)
        for piece in pieces:
            file.write(piece)
        with open_archive(file) as inner:
            refuse_macros(inner)
            return look_inside(inner, depth=depth + 1, budget=budget)


def _check_xml(first: bytes, pieces: Iterator[bytes]) -> None:
    # Without its NULs, UTF-16 and UTF-32 read as ASCII does, wherever a piece was cut.
    window = first.replace(b"\x00", b"")
    found = _ENCODING.search(window[:200].partition(b"?>")[0])
    if found and found[1].lower() not in _ENCODINGS:
        raise BadArchive("A part of it is written in an encoding that Office does not use.", field="file")
    _refuse_marks(window)
    for piece in pieces:
        window = window[-_LONGEST_MARK:] + piece.replace(b"\x00", b"")
        _refuse_marks(window)


def _refuse_marks(text: bytes) -> None:
    if any(mark in text for mark in _DECLARED):
        raise HasEntities("A part of it has a document type. Save it anew with a current program.", field="file")
    if any(mark in text for mark in _BOUND):
        raise HasMacros("Something in it starts a macro. Save it without macros.", field="file")


def _check_relations(part: bytes, name: str) -> None:
    try:
        # Nothing is declared in it: that was refused before.
        relations = list(ET.fromstring(part)) if part else []  # noqa: S314
    except (ET.ParseError, ValueError) as error:
        raise BadArchive(Told("{name!r} is damaged.", name=name[:80]), field="file") from error
    for relation in relations:
        kind = relation.get("Type", "").rpartition("/")[2].lower()
        if relation.get("TargetMode", "").lower() == "external" and kind not in _ONLY_SHOWN:
            _refuse_remote(kind, relation.get("Target", ""))


def _refuse_remote(kind: str, target: str) -> None:
    if is_remote(target):
        raise ActsByItself(
            Told("It would fetch its {kind!r} from elsewhere. Save it without.", kind=kind[:40]), field="file"
        )


def is_remote(target: str) -> bool:
    """Tell whether a program would ask another machine for this; a template on the author's own disk is harmless."""
    address = target.strip().replace("\\", "/")
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    if parts.scheme == "file":
        return bool(parts.netloc) or parts.path.startswith("//")
    # A single letter is the name of a disk.
    return bool(parts.netloc) or address.startswith("//") or len(parts.scheme) > 1
