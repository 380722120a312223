"""Fixtures of the log and its views, each on SQLite and on PostgreSQL, each in a fresh database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.application import Platform
from tests.support.databases import Database, Kept


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """A new, empty database."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{tmp_path}/log.db", f"sqlite:///{tmp_path}/views.db")
    url = request.getfixturevalue("postgres_url")
    return Database(url, url)


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    """A platform with an empty log."""
    with database.open() as opened:
        opened.migrate()
        yield opened


@pytest.fixture
def kept(database: Database) -> Iterator[Kept]:
    """An empty log with its views."""
    with database.open_views() as opened:
        opened.migrate()
        yield opened
