"""What whoever pledges and the secretariat do with a pledge before readers see it, and with its amendments."""

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO
from uuid import UUID, uuid4

from domain.application import Done, check_seen
from domain.commitments.pledge_content import Promise
from domain.commitments.pledge_stages import NotTheSubmitter, Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge, register_own_words
from domain.documents import SourceDocument
from domain.errors import ChangedMeanwhile, InvalidField, NotFound, Told
from domain.facts import read_struct
from domain.files import File
from domain.kernel import KnowledgeAggregate
from domain.workflows import only_while
from knowledge.recording import Author
from knowledge.security import Caller
from knowledge.submissions import refuse_own_decision
from knowledge.wiring import Knowledge

CURATE = "pledge:curate"
"""The permission of the secretariat: to see every pledge that is in work, and to decide."""
DECISIONS = (
    PledgeSubmission.Returned,
    PledgeSubmission.Declined,
    PledgeSubmission.Published,
    PledgeSubmission.AmendmentReturned,
    PledgeSubmission.AmendmentPublished,
)
"""What somebody else of the secretariat does about a curator's own pledge."""


class PledgeSubmissions:
    """Carries out what a caller commands of pledges in work, each command once."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Record in the log of `knowledge` as `caller` may."""
        self._knowledge = knowledge
        self._platform = knowledge.platform
        self._caller = caller

    def find(self, id: UUID) -> PledgeSubmission:
        """Return a submission for its author or the secretariat.

        Raises:
            NotFound: there is none, or it is not for the caller, which looks the same.
        """
        submission = self._platform.find(PledgeSubmission, id)
        if self._caller.account != submission.author and not self._caller.may(CURATE):
            raise NotFound(Told("There is no {kind} {id}.", kind=Told(PledgeSubmission.kind), id=id))
        return submission

    def begin(self, author: Author, fields: Mapping[str, Any]) -> Done:
        """Begin to write a pledge, with any of its fields."""

        def command() -> PledgeSubmission:
            submission = PledgeSubmission.draft(id=uuid4(), by=author.by)
            if fields:
                submission.revise(fields, by=author.by)
                check_fields(self._knowledge, submission.id, fields)
            self._platform.record(submission, key=author.key)
            return submission

        return self._platform.once(author.key, command)

    def revise(self, author: Author, id: UUID, fields: Mapping[str, Any]) -> Done:
        """Change what a draft says.

        Raises:
            InvalidField: a type is not in the settings, a file was not uploaded, a pledge that it matches is not there.
        """

        def revise(submission: PledgeSubmission) -> None:
            submission.revise(fields, by=author.by)
            check_fields(self._knowledge, submission.id, fields)

        return self.change(author, id, revise)

    def propose_amendment(self, author: Author, id: UUID, fields: Mapping[str, Any], *, why: str) -> Done:
        """Ask the secretariat to let a published pledge say something else."""

        def propose(submission: PledgeSubmission) -> None:
            submission.propose_amendment(fields, why=why, by=author.by)
            check_fields(self._knowledge, submission.id, fields)
            self._platform.find(Pledge, Pledge.id_of(str(submission.number))).amended(fields)

        return self.change(author, id, propose)

    def publish(self, author: Author, id: UUID) -> Done:
        """Release what was handed in to readers, under the next number.

        Raises:
            PledgeWithdrawn: a pledge that it matches was.
        """

        def command() -> PledgeSubmission:
            while True:
                submission = self._seen(author, id)
                pledge = self._publish(submission, by=author.by)
                self._refuse_own(submission, author)
                try:
                    self._platform.record(submission, pledge, *self._own_words(author.by), key=author.key)
                except ChangedMeanwhile:
                    # Where somebody else took the number, the next one is tried.
                    if not self._platform.has(Pledge, pledge.id):
                        raise
                    continue
                self._knowledge.make_findable(pledge.id)
                return submission

        return self._platform.once(author.key, command)

    def change(self, author: Author, id: UUID, act: Callable[[PledgeSubmission], None]) -> Done:
        """Do something with a submission.

        Raises:
            NotFound: it is not for the caller.
            ChangedMeanwhile: it is not, or no longer, at the version seen.
            OwnDecision: a curator decides on what they submitted themselves.
        """

        def command() -> PledgeSubmission:
            submission = self._seen(author, id)
            act(submission)
            self._refuse_own(submission, author)
            self._platform.record(submission, key=author.key)
            return submission

        return self._platform.once(author.key, command)

    def receive_file(self, author: Author, id: UUID, stream: BinaryIO, *, name: str) -> File:
        """Keep a file that a draft, or an amendment, can name.

        Raises:
            NotFound, NotTheSubmitter: the caller did not submit it.
            WrongStage: it is neither a draft nor published.
            QuotaReached, InvalidField: as `Attachments.receive` says.
        """
        submission = self._seen(author, id)
        if submission.author != author.by:
            raise NotTheSubmitter
        only_while(submission.stage, [Stage.DRAFT, Stage.PUBLISHED])
        return self._knowledge.attachments.receive(id, stream, name=name, by=author.by)

    def _seen(self, author: Author, id: UUID) -> PledgeSubmission:
        submission = self.find(id)
        # Who may not know of it is not told its version either.
        check_seen(submission, author.seen or None)
        return submission

    def _publish(self, submission: PledgeSubmission, *, by: UUID) -> Pledge:
        number = self._knowledge.pledges.last_number() + 1
        # The view may be behind; the log knows every number that was given.
        while self._platform.has(Pledge, Pledge.id_of(str(number))):
            number += 1
        matched = [self._platform.find(Pledge, Pledge.id_of(str(one))) for one in submission.pledging.matches]
        submission.publish(number, by=by)
        return Pledge.publish(submission, number, matched=matched, by=by)

    def _own_words(self, by: UUID) -> list[KnowledgeAggregate]:
        document = register_own_words(by=by)
        return [] if self._platform.has(SourceDocument, document.id) else [document]

    def _refuse_own(self, submission: PledgeSubmission, author: Author) -> None:
        if any(isinstance(event, DECISIONS) for event in submission.pending_events):
            refuse_own_decision(author.by, submission.author)


def check_fields(knowledge: Knowledge, submission: UUID, fields: Mapping[str, Any]) -> None:
    """Refuse what the domain cannot know of a pledge.

    Raises:
        InvalidField: a type is not in the settings, a file was not uploaded, a pledge that it matches is not there.
    """
    types = knowledge.settings.pledger_types
    if fields.get("pledger_type") and fields["pledger_type"] not in types:
        raise InvalidField(
            Told("{given!r} is none of {known}.", given=fields["pledger_type"], known=", ".join(types)),
            field="pledger_type",
        )
    for place, number in enumerate(fields.get("matches", ())):
        if not knowledge.platform.has(Pledge, Pledge.id_of(str(number))):
            raise InvalidField(Told("There is no pledge {number}.", number=number), field=f"matches/{place}")
    if file := read_struct({"file": fields.get("file")}, Promise).file:
        _check_file(knowledge, submission, file)


def _check_file(knowledge: Knowledge, submission: UUID, file: File) -> None:
    try:
        knowledge.attachments.check_uploaded(submission, [file])
    except InvalidField as error:
        error.field = error.field.replace("files/0", "file")
        raise
