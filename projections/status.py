"""Answers where each country stands, for any day and as known at any position."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.status import HEADLINES, NOTHING_KNOWN, Status, count
from projections.beliefs import TRACKS, Beliefs

SURENESS = {knowledge: place for place, knowledge in enumerate(("unknown", "possible", "sure"))}


@dataclass(frozen=True)
class CountryStatus:
    """Where one country stands: a status for each of `TRACKS`, and each of its projects by code.

    The track `project` of a country with several projects is that of the one furthest known.
    """

    country: str
    tracks: Mapping[str, Status]
    projects: Mapping[str, Status]


@dataclass(frozen=True)
class Board:
    """Where the countries of a scope stand, in the order of their codes, and the headline figures."""

    countries: Sequence[CountryStatus]
    counts: Mapping[str, Mapping[str, int]]


class StatusBoard:
    """Folds the claims of the log into the status of countries."""

    def __init__(self, beliefs: Beliefs) -> None:
        """Judge by `beliefs`."""
        self._beliefs = beliefs

    def on(self, day: str, *, position: int, countries: frozenset[str] | None = None) -> Board:
        """Tell where countries stood.

        Args:
            day: the end of which is meant, ISO 8601.
            position: of the log; only what was recorded up to it is known.
            countries: only these (ISO 3166-1 alpha-2), or all with anything on record.
        """
        statuses: dict[str, list[Status]] = defaultdict(list)
        by_country: dict[str, dict[str, Status]] = defaultdict(dict)
        projects: dict[str, dict[str, Status]] = defaultdict(dict)
        for subject, track, known in self._beliefs.at(position, countries):
            within = (
                subject.countries
                if countries is None
                else [country for country in subject.countries if country in countries]
            )
            status = known.on(day)
            statuses[track].append(status)
            for country in within:
                if track == "project":
                    projects[country][subject.code] = status
                by_country[country][track] = _further(by_country[country].get(track), status)
        return Board(
            countries=[
                CountryStatus(
                    country,
                    {track: by_country[country].get(track, NOTHING_KNOWN) for track in TRACKS},
                    projects[country],
                )
                for country in sorted(by_country)
            ],
            counts={name: count(headline, statuses[headline.track]) for name, headline in HEADLINES.items()},
        )


def _further(one: Status | None, other: Status) -> Status:
    if one is None:
        return other
    return other if SURENESS[other.knowledge] > SURENESS[one.knowledge] else one
