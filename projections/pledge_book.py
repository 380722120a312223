"""Answers which pledges had been made by a day, as known at a position, and how far each was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, exists, select

from domain.commitments.pledge_content import Progress
from domain.commitments.pledges import KNOWN_BY, Pledge
from domain.status import Knowledge, Status
from projections.courses import Course, by_then, news_of, read_courses
from projections.milestones import Milestones
from projections.pledges import Pledges
from projections.reader import Reader
from projections.records import Records
from projections.remembered import Remembered

MATCH, MADE, WITHDRAWN = "match-linked", "made", "withdrawn"
STANDING = (MADE, *Progress)
"""The states of a pledge that stands; `made` is one of which nothing was reported yet."""
STATES = (*STANDING, WITHDRAWN)


@dataclass(frozen=True)
class Edition:
    """What a pledge promises from `position` of the log on; `reason` is why it was amended."""

    number: int
    position: int
    promise: Mapping[str, Any]
    reason: str
    published_at: str


@dataclass(frozen=True)
class Standing:
    """A pledge on a day.

    Attributes:
        id: of the record.
        number: its own.
        known_by: who pledged, where, in which form.
        published_at: when it was first published here.
        edition: what it promised then.
        status: how far it was, as far as is known.
        made: the dates at which it may have been made, EDTF; usually one.
        matches: the numbers of the pledges that it matched.
        withdrawn_because: why it was withdrawn; empty while it stands.
    """

    id: str
    number: int
    known_by: Mapping[str, Any]
    published_at: str
    edition: Edition
    status: Status
    made: Sequence[str]
    matches: Sequence[int]
    withdrawn_because: str

    @property
    def stands(self) -> Knowledge:
        """Whether it surely or possibly had not been withdrawn; `unknown` if it surely had."""
        return self.is_in(*STANDING)

    def is_in(self, *states: str) -> Knowledge:
        """Tell whether it was surely, possibly or not (`unknown`) in one of these states."""
        return self.status.meets(frozenset(states))


class PledgeBook:
    """Reads published pledges: there are hundreds of them, not millions, and each question is about all."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones, pledges: Pledges) -> None:
        """Read from the tables of these projections with `reader`."""

        def read(connection: Connection) -> list[_Kept]:
            editions = _editions_of(connection, pledges)
            courses = read_courses(connection, records, milestones, Pledge.kind)
            kept = [_Kept(int(course.code), course, editions[course.id]) for course in courses]
            return sorted(kept, key=lambda one: -one.number)

        of_courses = news_of(records, milestones, Pledge.kind)
        of_editions = select(exists().where(pledges.editions.c.position > bindparam("after")))

        def is_news(connection: Connection, after: int) -> bool:
            return of_courses(connection, after) or bool(connection.scalar(of_editions, {"after": after}))

        self._kept = Remembered(reader, (Records.name, Milestones.name, Pledges.name), read, is_news=is_news)

    def on(self, day: str, *, position: int) -> list[Standing]:
        """List the pledges that had surely or possibly been made by the end of a day, the highest number first.

        Args:
            day: ISO 8601.
            position: of the log; only what was recorded up to it is known.
        """
        return [standing for kept in self._kept.now() if (standing := kept.on(day, position))]

    def find(self, number: int, day: str, *, position: int) -> Standing | None:
        """Return one pledge as it stood at the end of a day; None while it was not made."""
        return next((kept.on(day, position) for kept in self._kept.now() if kept.number == number), None)

    def last_number(self) -> int:
        """Return the highest number that was given; 0 if none was."""
        return max((kept.number for kept in self._kept.now()), default=0)


@dataclass(frozen=True)
class _Kept:
    """Everything that was ever believed of a pledge."""

    number: int
    course: Course
    editions: Sequence[Edition]

    def on(self, day: str, position: int) -> Standing | None:
        """Tell how it stood at the end of a day, as known at a position; None while it was not made."""
        told = self.course.known(position)
        status = self.course.status(told, day)
        editions = [one for one in self.editions if one.position <= position]
        if status.knowledge is Knowledge.UNKNOWN or not editions:
            return None
        then = by_then(told, day)
        return Standing(
            self.course.id,
            self.number,
            {name: self.course.facts[name] for name in KNOWN_BY},
            editions[0].published_at,
            [editions[0], *(one for one in editions if one.published_at[: len(day)] <= day)][-1],
            status,
            list(dict.fromkeys(one.evidence.edtf for one in told if one.milestone == MADE)),
            sorted({one.details["matched"] for one in then if one.milestone == MATCH}),
            "".join(one.details["reason"] for one in then if one.milestone == WITHDRAWN),
        )


def _editions_of(connection: Connection, pledges: Pledges) -> Mapping[str, list[Edition]]:
    edition = pledges.editions.c
    found: dict[str, list[Edition]] = defaultdict(list)
    for row in connection.execute(select(pledges.editions).order_by(edition.pledge, edition.edition)):
        promise = msgspec.json.decode(row.promise)
        found[row.pledge].append(Edition(row.edition, row.position, promise, row.reason, row.published_at))
    return found
