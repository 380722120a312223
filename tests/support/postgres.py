"""A real PostgreSQL server that lives exactly as long as the run that needs it."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Literal, Self
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from tests.support import binaries, watchdog

PATIENCE = 30.0

QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "jit": "off",
    # Shared memory that lies in the data folder goes away with it, even after a kill -9.
    "dynamic_shared_memory_type": "mmap",
}


class PostgresFailed(Exception):
    """PostgreSQL did not do what it was asked; `str(error)` is the end of its log."""


class Server:
    """A PostgreSQL server that somebody else runs."""

    def __init__(self, url: URL) -> None:
        """Use the server at that address as it is."""
        self._url = url.set(drivername="postgresql+psycopg")

    @property
    def url(self) -> str:
        """The address of its first database, as SQLAlchemy writes it."""
        return self._url.render_as_string(hide_password=False)

    def create_database(self) -> str:
        """Create an empty database under a fresh name and return its address."""
        name = f"test_{uuid4().hex}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name)))
        return self._url.set(database=name).render_as_string(hide_password=False)

    def drop_database(self, url: str) -> None:
        """Drop a database made by `create_database`, whoever is still connected to it."""
        name = make_url(url).database or ""
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)


class PostgresServer(Server):
    """A PostgreSQL server of our own, in a temporary folder.

    It disappears with its folder when the process that made it ends, even by `kill -9`.
    """

    def __init__(self, *, durable: bool = False) -> None:
        """Prepare a server that is not started yet.

        Args:
            durable: flush what is committed to disk, for tests of what survives a crash.

        Raises:
            PostgresMissing: no server binaries on this machine.
        """
        self._binaries = binaries.find()
        self._account = binaries.account()
        self._settings = SETTINGS if durable else SETTINGS | QUICK
        self._folder: Path | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._postmaster: subprocess.Popen[bytes] | None = None
        super().__init__(URL.create("postgresql", "postgres", host="127.0.0.1", port=_free_port(), database="postgres"))

    def __enter__(self) -> Self:
        """Start it."""
        try:
            self.start()
        except BaseException:
            self.discard()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Discard it."""
        self.discard()

    @property
    def folder(self) -> Path:
        """Where its files are."""
        if self._folder is None:
            self._folder = self._make_cluster()
        return self._folder

    @property
    def pid(self) -> int:
        """The number of the postmaster.

        Raises:
            PostgresFailed: it is not running.
        """
        if self._postmaster is None:
            raise PostgresFailed("not running")
        return self._postmaster.pid

    @property
    def is_started(self) -> bool:
        """Tell whether it was started and not stopped since."""
        return self._postmaster is not None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            PostgresFailed: it ended, or took too long.
        """
        settings = self._settings | {
            "port": str(self._url.port),
            "unix_socket_directories": str(self.folder),
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        with (self.folder / "log").open("ab") as log:
            self._postmaster = self._spawn("postgres", ["-D", str(self.folder / "data"), *options], log.fileno())
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            if self._postmaster.poll() is not None or time.monotonic() > deadline:
                raise PostgresFailed(self._end_of_log())
            time.sleep(0.02)

    def stop(self, mode: Literal["immediate", "fast"] = "immediate") -> None:
        """Stop it and keep its files; `start` brings it back."""
        self._end(signal.SIGINT if mode == "fast" else signal.SIGQUIT)

    def restart(self) -> None:
        """Stop it cleanly and start it again, at the same address."""
        self.stop("fast")
        self.start()

    def kill(self) -> None:
        """End all its processes as a power cut would; `start` then recovers."""
        backends = _children(self.pid)
        self._end(signal.SIGKILL)
        for backend in backends:
            _kill(backend)
        deadline = time.monotonic() + PATIENCE
        while any(is_running(backend) for backend in backends) and time.monotonic() < deadline:
            time.sleep(0.02)

    def discard(self) -> None:
        """Stop it and remove everything it left."""
        if self._folder is not None:
            self.stop()
            watchdog.remove(self._folder)
            self._folder = None
        if self._watchdog is not None:
            self._watchdog.terminate()
            self._watchdog.wait()
            self._watchdog = None

    def _make_cluster(self) -> Path:
        self._folder = folder = Path(tempfile.mkdtemp(prefix="test-postgres-"))
        watch = [sys.executable, "-I", watchdog.__file__, str(os.getpid()), str(folder)]
        self._watchdog = subprocess.Popen(watch, stdin=subprocess.DEVNULL, cwd="/", start_new_session=True)
        self._account.own(folder)
        self._binaries = binaries.reachable(self._binaries, account=self._account, folder=folder)
        layout = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        with (folder / "log").open("ab") as log:
            made = self._spawn("initdb", ["-D", str(folder / "data"), "--no-sync", *layout], log.fileno())
        if made.wait() != 0:
            raise PostgresFailed(self._end_of_log())
        return folder

    def _spawn(self, program: str, arguments: Sequence[str], log: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [self._binaries / program, *arguments],
            user=self._account.uid,
            group=self._account.gid,
            extra_groups=self._account.groups,
            cwd=self._folder,
            env={"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def _is_ready(self) -> bool:
        try:
            lines = (self.folder / "data" / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _end(self, how: signal.Signals) -> None:
        if self._postmaster is None:
            return
        self._postmaster.send_signal(how)
        self._postmaster.wait(PATIENCE)
        self._postmaster = None

    def _end_of_log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


@contextmanager
def postgres_server() -> Iterator[Server]:
    """Yield the server that `TEST_POSTGRES_URL` names, or one of our own."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield Server(make_url(given))
        return
    with PostgresServer() as server:
        yield server


def is_running(pid: int) -> bool:
    """Tell whether that process still does anything; one that only waits to be buried does not."""
    try:
        # The state follows the name, which may itself hold spaces and brackets.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in listed.read_text().split()] if listed.exists() else []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
