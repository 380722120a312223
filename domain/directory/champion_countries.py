"""Countries that champion the Global Compact for Migration."""

from domain.directory.country_records import CountryRecord
from domain.facts import Period
from domain.milestones import MilestoneAggregate


class ChampionCountry(CountryRecord):
    """A Member State that shares what it learned in carrying out the Compact.

    Attending a meeting of champions is not membership: a country declares it, usually by letter.
    """

    kind = "champion"

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
