"""Writes to a server whose disk fails three writes in ten, and counts what was acknowledged and is not there later.

    fiu-run -x python -m benchmarks.failing_writes --writes 600

It needs libfiu (Debian: `apt-get install fiu-utils`), which lets calls of the C library fail; `fiu-ctrl` turns that on
once the server runs, and off before what was kept is read. On SQLite, whose files the server itself writes.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http import HTTPStatus

import click

from benchmarks.databases import SQLite
from benchmarks.servers import SERVE, running
from domain.application import Platform
from tests.serving.served import Served

FAILING = ("posix/io/rw/pwrite", "posix/io/rw/pwrite64", "posix/io/sync/fdatasync", "posix/io/sync/fsync")
RECORDED = (HTTPStatus.CREATED, HTTPStatus.ACCEPTED)
"""The latter where the views could not follow at once."""


@click.command(help=__doc__)
@click.option("--writes", default=600, show_default=True)
@click.option("--share", default=0.3, show_default=True, help="Of the writes to the disk, how many fail.")
def main(*, writes: int, share: float) -> None:
    """Write, and print what became of it."""
    with SQLite().create() as settings, running(SERVE, settings) as served:
        with failing(served, share):
            answers = {
                title: served.post("/documents", {"title": title}) for title in map("Letter {}".format, range(writes))
            }
            reads = Counter(served.get("/healthz").status for _ in range(20))
        after = served.post("/documents", {"title": "Afterwards"})
        with closing(Platform(settings.database_url)) as log:
            kept = {str(getattr(entry.event, "title", "")) for entry in log.read(0, 1_000_000)}
        acknowledged = [title for title, answer in answers.items() if answer.status in RECORDED]
        lost = set(acknowledged) - kept
    print(f"{writes} writes, {share:.0%} of the calls failing: {dict(Counter(one.status for one in answers.values()))}")
    print(
        f"acknowledged {len(acknowledged)}, lost {len(lost)}; reads meanwhile {dict(reads)}; afterwards {after.status}"
    )
    sys.exit(1 if lost else 0)


@contextmanager
def failing(served: Served, share: float) -> Iterator[None]:
    """Let calls of the server fail at random for a while."""
    if not shutil.which("fiu-ctrl") or "fiu" not in os.environ.get("LD_PRELOAD", ""):
        sys.exit("Start this by `fiu-run -x`, which libfiu brings: apt-get install fiu-utils")
    for name in FAILING:
        control(served, f"enable_random name={name},probability={share}")
    yield
    for name in FAILING:
        control(served, f"disable name={name}")


def control(served: Served, command: str) -> None:
    """Tell the library inside the server what shall fail."""
    subprocess.run(["fiu-ctrl", "-c", command, str(served.process.pid)], check=True)  # noqa: S603, S607 - ours


if __name__ == "__main__":
    main()
