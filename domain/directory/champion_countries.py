"""Countries that champion the Global Compact for Migration."""

from typing import Self
from uuid import UUID

from domain.facts import CountryCode, Period, check_code
from domain.milestones import MilestoneAggregate


class ChampionCountry(MilestoneAggregate):
    """A Member State that shares what it learned in carrying out the Compact.

    Attending a meeting of champions is not membership: a country declares it, usually by letter.
    """

    kind = "champion"

    class Registered(MilestoneAggregate.Registered):
        """Something was first recorded of this country as a champion."""

        country: str

    class InterestExpressed(MilestoneAggregate.Milestone):
        """The country said that it would like to be a champion."""

        track, state = "champion", "interested"

    class Declared(MilestoneAggregate.Milestone):
        """The country declared itself a champion."""

        track, state = "champion", "declared"

    class Confirmed(MilestoneAggregate.Milestone):
        """The Network confirmed the country as a champion."""

        track, state = "champion", "confirmed"

    class CoChairDesignated(MilestoneAggregate.Milestone):
        """The country was asked to chair the champions together with another."""

        repeats = True

        period: Period | None

    class SteppedDown(MilestoneAggregate.Milestone):
        """The country ceased to be a champion."""

        track, state, repeats = "champion", "stepped-down", True

    class Returned(MilestoneAggregate.Milestone):
        """The country became a champion again."""

        track, state, repeats = "champion", "returned", True

    def __init__(self, country: str) -> None:
        super().__init__()
        self.country = country

    @classmethod
    def register(cls, *, country: str, by: UUID) -> Self:
        """Begin the record of a country as champion.

        Raises:
            UnknownCode: the country is not in ISO 3166-1.
        """
        check_code(country, CountryCode, field="country")
        return cls._begin(cls.id_of(country), by=by, country=country)
