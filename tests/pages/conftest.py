"""The second bulletin and a hostile one, as pages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from waitress.server import create_server

from domain.claims import Source
from knowledge.app import create_app
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import DEMONSTRATION
from knowledge.importing import Import
from knowledge.recording import Author, Recorder
from knowledge.security import ADMINISTRATOR, IMPORTER
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.pages.house import House
from tests.support.unlimited import UNLIMITED

SCRIPT = "<script>alert('read me')</script>"
OUR_SCRIPT = re.compile(r'<script (?:type="module" )?src="/static/[a-z./]+\?v=[0-9a-f]{12}"(?: defer)?></script>')


def without_our_scripts(page: str) -> str:
    """Leave out the scripts that the platform serves as files; whatever else is a script is none of ours."""
    return OUR_SCRIPT.sub("", page)


@dataclass
class Reader:
    """Somebody who reads pages."""

    client: FlaskClient

    def opens(self, address: str, *, status: int = 200, **headers: str) -> str:
        """Return the page at an address."""
        response = self.client.get(address, headers={"Accept": "text/html", **headers})
        assert (response.status_code, response.mimetype) == (status, "text/html"), response.text
        return response.text


def open_platform(folder: object, **settings: str) -> Knowledge:
    opened = Knowledge(
        Settings.read(
            {"DATA_DIR": str(folder), "ADMIN_TOKEN": "opens-nothing-but-these-tests", **UNLIMITED, **settings}
        )
    )
    opened.migrate()
    return opened


def make_findable(opened: Knowledge) -> None:
    """Take all that is recorded into the search index."""
    while opened.keep_findable():
        pass


@pytest.fixture(scope="session")
def bulletin_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The second bulletin, for tests that only read."""
    with open_platform(tmp_path_factory.mktemp("pages")) as opened:
        Import(opened.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
        make_findable(opened)
        yield create_app(opened)


@pytest.fixture
def bulletin(bulletin_app: Flask) -> Reader:
    """A reader of the second bulletin."""
    return Reader(bulletin_app.test_client())


@pytest.fixture
def knowledge(tmp_path: Any) -> Iterator[Knowledge]:
    """A platform on which nothing is recorded yet."""
    with open_platform(tmp_path / "kept") as opened:
        yield opened


@pytest.fixture
def reader(knowledge: Knowledge) -> Reader:
    """A reader of what the test records."""
    return Reader(create_app(knowledge).test_client())


@dataclass
class Coordinator:
    """Somebody who records what happened in Peru, in words that try to be a script."""

    knowledge: Knowledge
    recorder: Recorder
    document: UUID
    author: Author

    def source(self, locator: str = f"p. 2 {SCRIPT}", quote: str = f"Red instalada {SCRIPT}") -> Source:
        """Point into the document."""
        return Source(self.document, locator=locator, quote=quote)

    def records(
        self, milestone: str = "established", occurred: str = "2021-10", *, country: str = "PE", **details: str
    ) -> int:
        """Record a milestone, and return its position."""
        self.recorder.record_milestone(
            self.author,
            "network",
            country,
            milestone=milestone,
            occurred=occurred,
            source=self.source(),
            details=details,
        )
        return self.knowledge.platform.position()


@pytest.fixture
def coordinator(knowledge: Knowledge) -> Coordinator:
    """A coordinator with a document at hand."""
    recorder, author = Recorder(knowledge), Author(ADMINISTRATOR)
    done = recorder.register_document(author, title=f"Acta {SCRIPT}", language="es", url="https://example.org/acta")
    return Coordinator(knowledge, recorder, done.aggregate_id, author)


@pytest.fixture(scope="session")
def site(bulletin_app: Flask) -> Iterator[str]:
    """The address of a server that shows the second bulletin."""
    with serving(bulletin_app) as address:
        yield address


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application, and give its address."""
    server: Any = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.pull_trigger()
    server.trigger.pull_trigger(server.close)
    thread.join(5)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[House]:
    """A served platform for the stories of one module, and a browser with a window for everybody."""
    with open_platform(tmp_path_factory.mktemp("house")) as opened, serving(create_app(opened)) as site:
        yield House(opened, site, browser)


@pytest.fixture
def profile() -> dict[str, Any]:
    """Without scripts, on a phone."""
    return {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}, "locale": "en-GB"}
