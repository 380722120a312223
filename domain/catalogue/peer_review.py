"""Screening and peer review: what a curator and the reviewers do with a submission, and what stands against it.

`seal` seals what they say where it is personal.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from domain.catalogue.practice_history import PracticeHistory, Stage
from domain.catalogue.reviews import (
    Affiliation,
    InvitationSettled,
    InvitedAlready,
    NoTie,
    OwnOrganization,
    Quorum,
    Recommendation,
    SelfReview,
    check_may_file,
    check_quorum,
    check_scores,
    disagree,
    find_reviewer,
    is_same_organization,
)
from domain.errors import Forbidden, InvalidField, Told
from domain.facts import check_plain
from domain.sealing import Seal, Words, openly, seal_each
from domain.workflows import mendings, only_while, said


class NotTheAuthor(Forbidden):
    """Only the author may do that."""


class PeerReviewed(PracticeHistory):
    """A submission on its way through screening and peer review."""

    def return_to_author(self, reasons: Mapping[str, str], *, by: UUID, seal: Seal = openly) -> None:
        """Give it back before review, saying what is to be mended.

        Raises:
            WrongStage: it was not submitted.
            InvalidField: nothing is said.
        """
        self._only_while(Stage.SUBMITTED)
        self.trigger_event(self.Returned, by=by, reasons=self._mendings(reasons, seal))

    def screen(self, *, by: UUID) -> None:
        """Find it fit for review.

        Raises:
            WrongStage: it was not submitted.
        """
        self._only_while(Stage.SUBMITTED)
        self.trigger_event(self.Screened, by=by)

    def invite_reviewer(
        self, reviewer: UUID, *, affiliation: str, organization: str, by: UUID, is_tie_breaker: bool = False
    ) -> None:
        """Ask somebody to review it.

        Raises:
            WrongStage: it is not in review.
            SelfReview: it is the author.
            OwnOrganization: the reviewer is of the author's or the implementer's organization.
            InvitedAlready: they were.
            NoTie: there is none to break.
            InvalidField: the affiliation is neither `un` nor `external`.
        """
        self._only_while(Stage.IN_REVIEW)
        if reviewer == self.author:
            raise SelfReview
        self._refuse_own(organization)
        if reviewer in self.reviewers:
            raise InvitedAlready
        if is_tie_breaker and not disagree(self.reviewers.values(), self.round):
            raise NoTie
        if affiliation not in set(Affiliation):
            raise InvalidField(
                Told("{affiliation!r} is neither un nor external.", affiliation=affiliation), field="affiliation"
            )
        check_plain(organization, field="organization")
        self.trigger_event(
            self.ReviewerInvited,
            by=by,
            reviewer=reviewer,
            affiliation=affiliation,
            organization=organization.strip(),
            is_tie_breaker=is_tie_breaker,
        )

    def accept_invitation(self, *, by: UUID) -> None:
        """Agree to review it.

        Raises:
            NotInvited, InvitationSettled, WrongStage: as they say.
        """
        self._answer_invitation(by=by, accepted=True, why="", seal=openly)

    def decline_invitation(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Refuse to review it.

        Raises:
            NotInvited, InvitationSettled, WrongStage: as they say.
        """
        self._answer_invitation(by=by, accepted=False, why=why, seal=seal)

    def declare_interests(self, *, has_conflict: bool, statement: str, by: UUID, seal: Seal = openly) -> None:
        """Say whether anything stands against an impartial review.

        Raises:
            NotInvited: this account is no reviewer of it.
            WrongStage: it is not in review.
        """
        self._only_while(Stage.IN_REVIEW)
        find_reviewer(self.reviewers, by)
        check_plain(statement, field="statement")
        said_so = seal(statement, self._place("statement"))
        self.trigger_event(self.InterestsDeclared, by=by, reviewer=by, has_conflict=has_conflict, statement=said_so)

    def recuse(self, reviewer: UUID, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Take a reviewer off it.

        Raises:
            NotInvited: this account is no reviewer of it.
            WrongStage: it is not in review.
        """
        self._only_while(Stage.IN_REVIEW)
        find_reviewer(self.reviewers, reviewer)
        reason = seal(said(why), self._place("reason"))
        self.trigger_event(self.ReviewerRecused, by=by, reviewer=reviewer, reason=reason)

    def file_review(
        self,
        *,
        by: UUID,
        scores: Mapping[str, int],
        recommendation: str,
        to_author: str,
        criteria: Sequence[str],
        to_curator: str = "",
        seal: Seal = openly,
        seal_to_author: Seal = openly,
    ) -> None:
        """Judge it.

        Args:
            by: the reviewer.
            scores: criterion to a score from 1 to 5.
            recommendation: accept, revise or decline.
            to_author: what the author is told.
            criteria: those that must be rated.
            to_curator: what only the curator is told.
            seal: seals what only the curator is told.
            seal_to_author: seals what the author is told.

        Raises:
            SelfReview, OwnOrganization, NotInvited, InvitationOpen, InterestsUndeclared, HasConflict, ReviewedAlready,
            WrongStage: as they say.
            InvalidField: a score is missing or out of range, or the recommendation unknown.
        """
        self._only_while(Stage.IN_REVIEW)
        if by == self.author:
            raise SelfReview
        reviewer = find_reviewer(self.reviewers, by)
        # Its author may have changed the implementer since the invitation.
        self._refuse_own(reviewer.organization)
        check_may_file(reviewer, self.round)
        check_scores(scores, criteria)
        if recommendation not in set(Recommendation):
            raise InvalidField(
                Told("{given!r} is none of {known}.", given=recommendation, known=", ".join(Recommendation)),
                field="recommendation",
            )
        check_plain({"to_author": to_author, "to_curator": to_curator})
        self.trigger_event(
            self.ReviewFiled,
            by=by,
            round=self.round,
            scores={criterion: int(score) for criterion, score in scores.items()},
            recommendation=recommendation,
            to_author=seal_to_author(to_author, self._place("to_author")),
            to_curator=seal(to_curator, self._place("to_curator")),
        )

    def ask_clarification(self, question: str, *, by: UUID, seal: Seal = openly) -> None:
        """Ask its author something.

        Raises:
            WrongStage: it is neither submitted nor in review.
        """
        self._only_while(Stage.SUBMITTED, Stage.IN_REVIEW)
        words = seal(said(question, field="question"), self._place("question"))
        self.trigger_event(self.ClarificationAsked, by=by, question=words)

    def give_clarification(self, answer: str, *, by: UUID, seal: Seal = openly) -> None:
        """Answer a question.

        Raises:
            NotTheAuthor: somebody else tries to.
            WrongStage: it is neither submitted nor in review.
        """
        self._only_author(by)
        self._only_while(Stage.SUBMITTED, Stage.IN_REVIEW)
        words = seal(said(answer, field="answer"), self._place("answer"))
        self.trigger_event(self.ClarificationGiven, by=by, answer=words)

    def waive_quorum(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Let it pass with fewer reviews than usual.

        Raises:
            WrongStage: it is not in review.
        """
        self._only_while(Stage.IN_REVIEW)
        self.trigger_event(self.QuorumWaived, by=by, reason=seal(said(why), self._place("reason")))

    def ask_for_changes(self, reasons: Mapping[str, str], *, by: UUID, seal: Seal = openly) -> None:
        """Give it back after review, saying what is to be mended.

        Raises:
            WrongStage: it is not in review.
        """
        self._only_while(Stage.IN_REVIEW)
        self.trigger_event(self.ChangesAsked, by=by, reasons=self._mendings(reasons, seal))

    def accept(self, quorum: Quorum, *, by: UUID) -> None:
        """Decide to publish it.

        Raises:
            WrongStage: it is not in review.
            QuorumMissing: too few reviews of this round are in, and nobody waived that.
        """
        self._only_while(Stage.IN_REVIEW)
        if not self.is_quorum_waived:
            check_quorum(self.reviewers.values(), self.round, quorum)
        self.trigger_event(self.Accepted, by=by)

    def decline(self, reasons: Mapping[str, str], *, by: UUID, seal: Seal = openly) -> None:
        """Decide not to publish the version in work, for good.

        Raises:
            WrongStage: it is neither submitted nor in review.
        """
        self._only_while(Stage.SUBMITTED, Stage.IN_REVIEW)
        self.trigger_event(self.Declined, by=by, reasons=self._mendings(reasons, seal))

    @property
    def is_quorum_waived(self) -> bool:
        """Whether a curator lets the round pass with fewer reviews than usual."""
        return self.waived_in == self.round > 0

    def _answer_invitation(self, *, by: UUID, accepted: bool, why: str, seal: Seal) -> None:
        self._only_while(Stage.IN_REVIEW)
        if find_reviewer(self.reviewers, by).accepted is not None:
            raise InvitationSettled
        check_plain(why, field="reason")
        reason = seal(why, self._place("reason"))
        self.trigger_event(self.InvitationAnswered, by=by, reviewer=by, accepted=accepted, reason=reason)

    def _mendings(self, reasons: Mapping[str, str], seal: Seal) -> dict[str, Words]:
        return seal_each(mendings(reasons), seal, self._place("reasons"))

    def _refuse_own(self, organization: str) -> None:
        if any(is_same_organization(organization, own) for own in (self.organization, self.content.implementer)):
            raise OwnOrganization

    def _only_author(self, account: UUID) -> None:
        if account != self.author:
            raise NotTheAuthor

    def _only_while(self, *stages: Stage) -> None:
        only_while(self.stage, stages)
