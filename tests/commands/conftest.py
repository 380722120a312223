"""The command line, as an operator types it."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from knowledge.__main__ import main
from knowledge.settings import SETTINGS, Settings
from knowledge.wiring import Knowledge


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it said: `out` for scripts, `err` for people."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it said to a script."""
        return json.loads(self.out)


Command = Callable[..., Outcome]
Note = Callable[..., Path]

HEAD = """schema: bulletin-facts/1
document:
  id: note-1
  title: {en: "Note 1"}
  published: "2021-12"
  language: en
"""
GOOD = """milestones:
  - {aggregate: network, country: PE, milestone: established, occurred: "2021-10", locator: 'p. 2'}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this operator's data is kept; nothing else is set."""
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "kept"))
    monkeypatch.setenv("COLUMNS", "160")
    return tmp_path / "kept"


@pytest.fixture
def command(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Type `python -m knowledge …`, and wait for its end."""
    assert os.environ["DATA_DIR"] == str(folder)

    def run(*arguments: object) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["knowledge", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else int(code is not None), said.out, said.err)

    return run


@contextmanager
def opened() -> Iterator[Knowledge]:
    """Look at what the commands left."""
    with Knowledge(Settings.read(os.environ)) as knowledge:
        knowledge.platform.migrate()
        yield knowledge


def position() -> int:
    """Tell how far the log is."""
    with opened() as knowledge:
        return knowledge.platform.position()


@pytest.fixture
def note(tmp_path: Path) -> Note:
    """Write a bulletin file of one's own."""

    def write(text: str, name: str = "note.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write
