"""Regional reviews of the Global Compact, one for each commission and round (A/RES/73/195 §50)."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from domain.commitments.compact_reviews import CompactReview
from domain.facts import CountryCode, Period, RegionCode
from domain.milestones import MilestoneAggregate

Commission = Literal["ECA", "ECLAC", "ESCAP", "ESCWA", "UNECE"]
"""The regional commissions of the United Nations, by their codes among the agencies."""


class RegionalReview(CompactReview):
    """What the countries of one regional commission say to each other of how far the Compact is carried out."""

    kind = "regional-review"

    class Registered(MilestoneAggregate.Registered):
        """The platform came to know of the review; `title` by language.

        `regions` are those of the platform that it is about, as far as they can be told in its regions.
        """

        code: str
        commission: Commission
        round: Annotated[int, msgspec.Meta(ge=1, le=99)]
        title: dict[str, str]
        regions: list[RegionCode]

    class Scheduled(MilestoneAggregate.Milestone):
        """A date was set for its meeting; `scheduled_for` is that date, EDTF, and may lie ahead."""

        track, state = "regional-review", "scheduled"

        scheduled_for: Period
        place: str | None

    class Rescheduled(MilestoneAggregate.Milestone):
        """Its meeting was moved to another date."""

        track, state, repeats = "regional-review", "rescheduled", True

        scheduled_for: Period
        place: str | None
        cause: str | None

    class ConsultationHeld(MilestoneAggregate.Milestone):
        """People were heard before the meeting or beside it; `consultation` tells who, or about what."""

        consultation: str

    class VoluntaryReportSubmitted(MilestoneAggregate.Milestone):
        """A country reported of its own accord how far it is."""

        country: CountryCode

    class MeetingHeld(MilestoneAggregate.Milestone):
        """The countries met."""

        track, state = "regional-review", "held"

        place: str | None
        mode: Literal["in-person", "virtual", "hybrid"] | None

    class ReportPublished(MilestoneAggregate.Milestone):
        """The report on the review came out."""

        track, state = "regional-review", "reported"

        symbol: str | None

    @classmethod
    def _defaults(cls) -> Mapping[str, Any]:
        return {"regions": []}

    @classmethod
    def _code_from(cls, facts: Mapping[str, Any]) -> str:
        return code_of(facts["commission"], facts["round"])


def code_of(commission: str, number: int) -> str:
    """Name the review of a commission in a round, e.g. `ECLAC-2`."""
    return f"{commission}-{number}"
