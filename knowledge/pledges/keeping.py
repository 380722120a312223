"""What is done with a published pledge: progress reported, amended, matched with others, withdrawn."""

from collections.abc import Callable, Mapping
from typing import Any

from domain.application import Done, check_seen
from domain.claims import Source
from domain.commitments.pledge_stages import NotTheSubmitter
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge, own_words
from knowledge.answers import today
from knowledge.pledges.submitting import CURATE, check_fields
from knowledge.recording import Author, Recorder
from knowledge.security import Caller
from knowledge.submissions import refuse_own_decision
from knowledge.wiring import Knowledge


class PublishedPledges:
    """Carries out what a caller commands of published pledges, each command once."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Record in the log of `knowledge` as `caller` may."""
        self._knowledge = knowledge
        self._platform = knowledge.platform
        self._caller = caller

    def find(self, number: int) -> Pledge:
        """Return the pledge with a number.

        Raises:
            NotFound: none was published under it.
        """
        return self._platform.find(Pledge, Pledge.id_of(str(number)))

    def report_progress(
        self,
        author: Author,
        number: int,
        progress: str,
        *,
        occurred: str | None,
        narrative: str,
        source: Source | None,
    ) -> Done:
        """Say how far those who pledged are; they are the source themselves where no other is named."""

        def report(pledge: Pledge) -> None:
            says = self._source(pledge, source)
            when = occurred or today()
            pledge.report_progress(progress, occurred=when, narrative=narrative, source=says, by=author.by)

        return self._change(author, number, report)

    def link_match(
        self, author: Author, number: int, matched: int, *, occurred: str | None, source: Source | None
    ) -> Done:
        """Say that a pledge answers another one."""

        def link(pledge: Pledge) -> None:
            other = self.find(matched)
            when = occurred or today()
            pledge.link_match(other, occurred=when, source=self._source(pledge, source), by=author.by)

        return self._change(author, number, link)

    def unlink_match(self, author: Author, number: int, matched: int, *, why: str) -> Done:
        """Say that a pledge never answered another one."""
        return self._change(author, number, lambda pledge: pledge.unlink_match(matched, why=why, by=author.by))

    def withdraw(self, author: Author, number: int, *, occurred: str | None, why: str, source: Source | None) -> Done:
        """Stand by a pledge no longer."""

        def withdraw(pledge: Pledge) -> None:
            when = occurred or today()
            pledge.withdraw(occurred=when, why=why, source=self._source(pledge, source), by=author.by)

        return self._change(author, number, withdraw)

    def amend(self, author: Author, number: int, fields: Mapping[str, Any], *, why: str | None) -> Done:
        """Let a pledge promise what its author proposes, and what is said here on top.

        Args:
            author: a curator.
            number: of the pledge.
            fields: of its promise, and their new values.
            why: what readers are told; None is what the author told.

        Raises:
            OwnDecision: it is the curator's own.
            NothingRevised: everything is so already.
        """

        def command() -> Pledge:
            pledge, submission = self._seen(author, number)
            refuse_own_decision(author.by, submission.author)
            check_fields(self._knowledge, submission.id, fields)
            reason = submission.proposed_because if why is None else why
            pledge.amend({**submission.proposed, **fields}, why=reason, by=author.by)
            if submission.proposed:
                submission.publish_amendment(by=author.by)
            self._platform.record(pledge, submission, key=author.key)
            self._knowledge.make_findable(pledge.id)
            return pledge

        return self._platform.once(author.key, command)

    def _change(self, author: Author, number: int, act: Callable[[Pledge], None]) -> Done:
        def command() -> Pledge:
            pledge, submission = self._seen(author, number)
            if author.by != submission.author and not self._caller.may(CURATE):
                raise NotTheSubmitter
            act(pledge)
            self._platform.record(pledge, key=author.key)
            self._knowledge.make_findable(pledge.id)
            return pledge

        return self._platform.once(author.key, command)

    def _seen(self, author: Author, number: int) -> tuple[Pledge, PledgeSubmission]:
        pledge = self.find(number)
        check_seen(pledge, author.seen or None)
        return pledge, self._platform.find(PledgeSubmission, pledge.submission)

    def _source(self, pledge: Pledge, source: Source | None) -> Source:
        if source is None:
            return own_words(pledge.number)
        Recorder(self._knowledge).check_source(source)
        return source
