"""What stays the same from one turn of both clocks to the next, so that many answers share it."""

from collections.abc import Callable
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Lasting:
    """A value, with what was made of it."""

    __slots__ = ("_made",)

    _made: dict[Callable[[Any], Any], Any]

    def once(self, make: Callable[[Self], T]) -> T:
        """Return what a function makes of it, made when it is first asked for, and changed by nobody."""
        try:
            made = self._made
        except AttributeError:
            made = {}
            # Values are frozen; this is no part of them.
            object.__setattr__(self, "_made", made)
        if make not in made:
            made[make] = make(self)
        found: T = made[make]
        return found
