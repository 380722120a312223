"""What reviewers and curators do with practices, for the API and the pages alike."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from domain.accounts import Account
from domain.application import Done, check_seen
from domain.catalogue.peer_review import NotTheAuthor
from domain.catalogue.practice_content import Content
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import NotInvited
from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import read_struct
from domain.sealing import Seal, openly
from knowledge.parties import find_in_work, not_found, party_to
from knowledge.permissions import permissions_of
from knowledge.private.people import NOBODY
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, Caller
from knowledge.wiring import Knowledge
from projections.library import READABLE

SealFor = Callable[[Practice], Seal]
"""Gives who seals what is said of a practice, which may depend on whose it is."""


class OwnDecision(RuleBroken):
    """Nobody decides on what they submitted themselves."""


DECISIONS = (
    Practice.Returned,
    Practice.Screened,
    Practice.ReviewerInvited,
    Practice.QuorumWaived,
    Practice.ChangesAsked,
    Practice.Accepted,
    Practice.Declined,
    Practice.Published,
    Practice.MinorCorrectionPublished,
    Practice.Archived,
    Practice.Unpublished,
    Practice.Restored,
)
"""What another curator does about a curator's practice."""


def in_the_open(_: Practice) -> Seal:
    """Seal nothing."""
    return openly


def refuse_own_decision(by: UUID, submitter: UUID) -> None:
    """Refuse that somebody decides on what they submitted themselves; whoever runs the platform acts for everybody.

    Raises:
        OwnDecision: as said.
    """
    if by == submitter and by != ADMINISTRATOR:
        raise OwnDecision


class Submissions:
    """Carries out what a caller commands of practices, each command once."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Record in the log of `knowledge` as `caller` may."""
        self._knowledge = knowledge
        self._platform = knowledge.platform
        self._caller = caller

    def change(self, author: Author, id: UUID, act: Callable[[Practice], None]) -> Done:
        """Do something with a practice in which the caller takes part.

        Raises:
            NotFound: the caller does not take part.
            ChangedMeanwhile: it is not, or no longer, at the version seen.
        """
        return self._change(author, lambda: find_in_work(self._platform, id, self._caller), act)

    def invite_reviewer(
        self,
        author: Author,
        id: UUID,
        reviewer: UUID,
        *,
        affiliation: str | None,
        organization: str | None,
        is_tie_breaker: bool,
    ) -> Done:
        """Ask an account to review; what is not said of its owner is what is known.

        Raises:
            InvalidField: the account cannot review, or nobody knows where its owner comes from.
        """

        def invite(practice: Practice) -> None:
            self._check_reviewer(reviewer)
            known = self._knowledge.people.by_account([reviewer]).get(reviewer)
            if known is None and affiliation is None:
                raise InvalidField("Say where this reviewer comes from; nothing is known of them.", field="affiliation")
            person = known or NOBODY
            practice.invite_reviewer(
                reviewer,
                affiliation=person.affiliation if affiliation is None else affiliation,
                organization=person.organization if organization is None else organization,
                is_tie_breaker=is_tie_breaker,
                by=author.by,
            )

        return self.change(author, id, invite)

    def file_review(
        self, author: Author, id: UUID, judgement: Mapping[str, Any], *, seal_for: SealFor = in_the_open
    ) -> Done:
        """Judge a practice by the criteria of the settings; what is for the curator alone is sealed.

        Args:
            author: the reviewer.
            id: of the practice.
            judgement: what `Practice.file_review` takes.
            seal_for: gives who seals what the author is told.
        """
        criteria = self._knowledge.settings.review_criteria
        seal = self._knowledge.sealing.under(author.by)

        def judge(practice: Practice) -> None:
            to_author = seal_for(practice)
            practice.file_review(by=author.by, criteria=criteria, seal=seal, seal_to_author=to_author, **judgement)

        return self.change(author, id, judge)

    def ask_clarification(self, author: Author, id: UUID, question: str, *, seal_for: SealFor = in_the_open) -> Done:
        """Ask the author something, as a curator or a reviewer.

        Raises:
            NotInvited: it is the author who asks.
        """

        def ask(practice: Practice) -> None:
            party = party_to(practice, self._caller)
            if party.is_author:
                raise NotInvited
            practice.ask_clarification(question, by=author.by, seal=seal_for(practice))

        return self.change(author, id, ask)

    def accept(self, author: Author, id: UUID) -> Done:
        """Decide to publish it, if as many reviews are in as the settings ask for."""
        quorum = self._knowledge.settings.quorum
        return self.change(author, id, lambda practice: practice.accept(quorum, by=author.by))

    def correct_slip(self, author: Author, id: UUID, fields: Mapping[str, Any], *, why: str) -> Done:
        """Mend a slip in what readers see."""

        def correct(practice: Practice) -> None:
            practice.correct_slip(fields, why=why, by=author.by)
            self.check_fields(practice, fields)

        return self.change(author, id, correct)

    def translate(self, author: Author, id: UUID, language: str, texts: Mapping[str, str]) -> Done:
        """Render a public practice in another language.

        Raises:
            NotFound: readers have no such practice, and the caller does not take part in one.
            NotTheAuthor: the caller is neither its author nor a curator.
        """

        def find() -> Practice:
            practice = self._platform.find(Practice, id)
            party = party_to(practice, self._caller)
            if not party.takes_part and practice.standing not in READABLE:
                raise not_found(id)
            if not (party.is_author or party.is_curator):
                raise NotTheAuthor("Its author and curators translate it.")
            return practice

        return self._change(author, find, lambda practice: practice.translate(language, texts, by=author.by))

    def check_fields(self, practice: Practice, fields: Mapping[str, Any]) -> None:
        """Refuse what the domain cannot know: a type that is not in the settings, a file that was not uploaded.

        Raises:
            InvalidField: as said.
        """
        types = self._knowledge.settings.practice_types
        if types and fields.get("type") and fields["type"] not in types:
            raise InvalidField(
                Told("{given!r} is none of {known}.", given=fields["type"], known=", ".join(types)), field="type"
            )
        if fields.get("files"):
            files = read_struct({"files": fields["files"]}, Content).files
            self._knowledge.attachments.check_uploaded(practice.id, files)

    def _change(self, author: Author, find: Callable[[], Practice], act: Callable[[Practice], None]) -> Done:
        def command() -> Practice:
            practice = find()
            # Who may not know of it is not told its version either.
            check_seen(practice, author.seen or None)
            act(practice)
            is_decided = any(isinstance(event, DECISIONS) for event in practice.pending_events)
            if is_decided:
                refuse_own_decision(author.by, practice.author)
            concerns_readers = any(event.public for event in practice.pending_events)  # type: ignore[attr-defined]
            self._platform.record(practice, key=author.key)
            if concerns_readers:
                self._knowledge.make_findable(practice.id)
            return practice

        return self._platform.once(author.key, command)

    def _check_reviewer(self, reviewer: UUID) -> None:
        if not self._platform.has(Account, reviewer):
            raise InvalidField(Told("There is no account {id}.", id=reviewer), field="reviewer")
        account = self._platform.find(Account, reviewer)
        if not account.is_active or "practice:file-review" not in permissions_of(account.roles):
            raise InvalidField("This account cannot review: it lacks the role, or may not act.", field="reviewer")
