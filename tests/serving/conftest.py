"""Where a server keeps its data, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from tests.support.databases import Database


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the first server makes."""
    return tmp_path / "kept"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, folder: Path) -> Database:
    """The database of a server, for a look from outside."""
    if request.param == "sqlite":
        return Database(f"sqlite:///{folder}/log.db", f"sqlite:///{folder}/views.db")
    url = request.getfixturevalue("postgres_url")
    return Database(url, url)
