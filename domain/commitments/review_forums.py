"""International Migration Review Forums (IMRF), in which all States review the Global Compact (A/RES/73/195 §49)."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Self
from uuid import UUID

import msgspec

from domain.errors import InvalidField
from domain.facts import CountryCode, Facts, ObjectiveCode, Period
from domain.milestones import MilestoneAggregate


class ReviewForum(MilestoneAggregate):
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

    def __init__(self, code: str, title: dict[str, str]) -> None:
        super().__init__()
        self.code = code
        self.title = title

    @classmethod
    def register(cls, *, by: UUID, facts: Mapping[str, Any]) -> Self:
        """Make a forum known under the number of its edition.

        Args:
            by: the account that records it.
            facts: edition and title.

        Raises:
            InvalidField: a field is missing or cannot be recorded.
        """
        read = _description().read(facts, field="")
        if not read["title"]:
            raise InvalidField("Give its title in one language at least.", field="title")
        code = str(read["edition"])
        return cls._begin(cls.id_of(code), by=by, code=code, **read)


@cache
def _description() -> Facts:
    return Facts(ReviewForum.Registered, without=frozenset({"timestamp", "by", "code"}))
