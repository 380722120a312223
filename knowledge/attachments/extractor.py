"""Reads the text of one document: run as a program of its own, whose memory and time are limited from the start.

Usage: `extractor.py KIND SECONDS BYTES CHARACTERS`, the document as standard input. Writes JSON: `text`, and `trouble`
that names why there is none, or not all of it. The text of the kind `pdf-acts` are the names of what a PDF does by
itself. It imports nothing of the platform.
"""

import io
import json
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

ENCRYPTED = "encrypted"
BROKEN = "broken"
OUT_OF_MEMORY = "out-of-memory"
CUT = "cut"


class Encrypted(Exception):
    """A password is needed to read it."""


def pdf_pieces(file: BinaryIO) -> Iterator[str]:
    """Give the text of each page; a page that cannot be read says nothing."""
    import pypdf  # noqa: PLC0415 - each library is loaded only for its own kind

    reader = pypdf.PdfReader(file)
    # An empty password opens what is only protected against printing.
    if reader.is_encrypted and not reader.decrypt(""):
        raise Encrypted
    for page in reader.pages:
        yield page.extract_text()


def docx_pieces(file: BinaryIO) -> Iterator[str]:
    """Give the text of each paragraph, those in tables too."""
    import docx  # noqa: PLC0415 - each library is loaded only for its own kind
    from docx.table import Table, _Cell  # noqa: PLC0415
    from docx.text.paragraph import Paragraph  # noqa: PLC0415

    def inside(part: docx.document.Document | _Cell) -> Iterator[str]:
        for block in part.iter_inner_content():
            if isinstance(block, Paragraph):
                yield block.text
            elif isinstance(block, Table):
                for row in block.rows:
                    # A merged cell is given once for each column it covers.
                    for cell in {id(one._tc): one for one in row.cells}.values():  # noqa: SLF001
                        yield from inside(cell)

    yield from inside(docx.Document(file))


def odt_pieces(file: BinaryIO) -> Iterator[str]:
    """Give the text of each paragraph and heading; neither remarks nor what was deleted."""
    from odfdo import Document  # noqa: PLC0415 - each library is loaded only for its own kind

    body = Document(io.BytesIO(file.read())).body
    for removed in body.get_elements("descendant::office:annotation | descendant::text:tracked-changes"):
        removed.delete()
    for paragraph in body.get_elements("descendant::*[self::text:p or self::text:h][not(ancestor::text:p)]"):
        yield paragraph.text_recursive


ACTING_KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/XFA": "XFA",
    "/EmbeddedFiles": "EmbeddedFile",
    "/EF": "EmbeddedFile",
    "/RichMediaContent": "RichMedia",
}
ACTING_NAMES = {
    "/JavaScript": "JavaScript",
    "/Launch": "Launch",
    "/ImportData": "ImportData",
    "/GoToE": "EmbeddedFile",
    "/EmbeddedFile": "EmbeddedFile",
    "/FileAttachment": "EmbeddedFile",
    "/RichMedia": "RichMedia",
}


def pdf_acts(file: BinaryIO) -> Iterator[str]:
    """Give the name of each thing that a PDF does by itself or holds, wherever in it that is said."""
    import pypdf  # noqa: PLC0415 - each library is loaded only for its own kind
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415

    reader = pypdf.PdfReader(file)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Encrypted
    numbers = {(number, generation) for generation, there in reader.xref.items() for number in there}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    waiting: list[object] = [reader.trailer, reader.root_object]
    waiting += [IndirectObject(number, generation, reader) for number, generation in sorted(numbers)]
    seen: set[tuple[int, int]] = set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, IndirectObject):
            if (found.idnum, found.generation) not in seen:
                seen.add((found.idnum, found.generation))
                waiting.append(found.get_object())
        elif isinstance(found, DictionaryObject):
            yield from (act for key, act in ACTING_KEYS.items() if key in found)
            yield from (ACTING_NAMES[name] for name in _names(found) if name in ACTING_NAMES)
            waiting += [found.raw_get(key) for key in found]
        elif isinstance(found, ArrayObject):
            waiting += list(found)


def _names(found: Mapping[str, object]) -> Iterator[str]:
    """Give what a dictionary says it is; each may be said by reference."""
    yield from (str(found.get(key)) for key in ("/S", "/Type", "/Subtype"))


READERS: Mapping[str, Callable[[BinaryIO], Iterator[str]]] = {
    "pdf": pdf_pieces,
    "pdf-acts": pdf_acts,
    "docx": docx_pieces,
    "odt": odt_pieces,
}


def read(kind: str, file: BinaryIO, *, longest: int) -> dict[str, str]:
    """Read a document: at most `longest` characters of it, and what stood against the rest."""
    pieces: list[str] = []
    length, trouble = 0, ""
    try:
        for piece in READERS[kind](file):
            pieces.append(piece.strip())
            length += len(piece) + 1
            if length > longest:
                trouble = CUT
                break
    except MemoryError:
        pieces, trouble = [], OUT_OF_MEMORY
    except Encrypted:
        trouble = ENCRYPTED
    except Exception as error:  # noqa: BLE001 - a hostile document raises whatever it likes
        # The library for XML has its own way to say so.
        trouble = OUT_OF_MEMORY if "memory" in str(error).lower() else BROKEN
    text = "\n".join(piece for piece in pieces if piece)[:longest]
    return {"text": text.encode(errors="replace").decode(), "trouble": trouble}


def limit(seconds: int, size: int) -> None:
    """Take no more than `seconds` of the processor and `size` bytes of memory from now on, and write no files."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXCPU, signal.SIG_DFL)


def main(kind: str, seconds: str, size: str, longest: str) -> None:
    """Read standard input within limits, and write what was found."""
    limit(int(seconds), int(size))
    json.dump(read(kind, sys.stdin.buffer, longest=int(longest)), sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
