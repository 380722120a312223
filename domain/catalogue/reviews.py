"""Peer review: who reads a practice before it is published, and what stands against it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.errors import Forbidden, InvalidField, RuleBroken, Told

LEAST_SCORE, BEST_SCORE = 1, 5


class Affiliation(StrEnum):
    """Where a reviewer comes from."""

    UN = "un"
    EXTERNAL = "external"


class Recommendation(StrEnum):
    """What a reviewer advises."""

    ACCEPT = "accept"
    REVISE = "revise"
    DECLINE = "decline"


class SelfReview(RuleBroken):
    """Nobody reviews their own practice."""


class OwnOrganization(RuleBroken):
    """Nobody reviews a practice of their own organization."""


class InvitedAlready(RuleBroken):
    """This reviewer was invited already."""


class NotInvited(Forbidden):
    """Only an invited reviewer may do that."""


class InvitationOpen(RuleBroken):
    """The invitation has not been accepted."""


class InvitationSettled(RuleBroken):
    """The invitation was answered already."""


class InterestsUndeclared(RuleBroken):
    """Interests are declared before a review is filed."""


class HasConflict(RuleBroken):
    """A reviewer with a conflict of interest recuses; their review cannot count."""


class ReviewedAlready(RuleBroken):
    """There is one review for each reviewer and round."""


class QuorumMissing(RuleBroken):
    """Too few reviews are in, and nobody waived the quorum."""


class NoTie(RuleBroken):
    """A tie-breaking reviewer is asked only where the reviews of a round disagree."""


@dataclass(frozen=True)
class Quorum:
    """How many reviews a practice needs: from the United Nations and from outside."""

    un: int = 1
    external: int = 2

    def is_met(self, un: int, external: int) -> bool:
        """Tell whether so many reviews are enough."""
        return un >= self.un and external >= self.external


@dataclass
class Reviewer:
    """One reviewer of one practice.

    `accepted` is None while the invitation is open; `has_conflict` None while interests are not
    declared; `rounds` maps each round in which a review was filed to its recommendation.
    """

    affiliation: str
    organization: str
    is_tie_breaker: bool = False
    accepted: bool | None = None
    has_conflict: bool | None = None
    is_recused: bool = False
    rounds: dict[int, str] = field(default_factory=dict)


def find_reviewer(reviewers: Mapping[UUID, Reviewer], account: UUID) -> Reviewer:
    """Return a reviewer.

    Raises:
        NotInvited: this account is none, or recused.
    """
    if account not in reviewers or reviewers[account].is_recused:
        raise NotInvited
    return reviewers[account]


def check_may_file(reviewer: Reviewer, review_round: int) -> None:
    """Refuse a review that must not be filed.

    Raises:
        InvitationOpen, InterestsUndeclared, HasConflict, ReviewedAlready: as they say.
    """
    if not reviewer.accepted:
        raise InvitationOpen
    if reviewer.has_conflict is None:
        raise InterestsUndeclared
    if reviewer.has_conflict:
        raise HasConflict
    if review_round in reviewer.rounds:
        raise ReviewedAlready


def check_scores(scores: Mapping[str, int], criteria: Sequence[str]) -> None:
    """Refuse scores that do not rate each criterion from 1 to 5.

    Raises:
        InvalidField: one is missing, unknown or out of range.
    """
    for criterion in criteria:
        if criterion not in scores:
            raise InvalidField("Rate this criterion.", field=f"scores/{criterion}")
    for criterion, score in scores.items():
        if criterion not in criteria:
            raise InvalidField(
                Told("Not a criterion; {known} are.", known=", ".join(criteria)), field=f"scores/{criterion}"
            )
        if score not in range(LEAST_SCORE, BEST_SCORE + 1):
            raise InvalidField(
                Told("Rate from {least} to {best}.", least=LEAST_SCORE, best=BEST_SCORE), field=f"scores/{criterion}"
            )


def check_quorum(reviewers: Iterable[Reviewer], review_round: int, quorum: Quorum) -> None:
    """Refuse to go on before enough reviews of this round are in.

    Raises:
        QuorumMissing: they are not.
    """
    un, external = reviews_in(reviewers, review_round)
    if not quorum.is_met(un, external):
        raise QuorumMissing(
            Told(
                "{un} of {un_wanted} reviews from the United Nations and {external} of {external_wanted} from outside "
                "are in.",
                un=un,
                un_wanted=quorum.un,
                external=external,
                external_wanted=quorum.external,
            )
        )


def reviews_in(reviewers: Iterable[Reviewer], review_round: int) -> tuple[int, int]:
    """Count the reviews of a round that nothing stands against: from the United Nations, and from outside."""
    filed = [one for one in reviewers if counts_in(one, review_round)]
    un = sum(one.affiliation == Affiliation.UN for one in filed)
    return un, len(filed) - un


def counts_in(reviewer: Reviewer, review_round: int) -> bool:
    """Tell whether a reviewer filed a review in a round, and nothing stands against it."""
    return review_round in reviewer.rounds and not (reviewer.is_recused or reviewer.has_conflict)


def disagree(reviewers: Iterable[Reviewer], review_round: int) -> bool:
    """Tell whether the reviews of a round recommend different things."""
    return len({one.rounds[review_round] for one in reviewers if counts_in(one, review_round)}) > 1


def is_same_organization(one: str, other: str) -> bool:
    """Tell whether two names, however they are typed, are of one organization; no name is of none."""
    return bool(_folded(one)) and _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
