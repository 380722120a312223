"""`expire` erases what has been kept long enough, or tells what it would be."""

import os
from pathlib import Path

import pytest


@pytest.fixture
def letter(command, folder: Path) -> Path:
    """A letter that has lain in the outbox for longer than letters do."""
    assert command("migrate").code == 0
    (folder / "outbox").mkdir()
    path = folder / "outbox" / "letter-1.eml"
    path.write_bytes(b"To: one@example.org\r\n\r\n")
    os.utime(path, times=(0, 0))
    return path


def test_a_rehearsal_erases_nothing(command, letter):
    told = command("expire", "--dry-run", "--json").json

    assert (told["written"], told["letters"], letter.exists()) == (False, 1, True)
    assert "Letters in the outbox: 1" in command("expire", "--dry-run").out


def test_what_is_erased_is_told(command, letter):
    told = command("expire", "--json").json

    assert (told["written"], told["letters"], told["drafts"], told["accounts"]) == (True, 1, [], [])
    assert set(told["ended"].values()) == {0}
    assert not letter.exists()
