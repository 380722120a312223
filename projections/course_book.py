"""Answers how far the records of one kind were by a day, as known at a position, each on all of its tracks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from domain.milestones import MilestoneAggregate, tracks_of
from domain.status import Status
from projections.courses import Course, Told, by_then, news_of, read_courses
from projections.milestones import Milestones
from projections.reader import Reader
from projections.records import Records
from projections.remembered import Remembered


@dataclass(frozen=True)
class Stand:
    """A record on a day.

    Attributes:
        id, code: of the record.
        position: at which it was registered.
        facts: how it was described.
        tracks: how far it was on each of its tracks.
        told: what can have happened to it by then, in the order in which it was recorded.
    """

    id: str
    code: str
    position: int
    facts: Mapping[str, Any]
    tracks: Mapping[str, Status]
    told: Sequence[Told]

    def happened(self, *milestones: str) -> list[Told]:
        """Choose milestones by their names, what happened first coming first."""
        found = [one for one in self.told if one.milestone in milestones]
        return sorted(found, key=lambda one: (one.evidence.latest, one.evidence.earliest, one.evidence.position))


class CourseBook:
    """Reads the records of one kind."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones, cls: type[MilestoneAggregate]) -> None:
        """Read records of `cls` from the tables of `records` and `milestones` with `reader`."""
        self._tracks = tuple(tracks_of(cls))

        def read(connection: Connection) -> list[Course]:
            return read_courses(connection, records, milestones, cls.kind)

        is_news = news_of(records, milestones, cls.kind)
        self._courses = Remembered(reader, (Records.name, Milestones.name), read, is_news=is_news)

    def on(self, day: str, *, position: int) -> list[Stand]:
        """List the records of which nothing is known or something can have happened by the end of a day.

        Args:
            day: ISO 8601.
            position: of the log; only what was recorded up to it is known. They are in the order of their codes.
        """
        known = (course for course in self._courses.now() if course.position <= position)
        found = [stand for course in known if (stand := course.once(self._stand, day, position))]
        return sorted(found, key=lambda one: one.code)

    def _stand(self, course: Course, day: str, position: int) -> Stand | None:
        known = course.known(position)
        told = by_then(known, day)
        if known and not told:
            return None
        tracks = {
            track: course.status([one for one in known if one.evidence.track == track], day) for track in self._tracks
        }
        return Stand(course.id, course.code, course.position, course.facts, tracks, told)
