"""Typesets a worded bulletin as PDF: tagged, for the archive (PDF/A-2a) and for every reader (PDF/UA-1)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path

import msgspec
import typst

from knowledge.answers import Answer
from knowledge.bulletins.maps import swatches

_LAYOUT = Path(__file__).parent / "bulletin.typ"


def pdf_of(document: Answer, drawing: str) -> bytes:
    """Typeset a bulletin; the same document and map are the same bytes, whatever fonts the machine has.

    Signs that the fonts lack are shown as boxes, and then the PDF claims to be of no standard.

    Args:
        document: worded.
        drawing: of its map, SVG; empty where none can be drawn.
    """
    return _typeset(msgspec.json.encode(document).decode(), drawing)


@lru_cache(maxsize=32)
def _typeset(document: str, drawing: str) -> bytes:
    inputs: Mapping[str, str] = {
        "document": document,
        "map": drawing,
        "signs": msgspec.json.encode(dict(swatches())).decode(),
    }
    day = datetime.fromisoformat(msgspec.json.decode(document)["valid_at"]).replace(tzinfo=UTC)
    # A compiler of its own for each, since one keeps the inputs of the last.
    compiler = typst.Compiler(font_paths=_fonts(), sys_inputs=dict(inputs))
    try:
        made = compiler.compile(_LAYOUT.read_bytes(), format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=day)
    except typst.TypstError:
        # What a source wrote may have signs that no font here has; the standards forbid to show them as boxes.
        made = compiler.compile(_LAYOUT.read_bytes(), format="pdf", timestamp=day)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file, pictures would be many
    return made


@cache
def _fonts() -> typst.Fonts:
    """Use the fonts that come with the typesetter, and no other."""
    return typst.Fonts(include_system_fonts=False)
