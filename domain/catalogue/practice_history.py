"""The life of a practice as events: each a fact, none of them refusable once stored."""

from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from domain.catalogue.practice_content import Content
from domain.catalogue.reviews import Reviewer
from domain.kernel import KnowledgeAggregate
from domain.sealing import Words


class Stage(StrEnum):
    """Where the version in work stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"


class Standing(StrEnum):
    """What readers see of the last published version."""

    NONE = "none"
    PUBLIC = "public"
    ARCHIVED = "archived"
    UNPUBLISHED = "unpublished"


class PracticeHistory(KnowledgeAggregate):
    """What can happen to a practice, and what that makes of it."""

    class Event(KnowledgeAggregate.Event):
        """Not for everybody, unless it says so."""

        public: ClassVar[bool] = False

    class Registered(KnowledgeAggregate.Registered):
        """Its author began to write it; `language` of the original is BCP 47."""

        public = False

        practice_kind: str
        language: str
        organization: str

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.author = self.by

    class Revised(Event):
        """Its author changed what it says; `changes` maps fields to their new values."""

        changes: dict[str, Any]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.fields = {**aggregate.fields, **self.changes}

    class Submitted(Event):
        """Its author handed it in; `focal_point` names who answers for the main implementer, kept elsewhere."""

        focal_point: UUID

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.SUBMITTED
            aggregate.focal_point = self.focal_point

    class Returned(Event):
        """A curator gave it back before review; `reasons` by field, the empty name for the whole."""

        reasons: dict[str, Words]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.DRAFT
            aggregate.asked, aggregate.asked_in = self.reasons, self.originator_version

    class Screened(Event):
        """A curator found it fit for review; a round begins."""

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.IN_REVIEW
            aggregate.round += 1

    class ReviewerInvited(Event):
        """A curator asked somebody to review it, perhaps to break a tie."""

        reviewer: UUID
        affiliation: str
        organization: str
        is_tie_breaker: bool

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.reviewers[self.reviewer] = Reviewer(self.affiliation, self.organization, self.is_tie_breaker)

    class InvitationAnswered(Event):
        """A reviewer accepted or declined."""

        reviewer: UUID
        accepted: bool
        reason: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.reviewers[self.reviewer].accepted = self.accepted

    class InterestsDeclared(Event):
        """A reviewer said whether anything stands against an impartial review."""

        reviewer: UUID
        has_conflict: bool
        statement: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.reviewers[self.reviewer].has_conflict = self.has_conflict

    class ReviewerRecused(Event):
        """A reviewer withdrew, or was asked to."""

        reviewer: UUID
        reason: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.reviewers[self.reviewer].is_recused = True

    class ReviewFiled(Event):
        """A reviewer judged it; scores by criterion from 1 to 5."""

        round: int
        scores: dict[str, int]
        recommendation: str
        to_author: Words
        to_curator: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.reviewers[self.by].rounds[self.round] = self.recommendation

    class ClarificationAsked(Event):
        """A curator or a reviewer asked its author something."""

        question: Words

    class ClarificationGiven(Event):
        """Its author answered."""

        answer: Words

    class QuorumWaived(Event):
        """A curator let it pass with fewer reviews than usual."""

        reason: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.waived_in = aggregate.round

    class ChangesAsked(Event):
        """A curator gave it back after review; `reasons` as for `Returned`."""

        reasons: dict[str, Words]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.DRAFT
            aggregate.asked, aggregate.asked_in = self.reasons, self.originator_version

    class Accepted(Event):
        """A curator decided to publish it."""

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.ACCEPTED

    class Declined(Event):
        """A curator decided not to publish it; an earlier version stays as it is."""

        reasons: dict[str, Words]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = aggregate.stage_if_declined
            aggregate.fields = {**aggregate.fields, **aggregate.released}
            aggregate.asked, aggregate.asked_in = self.reasons, self.originator_version

    class Withdrawn(Event):
        """Its author took the version in work back; an earlier one stays as it is."""

        reason: Words

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = aggregate.stage_if_withdrawn
            aggregate.fields = {**aggregate.fields, **aggregate.released}

    class Lapsed(Event):
        """Nobody goes on writing the version in work; an earlier one stays as it is."""

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = aggregate.stage_if_withdrawn
            aggregate.fields = {**aggregate.fields, **aggregate.released}

    class Published(Event):
        """A curator released a version to readers; `digest` is the SHA-256 of its canonical form."""

        public = True

        edition: int
        slug: str
        content: Content
        digest: str

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.PUBLISHED
            aggregate.standing = Standing.PUBLIC
            aggregate.stage_if_withdrawn = Stage.PUBLISHED
            aggregate.stage_if_declined = Stage.PUBLISHED
            aggregate.edition = self.edition
            aggregate.slug = self.slug
            aggregate.released = msgspec.to_builtins(self.content)
            aggregate.fields = aggregate.released
            aggregate.asked = {}

    class MinorCorrectionPublished(Published):
        """A curator released a version that mends a slip and needs no review."""

        reason: str

    class VersionStarted(Event):
        """Its author began the next version; the last one stays with readers."""

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.stage = Stage.DRAFT
            aggregate.reviewers = {}

    class Translated(Event):
        """Somebody rendered a published version in another language."""

        public = True

        edition: int
        language: str
        texts: dict[str, str]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.translations[self.language] = self.edition

    class UpdateAsked(Event):
        """A curator asked its author whether it still holds."""

        reason: Words

    class Archived(Event):
        """A curator marked it as outdated; it can still be read."""

        public = True

        reason: str

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.standing = Standing.ARCHIVED
            aggregate.standing_if_restored = Standing.PUBLIC
            aggregate.withheld_if_restored = aggregate.withheld

    class Unpublished(Event):
        """A curator took it from readers; its address says that it is gone, and why."""

        public = True

        reason: str

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.standing_if_restored = aggregate.standing
            aggregate.withheld_if_restored = aggregate.withheld
            aggregate.standing = Standing.UNPUBLISHED
            aggregate.withheld = aggregate.edition

    class Restored(Event):
        """A curator gave it back to readers as it was."""

        public = True

        reason: str

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.standing = aggregate.standing_if_restored
            aggregate.withheld = aggregate.withheld_if_restored
            aggregate.standing_if_restored = Standing.PUBLIC

    def __init__(self, practice_kind: str, language: str, organization: str) -> None:
        self.practice_kind = practice_kind
        self.language = language
        self.organization = organization
        self.author = UUID(int=0)
        self.fields: dict[str, Any] = {}
        self.released: dict[str, Any] = {}
        self.stage = Stage.DRAFT
        self.stage_if_withdrawn = Stage.WITHDRAWN
        self.stage_if_declined = Stage.DECLINED
        self.standing = self.standing_if_restored = Standing.NONE
        self.edition = self.withheld = self.withheld_if_restored = self.round = self.waived_in = 0
        self.slug = self.origin = ""
        self.focal_point: UUID | None = None
        self.reviewers: dict[UUID, Reviewer] = {}
        self.translations: dict[str, int] = {}
        self.asked: dict[str, Words] = {}
        self.asked_in = 0

    @property
    def content(self) -> Content:
        """What the version in work, or the last one, says."""
        return msgspec.convert(self.fields, Content)
