"""Peer review told once more, as plainly as it can be, to hold the real one against.

Each question answers with the refusals that stand against a command; where there is none, the command succeeds.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from domain.catalogue.peer_review import NotTheAuthor
from domain.catalogue.practices import FocalPointMissing, WrongStanding
from domain.catalogue.reviews import (
    HasConflict,
    InterestsUndeclared,
    InvitationOpen,
    InvitationSettled,
    InvitedAlready,
    NoTie,
    NotInvited,
    OwnOrganization,
    QuorumMissing,
    ReviewedAlready,
    SelfReview,
)
from domain.errors import InvalidFields, Refusal
from domain.workflows import NothingRevised, WrongStage

Objections = Collection[type[Refusal]]
OWN = ("dirección de migraciones", "ministerio de salud")
"""Organizations that may not review: the author's and the implementer's."""
UN_NEEDED, OTHERS_NEEDED = 1, 2


@dataclass
class Seat:
    """What a reviewer has done so far."""

    is_un: bool
    organization: str
    answer: bool | None = None
    conflict: bool | None = None
    gone: bool = False
    advice: dict[int, str] = field(default_factory=dict)


@dataclass
class ReviewModel:
    """Where a practice of `author` stands."""

    author: UUID
    title: str
    stage: str = "draft"
    standing: str = "none"
    edition: int = 0
    hidden: int = 0
    round: int = 0
    waived: int = 0
    public_title: str = ""
    seats: dict[UUID, Seat] = field(default_factory=dict)
    before: tuple[str, int] = ("none", 0)

    def against(
        self, *, by: UUID | None = None, stages: Collection[str] = (), standings: Collection[str] = ()
    ) -> set[type[Refusal]]:
        """List what stands against any command: who gives it, and when."""
        found: set[type[Refusal]] = set()
        if by is not None and by != self.author:
            found.add(NotTheAuthor)
        if stages and self.stage not in stages:
            found.add(WrongStage)
        if standings and self.standing not in standings:
            found.add(WrongStanding)
        return found

    def against_title(self, title: str) -> set[type[Refusal]]:
        return {NothingRevised} if title == self.title else set()

    def against_submitting(self, *, has_focal_point: bool) -> set[type[Refusal]]:
        found: set[type[Refusal]] = set()
        if not self.title:
            found.add(InvalidFields)
        if not has_focal_point:
            found.add(FocalPointMissing)
        return found

    def against_inviting(self, reviewer: UUID, organization: str, *, to_break_a_tie: bool) -> set[type[Refusal]]:
        found: set[type[Refusal]] = set()
        if reviewer == self.author:
            found.add(SelfReview)
        if organization.lower() in OWN:
            found.add(OwnOrganization)
        if reviewer in self.seats:
            found.add(InvitedAlready)
        if to_break_a_tie and len({seat.advice[self.round] for seat in self.counted()}) < 2:
            found.add(NoTie)
        return found

    def against_reviewer(self, reviewer: UUID) -> set[type[Refusal]]:
        seat = self.seats.get(reviewer)
        return {NotInvited} if seat is None or seat.gone else set()

    def against_answering(self, reviewer: UUID) -> set[type[Refusal]]:
        found = self.against_reviewer(reviewer)
        if not found and self.seats[reviewer].answer is not None:
            found.add(InvitationSettled)
        return found

    def against_filing(self, reviewer: UUID) -> set[type[Refusal]]:
        if reviewer == self.author:
            return {SelfReview}
        if found := self.against_reviewer(reviewer):
            return found
        seat = self.seats[reviewer]
        rules = {
            InvitationOpen: not seat.answer,
            InterestsUndeclared: seat.conflict is None,
            HasConflict: bool(seat.conflict),
            ReviewedAlready: self.round in seat.advice,
        }
        return {rule for rule, stands in rules.items() if stands}

    def against_accepting(self) -> set[type[Refusal]]:
        filed = self.counted()
        un = sum(seat.is_un for seat in filed)
        enough = un >= UN_NEEDED and len(filed) - un >= OTHERS_NEEDED
        return set() if enough or self.waived == self.round else {QuorumMissing}

    def counted(self) -> list[Seat]:
        """List the seats whose advice of this round counts."""
        return [seat for seat in self.seats.values() if self.round in seat.advice and not (seat.gone or seat.conflict)]

    def drop(self, *, otherwise: str) -> None:
        """Give the version in work up."""
        if self.edition:
            self.stage, self.title = "published", self.public_title
        else:
            self.stage = otherwise

    def release(self, title: str) -> None:
        """Show a version to readers."""
        self.edition += 1
        self.stage, self.standing = "published", "public"
        self.title = self.public_title = title
