"""The life of a published pledge as events, all of them for everybody."""

from uuid import UUID

from domain.commitments.pledge_content import Progress, Promise
from domain.facts import CountryCode, RegionCode
from domain.milestones import MilestoneAggregate


class PledgeHistory(MilestoneAggregate):
    """What can happen to a pledge that readers see, and what that makes of it."""

    class Registered(MilestoneAggregate.Registered):
        """It was published; `submission` is what it was made from, which is not for readers."""

        number: int
        submission: UUID
        form: str
        pledger: str
        pledger_type: str
        countries: list[CountryCode]
        regions: list[RegionCode]
        is_global: bool
        promise: Promise

    class Made(MilestoneAggregate.Milestone):
        """Those who pledge made their promise."""

        track, state = "pledge", "made"

    class PlanningReported(MilestoneAggregate.Milestone):
        """Those who pledged said that they plan how to fulfil it."""

        track, state, repeats = "pledge", Progress.PLANNING.value, True

        narrative: str

    class ProgressReported(MilestoneAggregate.Milestone):
        """Those who pledged said that they are at work."""

        track, state, repeats = "pledge", Progress.IN_PROGRESS.value, True

        narrative: str

    class FulfilmentReported(MilestoneAggregate.Milestone):
        """Those who pledged said that they did what they had promised."""

        track, state, repeats = "pledge", Progress.FULFILLED.value, True

        narrative: str

    class MatchLinked(MilestoneAggregate.Milestone):
        """It answers another pledge: `matched` is the number of that one."""

        matched: int

    class Amended(MilestoneAggregate.Event):
        """It promises something else from now on; what it promised before stays in the log."""

        edition: int
        promise: Promise
        reason: str

        def apply(self, aggregate: "PledgeHistory") -> None:
            aggregate.promise = self.promise
            aggregate.edition = self.edition

    class Withdrawn(MilestoneAggregate.Milestone):
        """Those who pledged do not stand by it any more; its number stays with it."""

        track, state = "pledge", "withdrawn"

        reason: str

    def __init__(self, number: int, submission: UUID, form: str, promise: Promise) -> None:
        super().__init__()
        self.number = number
        self.submission = submission
        self.form = form
        self.promise = promise
        self.edition = 1

    @property
    def matches(self) -> dict[int, int]:
        """The numbers of the pledges that it matches, each with the version at which that was recorded."""
        linked = ((claim, about) for about, claim in self.claims.items() if claim.milestone == "match-linked")
        return {claim.facts["matched"]: about for claim, about in linked if claim.live}

    @property
    def is_withdrawn(self) -> bool:
        """Whether those who pledged do not stand by it any more."""
        return any(claim.live and claim.milestone == "withdrawn" for claim in self.claims.values())
