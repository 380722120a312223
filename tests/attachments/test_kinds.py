"""A file is what it holds, and what could do harm is not kept."""

import io
import zipfile
from contextlib import suppress

import pytest

from knowledge.attachments.archives import LARGEST_UNPACKED, MOST_ENTRIES, BadArchive, Bomb
from knowledge.attachments.kinds import DOCX, JPEG, KINDS, ODT, PDF, PNG, XLSX, HasMacros, UnknownKind, kind_of
from knowledge.attachments.names import BadName, WrongExtension, check_name
from tests.attachments import files
from tests.attachments.files import ODT_TYPE, archive, office

MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def kind(content: bytes):
    return kind_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (files.pdf("one"), PDF),
        (files.word("one", "two"), DOCX),
        (files.writer("one"), ODT),
        (archive(office("spreadsheetml.sheet")), XLSX),
        (files.PNG, PNG),
        (files.JPEG, JPEG),
    ],
    ids=["pdf", "docx", "odt", "xlsx", "png", "jpeg"],
)
def test_six_kinds_are_recognised_by_their_content(content, expected):
    assert kind(content) is expected


def test_types_in_utf_16_are_read_too():
    types = office()["[Content_Types].xml"].decode().encode("utf-16")

    assert kind(archive(office() | {"[Content_Types].xml": types})) is DOCX


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain words",
        b"<html><script>alert(1)</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00" + bytes(100),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        b" %PDF-1.4",
        b"GIF89a",
        archive({"readme.txt": b"hello"}),
        archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        archive({"mimetype": ODT_TYPE + bytes(200)}),
    ],
    ids=["nothing", "text", "html", "svg", "exe", "doc", "space first", "gif", "zip", "ods", "long type"],
)
def test_anything_else_is_refused(content):
    with pytest.raises(UnknownKind):
        kind(content)


@pytest.mark.parametrize(
    "content",
    [
        archive(office() | {"word/vbaProject.bin": b"macro"}),
        archive(office() | {"WORD/VBAPROJECT.BIN": b"macro"}),
        archive(office() | {"[Content_Types].xml": MACRO_TYPES}),
        archive(office() | {"[Content_Types].xml": MACRO_TYPES.decode().encode("utf-16")}),
        archive(office("spreadsheetml.sheet") | {"xl/macrosheets/sheet1.xml": b"macro"}),
        archive({"mimetype": ODT_TYPE, "Basic/Standard/Module1.xml": b"macro"}),
        archive({"mimetype": ODT_TYPE, "Scripts/python/run.py": b"macro"}),
    ],
    ids=["vba", "VBA", "docm", "docm in UTF-16", "macro sheet", "basic", "script"],
)
def test_macros_are_refused(content):
    with pytest.raises(HasMacros):
        kind(content)


@pytest.mark.parametrize(
    "content",
    [
        archive(office() | {"word/document.xml": bytes(20_000_000)}),
        archive(office() | {f"{number}.xml": b"" for number in range(MOST_ENTRIES)}),
        archive(office() | {f"{number:05}{'x' * 600}": b"" for number in range(2_000)}),
        files.with_claim(archive(office()), 60_000),
    ],
    ids=["ratio", "entries", "names", "claimed entries"],
)
def test_bombs_are_refused_before_they_are_unpacked(content):
    with pytest.raises(Bomb):
        kind(content)


def test_what_would_unpack_to_too_much_altogether_is_refused():
    content = bytearray(archive(office() | {f"{number}.bin": bytes(100) for number in range(300)}, zipfile.ZIP_STORED))
    claimed, place = 1_000_000, 0
    while (place := content.find(b"PK\x01\x02", place + 1)) > 0:
        content[place + 24 : place + 28] = claimed.to_bytes(4, "little")

    assert claimed * 300 > LARGEST_UNPACKED
    with pytest.raises(Bomb):
        kind(bytes(content))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:evil", "word\\..\\evil", "word/../../evil"])
def test_entries_with_the_name_of_a_path_are_refused(name):
    with pytest.raises(BadArchive):
        kind(archive(office() | {name: b"x"}))


def test_entries_whose_name_goes_on_behind_its_end_are_refused():
    content = archive(office() | {"word/a-b.xml": b"x"}).replace(b"word/a-b.xml", b"word/a\x00b.xml")

    with pytest.raises(BadArchive, match="path outside"):
        kind(content)


def damaged(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """Change bytes at an offset from the last entry of the list of entries."""
    changed = bytearray(content)
    place = changed.rfind(mark) + offset
    changed[place : place + len(value)] = value
    return bytes(changed)


@pytest.mark.parametrize(
    "content",
    [
        archive(office())[:-30],
        damaged(archive(office()), b"PK\x01\x02", 8, b"\x01\x00"),
        damaged(archive(office()), b"PK\x01\x02", 0, b"XXXX"),
        archive(office(), zipfile.ZIP_LZMA),
        archive(office())[:-22] + b"PK\x06\x07" + bytes(16) + archive(office())[-22:],
        b"PK\x03\x04" + bytes(100),
    ],
    ids=["cut", "password", "list", "method", "zip64", "nothing behind"],
)
def test_damaged_and_unusual_archives_are_refused(content):
    with pytest.raises(BadArchive):
        kind(content)


def test_an_entry_that_stands_twice_is_refused():
    file = io.BytesIO(archive(office()))
    with zipfile.ZipFile(file, "a") as opened, pytest.warns(UserWarning, match="Duplicate"):
        opened.writestr("main.xml", b"<other/>")

    with pytest.raises(BadArchive):
        kind(file.getvalue())


@pytest.mark.parametrize("length", range(0, 4_000, 97))
def test_a_file_cut_anywhere_is_either_recognised_or_refused(length):
    with suppress(UnknownKind, BadArchive):
        assert kind(files.word("one", "two")[:length]) is DOCX


@pytest.mark.parametrize("name", ["Informe 12.09.2021 (v1.2).pdf", " Vacunación.PDF ", "دليل.pdf", "a'b & c.pdf"])
def test_ordinary_names_are_kept(name):
    assert check_name(name, PDF.extensions) == name.strip()


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x" * 197 + ".pdf",
        "../x.pdf",
        "folder/x.pdf",
        "C:\\x.pdf",
        "x\x00.pdf",
        "x\n.pdf",
        ".pdf",
        "x.pdf.",
        "x.exe.pdf",
        "x.HTML.pdf",
        "x.exe .pdf",
        "x\u202efdp.pdf",
    ],
)
def test_misleading_names_are_refused(name):
    with pytest.raises(BadName):
        check_name(name, PDF.extensions)


@pytest.mark.parametrize("name", ["x", "x.exe", "x.pdf.exe", "x.docx", "x.svg", "pdf"])
def test_an_extension_agrees_with_the_content(name):
    with pytest.raises(WrongExtension):
        check_name(name, PDF.extensions)


def test_every_kind_has_an_extension_of_its_own():
    extensions = [extension for one in KINDS.values() for extension in one.extensions]

    assert len(extensions) == len(set(extensions))
