"""A backup that is taken while others write holds everything acknowledged before it began, and is where the log was."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy.engine import make_url

from domain.waking import libpq_url
from tests.support import binaries
from tests.support.databases import Database
from tests.support.proofs import proven
from tests.support.workers import lines, wait_until, working, write_documents

DEPLOYMENT = Path(__file__).parents[2] / "docs" / "deployment.md"
ENDLESS = 1_000_000
WRITTEN = 40


@dataclass(frozen=True)
class Backup:
    """How a log is copied and brought back, as `docs/deployment.md` says."""

    database: Database
    folder: Path

    def take(self) -> None:
        """Copy the log."""
        if self.database.is_sqlite:
            run(sys.executable, "-c", told("import sqlite3"), path(self.database.log_url), self.folder / "backup.db")
            return
        options = [word for word in told("pg_dump").split() if word.startswith("--")]
        run(tool("pg_dump"), *options, "--file", self.folder / "log.sql", libpq_url(self.database.log_url))

    def restore(self, empty: str) -> Database:
        """Bring it back in a place where nothing is."""
        if self.database.is_sqlite:
            return Database(f"sqlite:///{self.folder}/backup.db", f"sqlite:///{self.folder}/views-of-backup.db")
        run(tool("psql"), "--quiet", "--set", "ON_ERROR_STOP=1", "--file", self.folder / "log.sql", libpq_url(empty))
        return Database(empty, empty)


def told(beginning: str) -> str:
    """Return a command from the page about deployment."""
    text = DEPLOYMENT.read_text(encoding="utf-8")
    (found,) = {line for line in text.replace("`", "\n").replace("'", "\n").split("\n") if line.startswith(beginning)}
    return found


def tool(name: str) -> Path:
    return binaries.find() / name


def run(*command: str | Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def path(url: str) -> str:
    return str(make_url(url).database)


@pytest.fixture
def empty(request, database):
    """An empty database on the same server."""
    if database.is_sqlite:
        yield ""
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url)


def test_a_backup_taken_while_others_write_is_the_beginning_of_the_log(database, empty, tmp_path):
    backup, journals = Backup(database, tmp_path), [tmp_path / f"journal-{number}" for number in range(2)]
    with proven(database) as log:
        with (
            working(write_documents, database, uuid4().hex, ENDLESS, 2, journals[0]),
            working(write_documents, database, uuid4().hex, ENDLESS, 2, journals[1]),
        ):
            wait_until(lambda: all(len(lines(journal)) > WRITTEN for journal in journals))
            before = [line for journal in journals for line in lines(journal)]
            backup.take()
            after = [len(lines(journal)) for journal in journals]
            wait_until(lambda: all(len(lines(one)) > count for one, count in zip(journals, after, strict=True)))
        original = log.checkpoint()

        with proven(backup.restore(empty)) as copy:
            kept = copy.checkpoint()
            codes = {entry.position: entry.event.code for entry in copy.kept.platform.read(0, 100_000)}

            assert kept.root == log.evidence.root(kept.size)
            assert len(codes) == kept.size
            assert {f"{position} {code}" for position, code in codes.items()} >= set(before)
            assert len(before) <= kept.size < original.size
            assert copy.found() == []
