"""What every search index in a folder promises beyond what all do."""

import os
import signal
import subprocess
import sys
from textwrap import dedent
from typing import Any

import pytest

from search import stored
from search.index import IndexBusy, IndexUnusable, Question
from search.query import parse
from tests.search.documents import DOCUMENTS, practice
from tests.search.promises import SearchPromises, found


class FolderPromises(SearchPromises):
    """Each adapter provides its class, how long it waits, and how to hold its lock."""

    kind: Any
    patience: str
    """Which constant tells how long a writer waits for another."""

    @pytest.fixture
    def folder(self, tmp_path):
        return tmp_path / "index"

    @pytest.fixture
    def empty(self, folder):
        index = self.kind.create(folder)
        yield index
        index.close()

    def test_it_is_as_it_was_when_opened_again(self, index, folder):
        index.write([practice("new", "Nuevo caracol")], removed=["anus"], since=10, position=12)
        index.close()

        again = self.kind.open(folder)

        assert again.position == 12
        assert found(again, "caracol") == ["new"]
        assert again.search(Question()).total == len(DOCUMENTS) - 1
        assert again.did_you_mean("frontrea", audience=frozenset({"public"})) == "frontera"

    def test_another_process_sees_what_was_written(self, index, folder):
        reader = self.kind.open(folder)
        assert found(reader, "caracol") == []

        index.write([practice("new", "Nuevo caracol")], removed=["vaccines"], since=10, position=11)

        assert found(reader, "caracol") == ["new"]
        assert found(reader, "brigadas") == []
        assert reader.position == 11

    @pytest.mark.usefixtures("index")
    def test_the_folder_is_its_owners_alone(self, folder):
        assert folder.stat().st_mode & 0o077 == 0

        folder.chmod(0o770)

        with pytest.raises(IndexUnusable):
            self.kind.open(folder)

    @pytest.mark.parametrize("exists", [True, False])
    def test_a_missing_index_is_unusable(self, folder, exists):
        if exists:
            folder.mkdir(mode=0o700)

        with pytest.raises(IndexUnusable):
            self.kind.open(folder)

    def test_an_index_of_another_edition_is_unusable(self, folder, monkeypatch):
        with monkeypatch.context() as patched:
            patched.setattr(stored.State.__init__, "__defaults__", (0, 0, stored.EDITION + 1))
            with pytest.raises(IndexUnusable):
                self.kind.create(folder).search(Question())

        with pytest.raises(IndexUnusable, match="edition"):
            self.kind.open(folder)

    # The engine leaves a file open that it cannot read to its end.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    @pytest.mark.parametrize("share", [0, 0.3, 0.8])
    def test_truncated_files_are_damage_or_do_not_matter(self, index, folder, share):
        index.close()
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.stat().st_size:
                os.truncate(path, int(path.stat().st_size * share))

        with pytest.raises(IndexUnusable):
            found(self.kind.open(folder), "vacunas")

    def test_a_file_that_disappeared_is_damage(self, index, folder):
        index.close()
        for path in folder.iterdir():
            if path.is_file():
                path.unlink()

        with pytest.raises(IndexUnusable):
            self.kind.open(folder).search(Question(parse("vacunas")))

    def test_a_refused_write_leaves_the_index_writable(self, index):
        with pytest.raises(TypeError):
            index.write([practice("bad", 5)], since=10, position=11)

        index.write([practice("new", "Nuevo caracol")], since=10, position=11)
        assert found(index, "caracol") == ["new"]

    def test_a_writer_that_was_killed_leaves_no_lock_and_no_half_commit(self, index, folder):
        program = f"""
            import sys
            from pathlib import Path
            from {self.kind.__module__} import {self.kind.__name__} as Kind
            from tests.search.documents import practice

            index = Kind.open(Path(sys.argv[1]))
            for number in range(10, 100_000):
                index.write([practice(f"k{{number}}", "Caracol azul")], since=number, position=number + 1)
        """
        with subprocess.Popen([sys.executable, "-c", dedent(program), folder]) as writer:
            while index.position < 14:
                pass
            writer.send_signal(signal.SIGKILL)

        survivor = self.kind.open(folder)
        position = survivor.position
        assert survivor.search(Question(parse("caracol"), deadline=30)).total == position - 10
        survivor.write([practice("new", "Nueva paloma")], since=position, position=position + 1)
        assert found(survivor, "paloma") == ["new"]

    def test_a_second_writer_waits_and_then_is_told(self, index, hold_lock, monkeypatch):
        monkeypatch.setattr(self.patience, 0.1)
        with hold_lock(), pytest.raises(IndexBusy):
            index.write([practice("new", "Nuevo caracol")], since=10, position=11)

        index.write([practice("new", "Nuevo caracol")], since=10, position=11)
