"""What a file is, told by its content and never by its name."""

from dataclasses import dataclass
from typing import BinaryIO

from domain.errors import InvalidField
from knowledge.attachments.archives import Archive, open_archive

OOXML = "application/vnd.openxmlformats-officedocument"
MOST_TYPES = 1_048_576
"""Bytes of the list of types in an Office file."""


class UnknownKind(InvalidField):
    """Attachments are PDF, DOCX, ODT, XLSX, PNG or JPEG."""


class HasMacros(InvalidField):
    """The file holds macros, which are programs."""


@dataclass(frozen=True)
class FileKind:
    """A kind of attachment: its media type and the extensions that go with it."""

    media_type: str
    extensions: tuple[str, ...]


PDF = FileKind("application/pdf", ("pdf",))
PNG = FileKind("image/png", ("png",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
DOCX = FileKind(f"{OOXML}.wordprocessingml.document", ("docx",))
XLSX = FileKind(f"{OOXML}.spreadsheetml.sheet", ("xlsx",))
ODT = FileKind("application/vnd.oasis.opendocument.text", ("odt",))
KINDS = {kind.media_type: kind for kind in (PDF, DOCX, ODT, XLSX, PNG, JPEG)}

_BEGINNINGS = {
    b"%PDF-": PDF,
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR": PNG,
    b"\xff\xd8\xff": JPEG,
}
_ARCHIVE = b"PK\x03\x04"
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/", "xl/macrosheets/", "word/activex/", "xl/activex/")
_MACRO_TYPES = (b"macroenabled", b"vbaproject")


def kind_of(file: BinaryIO) -> FileKind:
    """Tell what a file is.

    Raises:
        UnknownKind: it is none of those that can be attached.
        HasMacros: it is, but holds programs.
        Bomb, BadArchive: it is an archive that is not opened here.
    """
    file.seek(0)
    beginning = file.read(32)
    for mark, kind in _BEGINNINGS.items():
        if beginning.startswith(mark):
            return kind
    if not beginning.startswith(_ARCHIVE):
        raise UnknownKind("Its content is none of PDF, DOCX, ODT, XLSX, PNG, JPEG without a password.", field="file")
    with open_archive(file) as archive:
        refuse_macros(archive)
        return _packed_kind(archive)


def _packed_kind(archive: Archive) -> FileKind:
    if archive.read("mimetype", most=100) == ODT.media_type.encode():
        return ODT
    types = _text(archive.read("[Content_Types].xml", most=MOST_TYPES)).lower()
    if any(mark.decode() in types for mark in _MACRO_TYPES):
        raise HasMacros("Save it without macros, as .docx or .xlsx.", field="file")
    for kind in (DOCX, XLSX):
        if f"{kind.media_type.lower()}.main+xml" in types:
            return kind
    raise UnknownKind("It is an archive, but neither DOCX nor ODT nor XLSX.", field="file")


def refuse_macros(archive: Archive) -> None:
    """Refuse an archive whose entries are programs, told by their names.

    Raises:
        HasMacros: as said.
    """
    for name in archive.names:
        if name.lower().endswith(_MACROS) or name.lower().startswith(_MACRO_FOLDERS):
            raise HasMacros("Save it without macros, as .docx, .xlsx or .odt.", field="file")


def _text(xml: bytes) -> str:
    """Decode a part as its first bytes say; UTF-16 is allowed, if rare."""
    encoding = "utf-16" if xml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return xml.decode(encoding, errors="replace")
