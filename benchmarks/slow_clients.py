"""Asks a server as usual while hundreds of clients send their requests a few bytes at a time.

Usage: `python -m benchmarks.slow_clients [CLIENTS] [SECONDS]`. It starts a server of its own on 127.0.0.1 and tells how
long usual requests took before and meanwhile, and what became of the slow ones.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from http import HTTPStatus
from statistics import quantiles

PORT = 8149
HEAD = (
    b"POST /api/v1/documents HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n"
)


def main(clients: int = 300, seconds: float = 20.0) -> None:
    """Measure without and with slow clients, and print both."""
    with tempfile.TemporaryDirectory() as folder:
        limits = {f"LIMIT_{name}": "none" for name in ("SIGN_IN", "RESET", "SEARCH", "WRITES")}
        settings = {**os.environ, "DATA_DIR": folder, "PORT": str(PORT), **limits}
        command = [sys.executable, "-m", "knowledge", "serve", "--demonstration"]
        with subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - ours
            try:
                wait_until_up()
                tell("alone", asked(seconds))
                slow = [begin_slowly() for _ in range(clients)]
                tell(f"beside {clients} slow clients", asked(seconds, slow))
                print(f"slow clients still connected: {sum(map(is_open, slow))} of {clients}")
            finally:
                server.terminate()


def wait_until_up() -> None:
    """Wait until the server answers, or give up."""
    for _ in range(600):
        with suppress(OSError):
            ask()
            return
        time.sleep(0.1)
    sys.exit("The server does not answer.")


def ask() -> float:
    """Ask for a status, and return how long that took, in seconds."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", "/api/v1/countries/PE")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != HTTPStatus.OK:
        raise OSError(answer.status)
    return time.perf_counter() - began


def asked(seconds: float, slow: list[socket.socket] | None = None) -> list[float]:
    """Ask ten times a second, and let each slow client send one byte a second meanwhile."""
    took, began = [], time.monotonic()
    for turn in range(int(seconds * 10)):
        for place, line in enumerate(slow or []):
            if place % 10 == turn % 10:
                with suppress(OSError):
                    line.send(b"X")
        took.append(ask())
        time.sleep(max(began + (turn + 1) / 10 - time.monotonic(), 0))
    return took


def begin_slowly() -> socket.socket:
    """Begin a request that is not finished."""
    line = socket.create_connection(("127.0.0.1", PORT))
    line.send(HEAD + b"X-Slow: ")
    return line


def is_open(line: socket.socket) -> bool:
    """Tell whether the server has not hung up."""
    line.setblocking(False)  # noqa: FBT003 - the library's signature
    try:
        return line.recv(1) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def tell(how: str, took: list[float]) -> None:
    """Print how long requests took."""
    parts = quantiles((1_000 * one for one in took), n=100)
    p50, p99 = parts[49], parts[98]
    print(f"{how}: {len(took)} requests, p50 {p50:.1f} ms, p99 {p99:.1f} ms")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
