"""A server in a process of its own, and somebody who asks it over one connection."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlencode

from knowledge.settings import SETTINGS
from tests.serving.served import free_port
from tests.support.submissions import FIELDS
from tests.support.unlimited import UNLIMITED

TOKEN = "the-token-of-this-run"  # noqa: S105 - opens nothing
OK = 300
FOCAL_POINT = {"name": "Oficina", "email": "oficina@salud.example", "position": "", "organization": "Salud"}


class Client:
    """Asks over one connection that stays open."""

    def __init__(self, port: int) -> None:
        """Ask the server at `port`."""
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    @staticmethod
    def query(**query: str) -> str:
        """Write the query of an address."""
        return urlencode(query)

    def get(self, address: str) -> dict[str, Any]:
        """Read something below `/api/v1`."""
        return self.ask("GET", address)

    def post(self, address: str, body: object) -> dict[str, Any]:
        """Record something, as whoever runs the platform."""
        return self.ask("POST", address, json.dumps(body).encode())

    def ask(self, method: str, address: str, body: bytes | None = None) -> dict[str, Any]:
        """Send a request, and read the answer to its end."""
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"} if body is not None else {}
        self._connection.request(method, f"/api/v1{address}", body=body, headers=headers)
        response = self._connection.getresponse()
        text = response.read()
        if response.status >= OK:
            raise RuntimeError(f"{method} {address} answered {response.status}: {text[:400].decode()}")
        answer: dict[str, Any] = json.loads(text)
        return answer

    def status_of(self, address: str) -> int:
        """Read something to its end, and say only how it was answered."""
        self._connection.request("GET", f"/api/v1{address}")
        response = self._connection.getresponse()
        response.read()
        return response.status

    def page(self, address: str) -> int:
        """Read a page as a browser does, and return how many bytes came."""
        self._connection.request("GET", address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
        response = self._connection.getresponse()
        length = len(response.read())
        if response.status >= OK:
            raise RuntimeError(f"{address} answered {response.status}")
        return length

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        self._connection.close()

    def accept(self, title: str) -> str:
        """Bring a practice so far that it can be published, and return its id."""
        said = {"kind": "good_practice", "language": "es", **FIELDS, "title": title}
        practice = str(self.post("/practices", said)["id"])
        self.post(f"/practices/{practice}/submit", {"focal_point": FOCAL_POINT})
        self.post(f"/practices/{practice}/screen", {})
        self.post(f"/practices/{practice}/waive-quorum", {"reason": "Made up."})
        self.post(f"/practices/{practice}/accept", {})
        return practice


def command(folder: Path, *arguments: str, **settings: str) -> None:
    """Run `python -m knowledge …` to its end."""
    subprocess.run(_typed(*arguments), env=_surroundings(folder, settings), check=True, stdout=subprocess.DEVNULL)  # noqa: S603


@contextmanager
def serving(folder: Path, engine: str) -> Iterator[Client]:
    """Serve with an engine until the index is level with the log, and ask."""
    port = free_port()
    settings = {"SEARCH_ENGINE": engine, "PORT": str(port), "ADMIN_TOKEN": TOKEN}
    with subprocess.Popen(  # noqa: S603 - our own program
        _typed("serve"), env=_surroundings(folder, settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            client = Client(port)
            while not _is_level(client):
                sleep(0.1)
            yield client
        finally:
            process.terminate()


def _typed(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "knowledge", *arguments]


def _surroundings(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    names = {setting.name for setting in SETTINGS}
    inherited = {name: value for name, value in os.environ.items() if name not in names}
    return {**inherited, "DATA_DIR": str(folder), **UNLIMITED, **settings}


def _is_level(client: Client) -> bool:
    try:
        return bool(client.get("/readyz")["search"]["lag"] == 0)
    except (OSError, http.client.HTTPException):
        client.close()
        return False
