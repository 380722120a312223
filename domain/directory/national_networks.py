"""The United Nations network on migration of one country."""

from domain.directory.country_records import CountryRecord
from domain.facts import AgencyCode, Period
from domain.milestones import MilestoneAggregate


class NationalNetwork(CountryRecord):
    """The agencies that support one country's government with the Global Compact for Migration.

    Its existence, terms of reference and work plan advance independently: tracks, not ladders.
    """

    kind = "network"

    class PreparationReported(MilestoneAggregate.Milestone):
        """The country team is said to be preparing a network."""

        track, state = "network", "in-preparation"

    class Established(MilestoneAggregate.Milestone):
        """The network was set up."""

        track, state = "network", "established"

    class Launched(MilestoneAggregate.Milestone):
        """The network was presented to the public."""

        track, state = "network", "launched"

    class Dormant(MilestoneAggregate.Milestone):
        """The network ceased to meet."""

        track, state, repeats = "network", "dormant", True

    class Reactivated(MilestoneAggregate.Milestone):
        """The network took up its work again."""

        track, state, repeats = "network", "reactivated", True

    class Merged(MilestoneAggregate.Milestone):
        """The network became part of another coordination mechanism."""

        track, state = "network", "merged"

        into: str | None

    class Dissolved(MilestoneAggregate.Milestone):
        """The network was ended."""

        track, state = "network", "dissolved"

    class TermsOfReferenceDraftingStarted(MilestoneAggregate.Milestone):
        """Work on the terms of reference began."""

        track, state = "terms-of-reference", "drafting"

    class TermsOfReferenceSubmittedForApproval(MilestoneAggregate.Milestone):
        """The terms of reference went to those who approve them."""

        track, state = "terms-of-reference", "awaiting-approval"

    class TermsOfReferenceApproved(MilestoneAggregate.Milestone):
        """The terms of reference were approved."""

        track, state = "terms-of-reference", "approved"

    class TermsOfReferenceSuperseded(MilestoneAggregate.Milestone):
        """The approved terms of reference gave way to others."""

        track, state, repeats = "terms-of-reference", "superseded", True

    class WorkPlanDraftingStarted(MilestoneAggregate.Milestone):
        """Work on a work plan began."""

        track, state = "work-plan", "drafting"

        period: Period | None

    class WorkPlanDrafted(MilestoneAggregate.Milestone):
        """A work plan was drafted."""

        track, state = "work-plan", "drafted"

        period: Period | None

    class WorkPlanEndorsed(MilestoneAggregate.Milestone):
        """A work plan was endorsed."""

        track, state = "work-plan", "endorsed"

        period: Period | None

    class WorkPlanClosed(MilestoneAggregate.Milestone):
        """The time of a work plan was over."""

        track, state = "work-plan", "closed"

        period: Period | None

    class CoordinatorNamed(MilestoneAggregate.Milestone):
        """An agency took on the coordination. Persons are never named in the log."""

        repeats = True

        agency: AgencyCode

    class MemberAgencyJoined(MilestoneAggregate.Milestone):
        """An agency became a member."""

        repeats = True

        agency: AgencyCode

    class MemberAgencyLeft(MilestoneAggregate.Milestone):
        """An agency ceased to be a member."""

        repeats = True

        agency: AgencyCode
