"""What was worked out once and is remembered while there is room."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Remembers up to so much, and forgets what was asked for longest ago; whoever asks takes turns with others."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._cost = 0
        self._values: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is remembered under a key."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V, cost: int) -> None:
        """Remember something that takes so much room."""
        if key in self._values:
            self._cost -= self._values.pop(key)[1]
        self._values[key] = value, cost
        self._cost += cost
        while self._cost > self._most:
            self._cost -= self._values.popitem(last=False)[1][1]
