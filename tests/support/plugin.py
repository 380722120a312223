"""Fixtures for tests that need a real database server or a real browser."""

import math
import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request

from tests.support import browser as browsers
from tests.support import postgres


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:  # noqa: ARG001 - the hook's own
    """Run half as many processes again as there are cores: much of what is tested waits for others."""
    return math.ceil((os.cpu_count() or 1) * 1.5)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """One server for each test process, started when a test first asks for it."""
    with postgres.postgres_server() as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The address of a new, empty database."""
    url = postgres_server.create_database()
    yield url
    postgres_server.drop_database(url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for each test process."""
    with browsers.browser() as opened:
        yield opened


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained about; a test that provokes a complaint clears it."""
    return []


@pytest.fixture
def profile() -> dict[str, Any]:
    """How the browser's profile differs from the usual; tests of one folder or class may set it."""
    return {}


@pytest.fixture
def page(browser: Browser, complaints: list[str], profile: dict[str, Any]) -> Iterator[Page]:
    """A page in a fresh profile; the test fails if the browser complains about anything."""
    context = browser.new_context(**profile)
    opened = context.new_page()

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def failed(request: Request) -> None:
        # Leaving a page aborts what it was still loading, which is nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            complaints.append(f"{request.failure}: {request.method} {request.url}")

    context.on("console", said)
    context.on("requestfailed", failed)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield opened
    unwanted = list(complaints)
    context.close()
    assert not unwanted
