"""Builds views anew in the background, when somebody has asked for it, while the old ones go on serving."""

import logging
from threading import Event, Thread

from domain.application import LOG_UNAVAILABLE
from knowledge.read_sides import SEARCH
from knowledge.wiring import Knowledge
from projections.views import VIEWS_UNAVAILABLE

LOOKS_EVERY = 2.0
"""Seconds between two looks at what was asked for."""

log = logging.getLogger(__name__)


class Stopped(Exception):
    """The process ends before the rebuild does."""


class Rebuilder(Thread):
    """Takes up rebuilds one after the other."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare to rebuild the views of `knowledge`; `start` begins."""
        super().__init__(name="rebuilds", daemon=True)
        self._knowledge = knowledge
        self._rebuilds = knowledge.rebuilds
        self._stopped = Event()

    def run(self) -> None:
        """Look, build, and again, until stopped."""
        while not self._stopped.wait(LOOKS_EVERY):
            try:
                self.build_next()
            except (*VIEWS_UNAVAILABLE, *LOG_UNAVAILABLE):
                log.exception("Nothing can be rebuilt now; trying again.")

    def stop(self) -> None:
        """Leave the rebuild at hand to another process, and end."""
        self._stopped.set()
        self.join()

    def build_next(self) -> str:
        """Carry out the next rebuild, and return what was built; empty if nothing waits."""
        name = self._rebuilds.take()
        if name:
            try:
                self._build(name)
                self._rebuilds.end(name)
            except Stopped:
                self._rebuilds.leave(name)
            except Exception as error:
                log.exception("%s could not be rebuilt.", name)
                self._rebuilds.end(name, trouble=f"{type(error).__name__}: {error}")
        return name

    def _build(self, name: str) -> None:
        def tell(position: int) -> None:
            if self._stopped.is_set():
                raise Stopped
            self._rebuilds.tell(name, position)

        if name == SEARCH:
            self._knowledge.index.rebuild(on_progress=tell)
        else:
            self._knowledge.views.rebuild(name, on_progress=tell)
