"""Erases persons: whose an account was, and all that only they need. What they did stays, done by a number."""

from collections.abc import Sequence
from uuid import UUID

from domain.accounts import Account
from domain.application import Done
from knowledge.administrators import Administrators
from knowledge.mail.post import Outbox
from knowledge.privacy.drafts import drafts_of, give_up
from knowledge.privacy.persons import whose
from knowledge.private.erasing import Belongings
from knowledge.recording import Author
from knowledge.wiring import Knowledge


class Erasure:
    """Erases what is kept of persons."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Erase from what `knowledge` keeps."""
        self._knowledge = knowledge
        self._platform = knowledge.platform
        self._belongings = Belongings(knowledge.private)
        self._outbox = Outbox(knowledge.settings.sign_in.mail.outbox)

    def erase(self, author: Author, id: UUID) -> Done:
        """Close an account for good, and forget whose it was.

        The log says so first: if this is interrupted, the rest is made good by `repeat`.

        Raises:
            NotFound: there is no such account.
            LastAdministrator: nobody else may look after accounts.
            ChangedMeanwhile: it is not, or no longer, at the version seen.
        """

        def command() -> Account:
            with self._platform.change(Account, id, seen=author.seen or None, key=author.key) as account:
                if not account.is_erased:
                    account.erase(by=author.by)
            return account

        with Administrators(self._knowledge).one_stays(id):
            done = self._platform.once(author.key, command)
        self._forget(id, by=author.by)
        return done

    def repeat(self, *, by: UUID) -> Sequence[UUID]:
        """Erase again what is there of those whom the log says were erased; return of whom there was something."""
        found = self.left_over()
        for account in found:
            self._forget(account, by=by)
        return found

    def left_over(self) -> Sequence[UUID]:
        """List who was erased and is known all the same: a backup of the private tables that was restored has them."""
        return [account for account in self._knowledge.trail.erased_accounts() if self._is_known(account)]

    def _is_known(self, account: UUID) -> bool:
        known = self._belongings.is_anything_of(whose(self._knowledge, account))
        return known or bool(drafts_of(self._knowledge, account))

    def _forget(self, account: UUID, *, by: UUID) -> None:
        # Who has just been erased may have handed something in just before.
        self._knowledge.views.catch_up()
        for draft in drafts_of(self._knowledge, account):
            give_up(self._knowledge, draft, by=by)
        them = whose(self._knowledge, account)
        for letter in self._outbox.letters_to(them.addresses):
            letter.unlink(missing_ok=True)
        self._belongings.erase(them)
