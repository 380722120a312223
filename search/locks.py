"""Locks among processes: one that ends, however it ends, lets go of what it held."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from search.index import IndexBusy

EVERY = 0.01


@contextmanager
def locked(path: Path, *, patience: float) -> Iterator[None]:
    """Hold the lock that a file stands for; of threads, too, only one holds it.

    Args:
        path: of the file, which is made where it is missing.
        patience: for how many seconds to wait for others.

    Raises:
        IndexBusy: another has it.
        OSError: the file cannot be made.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _wait_for(descriptor, path, monotonic() + patience)
        yield
    finally:
        os.close(descriptor)


def is_locked(path: Path) -> bool:
    """Tell whether anybody holds the lock that a file stands for."""
    try:
        with locked(path, patience=0):
            return False
    except IndexBusy:
        return True


def _wait_for(descriptor: int, path: Path, until: float) -> None:
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() > until:
                raise IndexBusy(f"another holds {path.name}") from None
            sleep(EVERY)
        else:
            return
