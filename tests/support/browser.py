"""A real browser, headless, that asks nobody else's servers for anything."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.support import chromium_package
from tests.support.missing import Missing, apt_install, may_use_apt

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ChromiumMissing(Missing):
    """No Chromium was found."""


@contextmanager
def browser() -> Iterator[Browser]:
    """Yield a running browser.

    Raises:
        ChromiumMissing: there is none, and none could be installed.
    """
    program = install()
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    environment = {**os.environ, **chromium_package.environment(program)}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=flags, env=dict(environment))
        try:
            yield opened
        finally:
            opened.close()


def find() -> Path | None:
    """Find the browser `CHROMIUM` names, an installed one, or the unpacked package."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return Path(path)
    return chromium_package.find()


def install() -> Path:
    """Find a browser, installing one first where there is none.

    Raises:
        ChromiumMissing: none could be installed.
    """
    found = find()
    if found:
        return found
    if may_use_apt():
        apt_install("chromium")
    elif chromium_package.is_possible():
        chromium_package.install()
    found = find()
    if not found:
        raise ChromiumMissing("apt-get install -y chromium")
    return found
