"""The points at which views are written: before each statement that writes, before the commit, and after it."""

import os
import re
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Engine, event

COMMIT, COMMITTED = "COMMIT", "after COMMIT"
LONGEST = 48
PLACE = re.compile(r"\b(main|views)\.")


def watch(engine: Engine, reached: Callable[[str], object]) -> None:
    """Tell by name of each point as it is reached, by one thread."""
    has_committed = False

    def execute(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("SELECT"):
            reached(_name(statement))

    def commit(_: Any) -> None:
        nonlocal has_committed
        reached(COMMIT)
        has_committed = True

    def checkin(*_: Any) -> None:
        nonlocal has_committed
        if has_committed:
            reached(COMMITTED)
        has_committed = False

    event.listen(engine, "before_cursor_execute", execute)
    event.listen(engine, "commit", commit)
    event.listen(engine, "checkin", checkin)


def die_at(engine: Engine, point: str) -> None:
    """End this process as `kill -9` does when it reaches a point; the beginning of its name is enough."""
    watch(engine, partial(_die, point))


def _die(point: str, reached: str) -> None:
    if reached.startswith(point):
        os.kill(os.getpid(), signal.SIGKILL)


def _name(statement: str) -> str:
    return PLACE.sub("", " ".join(statement.split()))[:LONGEST]
