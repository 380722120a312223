"""Seals: what the files of an index add up to, so that a byte changed on the disk is noticed before it is believed.

Engines write most of their files once. After each commit those that are new are sealed; a file without a seal, because
the process was ended between the two, is taken as it is.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from zlib import crc32

import msgspec

from search.index import IndexUnusable

SEALS = "seals"
CHANGING = ("LOCK", ".lock", ".json", ".next", SEALS)
"""How the names of files end that are written more than once."""
PIECE = 1 << 20
META = "meta.json"


class Segment(msgspec.Struct):
    """A part of an index of tantivy."""

    segment_id: str


class Meta(msgspec.Struct):
    """What an index of tantivy tells of itself."""

    segments: list[Segment]


def seal(folder: Path) -> None:
    """Seal the files of an index that have no seal yet, and forget those that are gone."""
    known = _read(folder)
    is_written = _written_in(folder)
    there = [path for path in folder.iterdir() if _stays(path) and is_written(path)]
    seals = {path.name: known.get(path.name) or _sum(path) for path in there}
    temporary = folder / f"{SEALS}-{os.getpid()}.next"
    temporary.write_text("".join(f"{total} {name}\n" for name, total in seals.items() if total), encoding="utf-8")
    temporary.replace(folder / SEALS)


def check_seals(folder: Path) -> None:
    """Read an index whole and compare.

    Raises:
        IndexUnusable: a file is not as it was written.
    """
    for name, total in _read(folder).items():
        # What is gone was merged into another file, or is missed when the index is opened.
        if _sum(folder / name) not in {"", total}:
            raise IndexUnusable(f"{name} in {folder} is not as it was written")


def _written_in(folder: Path) -> Callable[[Path], bool]:
    """What tells of a file of a folder whether all of it is there.

    tantivy merges in the background; it names the segments whose files it has written.
    """
    with suppress(FileNotFoundError, msgspec.MsgspecError):
        meta = msgspec.json.decode((folder / META).read_bytes(), type=Meta)
        named = {segment.segment_id.replace("-", "") for segment in meta.segments}
        return lambda path: path.name.partition(".")[0] in named
    return lambda _: True


def _stays(path: Path) -> bool:
    return path.is_file() and not path.name.endswith(CHANGING)


def _read(folder: Path) -> dict[str, str]:
    with suppress(FileNotFoundError):
        lines = (folder / SEALS).read_text(encoding="utf-8", errors="replace").splitlines()
        return {name: total for total, _, name in (line.partition(" ") for line in lines) if name}
    return {}


def _sum(path: Path) -> str:
    """Size and checksum of a file; empty if it is gone."""
    try:
        with path.open("rb") as file:
            total = size = 0
            while piece := file.read(PIECE):
                total, size = crc32(piece, total), size + len(piece)
    except FileNotFoundError:
        return ""
    return f"{size}-{total:08x}"
