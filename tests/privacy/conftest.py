"""A private database with somebody in every table."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.private.database import PrivateDatabase


@pytest.fixture(params=["sqlite", "postgresql"])
def private(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PrivateDatabase]:
    """An empty private database."""
    url = f"sqlite:///{tmp_path}/accounts.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = PrivateDatabase(url)
    database.migrate()
    yield database
    database.close()
