"""Find or install what the suite needs, ahead of the tests: `python -m tests.support`."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from tests.support import axe, binaries, browser
from tests.support.missing import Missing


def main() -> int:
    """Say what the suite will use, and for what is missing the command that installs it.

    Returns:
        0 when all is there, 1 when something is missing.
    """
    with_postgres = bool(os.environ.get("TEST_POSTGRES_URL")) or _is_there("PostgreSQL", binaries.install)
    with_browser = _is_there("Chromium", browser.install)
    with_axe = _is_there("axe-core", axe.install)
    return 0 if with_postgres and with_browser and with_axe else 1


def _is_there(name: str, install: Callable[[], Path]) -> bool:
    try:
        sys.stdout.write(f"{name}: {install()}\n")
    except Missing as command:
        sys.stderr.write(f"{name} is missing. Run: {command}\n")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
