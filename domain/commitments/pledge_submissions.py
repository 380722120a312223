"""Pledges on their way to readers: between whoever pledges and the secretariat, and nobody else."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

import msgspec

from domain.commitments.pledge_content import Pledging, Promise, read_changes, what_lacks
from domain.commitments.pledge_stages import AmendmentPending, NothingProposed, NotTheSubmitter, Stage
from domain.errors import InvalidFields
from domain.kernel import KnowledgeAggregate
from domain.workflows import NothingRevised, mendings, only_while, said


class PledgeSubmission(KnowledgeAggregate):
    """A pledge as it is written, handed in and screened; once published, readers know it as a `Pledge` by its number.

    `asked` is what the secretariat wants mended. An amendment of a published pledge is proposed here too.
    """

    kind = "pledge-submission"

    class Event(KnowledgeAggregate.Event):
        """Never for everybody."""

        public: ClassVar[bool] = False

    class Registered(KnowledgeAggregate.Registered):
        """Somebody began to write a pledge."""

        public = False

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.author = self.by

    class Revised(Event):
        """Its author changed what it says; `changes` maps fields to their new values."""

        changes: dict[str, Any]

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.fields = {**aggregate.fields, **self.changes}

    class Submitted(Event):
        """Its author handed it in."""

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.SUBMITTED
            aggregate.submitted_on = self.timestamp.date().isoformat()

    class Returned(Event):
        """The secretariat gave it back; `reasons` by field, the empty name for the whole."""

        reasons: dict[str, str]

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.DRAFT
            aggregate.asked = self.reasons

    class Declined(Event):
        """The secretariat decided not to publish it."""

        reasons: dict[str, str]

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.DECLINED
            aggregate.asked = self.reasons

    class TakenBack(Event):
        """Its author took it back before it was published."""

        reason: str

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.TAKEN_BACK

    class Lapsed(Event):
        """Nobody goes on writing it."""

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.TAKEN_BACK

    class Published(Event):
        """The secretariat released it to readers under a number."""

        number: int

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.stage = Stage.PUBLISHED
            aggregate.number = self.number
            aggregate.asked = {}

    class AmendmentProposed(Event):
        """Its author wants the published pledge to say something else."""

        changes: dict[str, Any]
        reason: str

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.proposed = self.changes
            aggregate.proposed_because = self.reason
            aggregate.asked = {}

    class AmendmentReturned(Event):
        """The secretariat did not take the amendment over; `reasons` as for `Returned`."""

        reasons: dict[str, str]

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.proposed = {}
            aggregate.proposed_because = ""
            aggregate.asked = self.reasons

    class AmendmentPublished(Event):
        """The secretariat released the amendment to readers."""

        def apply(self, aggregate: "PledgeSubmission") -> None:
            aggregate.proposed = {}
            aggregate.proposed_because = ""
            aggregate.asked = {}

    def __init__(self) -> None:
        self.author = UUID(int=0)
        self.fields: dict[str, Any] = {}
        self.stage = Stage.DRAFT
        self.submitted_on = ""
        self.number = 0
        self.asked: dict[str, str] = {}
        self.proposed: dict[str, Any] = {}
        self.proposed_because = ""

    @classmethod
    def draft(cls, *, id: UUID, by: UUID) -> Self:
        """Begin to write a pledge; the id is random."""
        return cls._begin(id, by=by)

    def revise(self, changes: Mapping[str, Any], *, by: UUID) -> None:
        """Change what the draft says.

        Args:
            changes: fields of `Pledging` and their new values.
            by: the author.

        Raises:
            NotTheSubmitter: somebody else tries to.
            WrongStage: it is not a draft.
            InvalidField: a value cannot be recorded.
            NothingRevised: everything is so already.
        """
        self._only_author(by)
        only_while(self.stage, [Stage.DRAFT])
        says = msgspec.to_builtins(self.pledging)
        new = {name: value for name, value in read_changes(changes, Pledging).items() if says[name] != value}
        if not new:
            raise NothingRevised
        self.trigger_event(self.Revised, by=by, changes=new)

    def submit(self, *, by: UUID) -> None:
        """Hand it in.

        Raises:
            NotTheSubmitter: somebody else tries to.
            WrongStage: it is not a draft.
            InvalidFields: it lacks something.
        """
        self._only_author(by)
        only_while(self.stage, [Stage.DRAFT])
        if lacking := what_lacks(self.pledging):
            raise InvalidFields(lacking)
        self.trigger_event(self.Submitted, by=by)

    def take_back(self, *, why: str, by: UUID) -> None:
        """Give it up before it is published.

        Raises:
            NotTheSubmitter: somebody else tries to.
            WrongStage: it is neither a draft nor handed in.
        """
        self._only_author(by)
        only_while(self.stage, [Stage.DRAFT, Stage.SUBMITTED])
        self.trigger_event(self.TakenBack, by=by, reason=said(why))

    def lapse(self, *, by: UUID) -> None:
        """Give a draft up that nobody goes on writing.

        Raises:
            WrongStage: it is not a draft.
        """
        only_while(self.stage, [Stage.DRAFT])
        self.trigger_event(self.Lapsed, by=by)

    def return_to_author(self, reasons: Mapping[str, str], *, by: UUID) -> None:
        """Give it back, saying what is to be mended.

        Raises:
            WrongStage: it was not handed in.
            InvalidField: nothing is said.
        """
        only_while(self.stage, [Stage.SUBMITTED])
        self.trigger_event(self.Returned, by=by, reasons=mendings(reasons))

    def decline(self, reasons: Mapping[str, str], *, by: UUID) -> None:
        """Decide not to publish it, for good.

        Raises:
            WrongStage: it was not handed in.
            InvalidField: nothing is said.
        """
        only_while(self.stage, [Stage.SUBMITTED])
        self.trigger_event(self.Declined, by=by, reasons=mendings(reasons))

    def publish(self, number: int, *, by: UUID) -> None:
        """Release it to readers under a number, which the `Pledge` that begins in the same commit makes its own.

        Raises:
            WrongStage: it was not handed in.
        """
        only_while(self.stage, [Stage.SUBMITTED])
        self.trigger_event(self.Published, by=by, number=number)

    def propose_amendment(self, changes: Mapping[str, Any], *, why: str, by: UUID) -> None:
        """Ask the secretariat to let the published pledge say something else.

        Args:
            changes: fields of `Promise` and their new values.
            why: what readers are told.
            by: the author.

        Raises:
            NotTheSubmitter: somebody else tries to.
            WrongStage: it was not published.
            AmendmentPending: one is proposed already.
            InvalidField: a value cannot be recorded, or nothing is said.
        """
        self._only_author(by)
        only_while(self.stage, [Stage.PUBLISHED])
        if self.proposed:
            raise AmendmentPending
        read = read_changes(changes, Promise)
        if not read:
            raise NothingRevised
        self.trigger_event(self.AmendmentProposed, by=by, changes=read, reason=said(why))

    def return_amendment(self, reasons: Mapping[str, str], *, by: UUID) -> None:
        """Refuse what is proposed, saying why.

        Raises:
            NothingProposed: nothing is.
            InvalidField: nothing is said.
        """
        self._only_proposed()
        self.trigger_event(self.AmendmentReturned, by=by, reasons=mendings(reasons))

    def publish_amendment(self, *, by: UUID) -> None:
        """Note that what is proposed reached readers.

        Raises:
            NothingProposed: nothing is.
        """
        self._only_proposed()
        self.trigger_event(self.AmendmentPublished, by=by)

    @property
    def pledging(self) -> Pledging:
        """What it says."""
        return msgspec.convert(self.fields, Pledging)

    @property
    def made(self) -> str:
        """When it was pledged, EDTF: the day on which it was handed in, where nothing else is said."""
        return self.pledging.made or self.submitted_on

    def _only_author(self, account: UUID) -> None:
        if account != self.author:
            raise NotTheSubmitter

    def _only_proposed(self) -> None:
        if not self.proposed:
            raise NothingProposed
