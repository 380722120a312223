"""What was ever believed of the tracks on the board, kept in memory and read on from the views."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, select

from domain.status import OPEN_START, Evidence, Reconciled, reconcile
from projections.milestones import OBSERVED, Milestones
from projections.positions import Footing
from projections.projection import FOREVER
from projections.reader import Reader
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


class Track:
    """The claims on one track of one record, and what they added up to where it was asked last.

    Between two turns, positions at which what is believed changes, the answer is the same. Whoever
    reads may do so while another thread reads on: that only adds what holds from a later position.
    """

    def __init__(self) -> None:
        """Begin without a claim."""
        self._beliefs: list[Belief] = []
        self._turns: list[int] = []
        self._asked: tuple[int, Reconciled] = (0, Reconciled((), is_disputed=False))

    def begin(self, evidence: Evidence, since: int) -> int:
        """Take in what is believed from a position on, and return its place."""
        self._beliefs.append((since, FOREVER, evidence))
        self._turns.append(since)
        return len(self._beliefs) - 1

    def end(self, place: int, until: int) -> None:
        """Take in that it is not believed any more."""
        since, _, evidence = self._beliefs[place]
        self._beliefs[place] = (since, until, evidence)
        self._turns.append(until)

    def at(self, position: int) -> Reconciled:
        """Tell what the claims known at a position add up to."""
        turns = bisect_right(self._turns, position)
        asked, known = self._asked
        if turns != asked:
            known = reconcile(one for since, until, one in self._beliefs if since <= position < until)
            self._asked = turns, known
        return known


class Beliefs:
    """The claims on the board's tracks as believed at every position.

    What is believed at a position never changes, so it is read once; only what the views have taken
    in since is read again. When they are rebuilt, all of it is.
    """

    def __init__(self, reader: Reader, records: Records, milestones: Milestones) -> None:
        """Read from the tables of `records` and `milestones` with `reader`."""
        self._reader = reader
        self._reading = Lock()
        self._footing = Footing(0, "")
        self._subjects: dict[str, Subject] = {}
        self._tracks: dict[tuple[str, str], Track] = defaultdict(Track)
        self._open: dict[int, tuple[Track, int]] = {}
        claims, kept, places = milestones.claims.c, records.records.c, records.countries.c
        after = bindparam("after", type_=BigInteger)
        self._new_claims = (
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
            .where(claims.since > after, claims.since <= bindparam("upto"), claims.track.in_(TRACKS))
            .order_by(claims.since)
        )
        self._new_subjects = (
            select(kept.aggregate_id, kept.kind, kept.code, places.country)
            .join(records.countries, places.aggregate_id == kept.aggregate_id)
            .where(kept.position > after)
            .order_by(places.country)
        )

    def at(self, position: int, countries: frozenset[str] | None = None) -> Iterator[tuple[Subject, str, Reconciled]]:
        """Give what is known at a position of each track of each record of some countries, or of all."""
        self._read_on()
        subjects, tracks = self._subjects, self._tracks
        for (aggregate_id, track), claims in list(tracks.items()):
            subject = subjects.get(aggregate_id)
            if subject is None or (countries is not None and countries.isdisjoint(subject.countries)):
                continue
            known = claims.at(position)
            if known.happenings:
                yield subject, track, known

    def _read_on(self) -> None:
        with self._reader.connect() as connection:
            footing = self._reader.footing(Milestones.name, Records.name)
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
        self._tracks = defaultdict(Track)
        self._open = {}

    def _read_claims(self, connection: Connection, *, after: int, upto: int) -> None:
        for row in connection.execute(self._new_claims, {"after": after, "upto": upto}).all():
            self._take_in(row)

    def _take_in(self, row: Any) -> None:
        if row.claim in self._open:
            track, place = self._open.pop(row.claim)
            track.end(place, row.since)
        if row.live:
            track = self._tracks[row.aggregate_id, row.track]
            self._open[row.claim] = (track, track.begin(_evidence(row), row.since))

    def _read_subjects(self, connection: Connection, *, after: int) -> None:
        countries: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for aggregate_id, kind, code, country in connection.execute(self._new_subjects, {"after": after}).all():
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
