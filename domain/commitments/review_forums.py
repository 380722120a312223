"""International Migration Review Forums (IMRF), in which all States review the Global Compact (A/RES/73/195 §49)."""

from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from domain.commitments.compact_reviews import CompactReview
from domain.facts import CountryCode, ObjectiveCode, Period
from domain.milestones import MilestoneAggregate


class ReviewForum(CompactReview):
    """One edition of the forum, and the declaration that came of it."""

    kind = "review-forum"

    class Registered(MilestoneAggregate.Registered):
        """The platform came to know of the forum; `title` by language."""

        code: str
        edition: Annotated[int, msgspec.Meta(ge=1, le=99)]
        title: dict[str, str]

    class Scheduled(MilestoneAggregate.Milestone):
        """A date was set; `scheduled_for` is that date, EDTF, and may lie ahead."""

        track, state = "review-forum", "scheduled"

        scheduled_for: Period
        place: str | None

    class Rescheduled(MilestoneAggregate.Milestone):
        """The forum was moved to another date."""

        track, state, repeats = "review-forum", "rescheduled", True

        scheduled_for: Period
        place: str | None
        cause: str | None

    class VoluntaryReportSubmitted(MilestoneAggregate.Milestone):
        """A country reported of its own accord how far it is."""

        country: CountryCode

    class HearingHeld(MilestoneAggregate.Milestone):
        """Those who are not States were heard."""

        place: str | None

    class Convened(MilestoneAggregate.Milestone):
        """The States met."""

        track, state = "review-forum", "convened"

        place: str | None

    class RoundTableHeld(MilestoneAggregate.Milestone):
        """States and others spoke about some objectives of the Compact."""

        round_table: Annotated[int, msgspec.Meta(ge=1, le=99)]
        objectives: list[ObjectiveCode]

    class DeclarationDrafted(MilestoneAggregate.Milestone):
        """A draft of what the States would declare was put before them."""

        track, state = "declaration", "drafted"

        symbol: str | None

    class DeclarationAdopted(MilestoneAggregate.Milestone):
        """The forum adopted its declaration."""

        track, state = "declaration", "adopted"

        symbol: str | None

    class DeclarationEndorsed(MilestoneAggregate.Milestone):
        """The General Assembly endorsed the declaration."""

        track, state = "declaration", "endorsed"

        symbol: str | None

    @classmethod
    def _code_from(cls, facts: Mapping[str, Any]) -> str:
        return str(facts["edition"])
