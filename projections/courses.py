"""How records of one kind went: what was ever believed to have happened to each."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from sqlalchemy import BigInteger, Connection, bindparam, exists, or_, select

from domain.status import Evidence, Reconciled, Status, reconcile
from projections.milestones import OBSERVED, Milestones
from projections.records import Records, facts_from

T = TypeVar("T")


@dataclass(frozen=True)
class Told:
    """A live claim as it was believed from position `since` of the log on, up to but without `until`."""

    since: int
    until: int
    milestone: str
    evidence: Evidence
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Course:
    """A record, and all that was ever believed to have happened to it; `position` is where it was registered."""

    id: str
    code: str
    position: int
    facts: Mapping[str, Any]
    told: Sequence[Told]
    _turns: Sequence[int] = field(init=False, compare=False, repr=False)
    _days: Sequence[str] = field(init=False, compare=False, repr=False)
    _known: dict[int, Sequence[Told]] = field(default_factory=dict, init=False, compare=False, repr=False)
    _reconciled: dict[tuple[int, ...], Reconciled] = field(default_factory=dict, init=False, compare=False, repr=False)
    _made: dict[tuple[int, int], Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Find the positions at which what is believed changes, and the days on which something can have happened."""
        turns = sorted({position for one in self.told for position in (one.since, one.until)})
        days = sorted({day for one in self.told for day in (one.evidence.earliest, one.evidence.latest)})
        object.__setattr__(self, "_turns", turns)
        object.__setattr__(self, "_days", days)

    def once(self, make: Callable[["Course", str, int], T], day: str, position: int) -> T:
        """Return what `make` tells of it, made once for all moments between the same turns of both clocks."""
        moment = bisect_right(self._turns, position), bisect_right(self._days, day)
        if moment not in self._made:
            self._made[moment] = make(self, day, position)
        made: T = self._made[moment]
        return made

    def known(self, position: int) -> Sequence[Told]:
        """List what was believed at a position."""
        turn = bisect_right(self._turns, position)
        if turn not in self._known:
            self._known[turn] = [one for one in self.told if one.since <= position < one.until]
        return self._known[turn]

    def status(self, known: Sequence[Told], day: str) -> Status:
        """Tell where it stood on its own track at the end of a day, by what was believed of it."""
        evidence = [one.evidence for one in known if one.evidence.track]
        # Put together once for all days, and for all positions between which nothing was learned of it.
        key = tuple(one.position for one in evidence)
        if key not in self._reconciled:
            self._reconciled[key] = reconcile(evidence)
        return self._reconciled[key].on(day)


def by_then(known: Sequence[Told], day: str) -> list[Told]:
    """Choose what can have happened by the end of a day."""
    return [one for one in known if one.evidence.earliest <= day]


def read_courses(connection: Connection, records: Records, milestones: Milestones, kind: str) -> list[Course]:
    """Read every record of a kind, the one registered last first."""
    kept = records.records.c
    told = _told(connection, milestones, kind)
    query = select(records.records).where(kept.kind == kind).order_by(kept.position.desc())
    return [
        Course(row.aggregate_id, row.code, row.position, facts_from(row.facts), told[row.aggregate_id])
        for row in connection.execute(query)
    ]


def news_of(records: Records, milestones: Milestones, kind: str) -> Callable[[Connection, int], bool]:
    """Make what tells whether a record of a kind, or what is believed of one, was taken in after a position."""
    kept, claims, after = records.records.c, milestones.claims.c, bindparam("after", type_=BigInteger)
    learned = exists().where(claims.since > after, claims.kind == kind)
    registered = exists().where(kept.kind == kind, kept.position > after)
    question = select(or_(learned, registered))
    return lambda connection, position: bool(connection.scalar(question, {"after": position}))


def _told(connection: Connection, milestones: Milestones, kind: str) -> Mapping[str, list[Told]]:
    claims = milestones.claims.c
    found: dict[str, list[Told]] = defaultdict(list)
    query = select(milestones.claims).where(claims.kind == kind, claims.live).order_by(claims.claim, claims.since)
    for row in connection.execute(query):
        happening = "" if row.happening == OBSERVED else row.happening
        evidence = Evidence(
            row.track, tuple(row.states.split()), happening, row.earliest, row.latest, row.occurred, row.claim
        )
        details = msgspec.json.decode(row.details)
        found[row.aggregate_id].append(Told(row.since, row.until, row.milestone, evidence, details))
    return found
