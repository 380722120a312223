"""What national networks did for the governments they support."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Self
from uuid import UUID

from domain.errors import InvalidField
from domain.facts import CountryCode, Facts, ObjectiveCode, Period, SupportKindCode
from domain.milestones import MilestoneAggregate


class SupportActivity(MilestoneAggregate):
    """One thing a national network did or means to do, with whom and for which objectives.

    Its `occurred` is an interval where it went on for some time. A country without a network on
    record can have one: the activity is evidence of its own.
    """

    kind = "support-activity"

    class Registered(MilestoneAggregate.Registered):
        """The platform came to know of the activity; `title` and `summary` by language.

        `tags_inferred` says that kinds and objectives are the recorder's reading, not the source's.
        """

        network: CountryCode
        title: dict[str, str]
        summary: dict[str, str]
        support_kinds: list[SupportKindCode]
        objectives: list[ObjectiveCode]
        counterparts: list[str]
        tags_inferred: bool

    class Planned(MilestoneAggregate.Milestone):
        """The network undertook to do it; `planned_for` is when, EDTF, and may lie ahead."""

        track, state = "support-activity", "planned"

        planned_for: Period | None

    class CarriedOut(MilestoneAggregate.Milestone):
        """The network did it."""

        track, state = "support-activity", "carried-out"

    class Cancelled(MilestoneAggregate.Milestone):
        """It was given up."""

        track, state = "support-activity", "cancelled"

    class LinkedToPractice(MilestoneAggregate.Milestone):
        """It led to a practice in the repository; `practice` is the practice's id."""

        repeats = True

        practice: UUID

    def __init__(self, network: str, title: dict[str, str]) -> None:
        super().__init__()
        self.network = network
        self.title = title

    @classmethod
    def register(cls, *, id: UUID, by: UUID, facts: Mapping[str, Any]) -> Self:
        """Make an activity known.

        Args:
            id: random, or derived from where it was read so that reading it twice records it once.
            by: the account that records it.
            facts: network, title, summary, support_kinds, objectives, counterparts, tags_inferred.

        Raises:
            InvalidField: a field is missing, or a code is not in its list.
        """
        defaults = {
            "summary": {},
            "support_kinds": [],
            "objectives": [],
            "counterparts": [],
            "tags_inferred": False,
        }
        read = _description().read({**defaults, **facts}, field="")
        if not read["title"]:
            raise InvalidField("Give its title in one language at least.", field="title")
        return cls._begin(id, by=by, **read)


@cache
def _description() -> Facts:
    return Facts(SupportActivity.Registered, without=frozenset({"timestamp", "by"}))
