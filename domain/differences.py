"""What differs between two bulletins: each change in exactly one class, as a careful reader would put it.

A bulletin speaks of a day by what the log knew at a position. Between two of them the world moved
on, and so did what is known of it; an uncertain date may hide which of both it was, and then the
class says just that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.status import Knowledge


class Difference(StrEnum):
    """The classes of changes, in the order in which they are told."""

    HAPPENED_SINCE = "happened-since"
    LEARNED_LATER = "learned-later"
    SHARPENED = "sharpened"
    CORRECTED_OR_RETRACTED = "corrected-or-retracted"
    UNDECIDABLE = "undecidable"


class Why(StrEnum):
    """What makes a change one of its class."""

    NEW = "new"
    """It can only have happened after the day of the earlier bulletin."""
    MISSED = "missed"
    """It had happened by then, and was recorded later."""
    NARROWED = "narrowed"
    """Its date is known better; nothing was wrong."""
    AGREED = "agreed"
    """Sources that excluded each other do so no longer."""
    MOVED = "moved"
    """It happened on another date than was believed."""
    TAKEN_BACK = "taken-back"
    """It is not believed any more."""
    BROUGHT_BACK = "brought-back"
    """It had been taken back, and is believed again."""
    MAY_BE_EITHER = "may-be-either"
    """Recorded later, with a date that leaves open whether it happened before that day."""
    BECAME_SURE = "became-sure"
    """The earlier bulletin had it as possible; it happened before its day or since."""
    DISPUTED = "disputed"
    """Sources exclude each other now."""


@dataclass(frozen=True, slots=True)
class Belief:
    """Between which days something is held to have happened; days are ISO 8601 text as in `domain.status`."""

    earliest: str
    latest: str
    is_disputed: bool = False

    def by(self, day: str) -> Knowledge:
        """Tell how surely it had happened by the end of a day; `unknown` is not at all."""
        if self.latest <= day:
            return Knowledge.SURE
        return Knowledge.POSSIBLE if self.earliest <= day else Knowledge.UNKNOWN

    def is_within(self, other: "Belief") -> bool:
        """Tell whether every day it allows was allowed by `other` too."""
        return self.earliest >= other.earliest and self.latest <= other.latest


def believed(spans: Iterable[tuple[str, str]]) -> Belief | None:
    """Put together what several live claims say of one happening; None where there is none.

    Dates that can both be true narrow each other. Dates that cannot are a dispute: all that is
    sure then is that it happened between the first and the last of them.
    """
    same = list(spans)
    if not same:
        return None
    earliest, latest = max(first for first, _ in same), min(last for _, last in same)
    if earliest <= latest:
        return Belief(earliest, latest)
    return Belief(min(first for first, _ in same), max(last for _, last in same), is_disputed=True)


def difference(
    before: Belief | None, after: Belief | None, *, first: str, second: str, was_retracted: bool = False
) -> tuple[Difference, Why] | None:
    """Put what became of one happening into its class; None where neither bulletin tells of a change.

    Args:
        before: what the earlier bulletin's log believed of it.
        after: what the later one's does.
        first: the day of the earlier bulletin.
        second: the day of the later one, not before `first`.
        was_retracted: whether the earlier log knew it as taken back.
    """
    told, tells = _told(before, first), _told(after, second)
    if told is tells is Knowledge.UNKNOWN:
        return None
    if after is None:
        return Difference.CORRECTED_OR_RETRACTED, Why.TAKEN_BACK
    if before is None:
        return (Difference.CORRECTED_OR_RETRACTED, Why.BROUGHT_BACK) if was_retracted else _newly_known(after, first)
    if after != before:
        return _known_otherwise(before, after, told, first)
    return _known_the_same(after, told, tells, first)


def _told(belief: Belief | None, day: str) -> Knowledge:
    return belief.by(day) if belief else Knowledge.UNKNOWN


def _newly_known(after: Belief, first: str) -> tuple[Difference, Why]:
    if after.is_disputed:
        return Difference.UNDECIDABLE, Why.DISPUTED
    match after.by(first):
        case Knowledge.UNKNOWN:
            return Difference.HAPPENED_SINCE, Why.NEW
        case Knowledge.SURE:
            return Difference.LEARNED_LATER, Why.MISSED
    return Difference.UNDECIDABLE, Why.MAY_BE_EITHER


def _known_the_same(after: Belief, told: Knowledge, tells: Knowledge, first: str) -> tuple[Difference, Why] | None:
    if told is Knowledge.UNKNOWN:
        return _newly_known(after, first)
    became_sure = told is Knowledge.POSSIBLE and tells is Knowledge.SURE
    return (Difference.UNDECIDABLE, Why.BECAME_SURE) if became_sure else None


def _known_otherwise(before: Belief, after: Belief, told: Knowledge, first: str) -> tuple[Difference, Why]:
    if after.is_disputed:
        return Difference.UNDECIDABLE, Why.DISPUTED
    if not after.is_within(before):
        return Difference.CORRECTED_OR_RETRACTED, Why.MOVED
    if told is Knowledge.UNKNOWN:
        return _newly_known(after, first)
    return Difference.SHARPENED, Why.AGREED if before.is_disputed else Why.NARROWED
