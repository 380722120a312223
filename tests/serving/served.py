"""The platform as a process of its own, asked over real connections."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.settings import SETTINGS
from tests.support.unlimited import UNLIMITED
from tests.support.workers import wait_until

TOKEN = "the-token-of-these-tests"
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """One answer, whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """What it says."""
        return json.loads(self.body)


@dataclass
class Served:
    """A running `python -m knowledge serve`."""

    process: subprocess.Popen[Any]
    port: int
    output: Path

    def get(self, address: str) -> Answer:
        """Read something below `/api/v1`."""
        return self.ask("GET", address)

    def post(self, address: str, body: object) -> Answer:
        """Record something."""
        return self.ask("POST", address, json.dumps(body).encode())

    def post_openly(self, address: str, body: object) -> Answer:
        """Send something as somebody whom nobody knows yet."""
        return self.ask("POST", address, json.dumps(body).encode(), Authorization="")

    def sign_in(self, email: str, password: str) -> Answer:
        """Sign in, and get a cookie."""
        return self.post_openly("/sign-in", {"email": email, "password": password})

    def ask(self, method: str, address: str, body: bytes | Iterator[bytes] | None = None, **headers: str) -> Answer:
        """Send one request on a connection of its own, and read the answer to its end.

        A body in pieces is sent in chunks, unless a header gives its length.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            usual = HEADERS if body is not None else {}
            told = {name: value for name, value in {**usual, **headers}.items() if value}
            connection.request(method, f"/api/v1{address}", body=body, headers=told)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def said(self) -> str:
        """Return what it has printed so far."""
        return self.output.read_text()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop, and return its exit code."""
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)

    def is_up(self) -> bool:
        """Tell whether it answers."""
        assert self.process.poll() is None, self.said()
        try:
            return self.get("/healthz").status == 200
        except OSError:
            return False


@contextmanager
def begun(folder: Path, *arguments: str, port: int = 0, **settings: str) -> Iterator[Served]:
    """Start a server, which need not answer yet; it is gone afterwards."""
    names = {setting.name for setting in SETTINGS}
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    port = port or free_port()
    given = {
        "DATA_DIR": str(folder),
        "PORT": str(port),
        "ADMIN_TOKEN": TOKEN,
        "COLUMNS": "160",
        **UNLIMITED,
        **settings,
    }
    output = folder.parent / f"output-{port}"
    with output.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "knowledge", "serve", *arguments],
            env=inherited | {name: value for name, value in given.items() if value},
            stdout=told,
            stderr=told,
        )
    try:
        yield Served(process, port, output)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, *arguments: str, port: int = 0, **settings: str) -> Iterator[Served]:
    """Start a server and wait until it answers; it is gone afterwards."""
    with begun(folder, *arguments, port=port, **settings) as served:
        wait_until(served.is_up, PATIENCE)
        yield served


@contextmanager
def begin(folder: Path, module: str, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """Run a program on the same folder; it is gone afterwards."""
    names = {setting.name for setting in SETTINGS}
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        env={**inherited, "DATA_DIR": str(folder), **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def free_port() -> int:
    """Find a port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port
