"""Reads the rows of an export, CSV or JSON Lines, one at a time and each with its line."""

import codecs
import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from domain.errors import Refusal

LONGEST_CELL = 1_000_000
"""Characters of a cell, and of a line of JSON five times as many."""
SEPARATORS = ",;\t|"
PIECE = 65_536
QUOTED = re.compile(r'"[^"]*"')
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Progress = Callable[[int], object]
"""Told how many bytes of the file have been read."""


class UnreadableRows(Refusal):
    """The file holds no rows that can be read."""


@dataclass(frozen=True)
class Row:
    """One row: the line it begins on, and its cells by the names of their columns.

    `trouble` says why it cannot be read, if it cannot.
    """

    line: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    trouble: str = ""


class RowsFile:
    """An export on the disk, which can be read more than once."""

    def __init__(self, path: Path) -> None:
        """Look at the file at `path`: its encoding, and whether it is CSV or JSON Lines.

        Raises:
            UnreadableRows: it cannot be opened, or is empty.
        """
        self.path = path
        try:
            self.size = path.stat().st_size
            self.encoding = _encoding(path)
            with self._opened(lambda _: None) as lines:
                self._first = lines.readline(LONGEST_CELL)
        except OSError as error:
            raise UnreadableRows(f"{path}: {error.strerror}.") from error
        if not self._first.strip():
            raise UnreadableRows(f"{path}: it is empty.")

    @property
    def is_guessed(self) -> bool:
        """Whether it is no Unicode, and was taken for what Windows writes in Western languages."""
        return self.encoding == "cp1252"

    def rows(self, on_progress: Progress = lambda _: None) -> Iterator[Row]:
        """Give the rows; blank lines are none.

        Raises:
            UnreadableRows: the columns have no names, or one name twice.
        """
        with self._opened(on_progress) as lines:
            yield from _json_rows(lines) if self._first.lstrip().startswith("{") else self._csv_rows(lines)

    def _csv_rows(self, lines: TextIO) -> Iterator[Row]:
        csv.field_size_limit(LONGEST_CELL)
        outside = QUOTED.sub("", self._first)
        separator = max(SEPARATORS, key=outside.count)
        reader = csv.reader(lines, delimiter=separator, strict=False)
        names = [name.strip() for name in next(reader)]
        if len(set(names)) < len(names) or not all(names):
            raise UnreadableRows(f"{self.path}: every column needs a name of its own in the first line.")
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, trouble=f"It is no row of a table: {error}.")
                continue
            if any(cell.strip() for cell in cells):
                yield _csv_row(line, names, cells)

    @contextmanager
    def _opened(self, on_progress: Progress) -> Iterator[TextIO]:
        with (
            self.path.open("rb") as raw,
            io.TextIOWrapper(_Counted(raw, on_progress), encoding=self.encoding, errors="replace", newline="") as lines,
        ):
            yield lines


class _Counted(io.BufferedReader):
    """Tells how far a file has been read."""

    def __init__(self, raw: Any, on_progress: Progress) -> None:
        super().__init__(raw, PIECE)
        self._file = raw
        self._on_progress = on_progress

    def read1(self, size: int = -1, /) -> bytes:
        piece = super().read1(size)
        self._on_progress(self._file.tell())
        return piece


def _csv_row(line: int, names: list[str], cells: list[str]) -> Row:
    if any(cell.strip() for cell in cells[len(names) :]):
        return Row(line, trouble=f"It has {len(cells)} cells for {len(names)} columns.")
    return Row(line, dict(zip(names, cells, strict=False)))


def _json_rows(lines: TextIO) -> Iterator[Row]:
    number = 0
    while text := lines.readline(5 * LONGEST_CELL + 1):
        number += 1
        if len(text) > 5 * LONGEST_CELL:
            raise UnreadableRows(f"Line {number} is longer than {5 * LONGEST_CELL:,} characters.")
        if text.strip():
            yield _json_row(number, text)


def _json_row(line: int, text: str) -> Row:
    try:
        cells = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Row(line, trouble=f"It is no JSON: {error}.")
    if not isinstance(cells, dict):
        return Row(line, trouble="It is no object of JSON.")
    return Row(line, cells)


def _encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        piece = file.read(PIECE)
        for mark, encoding in MARKS.items():
            if piece.startswith(mark):
                return encoding
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
