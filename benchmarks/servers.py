"""Servers with the demonstration, as they are run for others: `serve`, or gunicorn with its configuration."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import psutil

from knowledge.settings import SETTINGS, Settings
from tests.serving.served import TOKEN, Served, free_port
from tests.support.unlimited import UNLIMITED

SERVE, GUNICORN = "serve", "gunicorn"
KINDS = (SERVE, GUNICORN)
PATIENCE = 300.0
REPOSITORY = Path(__file__).parent.parent


@contextmanager
def running(kind: str, settings: Settings) -> Iterator[Served]:
    """Run a server on an empty database until the block ends; `ready` has been answered when it begins."""
    given = {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "ADMIN_TOKEN": TOKEN,
        "PORT": str(free_port()),
        **UNLIMITED,
    }
    names = {setting.name for setting in SETTINGS}
    surroundings = {name: value for name, value in os.environ.items() if name not in names} | given
    if kind == GUNICORN:
        # What the first start of `serve` records is what the others have, too.
        with _begun(_typed(SERVE), surroundings, settings.data_dir) as first:
            _wait_for(first)
            first.stop()
    with _begun(_typed(kind), surroundings, settings.data_dir) as served:
        _wait_for(served)
        yield served


def family(served: Served) -> Sequence[psutil.Process]:
    """List a server's process and those it has started."""
    parent = psutil.Process(served.process.pid)
    return [parent, *parent.children(recursive=True)]


def processor_seconds(served: Served) -> float:
    """Tell how long the processes of a server that are there have kept a processor busy."""
    times = [process.cpu_times() for process in family(served)]
    return sum(float(one.user + one.system) for one in times)


@contextmanager
def _begun(command: Sequence[str], surroundings: dict[str, str], folder: Path) -> Iterator[Served]:
    output = folder.parent / f"{folder.name}-output"
    with output.open("ab") as told:
        process = subprocess.Popen(command, env=surroundings, stdout=told, stderr=told, cwd=REPOSITORY)  # noqa: S603 - ours
    try:
        yield Served(process, int(surroundings["PORT"]), output)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        output.unlink()


def _typed(kind: str) -> list[str]:
    if kind == SERVE:
        return [sys.executable, "-m", "knowledge", "serve", "--demonstration"]
    return [sys.executable, "-m", "gunicorn", "--config", "docs/gunicorn.conf.py", "wsgi:app"]


def _wait_for(served: Served) -> None:
    deadline = monotonic() + PATIENCE
    while not served.is_up():
        if monotonic() > deadline:
            raise TimeoutError(served.said())
        sleep(0.1)
