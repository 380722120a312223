"""What the records of which a country has just one have in common."""

from typing import Self
from uuid import UUID

from domain.facts import CountryCode, check_code
from domain.milestones import MilestoneAggregate


class CountryRecord(MilestoneAggregate):
    """The one record of its kind that a country has: its id follows from the country's code."""

    class Registered(MilestoneAggregate.Registered):
        """Something of this kind was first recorded of the country."""

        country: str

    def __init__(self, country: str) -> None:
        super().__init__()
        self.country = country

    @classmethod
    def register(cls, *, country: str, by: UUID) -> Self:
        """Begin the record of a country (ISO 3166-1 alpha-2, or XK).

        Raises:
            UnknownCode: there is no such country.
        """
        check_code(country, CountryCode, field="country")
        return cls._begin(cls.id_of(country), by=by, country=country)
