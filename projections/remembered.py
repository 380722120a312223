"""What was read of the views, kept until they take in more."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from projections.positions import Footing, footing_of

T = TypeVar("T")


class Remembered(Generic[T]):
    """Reads once what many questions are asked about."""

    def __init__(self, engine: Engine, names: tuple[str, ...], read: Callable[[Connection], T]) -> None:
        """Read from `engine` with `read`, and again once one of the projections called `names` has moved on."""
        self._engine = engine
        self._names = names
        self._read = read
        self._reading = Lock()
        self._kept: tuple[Footing, T] | None = None

    def now(self) -> T:
        """Return what the views tell now."""
        with self._engine.connect() as connection:
            footing = footing_of(connection, *self._names)
            with self._reading:
                if self._kept is None or self._kept[0] != footing:
                    self._kept = (footing, self._read(connection))
                return self._kept[1]
