"""Looks into a file of a known kind before it is kept: that it is nothing else besides, and does nothing by itself."""

import re
from collections.abc import Mapping
from typing import BinaryIO

from domain.errors import InvalidField, Told
from knowledge.attachments.archives import end_of_archive, open_archive
from knowledge.attachments.extraction import BUSY, FoundText, find_acts
from knowledge.attachments.extractor import ENCRYPTED
from knowledge.attachments.inside import ActsByItself, HoldsFiles, look_inside
from knowledge.attachments.kinds import JPEG, PDF, PNG, FileKind
from knowledge.attachments.pictures import TwoKinds, check_jpeg, check_png, refuse_markup
from knowledge.attachments.store import FilesUnavailable

LOOKED_AT = 1_024
"""Bytes of the beginning in which programs look for what a file is."""
ENDING = 65_536
PIECE = 1_048_576

_ACTS: Mapping[str, tuple[type[InvalidField], str]] = {
    "JavaScript": (ActsByItself, Told("It holds JavaScript. Print it to a new PDF, which has none.")),
    "Launch": (ActsByItself, Told("It starts a program. Print it to a new PDF, which does not.")),
    "ImportData": (ActsByItself, Told("It takes in data from elsewhere. Print it to a new PDF, which does not.")),
    "XFA": (ActsByItself, Told("It holds a form with programs (XFA). Print it to a new PDF, which has none.")),
    "RichMedia": (ActsByItself, Told("It holds moving media. Print it to a new PDF, which has none.")),
    "EmbeddedFile": (HoldsFiles, Told("It holds other files. Attach them on their own, and this without them.")),
}
_WRITTEN = re.compile(
    rb"/(JavaScript|Launch|ImportData|XFA|RichMedia|EmbeddedFile|ObjStm|Encrypt)s?(?=[\s/<>\[\](){}%\x00])"
)
_HIDING = {"ObjStm", "Encrypt"}
"""What a PDF says that has more than stands in plain sight."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


class NotLookedInto(InvalidField):
    """The file cannot be looked into."""


def look_into(file: BinaryIO, kind: FileKind) -> None:
    """Refuse a file that is more than its kind, or acts.

    Raises:
        TwoKinds, NotLookedInto, ActsByItself, HoldsFiles, HasMacros, HasEntities: as they say.
        BadArchive, Bomb, DamagedPicture: likewise.
        FilesUnavailable: others are looked into at the moment.
    """
    _check_beginning(file, kind)
    if kind in {PDF, PNG, JPEG}:
        _check_end(file)
    if kind is PDF:
        _check_pdf(file)
    elif kind is PNG:
        check_png(file)
    elif kind is JPEG:
        check_jpeg(file)
    else:
        with open_archive(file) as archive:
            look_inside(archive)
    file.seek(0)


def _check_beginning(file: BinaryIO, kind: FileKind) -> None:
    file.seek(0)
    beginning = file.read(LOOKED_AT)
    refuse_markup(beginning)
    if kind is not PDF and b"%PDF-" in beginning:
        raise TwoKinds("It could be taken for a PDF too.", field="file")


def _check_end(file: BinaryIO) -> None:
    place, _ = end_of_archive(file)
    if place >= 0:
        raise TwoKinds("It could be taken for an archive too.", field="file")


def _check_pdf(file: BinaryIO) -> None:
    size = file.seek(0, 2)
    file.seek(max(size - ENDING, 0))
    ending = file.read()
    place = ending.rfind(b"%%EOF")
    if place < 0:
        raise NotLookedInto("It is damaged: its end is missing.", field="file")
    if ending[place + 5 :].strip(b"\x00 \t\r\n\x0c\x1a"):
        raise TwoKinds("It goes on behind its end.", field="file")
    written = _written_acts(file)
    _refuse_acts(written)
    if written & _HIDING:
        file.seek(0)
        _refuse_acts(_found_acts(find_acts(file)))


def _written_acts(file: BinaryIO) -> set[str]:
    """Find what stands in plain sight, even where no list of the document's parts names it."""
    file.seek(0)
    acts: set[str] = set()
    rest = b""
    while piece := file.read(PIECE):
        window = rest + piece
        plain = _ESCAPED.sub(lambda found: bytes((int(found[1], 16),)), window)
        acts |= {found[1].decode() for text in {window, plain} for found in _WRITTEN.finditer(text)}
        rest = window[-64:]
    return acts


def _found_acts(found: FoundText) -> set[str]:
    if found.trouble == BUSY:
        raise FilesUnavailable
    if found.trouble == ENCRYPTED:
        raise NotLookedInto("A password is needed to read it. Save it without.", field="file")
    if found.trouble:
        raise NotLookedInto(
            Told("Looking into it ended early: {trouble}. Print it to a new PDF.", trouble=Told(found.trouble)),
            field="file",
        )
    return set(found.text.split())


def _refuse_acts(acts: set[str]) -> None:
    for act, (refusal, detail) in _ACTS.items():
        if act in acts:
            raise refusal(detail, field="file")
