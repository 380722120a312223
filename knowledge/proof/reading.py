"""Reads the log to its end, even where a part of it cannot be read any more."""

import sqlite3
from collections.abc import Iterator

from domain.application import LOG_UNAVAILABLE, Platform
from domain.entries import Entry

BATCH = 2_000
BROKEN = (*LOG_UNAVAILABLE, sqlite3.DatabaseError, ValueError)
"""What is raised where the bytes of the database are not what they were."""


class Unreadable(Exception):
    """The database cannot give the event that follows a position."""

    def __init__(self, after: int, trouble: Exception) -> None:
        """Say after which position, and what the database said."""
        super().__init__(f"{type(trouble).__name__}: {trouble}")
        self.after = after


def entries(platform: Platform) -> Iterator[Entry]:
    """Give every event of the log.

    Raises:
        Unreadable: there is one more that the database cannot give.
        LOG_UNAVAILABLE: the database does not answer at all.
    """
    position, batch = 0, BATCH
    while True:
        try:
            read = platform.read(position, batch)
        except BROKEN as error:
            platform.position()
            if batch == 1:
                raise Unreadable(position, error) from error
            batch = 1
            continue
        if not read:
            return
        yield from read
        position = read[-1].position
