"""When something happened, as precisely as its source says and no more: EDTF (ISO 8601-2)."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from threading import Lock
from time import struct_time
from typing import Self

from domain.errors import InvalidField, Told

LONGEST = 60
_one_at_a_time = Lock()
# The library's grammar is shared and changes while it parses: two threads at once refuse good dates.
PLAIN = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-[0-9]{2})?)?"
"""A year, month or day with nothing uncertain about it."""
SPAN = rf"\[\.\.{PLAIN}\]|\[{PLAIN}\.\.\]|(?:\.\.)?/{PLAIN}|{PLAIN}/(?:\.\.|{PLAIN})?"
"""From one such date to another, where either may be left open."""


class UnreadableDate(InvalidField):
    """The date is not written as EDTF (ISO 8601-2)."""


class FutureDate(InvalidField):
    """What is said to have happened lies in the future."""


class Certainty(StrEnum):
    """How sure it is that something had happened by a day."""

    SURE = "sure"
    POSSIBLE = "possible"
    NOT_YET = "not-yet"


@dataclass(frozen=True, slots=True)
class When:
    """A date with the uncertainty of its source.

    `edtf` is the text as recorded; `earliest` and `latest` are the inclusive days between which
    it happened, `None` where that side is open.
    """

    edtf: str
    earliest: date | None
    latest: date | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an EDTF text such as `2021-07-07`, `2021-09`, `2021-34`, `[..2021-09]` or `2019/..`.

        Raises:
            UnreadableDate: it is no EDTF date of days, or it ends before it starts.
        """
        return cls(*_bounds(text.strip()))

    @classmethod
    def parse_past(cls, text: str, *, today: date | None = None) -> Self:
        """Read the date of something that is said to have happened already.

        Raises:
            UnreadableDate: as in `parse`.
            FutureDate: it cannot have happened by today (UTC).
        """
        when = cls.parse(text)
        today = today or datetime.now(tz=UTC).date()
        if when.earliest and when.earliest > today:
            raise FutureDate(
                Told(
                    "{edtf!r} begins on {earliest}, which is after today, {today}.",
                    edtf=when.edtf,
                    earliest=when.earliest,
                    today=today,
                )
            )
        return when

    def certainty(self, day: date) -> Certainty:
        """Tell whether it had happened by the end of `day`."""
        if self.latest and self.latest <= day:
            return Certainty.SURE
        if self.earliest and self.earliest > day:
            return Certainty.NOT_YET
        return Certainty.POSSIBLE

    def is_within(self, other: "When") -> bool:
        """Tell whether every day it allows was allowed by `other` too."""
        return (self.earliest or date.min) >= (other.earliest or date.min) and (self.latest or date.max) <= (
            other.latest or date.max
        )

    def overlaps(self, other: "When") -> bool:
        """Tell whether both can be true of one happening."""
        return (self.earliest or date.min) <= (other.latest or date.max) and (other.earliest or date.min) <= (
            self.latest or date.max
        )


@lru_cache(maxsize=20_000)
def _bounds(text: str) -> tuple[str, date | None, date | None]:
    if not text or len(text) > LONGEST or "T" in text:
        raise _unreadable(text)
    # Reading with the grammar of EDTF takes milliseconds, loading it half a second, and nearly all dates are these.
    read = _plain_bounds if re.fullmatch(PLAIN, text) else _span_bounds if re.fullmatch(SPAN, text) else _other_bounds
    try:
        earliest, latest = read(text)
    except (ValueError, OverflowError, TypeError, AttributeError) as error:
        raise _unreadable(text) from error
    if earliest and latest and earliest > latest:
        raise UnreadableDate(Told("{text!r} ends before it starts.", text=text))
    return text, earliest, latest


def _plain_bounds(text: str) -> tuple[date, date]:
    year, month, day = (*text.split("-"), "", "")[:3]
    first = date(int(year), int(month or 1), int(day or 1))
    if day:
        return first, first
    if month:
        return first, first.replace(day=monthrange(first.year, first.month)[1])
    return first, first.replace(month=12, day=31)


def _span_bounds(text: str) -> tuple[date | None, date | None]:
    first, last = re.split(r"\.\./|/\.\.|/|\.\.", text.strip("[]"))
    return _plain_bounds(first)[0] if first else None, _plain_bounds(last)[1] if last else None


def _other_bounds(text: str) -> tuple[date | None, date | None]:
    import edtf  # noqa: PLC0415 - the grammar is built only for dates that need it

    try:
        with _one_at_a_time:
            parsed = edtf.parse_edtf(text)
        earliest, latest = _day(parsed.lower_strict()), _day(parsed.upper_strict())
    except edtf.EDTFParseException as error:
        raise _unreadable(text) from error
    return None if text.startswith("/") else earliest, None if text.endswith("/") else latest


def _day(moment: struct_time | float) -> date | None:
    if isinstance(moment, float):
        return None
    return date(moment.tm_year, moment.tm_mon, moment.tm_mday)


def _unreadable(text: str) -> UnreadableDate:
    return UnreadableDate(
        Told(
            "{text!r} is not a date of ISO 8601-2 (EDTF). Write a day as 2021-07-07, a month as 2021-09, a quarter "
            "as 2021-34, a year as 2021, 'by September 2021' as [..2021-09], a period as 2015/2018 or 2019/..",
            text=text[:LONGEST],
        )
    )
