"""Where each country stood on a day, by the evidence known at some moment: always with its uncertainty.

An uncertain date makes an uncertain answer, so every status says how sure it is and every count is
a pair. Days are ISO 8601 text here; `OPEN_START` and `OPEN_END` stand for a side that is open, so
that days compare as text.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import domain.aggregates  # noqa: F401 - their milestones tell the usual order of states
from domain.lasting import Lasting
from domain.milestones import milestone_aggregates, tracks_of

OPEN_START = "0001-01-01"
OPEN_END = "9999-12-31"


class Knowledge(StrEnum):
    """How much is known of a track on a day."""

    SURE = "sure"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class Evidence(NamedTuple):
    """One live claim that moves a track; a tuple, because a status folds thousands.

    Attributes:
        track: e.g. `terms-of-reference`.
        states: what is true from then on; several where a source leaves it open.
        happening: what must agree on its date to be the same happening; empty where it can repeat.
        earliest: the first day on which it can have happened.
        latest: the last.
        edtf: the date as recorded.
        position: of the claim in the log.
        beside: the positions of all live claims on the same happening, where there are several.
    """

    track: str
    states: tuple[str, ...]
    happening: str
    earliest: str
    latest: str
    edtf: str
    position: int
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Status(Lasting):
    """What is known of one track on a day.

    `one_of` lists what may be true, `evidence` what that rests on, the most telling first;
    `is_disputed` says that live claims about one happening exclude each other.
    """

    knowledge: Knowledge
    one_of: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    is_disputed: bool

    @property
    def claims(self) -> list[int]:
        """The positions of all live claims that it rests on, with those that speak of the same happenings."""
        return list(dict.fromkeys(claim for one in self.evidence for claim in (one.position, *one.beside)))

    def meets(self, states: frozenset[str]) -> Knowledge:
        """Tell whether the track surely, possibly or not (`unknown`) is in one of `states`."""
        return _met(self.knowledge, self.one_of, states)


@lru_cache(maxsize=10_000)
def _met(knowledge: Knowledge, one_of: tuple[str, ...], states: frozenset[str]) -> Knowledge:
    """Judge once what is asked of hundreds of tracks in every answer."""
    met = states.intersection(one_of)
    if not met:
        return Knowledge.UNKNOWN
    if knowledge is Knowledge.SURE and len(met) == len(one_of):
        return Knowledge.SURE
    return Knowledge.POSSIBLE


class Reconciled:
    """What the live claims on one track add up to, for any day; `happenings` stand in the order in which they did."""

    def __init__(self, happenings: Sequence[Evidence], *, is_disputed: bool) -> None:
        """Keep what was put together."""
        self.happenings = happenings
        self._is_disputed = is_disputed
        self._latest = [one.latest for one in happenings]
        self._decisive: dict[int, Evidence] = {}
        # Between two of these days nothing can have happened, so that the answer is the same.
        self._turns = sorted({day for one in happenings for day in (one.earliest, one.latest)})
        self._answers: dict[int, Status] = {}

    def on(self, day: str) -> Status:
        """Tell where the track stood at the end of a day, ISO 8601."""
        turn = bisect_right(self._turns, day)
        if turn not in self._answers:
            self._answers[turn] = self._judged(day)
        return self._answers[turn]

    def _judged(self, day: str) -> Status:
        sure = bisect_right(self._latest, day)
        maybe = [one for one in self.happenings[sure:] if one.earliest <= day]
        if not sure and not maybe:
            return NOTHING_KNOWN
        told = (self._furthest(sure), *reversed(maybe)) if sure else tuple(reversed(maybe))
        # The states come as they happened, what decides first.
        states = dict.fromkeys(state for one in (*told[: bool(sure)], *maybe) for state in one.states)
        knowledge = Knowledge.SURE if sure else Knowledge.POSSIBLE
        return Status(knowledge, tuple(states), told, self._is_disputed)

    def _furthest(self, sure: int) -> Evidence:
        """Choose what decides among the first happenings; the same for every day until the next one."""
        if sure not in self._decisive:
            self._decisive[sure] = _furthest(self.happenings[:sure])
        return self._decisive[sure]


NOTHING_KNOWN = Status(Knowledge.UNKNOWN, (), (), is_disputed=False)


@dataclass(frozen=True)
class Headline:
    """A figure that the bulletin prints: on how many records a track is in one of these states."""

    track: str
    states: frozenset[str]


HEADLINES: Mapping[str, Headline] = {
    "networks_established": Headline("network", frozenset({"established", "launched", "dormant", "reactivated"})),
    "champion_countries": Headline("champion", frozenset({"declared", "confirmed", "returned"})),
    "terms_of_reference_approved": Headline("terms-of-reference", frozenset({"approved"})),
    "work_plans_drafted_or_in_drafting": Headline("work-plan", frozenset({"drafting", "drafted", "endorsed"})),
    "mptf_projects_assigned": Headline(
        "project",
        frozenset(
            {
                "funding-approved",
                "assigned",
                "funds-transferred",
                "in-implementation",
                "suspended",
                "resumed",
                "operationally-closed",
                "financially-closed",
            }
        ),
    ),
}


def status_on(day: str, evidence: Iterable[Evidence]) -> Status:
    """Tell where one track of one record stood at the end of a day.

    Args:
        day: ISO 8601.
        evidence: the live claims on that track.
    """
    return reconcile(evidence).on(day)


def reconcile(evidence: Iterable[Evidence]) -> Reconciled:
    """Put the live claims on one track together that speak of one happening.

    Dates that can both be true narrow each other; dates that cannot are a dispute, and then all
    that is sure is that it happened between the first and the last of them.
    """
    happenings: list[Evidence] = []
    is_disputed = False
    claims = sorted(evidence, key=attrgetter("happening"))
    for happening, group in groupby(claims, key=attrgetter("happening")):
        same = list(group)
        if not happening or len(same) == 1:
            happenings += same
            continue
        earliest, latest = max(one.earliest for one in same), min(one.latest for one in same)
        if earliest > latest:
            is_disputed = True
            earliest, latest = min(one.earliest for one in same), max(one.latest for one in same)
        narrowest = min(same, key=lambda one: (one.latest, one.position))
        beside = tuple(sorted(one.position for one in same))
        happenings.append(narrowest._replace(earliest=earliest, latest=latest, beside=beside))
    happenings.sort(key=lambda one: (one.latest, one.earliest, one.position))
    return Reconciled(happenings, is_disputed=is_disputed)


def _furthest(sure: Sequence[Evidence]) -> Evidence:
    """Choose what decides among the things that surely happened: one that none of them surely followed.

    Where the order of several is open, the usual one decides: who has approved terms of reference
    and began to draft them some time, is not drafting.
    """
    last_begins = max(one.earliest for one in sure)
    usual = _usual_order()
    return max(
        (one for one in sure if one.latest >= last_begins),
        key=lambda one: (
            max(usual.get((one.track, state), 0) for state in one.states),
            one.latest,
            one.earliest,
            one.position,
        ),
    )


@cache
def _usual_order() -> Mapping[tuple[str, str], int]:
    return {
        (track, state): place
        for cls in milestone_aggregates()
        for track, states in tracks_of(cls).items()
        for place, state in enumerate(states)
    }


def count(headline: Headline, statuses: Sequence[Status]) -> dict[str, int]:
    """Count the records that meet a headline: surely, and possibly (which includes the sure ones)."""
    met = [status.meets(headline.states) for status in statuses]
    sure = met.count(Knowledge.SURE)
    return {"sure": sure, "possible": sure + met.count(Knowledge.POSSIBLE)}
