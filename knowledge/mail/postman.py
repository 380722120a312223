"""Writes the letters that are due and sends them, beside the requests that asked for them.

So whoever asks for a letter is answered at once, whether or not it will ever be sent: the time of an answer tells
nobody who has an account.
"""

import logging
from datetime import UTC, datetime
from email.message import EmailMessage
from threading import Event, Thread

from domain.accounts import Account
from domain.entries import moment
from knowledge.mail.letters import About, write_letter
from knowledge.mail.post import NOT_SENT, Post, open_post
from knowledge.pages.words import Words
from knowledge.private.letters import Letter
from knowledge.private.links import Link
from knowledge.signing_in.addresses import comparable
from knowledge.signing_in.links import LIVES, Links, Purpose
from knowledge.wiring import Knowledge

RESTS = 2.0
"""Seconds between two looks at what is due."""

WITH_LINK = {
    About.INVITATION: Purpose.INVITATION,
    About.REGISTRATION: Purpose.REGISTRATION,
    About.RESET: Purpose.RESET,
    About.NEW_ADDRESS: Purpose.NEW_ADDRESS,
}
"""The letters that have a link, and what it is for."""

log = logging.getLogger(__name__)


class Postman:
    """Sends letters, one after the other."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Send those of `knowledge`."""
        self._platform = knowledge.platform
        self._addresses = knowledge.addresses
        self._letters = knowledge.letters
        self._settings = knowledge.settings
        self._links = Links(knowledge.settings, knowledge.links)
        self._post: Post = open_post(knowledge.settings.sign_in.mail)

    def deliver(self) -> int:
        """Send every letter that is due, and return how many have left."""
        sent = 0
        while letter := self._letters.take():
            sent += self._deliver(letter)
        return sent

    def _deliver(self, letter: Letter) -> bool:
        written = self._write(letter)
        try:
            if written:
                self._post.send(written)
        except NOT_SENT as error:
            # Not the text of the error: servers like to repeat the address in it.
            log.warning("A letter could not be sent (%s); trying again later.", type(error).__name__)
            self._letters.put_back(letter)
            return False
        self._letters.drop(letter)
        return written is not None

    def _write(self, letter: Letter) -> EmailMessage | None:
        about = About(letter.purpose)
        owner = self._addresses.find_account(comparable(letter.email))
        if about is About.REGISTRATION and owner:
            about = About.HAS_ACCOUNT
        if about is About.RESET and (owner is None or not self._platform.find(Account, owner).is_active):
            return None
        gaps = {"site": self._settings.public_url}
        if purpose := WITH_LINK.get(about):
            facts = {**letter.facts, "email": letter.email}
            link = Link(purpose, letter.account or owner, comparable(letter.email), facts)
            until = moment(datetime.now(tz=UTC) + LIVES[purpose])
            gaps |= {
                "link": self._links.make(link, language=letter.language),
                "until": Words(letter.language).moment(until),
            }
        sender = self._settings.sign_in.mail.sender
        return write_letter(about, to=letter.email, sender=sender, language=letter.language, gaps=gaps)


class Delivery(Thread):
    """Keeps a postman going, in a thread of its own: a server that does not answer holds nothing else up."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Prepare to deliver for `knowledge`; `start` begins."""
        super().__init__(name="letters", daemon=True)
        self._postman = Postman(knowledge)
        self._stopped = Event()

    def run(self) -> None:
        """Deliver, rest, and again, until stopped."""
        while not self._stopped.wait(RESTS):
            try:
                self._postman.deliver()
            except Exception:
                # What stands in the way of one letter, or of the database, must not keep those that come later.
                log.exception("A letter could not be written; trying again later.")

    def stop(self) -> None:
        """End once the letter at hand has left."""
        self._stopped.set()
        self.join()
