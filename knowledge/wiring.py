"""Puts the parts together: the one place where the log, its views and the questions to them meet."""

import gc
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from typing import Self

from domain.application import LOG_UNAVAILABLE, Platform
from domain.errors import Refusal
from knowledge.settings import Settings
from projections.audit import Audit
from projections.beliefs import Beliefs
from projections.engine import open_views
from projections.milestones import Milestones
from projections.records import Records
from projections.register import Register
from projections.status import StatusBoard
from projections.timeline import Timeline
from projections.views import VIEWS_FAILED, VIEWS_UNAVAILABLE, Views

log = logging.getLogger(__name__)

Reporter = Callable[[str, int], object]
"""Told how far long work is: what is worked on, and the position reached."""


class NotMigrated(Refusal):
    """The database lacks the tables of the platform."""


class Knowledge:
    """The platform of one process: its log, its views, and what can be asked of them."""

    def __init__(self, settings: Settings) -> None:
        """Open everything that `settings` name."""
        settings.prepare()
        self.settings = settings
        self.platform = Platform(settings.database_url)
        records, milestones, audit = Records(), Milestones(), Audit()
        engine = open_views(settings.views_url)
        self.views = Views(engine, self.platform, [records, milestones, audit])
        self.register = Register(engine, records, audit)
        self.timeline = Timeline(engine, records, milestones, audit)
        self.board = StatusBoard(Beliefs(engine, records, milestones))
        self.platform.followers.append(self._follow)

    def migrate(self, report: Reporter = lambda *_: None) -> list[str]:
        """Create what is missing, rebuild what has changed, catch up; return what was rebuilt."""
        self.platform.migrate()
        outdated = self.views.migrate()
        for name in outdated:
            self.views.rebuild(name, on_progress=partial(report, name))
        self.views.catch_up()
        return outdated

    def warm_up(self) -> None:
        """Read what every answer needs before the first question comes.

        What is read now stays, so the collector of garbage need not look at it again and again:
        its pauses were the longest part of the slowest answers.
        """
        self.board.on(datetime.now(tz=UTC).date().isoformat(), position=self.views.position())
        gc.collect()
        gc.freeze()

    def check_migrated(self) -> None:
        """Refuse to work on a database that was never prepared.

        Raises:
            NotMigrated: it was not.
        """
        if not self.views.is_migrated():
            raise NotMigrated("Prepare the database first: python -m knowledge migrate")

    def close(self) -> None:
        """Give every connection back."""
        self.platform.close()
        self.views.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self, position: int) -> None:
        # What is recorded stays recorded even if the views cannot follow now; a later catch-up will.
        try:
            self.views.catch_up()
        except (*VIEWS_FAILED, *LOG_UNAVAILABLE):
            log.exception("The views could not be brought to position %s.", position)


class Worker(Thread):
    """Keeps the views in step with what any process records."""

    LOOKS_EVERY = 5.0
    """Seconds after which it looks at the log even if nobody woke it."""
    RESTS = 1.0
    """Seconds to leave a database alone that did not answer."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare to work for `knowledge`; `start` begins."""
        super().__init__(name="views", daemon=True)
        self._knowledge = knowledge
        self._stopped = Event()

    def run(self) -> None:
        """Catch up, wait to be woken, and again, until stopped."""
        while not self._stopped.is_set():
            try:
                self._work()
            except (*VIEWS_UNAVAILABLE, *LOG_UNAVAILABLE):
                log.exception("The views cannot be kept in step; trying again.")
                self._stopped.wait(self.RESTS)

    def stop(self) -> None:
        """Finish the batch at hand and end."""
        self._stopped.set()
        self.join()

    def _work(self) -> None:
        waker = self._knowledge.platform.waker()
        try:
            while not self._stopped.is_set():
                self._knowledge.views.catch_up()
                self._wait(waker.wait)
        finally:
            waker.close()

    def _wait(self, wait: Callable[[float], bool]) -> None:
        waited = 0.0
        while not self._stopped.is_set() and waited < self.LOOKS_EVERY and not wait(0.2):
            waited += 0.2
