"""Answers what national networks planned, did and gave up by a day, as known at a position."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection

from domain.catalogue.support_activities import SupportActivity
from domain.differences import Belief, believed
from domain.lasting import Lasting
from domain.status import Evidence, Knowledge, Status
from projections.courses import Course, by_then, news_of, read_courses
from projections.milestones import Milestones
from projections.reader import Reader
from projections.records import Records
from projections.remembered import Remembered

PLANNED, CARRIED_OUT, LINKED = "planned", "carried-out", "linked-to-practice"


@dataclass(frozen=True)
class Activity(Lasting):
    """A support activity on a day.

    Attributes:
        id: of the record.
        position: at which it was registered.
        facts: how it was described.
        status: whether it was planned, carried out or cancelled, as far as is known.
        planned_for: when it was to be carried out, EDTF; empty where no plan says so.
        practices: ids of those that it led to.
        carried_out: the live claims that it was, by then or later.
    """

    id: str
    position: int
    facts: Mapping[str, Any]
    status: Status
    planned_for: str
    practices: tuple[str, ...]
    carried_out: Sequence[Evidence]

    @cached_property
    def occasions(self) -> Sequence[tuple[Sequence[Evidence], Belief]]:
        """The claims on each happening that carried it out, the most telling first, and what they add up to."""
        claims = sorted(self.carried_out, key=attrgetter("happening", "latest", "position"))
        grouped = [list(group) for _, group in groupby(claims, key=attrgetter("happening"))]
        found = [(same, believed((claim.earliest, claim.latest) for claim in same)) for same in grouped]
        return [(same, belief) for same, belief in found if belief]


class ActivityBook:
    """Reads support activities."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones) -> None:
        """Read from the tables of `records` and `milestones` with `reader`."""

        def read(connection: Connection) -> list[Course]:
            return read_courses(connection, records, milestones, SupportActivity.kind)

        is_news = news_of(records, milestones, SupportActivity.kind)
        self._courses = Remembered(reader, (Records.name, Milestones.name), read, is_news=is_news)

    def on(self, day: str, *, position: int, networks: frozenset[str] | None = None) -> list[Activity]:
        """List the activities of which nothing is known or something can have happened by the end of a day.

        Args:
            day: ISO 8601.
            position: of the log; only what was recorded up to it is known. What was registered last comes first.
            networks: only those of the networks of these countries (ISO 3166-1 alpha-2), or all.
        """
        found = (
            course.once(_on, day, position)
            for course in self._courses.now()
            if course.position <= position and (networks is None or course.facts["network"] in networks)
        )
        return [activity for activity in found if activity]


def _on(course: Course, day: str, position: int) -> Activity | None:
    known = course.known(position)
    then = by_then(known, day)
    if known and not then:
        return None
    plans = [one.details["planned_for"] for one in then if one.milestone == PLANNED and one.details["planned_for"]]
    practices = dict.fromkeys(one.details["practice"] for one in then if one.milestone == LINKED)
    return Activity(
        course.id,
        course.position,
        course.facts,
        course.status(known, day),
        plans[-1] if plans else "",
        tuple(practices),
        [one.evidence for one in known if one.milestone == CARRIED_OUT],
    )


def is_in(activity: Activity, state: str) -> Knowledge:
    """Tell whether an activity was surely, possibly or not (`unknown`) in a state."""
    return activity.status.meets(frozenset({state}))
