"""An application with a log of its own, and somebody who calls it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.security import IMPORTER
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.cast import Cast
from tests.api.hub_cast import HubCast
from tests.support.unlimited import UNLIMITED


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a platform on which nothing is recorded, made once."""
    folder = tmp_path_factory.mktemp("empty") / "kept"
    with Knowledge(Settings.read({"DATA_DIR": str(folder)})) as opened:
        opened.migrate()
    return folder


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, empty: Path) -> Settings:
    """On SQLite; parametrised with "postgresql", on a database of a real server, or with further settings."""
    environment = {"DATA_DIR": str(tmp_path / "kept"), "ADMIN_TOKEN": TOKEN, **UNLIMITED}
    shutil.copytree(empty, tmp_path / "kept")
    asked = getattr(request, "param", "sqlite")
    if isinstance(asked, dict):
        environment |= asked
    elif asked == "postgresql":
        environment["DATABASE_URL"] = request.getfixturevalue("postgres_url")
    return Settings.read(environment)


@pytest.fixture
def knowledge(settings: Settings) -> Iterator[Knowledge]:
    """A platform on which nothing is recorded yet."""
    with Knowledge(settings) as opened:
        if not settings.is_on_sqlite:
            opened.migrate()
        yield opened


@pytest.fixture
def app(knowledge: Knowledge) -> Flask:
    """Its application."""
    return create_app(knowledge)


@pytest.fixture
def api(app: Flask) -> Caller:
    """A caller with the administrator's token."""
    return Caller(app)


@pytest.fixture
def cast(app: Flask, knowledge: Knowledge) -> Cast:
    """Those who bring a practice to readers."""
    return Cast(app, knowledge)


@pytest.fixture
def hub(app: Flask, knowledge: Knowledge) -> HubCast:
    """Those who take part in a request for support, and those who do not."""
    return HubCast(app, knowledge)


@pytest.fixture
def source(api: Caller) -> dict[str, str]:
    """A registered document with the place in it where something stands."""
    return new_source(api, "Note on national networks")


def new_source(api: Caller, title: str) -> dict[str, str]:
    """Register a document, and point at a place in it."""
    note = {"title": title, "publisher": "Office of the Resident Coordinator", "published": "2021-11", "language": "es"}
    document: Any = api.post("/documents", note).json
    return {"document": document["id"], "locator": "p. 2", "quote": "La red quedó instalada"}


@dataclass(frozen=True)
class Imported:
    """A platform with the facts of the second bulletin; `before` is the position ahead of them."""

    knowledge: Knowledge
    api: Caller
    before: int


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """The second bulletin, for tests that only read."""
    folder = tmp_path_factory.mktemp("bulletin")
    with Knowledge(Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, **UNLIMITED})) as opened:
        opened.migrate()
        api = Caller(create_app(opened))
        new_source(api, "A note from before the bulletin")
        before = opened.platform.position()
        Import(opened.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
        yield Imported(opened, api, before)


@pytest.fixture
def bulletin(imported: Imported) -> Caller:
    """A caller who reads the second bulletin."""
    return imported.api
