"""Reads the text of one document: run as a program of its own, whose memory and time are limited from the start.

Usage: `extractor.py KIND SECONDS BYTES CHARACTERS`, the document as standard input. Writes JSON: `text`, and `trouble`
that names why there is none, or not all of it. It imports nothing of the platform.
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


READERS: Mapping[str, Callable[[BinaryIO], Iterator[str]]] = {
    "pdf": pdf_pieces,
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
