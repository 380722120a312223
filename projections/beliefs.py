"""What was ever believed of the tracks on the board, kept in memory and read on from the views."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, select

from domain.status import OPEN_START, Evidence
from projections.milestones import OBSERVED, Milestones
from projections.positions import Footing, footing_of
from projections.projection import FOREVER
from projections.records import Records

TRACKS = ("network", "terms-of-reference", "work-plan", "champion", "project")
"""The tracks on the board: those that a headline counts."""

Belief = tuple[int, int, Evidence]
"""A live claim, with the positions from which and until which it was believed."""


@dataclass(frozen=True)
class Subject:
    """The record a track belongs to."""

    kind: str
    code: str
    countries: tuple[str, ...]


class Beliefs:
    """The claims on the board's tracks as believed at every position.

    What is believed at a position never changes, so it is read once; only what the views have taken
    in since is read again. When they are rebuilt, all of it is.
    """

    def __init__(self, engine: Engine, records: Records, milestones: Milestones) -> None:
        """Read from the tables of `records` and `milestones` in `engine`."""
        self._engine = engine
        self._records = records
        self._milestones = milestones
        self._reading = Lock()
        self._footing = Footing(0, "")
        self._subjects: dict[str, Subject] = {}
        self._beliefs: dict[tuple[str, str], list[Belief]] = defaultdict(list)
        self._open: dict[int, tuple[list[Belief], int]] = {}

    def at(self, position: int) -> Iterator[tuple[Subject, str, list[Evidence]]]:
        """Give the evidence for each track of each record, as known at a position."""
        self._read_on()
        subjects, all_beliefs = self._subjects, self._beliefs
        for (aggregate_id, track), beliefs in list(all_beliefs.items()):
            evidence = [belief for since, until, belief in beliefs if since <= position < until]
            if evidence and aggregate_id in subjects:
                yield subjects[aggregate_id], track, evidence

    def _read_on(self) -> None:
        with self._engine.connect() as connection:
            footing = footing_of(connection, Milestones.name, Records.name)
            if footing == self._footing:
                return
            with self._reading:
                if footing.generation != self._footing.generation:
                    self._forget()
                if footing.position > self._footing.position:
                    self._read_subjects(connection, after=self._footing.position)
                    self._read_claims(connection, after=self._footing.position, upto=footing.position)
                    self._footing = footing

    def _forget(self) -> None:
        self._footing = Footing(0, "")
        self._subjects = {}
        self._beliefs = defaultdict(list)
        self._open = {}

    def _read_claims(self, connection: Connection, *, after: int, upto: int) -> None:
        claims = self._milestones.claims.c
        rows = connection.execute(
            select(
                claims.claim,
                claims.since,
                claims.live,
                claims.aggregate_id,
                claims.track,
                claims.states,
                claims.happening,
                claims.earliest,
                claims.latest,
                claims.occurred,
            )
            .where(claims.since > after, claims.since <= upto, claims.track.in_(TRACKS))
            .order_by(claims.since)
        )
        for row in rows.all():
            self._take_in(row)

    def _take_in(self, row: Any) -> None:
        if row.claim in self._open:
            beliefs, place = self._open.pop(row.claim)
            since, _, evidence = beliefs[place]
            beliefs[place] = (since, row.since, evidence)
        if row.live:
            beliefs = self._beliefs[row.aggregate_id, row.track]
            self._open[row.claim] = (beliefs, len(beliefs))
            beliefs.append((row.since, FOREVER, _evidence(row)))

    def _read_subjects(self, connection: Connection, *, after: int) -> None:
        records, places = self._records.records.c, self._records.countries.c
        countries: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        rows = connection.execute(
            select(records.aggregate_id, records.kind, records.code, places.country)
            .join(self._records.countries, places.aggregate_id == records.aggregate_id)
            .where(records.position > after)
            .order_by(places.country)
        )
        for aggregate_id, kind, code, country in rows.all():
            countries[aggregate_id, kind, code].append(country)
        for (aggregate_id, kind, code), found in countries.items():
            self._subjects[aggregate_id] = Subject(kind, code, tuple(found))


def _evidence(row: Any) -> Evidence:
    happening, earliest = row.happening, row.earliest
    if happening == OBSERVED:
        # An observed state began before it was observed; nobody knows how long.
        happening, earliest = "", OPEN_START
    return Evidence(row.track, _states(row.states), happening, earliest, row.latest, row.occurred, row.claim)


@lru_cache(maxsize=1_000)
def _states(text: str) -> tuple[str, ...]:
    return tuple(text.split())
