"""Files to attach: good ones, and all that goes wrong with files."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

import docx
import odfdo
import pypdf

OOXML = "application/vnd.openxmlformats-officedocument"
ODT_TYPE = b"application/vnd.oasis.opendocument.text"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(17) + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = (
    b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(7) + b"\xff\xc0\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00"
    b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + bytes(24) + b"\xff\xd9"
)


def pdf(*pages: str) -> bytes:
    """Write a PDF with a line of text on each page."""
    numbers = range(4, 4 + 2 * len(pages), 2)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    for number, text in zip(numbers, pages, strict=True):
        drawn = b"BT /F1 12 Tf 72 700 Td (" + text.encode("cp1252") + b") Tj ET"
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {number + 1} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        objects[number + 1] = b"<< /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream"
    return _with_references(objects)


def _with_references(objects: Mapping[int, bytes]) -> bytes:
    written = b"%PDF-1.4\n"
    places = []
    for number, body in sorted(objects.items()):
        places.append(len(written))
        written += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    end += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    return written + end


def laborious_pdf() -> bytes:
    """Write a small PDF whose one page draws a letter ten million times."""
    drawn = zlib.compress(b"BT /F1 9 Tf " + b"(a)Tj " * 10_000_000 + b"ET", 9)
    return _with_references(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
            4: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 5 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>",
            5: b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(drawn) + drawn + b"\nendstream",
        }
    )


def locked_pdf(password: str) -> bytes:
    """Write a PDF that a password opens."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf("secret")))
    writer.encrypt(password, algorithm="RC4-128")
    return _saved(writer)


def word(*paragraphs: str) -> bytes:
    """Write a DOCX, the last paragraph in a table."""
    document = docx.Document()
    for paragraph in paragraphs[:-1]:
        document.add_paragraph(paragraph)
    document.add_table(rows=1, cols=1).cell(0, 0).text = paragraphs[-1]
    return _saved(document)


def writer(*paragraphs: str) -> bytes:
    """Write an ODT."""
    document = odfdo.Document("text")
    document.body.clear()
    for paragraph in paragraphs:
        document.body.append(odfdo.Paragraph(paragraph))
    return _saved(document)


def _saved(document: Any) -> bytes:
    file = io.BytesIO()
    (document.save if hasattr(document, "save") else document.write)(file)
    return file.getvalue()


def archive(entries: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as opened:
        for name, body in entries.items():
            opened.writestr(name, body)
    return file.getvalue()


def repacked(packed: bytes, **changed: bytes) -> bytes:
    """Pack an archive again with other bytes in an entry, whose name ends in `.xml`."""
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        entries = {name: opened.read(name) for name in opened.namelist()}
    return archive(entries | {name.replace("__", "/") + ".xml": body for name, body in changed.items()})


def office(kind: str = "wordprocessingml.document") -> dict[str, bytes]:
    """Give the entries of an Office file."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{OOXML}.{kind}.main+xml"/></Types>'
    return {"[Content_Types].xml": types.encode(), "main.xml": b"<main/>"}


def with_claim(packed: bytes, entries: int) -> bytes:
    """Let the end of an archive claim to have as many entries."""
    changed = bytearray(packed)
    struct.pack_into("<HH", changed, changed.rfind(b"PK\x05\x06") + 8, entries, entries)
    return bytes(changed)
