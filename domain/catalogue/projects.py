"""Projects of the Migration Multi-Partner Trust Fund (MPTF)."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self
from uuid import UUID

import msgspec

from domain.errors import InvalidField
from domain.facts import AgencyCode, CountryCode, Facts
from domain.milestones import MilestoneAggregate


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An amount in minor units of a currency (ISO 4217), e.g. 260000000 USD is 2.6 million dollars."""

    amount: Annotated[int, msgspec.Meta(ge=0)]
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")]
    approximate: bool


class Project(MilestoneAggregate):
    """A joint programme that the fund supports in one country or in several.

    The order of its milestones is typical, not enforced: the first bulletin knew projects as
    "assigned" without telling the stage, and one of them without a lead.
    """

    kind = "project"

    class Registered(MilestoneAggregate.Registered):
        """The platform came to know of the project; `title`, `components`, `purpose` by language."""

        code: str
        title: dict[str, str]
        countries: list[CountryCode]
        lead: AgencyCode | None
        participating: list[AgencyCode]
        components: list[dict[str, str]]
        purpose: dict[str, str]
        money: Money | None

    class ConceptNoteSubmitted(MilestoneAggregate.Milestone):
        """Agencies asked for support with a concept note."""

        track, state = "project", "concept-note-submitted"

    class EndorsedForPipeline(MilestoneAggregate.Milestone):
        """The steering committee put the project into the pipeline."""

        track, state = "project", "in-pipeline"

    class RemovedFromPipeline(MilestoneAggregate.Milestone):
        """The steering committee took the project out of the pipeline."""

        track, state = "project", "removed-from-pipeline"

    class JointProgrammeDocumentSubmitted(MilestoneAggregate.Milestone):
        """The full description of the programme was submitted."""

        track, state = "project", "document-submitted"

    class FundingApproved(MilestoneAggregate.Milestone):
        """The steering committee approved the funding."""

        track, state = "project", "funding-approved"

        money: Money | None

    class Assigned(MilestoneAggregate.Milestone):
        """The project was assigned, in the bulletin's word: at which stage is not said."""

        track, state = "project", "assigned"

    class FundsTransferred(MilestoneAggregate.Milestone):
        """Money reached the agencies."""

        track, state, repeats = "project", "funds-transferred", True

        money: Money | None

    class PubliclyPresented(MilestoneAggregate.Milestone):
        """The project was presented to the public."""

        repeats = True

    class ImplementationStarted(MilestoneAggregate.Milestone):
        """The work began."""

        track, state = "project", "in-implementation"

    class Revised(MilestoneAggregate.Milestone):
        """Time, budget or partners were changed."""

        repeats = True

        change: str

    class ProgressReported(MilestoneAggregate.Milestone):
        """The agencies reported on progress."""

        repeats = True

        progress: str | None

    class Suspended(MilestoneAggregate.Milestone):
        """The work was halted."""

        track, state, repeats = "project", "suspended", True

    class Resumed(MilestoneAggregate.Milestone):
        """The work went on."""

        track, state, repeats = "project", "resumed", True

    class Cancelled(MilestoneAggregate.Milestone):
        """The project was given up."""

        track, state = "project", "cancelled"

    class OperationallyClosed(MilestoneAggregate.Milestone):
        """The work was finished."""

        track, state = "project", "operationally-closed"

    class FinalReportSubmitted(MilestoneAggregate.Milestone):
        """The final narrative report was handed in."""

    class FinanciallyClosed(MilestoneAggregate.Milestone):
        """The accounts were closed."""

        track, state = "project", "financially-closed"

    def __init__(
        self,
        code: str,
        title: dict[str, str],
        countries: list[str],
        lead: str | None,
        participating: list[str],
    ) -> None:
        super().__init__()
        self.code = code
        self.title = title
        self.countries = countries
        self.lead = lead
        self.participating = participating

    @classmethod
    def register(cls, *, code: str, by: UUID, facts: Mapping[str, Any]) -> Self:
        """Make a project known.

        Args:
            code: the number the fund gave it, else a slug.
            by: the account that records it.
            facts: title, countries, lead, participating, components, purpose and money.

        Raises:
            InvalidField: a field is missing, or a code is not in its list.
        """
        described = {"participating": [], "components": [], "purpose": {}, **facts}
        read = _description().read(described, field="")
        if not read["countries"]:
            raise InvalidField("Name one country at least.", field="countries")
        if not read["title"]:
            raise InvalidField("Give its title in one language at least.", field="title")
        return cls._begin(cls.id_of(code), by=by, code=code, **read)


@cache
def _description() -> Facts:
    return Facts(Project.Registered, without=frozenset({"timestamp", "by", "code"}))
