"""What was read of the views, kept until they take in more."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection

from projections.positions import Footing
from projections.reader import Reader

T = TypeVar("T")


class Remembered(Generic[T]):
    """Reads once what many questions are asked about."""

    def __init__(self, reader: Reader, names: tuple[str, ...], read: Callable[[Connection], T]) -> None:
        """Read from `reader` with `read`, and again once one of the projections called `names` has moved on."""
        self._reader = reader
        self._names = names
        self._read = read
        self._reading = Lock()
        self._kept: tuple[Footing, T] | None = None

    def now(self) -> T:
        """Return what the views tell now."""
        with self._reader.connect() as connection:
            footing = self._reader.footing(*self._names)
            with self._reading:
                if self._kept is None or self._kept[0] != footing:
                    self._kept = (footing, self._read(connection))
                return self._kept[1]
