"""Erases what has been kept long enough: once a day, by whichever process comes first."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from domain.entries import moment
from knowledge.mail.post import Outbox
from knowledge.privacy.drafts import Draft, give_up, untouched_drafts
from knowledge.privacy.erasure import Erasure
from knowledge.privacy.files import UNNAMED_FOR, unnamed_files
from knowledge.private.erasing import Belongings
from knowledge.private.uploads import Upload
from knowledge.security import RETENTION
from knowledge.wiring import Knowledge

EVERY = timedelta(days=1)
FIRST = timedelta(seconds=30)
"""After what time a process that was started goes its first round."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What a round finds that is to be erased.

    Attributes:
        drafts: never handed in, and left alone too long.
        ended: by private table, how many rows are good no longer: tokens, sessions, links, letters.
        files: uploaded and not named by anything since.
        letters: how many lie in the outbox longer than they are kept.
        accounts: of those who were erased, and of whom something is there again.
    """

    drafts: Sequence[Draft]
    ended: Mapping[str, int]
    files: Sequence[Upload]
    letters: int
    accounts: Sequence[UUID]


class Retention:
    """What is kept how long."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Keep what `knowledge` has as long as its settings say."""
        self._knowledge = knowledge
        self._settings = knowledge.settings
        self._belongings = Belongings(knowledge.private)
        self._outbox = Outbox(knowledge.settings.sign_in.mail.outbox)
        self._erasure = Erasure(knowledge)

    def find(self, now: datetime) -> Found:
        """Tell what is to be erased, and erase nothing."""
        self._knowledge.views.catch_up()
        return Found(
            self._drafts(now),
            self._belongings.ended(now),
            unnamed_files(self._knowledge, moment(now - UNNAMED_FOR)),
            len(self._outbox.older_than(self._settings.keep_letters, now)),
            self._erasure.left_over(),
        )

    def go_round(self, now: datetime) -> Found:
        """Erase what is to be erased, and tell what it was."""
        found = self.find(now)
        for draft in found.drafts:
            give_up(self._knowledge, draft, by=RETENTION)
        self._belongings.drop_ended(now)
        for file in found.files:
            self._knowledge.attachments.forget(file.practice, file.digest)
        for letter in self._outbox.older_than(self._settings.keep_letters, now):
            letter.unlink(missing_ok=True)
        self._erasure.repeat(by=RETENTION)
        self._knowledge.private.leave_no_trace()
        return found

    def _drafts(self, now: datetime) -> Sequence[Draft]:
        if not self._settings.keep_drafts:
            return []
        return untouched_drafts(self._knowledge, moment(now - self._settings.keep_drafts))


class Rounds(Thread):
    """Goes round once a day, in a thread of its own."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare to go round what `knowledge` has; `start` begins."""
        super().__init__(name="retention", daemon=True)
        self._retention = Retention(knowledge)
        self._stopped = Event()

    def run(self) -> None:
        """Rest, go round, and again, until stopped."""
        rest = FIRST
        while not self._stopped.wait(rest.total_seconds()):
            rest = EVERY
            try:
                self._retention.go_round(datetime.now(tz=UTC))
            except Exception:
                # Whatever stands in the way today may be gone tomorrow, and is no reason to stop serving.
                log.exception("What has been kept long enough could not be erased; trying again tomorrow.")

    def stop(self) -> None:
        """Finish the round at hand and end."""
        self._stopped.set()
        self.join()
