"""Ends a database, or the platform itself, at once while it is written to, again and again; counts what is lost.

    python -m benchmarks.crashes postgresql --times 20
    python -m benchmarks.crashes serve --times 20

PostgreSQL is stopped as by `pg_ctl stop -m immediate`, `serve` as by `kill -9`. Measured is the time from when it is
started again to the first good answer of `/readyz`. `docs/security.md` says what came out.
"""

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from http import HTTPStatus
from http.client import HTTPException
from statistics import median
from threading import Event, Thread
from time import monotonic, sleep

import click

from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.servers import SERVE, running
from domain.application import Platform
from knowledge.settings import Settings
from tests.serving.served import Served
from tests.support.postgres import PostgresServer

WRITERS = 3
BETWEEN = 40
"""Letters that are acknowledged between two ends."""
RECORDED = (HTTPStatus.CREATED, HTTPStatus.ACCEPTED)
"""The latter where the views could not follow at once."""
TARGET = 5.0
"""Seconds in which it should be ready again."""
DATABASE, FILES = "postgresql", "sqlite"


@click.command(help=__doc__)
@click.argument("ended", type=click.Choice([DATABASE, SERVE]))
@click.option("--times", default=20, show_default=True)
@click.option("--on", type=click.Choice([FILES, DATABASE]), default=FILES, help="Where `serve` keeps its log.")
def main(*, ended: str, times: int, on: str) -> None:
    """Write and end, and print what became of it."""
    letters = Letters()
    with PostgresServer(durable=True) as server, made_on(server, DATABASE if ended == DATABASE else on) as settings:
        if ended == DATABASE:
            took = list(end_database(server, settings, letters, times))
        else:
            took = list(end_platform(settings, letters, times))
        with closing(Platform(settings.database_url)) as log:
            kept = {str(getattr(entry.event, "title", "")) for entry in log.read(0, 10_000_000)}
    lost = set(letters.acknowledged) - kept
    judged = "met" if max(took) <= TARGET else "missed"
    print(f"{ended} ended {times} times, acknowledged {len(letters.acknowledged)}, lost {len(lost)}")
    print(
        f"ready again after {median(took):.1f} s at the median, {max(took):.1f} at most (<= {TARGET:.0f} s: {judged})"
    )
    sys.exit(1 if lost else 0)


def made_on(server: PostgresServer, kind: str) -> AbstractContextManager[Settings]:
    """Make room on the kind of database that is named."""
    return PostgreSQL(server).create() if kind == DATABASE else SQLite().create()


class Letters:
    """What was sent, by several threads, and acknowledged."""

    def __init__(self) -> None:
        """Begin with none."""
        self.acknowledged: list[str] = []
        self._sent = 0

    @contextmanager
    def sending(self, served: Served) -> Iterator[None]:
        """Send letters to a server until the end of the block, whatever becomes of them."""
        stopped = Event()
        threads = [Thread(target=self._send, args=(served, stopped)) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        yield
        stopped.set()
        for thread in threads:
            thread.join()

    def wait_for_more(self) -> None:
        """Wait until more of them have been acknowledged."""
        wanted = len(self.acknowledged) + BETWEEN
        while len(self.acknowledged) < wanted:
            sleep(0.01)

    def _send(self, served: Served, stopped: Event) -> None:
        while not stopped.is_set():
            self._sent += 1
            title = f"Letter {self._sent} {monotonic()}"
            try:
                if served.post("/documents", {"title": title}).status in RECORDED:
                    self.acknowledged.append(title)
            except (OSError, HTTPException):
                # There is nobody to answer at the moment.
                sleep(0.01)


def end_database(server: PostgresServer, settings: Settings, letters: Letters, times: int) -> Iterator[float]:
    """Stop a database at once, and tell how long after its start the platform was ready."""
    with running(SERVE, settings) as served, letters.sending(served):
        for _ in range(times):
            letters.wait_for_more()
            server.stop("immediate")
            began = monotonic()
            server.start()
            print(f"the database answers after {monotonic() - began:.1f} s", end=", ")
            wait_until_ready(served)
            print(f"the platform after {monotonic() - began:.1f}")
            yield monotonic() - began


def end_platform(settings: Settings, letters: Letters, times: int) -> Iterator[float]:
    """Kill the platform, and tell how long after its next start it was ready."""
    for turn in range(times + 1):
        began = monotonic()
        with running(SERVE, settings) as served:
            wait_until_ready(served)
            if turn:
                yield monotonic() - began
            with letters.sending(served):
                letters.wait_for_more()
                served.process.kill()


def wait_until_ready(served: Served) -> None:
    """Wait until the views have all that the log has."""
    while True:
        try:
            if served.get("/readyz").status == HTTPStatus.OK:
                return
        except (OSError, HTTPException):
            pass
        sleep(0.02)


if __name__ == "__main__":
    main()
