"""Who is erased on a running server is in none of its answers, files, tables, logs, nor in a backup of the log."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import Caller
from tests.api.cast import Cast
from tests.api.conftest import new_source
from tests.api.test_erasure import in_files, in_tables
from tests.serving.served import HEADERS, TOKEN, Served, begin, serving
from tests.support.persons import EMAIL, NAME, Somebody, tells
from tests.support.unlimited import UNLIMITED

READ = (
    "/status", "/milestones", "/practices", "/practices.csv", "/practices?format=csv", "/audit?limit=200",
    "/audit?format=csv", "/audit?format=jsonl", "/search?q=quispe&facets=country",
    "/search.atom?q=quispe", "/search/suggest?q=quis", "/countries/PE", "/accounts", "/bulletin", "/readyz",
    f"/sign-in?next={EMAIL}",
)  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the log is; empty for where it usually is."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def fill(settings: Settings) -> Somebody:
    """Let somebody do everything, and return them."""
    with Knowledge(settings) as knowledge:
        knowledge.migrate()
        app = create_app(knowledge)
        somebody = Somebody(app, knowledge)
        somebody.do_everything(Cast(app, knowledge), new_source(Caller(app), "A note"))
        knowledge.addresses.confirm(somebody.id, EMAIL)
        return somebody


def told(served: Served) -> list[str]:
    """List the addresses under which they are read of by whoever runs the platform."""
    return [one for one in READ if tells(served.ask("GET", one, None, **HEADERS).body)]


def test_who_is_erased_is_nowhere_on_a_running_server(folder: Path, tmp_path: Path, url: str) -> None:
    settings = Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, **UNLIMITED, "DATABASE_URL": url})
    somebody = fill(settings)
    with serving(folder, DATABASE_URL=url) as served:
        assert served.sign_in(EMAIL, NAME).status == 401
        assert served.post_openly("/reset-password", {"email": EMAIL}).status < 300
        assert told(served)
        assert in_files(settings)
        assert in_tables(settings)
        if settings.is_on_sqlite:
            with (
                closing(sqlite3.connect(folder / "log.db")) as log,
                closing(sqlite3.connect(tmp_path / "backup.db")) as copy,
            ):
                log.backup(copy)

        erased: Any = served.post(f"/accounts/{somebody.id}/erase", {})

        assert erased.status == 201, erased.body
        assert told(served) == []
        assert served.stop() == 0
        assert not tells(served.said())

    assert in_tables(settings) == []
    assert in_files(settings) == []
    assert not any(tells(one.read_bytes()) for one in tmp_path.glob("backup.db"))
    with begin(folder, "knowledge", "verify", DATABASE_URL=url) as verifying:
        assert verifying.wait(120) == 0
