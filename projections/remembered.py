"""What was read of the views, kept until they take in more of the same."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from projections.positions import Footing
from projections.reader import Reader

T = TypeVar("T")


class Remembered(Generic[T]):
    """Reads once what many questions are asked about."""

    def __init__(
        self,
        reader: Reader,
        names: tuple[str, ...],
        read: Callable[[Connection], T],
        *,
        is_news: Callable[[Connection, int], bool],
    ) -> None:
        """Read from `reader`, and again when there is news.

        Args:
            reader: of the views.
            names: of the projections that are read.
            read: reads them.
            is_news: tells whether what was taken in after a position makes a difference to what is read.
        """
        self._reader = reader
        self._names = names
        self._read = read
        self._is_news = is_news
        self._reading = Lock()
        self._kept: tuple[Footing, T] | None = None

    def now(self) -> T:
        """Return what the views tell now."""
        with self._reader.connect() as connection:
            footing = self._reader.footing(*self._names)
            with self._reading:
                if self._kept is None or self._is_other(connection, self._kept[0], footing):
                    self._kept = (footing, self._read(connection))
                elif footing.position > self._kept[0].position:
                    self._kept = (footing, self._kept[1])
                return self._kept[1]

    def _is_other(self, connection: Connection, before: Footing, now: Footing) -> bool:
        """Tell whether what is read now differs from what was read before."""
        if now.generation != before.generation:
            return True
        # What another thread has read may be newer than what this one takes for now.
        return now.position > before.position and self._is_news(connection, before.position)
