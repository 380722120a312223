"""Answers where each country stands, for any day and as known at any position."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection, Engine, select

from domain.status import (
    HEADLINES,
    NOTHING_KNOWN,
    OPEN_START,
    Evidence,
    Status,
    count,
    status_on,
)
from projections.milestones import OBSERVED, Milestones
from projections.records import Records

TRACKS = ("network", "terms-of-reference", "work-plan", "champion", "project")
"""The tracks on the board: those that a headline counts."""
KINDS = ("network", "champion", "project")
"""The records that have one of these tracks."""


@dataclass(frozen=True)
class Subject:
    """The record a track belongs to."""

    aggregate_id: str
    kind: str
    code: str
    countries: tuple[str, ...]


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

    def __init__(self, engine: Engine, records: Records, milestones: Milestones) -> None:
        """Read from the tables of `records` and `milestones` in `engine`."""
        self._engine = engine
        self._records = records
        self._milestones = milestones
        # The claims known at a position never change, so they can be kept as long as they are used.
        self._known = lru_cache(maxsize=4)(self._read)

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
        for subject, track, evidence in self._known(position):
            within = (
                subject.countries
                if countries is None
                else [country for country in subject.countries if country in countries]
            )
            if not within:
                continue
            status = status_on(day, evidence)
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

    def _read(self, position: int) -> list[tuple[Subject, str, list[Evidence]]]:
        claims = self._milestones.claims.c
        with self._engine.connect() as connection:
            subjects = self._subjects(connection)
            rows = connection.execute(
                select(
                    claims.aggregate_id,
                    claims.track,
                    claims.states,
                    claims.happening,
                    claims.earliest,
                    claims.latest,
                    claims.occurred,
                    claims.claim,
                ).where(
                    claims.live,
                    claims.track.in_(TRACKS),
                    claims.since <= position,
                    claims.until > position,
                )
            ).all()
            grouped: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
            for aggregate_id, track, states, happening, earliest, latest, edtf, claim in rows:
                grouped[aggregate_id, track].append(_evidence(track, states, happening, earliest, latest, edtf, claim))
        return [
            (subjects[aggregate_id], track, evidence)
            for (aggregate_id, track), evidence in grouped.items()
            if aggregate_id in subjects
        ]

    def _subjects(self, connection: Connection) -> dict[str, Subject]:
        records, places = self._records.records.c, self._records.countries.c
        countries: dict[str, list[str]] = defaultdict(list)
        for aggregate_id, country in connection.execute(
            select(places.aggregate_id, places.country).order_by(places.country)
        ).all():
            countries[aggregate_id].append(country)
        return {
            aggregate_id: Subject(aggregate_id, kind, code, tuple(countries[aggregate_id]))
            for aggregate_id, kind, code in connection.execute(
                select(records.aggregate_id, records.kind, records.code).where(records.kind.in_(KINDS))
            ).all()
        }


def _evidence(  # noqa: PLR0917 - one row, column by column
    track: str, states: str, happening: str, earliest: str, latest: str, edtf: str, claim: int
) -> Evidence:
    if happening == OBSERVED:
        # An observed state began before it was observed; nobody knows how long.
        happening, earliest = "", OPEN_START
    return Evidence(track, _states(states), happening, earliest, latest, edtf, claim)


@lru_cache(maxsize=1_000)
def _states(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _further(one: Status | None, other: Status) -> Status:
    if one is None:
        return other
    order = ("unknown", "possible", "sure")
    return max(one, other, key=lambda status: order.index(status.knowledge))
