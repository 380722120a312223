"""What national networks do for governments, as the API answers it and the pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.status import Knowledge
from knowledge.answers import Answer, Answers, status_answer
from knowledge.wiring import Knowledge as Platform
from projections.activity_book import Activity, is_in


@dataclass(frozen=True)
class Asked:
    """Which activities; empty means any.

    Attributes:
        country: of the network, ISO 3166-1 alpha-2.
        support_kind, objective: one of theirs.
        practice: the id of one that they led to.
        state: planned, carried-out or cancelled, surely or possibly.
    """

    country: str = ""
    support_kind: str = ""
    objective: str = ""
    practice: str = ""
    state: str = ""

    def find(self, platform: Platform, day: str, *, position: int) -> list[Activity]:
        """List them as they were at the end of a day, as known at a position; what was registered last comes first."""
        found = platform.activities.on(
            day, position=position, networks=frozenset({self.country}) if self.country else None
        )
        return [one for one in found if self._takes(one)]

    def _takes(self, activity: Activity) -> bool:
        facts = activity.facts
        return (
            (not self.support_kind or self.support_kind in facts["support_kinds"])
            and (not self.objective or self.objective in facts["objectives"])
            and (not self.practice or self.practice in activity.practices)
            and (not self.state or is_in(activity, self.state) is not Knowledge.UNKNOWN)
        )


def activity_answers(platform: Platform, activities: Sequence[Activity]) -> list[Answer]:
    """Tell how activities are described, how far they are and to which practices they led."""
    answers = Answers(platform)
    records = answers.called([one.id for one in activities])
    return [
        {
            **records[one.id],
            "status": status_answer(one.status),
            "planned_for": one.planned_for or None,
            "practices": [found for id in one.practices if (found := answers.practice(id))],
        }
        for one in activities
    ]
