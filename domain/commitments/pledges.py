"""Pledges that readers see: what was promised to carry out the Global Compact, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any, Self
from uuid import UUID

import msgspec

from domain.claims import NothingNew, Source
from domain.commitments.pledge_content import Form, Pledging, Progress, Promise, read_changes, what_promise_lacks
from domain.commitments.pledge_history import PledgeHistory
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.dates import When
from domain.documents import SourceDocument
from domain.errors import InvalidField, InvalidFields, NotFound, RuleBroken, Told
from domain.workflows import NothingRevised, said

OWN_WORDS = "pledges-to-this-platform"
"""The slug of the document that stands for what those who pledge say themselves."""
LONGEST_NARRATIVE = 3_000


class PledgeWithdrawn(RuleBroken):
    """The pledge was withdrawn; nothing can be done with it any more."""


class BeforePledged(RuleBroken):
    """What became of a pledge comes after the day on which it was made."""


class FulfilledAlready(RuleBroken):
    """Once it is fulfilled, a pledge makes no more progress."""


class MatchesItself(RuleBroken):
    """A pledge does not match itself."""


class MatchedTheOtherWay(RuleBroken):
    """The other pledge matches this one already; two pledges do not match each other."""


class LastMatch(RuleBroken):
    """A matching pledge matches one pledge at least; link another before this one is unlinked."""


class Pledge(PledgeHistory):
    """A promise under a number that is never used again: the record begins when it is published.

    What it is known by stays; what it promises can be amended, each time as an edition. What became of it are
    milestones like others: claims, with those who pledged as their source where no other is named.
    """

    kind = "pledge"

    @classmethod
    def register(cls, submission: PledgeSubmission, number: int, *, by: UUID) -> Self:
        """Begin the record of what was handed in, under a number that no pledge has."""
        says = submission.pledging
        known_by = {name: getattr(says, name) for name in KNOWN_BY}
        promise = Promise(**{name: getattr(says, name) for name in Promise.__struct_fields__})
        facts = {"number": number, "submission": submission.id, "promise": promise, **known_by}
        return cls._begin(cls.id_of(str(number)), by=by, **facts)

    @classmethod
    def publish(cls, submission: PledgeSubmission, number: int, *, matched: Sequence["Pledge"], by: UUID) -> Self:
        """Bring what was handed in to readers.

        Args:
            submission: that is published in the same commit.
            number: that no pledge has.
            matched: the pledges that it matches.
            by: the curator.

        Raises:
            PledgeWithdrawn: one that it matches was.
        """
        pledge = cls.register(submission, number, by=by)
        pledge.record_milestone("made", occurred=submission.made, source=own_words(number), by=by)
        for other in matched:
            pledge.link_match(other, occurred=submission.made, source=own_words(number), by=by)
        return pledge

    def report_progress(self, progress: str, *, occurred: str, narrative: str, source: Source, by: UUID) -> None:
        """Say how far those who pledged are.

        Args:
            progress: planning, in-progress or fulfilled.
            occurred: when they were so far, EDTF.
            narrative: what was done, at most 3,000 characters.
            source: who says so.
            by: the account that records it.

        Raises:
            PledgeWithdrawn, BeforePledged, FulfilledAlready: as they say.
            InvalidField: the progress is unknown, nothing is told, or the date is unreadable or in the future.
            NothingNew: the same source already says exactly this.
        """
        self._only_standing()
        if progress not in set(Progress):
            raise InvalidField(
                Told("{given!r} is none of {known}.", given=progress, known=", ".join(Progress)), field="progress"
            )
        told = said(narrative, field="narrative")
        if len(told) > LONGEST_NARRATIVE:
            raise InvalidField(
                Told("It is longer than {longest} characters.", longest=LONGEST_NARRATIVE), field="narrative"
            )
        self._check_order(_when(occurred))
        facts = {"narrative": told}
        self.record_milestone(REPORTS[Progress(progress)], occurred=occurred, source=source, by=by, facts=facts)

    def amend(self, changes: Mapping[str, Any], *, why: str, by: UUID) -> None:
        """Let it promise something else from now on.

        Raises:
            PledgeWithdrawn: it was.
            InvalidField: a value cannot be recorded, or no reason is given.
            InvalidFields: it would lack something.
            NothingRevised: everything is so already.
        """
        promise = self.amended(changes)
        self.trigger_event(self.Amended, by=by, edition=self.edition + 1, promise=promise, reason=said(why))

    def link_match(self, other: "Pledge", *, occurred: str, source: Source, by: UUID) -> None:
        """Say that it answers another pledge.

        Args:
            other: the pledge that it matches.
            occurred: when it began to, EDTF.
            source: who says so.
            by: the account that records it.

        Raises:
            PledgeWithdrawn: one of the two was.
            MatchesItself, MatchedTheOtherWay: as they say.
            NothingNew: it is linked already.
        """
        self._only_standing()
        if other.is_withdrawn:
            raise PledgeWithdrawn(Told("Pledge {number} was withdrawn.", number=other.number))
        if other.number == self.number:
            raise MatchesItself
        if self.number in other.matches:
            raise MatchedTheOtherWay
        if other.number in self.matches:
            raise NothingNew(Told("It is linked to pledge {number} already.", number=other.number))
        facts = {"matched": other.number}
        self.record_milestone("match-linked", occurred=occurred, source=source, by=by, facts=facts)

    def unlink_match(self, number: int, *, why: str, by: UUID) -> None:
        """Say that it never matched another pledge: the link was a mistake.

        Raises:
            NotFound: it is not linked.
            LastMatch: nothing would be left that it matches.
            InvalidField: no reason is given.
        """
        linked = self.matches
        if number not in linked:
            raise NotFound(Told("Pledge {number} is not linked to pledge {other}.", number=self.number, other=number))
        if self.form == Form.MATCHING and len(linked) == 1:
            raise LastMatch
        self.retract(linked[number], reason=why, by=by)

    def withdraw(self, *, occurred: str, why: str, source: Source, by: UUID) -> None:
        """Stand by it no longer; its number stays with it.

        Raises:
            PledgeWithdrawn, BeforePledged: as they say.
            InvalidField: no reason is given, or the date is unreadable or in the future.
        """
        self._only_standing()
        self._check_pledged(_when(occurred))
        self.record_milestone("withdrawn", occurred=occurred, source=source, by=by, facts={"reason": said(why)})

    def amended(self, changes: Mapping[str, Any]) -> Promise:
        """Return what it would promise with some fields changed.

        Raises:
            PledgeWithdrawn, InvalidField, InvalidFields, NothingRevised: it cannot be amended so.
        """
        self._only_standing()
        said_so_far = msgspec.to_builtins(self.promise)
        promise = msgspec.convert({**said_so_far, **read_changes(changes, Promise)}, Promise)
        if promise == self.promise:
            raise NothingRevised
        if lacking := dict(what_promise_lacks(promise, self.form)):
            raise InvalidFields(lacking)
        return promise

    def _only_standing(self) -> None:
        if self.is_withdrawn:
            raise PledgeWithdrawn

    def _check_order(self, when: When) -> None:
        self._check_pledged(when)
        if any(_is_before(fulfilled, when) for fulfilled in self._dates_of(REPORTS[Progress.FULFILLED])):
            raise FulfilledAlready

    def _check_pledged(self, when: When) -> None:
        if any(_is_before(when, made) for made in self._dates_of("made")):
            raise BeforePledged

    def _dates_of(self, milestone: str) -> list[When]:
        return [claim.when for claim in self.claims.values() if claim.live and claim.milestone == milestone]


KNOWN_BY = tuple(
    name for name in Pledging.__struct_fields__ if name not in {*Promise.__struct_fields__, "made", "matches"}
)
"""What stays as it was when the pledge was published."""
REPORTS: Mapping[Progress, str] = {
    Progress.PLANNING: "planning-reported",
    Progress.IN_PROGRESS: "progress-reported",
    Progress.FULFILLED: "fulfilment-reported",
}
"""The milestone that each stage of progress is recorded as."""


def own_words(number: int) -> Source:
    """Name those who pledged as the source of what is said of their pledge."""
    return Source(SourceDocument.id_of(OWN_WORDS), locator=f"Pledge {number}")


def register_own_words(*, by: UUID) -> SourceDocument:
    """Register the document that stands for what those who pledge say themselves."""
    title = "Pledges, as those who made them submitted them to this platform"
    return SourceDocument.register(title=title, language="en", slug=OWN_WORDS, by=by)


def _when(occurred: str) -> When:
    try:
        return When.parse(occurred)
    except InvalidField as error:
        error.field = "occurred"
        raise


def _is_before(one: When, other: When) -> bool:
    """Tell whether something surely happened before something else."""
    return one.latest is not None and other.earliest is not None and one.latest < other.earliest
