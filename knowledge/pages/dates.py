"""Says in words when something happened, with the uncertainty that its source leaves."""

import re
from collections.abc import Callable
from datetime import date

from domain.dates import When
from knowledge.pages.labels import Labels, key

PLAIN = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?")
DAY, THE_DAY = key("dates.day"), key("dates.the_day")
QUARTERS = {
    33: key("dates.quarter_1"),
    34: key("dates.quarter_2"),
    35: key("dates.quarter_3"),
    36: key("dates.quarter_4"),
}
"""The numbers that stand for a quarter in the place of a month (ISO 8601-2)."""
OPEN = {"", ".."}


def say_date(edtf: str, label: Labels) -> str:
    """Word a date as recorded: `[..2021-09]` is "by September 2021"."""
    for read in (_alone, _one_of, _interval):
        if words := read(edtf, label):
            return words
    return _bounds(When.parse(edtf), label)


def say_day(day: date, label: Labels, *, form: str = DAY) -> str:
    """Word a day; `form` is `THE_DAY` where a language wants the article."""
    number = label("dates.first") if day.day == 1 else day.day
    return label(form, day=number, month=label.month(day.month), year=day.year)


def _alone(edtf: str, label: Labels) -> str:
    """Word a day, month, quarter or year, which may be marked as uncertain or approximate."""
    bare = edtf.rstrip("~?%")
    words = _plain(bare, label, form=DAY)
    if not words:
        return ""
    mark = edtf[len(bare) :]
    if mark in {"~", "%"}:
        words = label("dates.about", date=words)
    return label("dates.perhaps", date=words) if mark in {"?", "%"} else words


def _plain(text: str, label: Labels, *, form: str) -> str:
    found = PLAIN.fullmatch(text)
    if not found:
        return ""
    year, month, day = found["year"], found["month"], found["day"]
    if day:
        return say_day(date.fromisoformat(text), label, form=form)
    if not month:
        return year
    if int(month) in QUARTERS:
        return label(QUARTERS[int(month)], year=year)
    return label("dates.month", month=label.month(int(month)), year=year) if int(month) <= 12 else ""  # noqa: PLR2004


def _one_of(edtf: str, label: Labels) -> str:
    """Word a day that lies on one side of a date, or between two: `[..2021-09]`."""
    if not (edtf.startswith("[") and edtf.endswith("]") and ".." in edtf) or "," in edtf:
        return ""
    first, _, last = edtf[1:-1].partition("..")
    if not first:
        return _with(label, key("dates.by"), last=_plain(last, label, form=DAY))
    if not last:
        return _with(label, key("dates.after"), first=_plain(first, label, form=DAY))
    return _between(_plain(first, label, form=THE_DAY), _plain(last, label, form=THE_DAY), label)


def _interval(edtf: str, label: Labels) -> str:
    """Word a time that something took: `2015/2018`, `2019/..`, `../2021-09`."""
    first, slash, last = edtf.partition("/")
    if not slash:
        return ""
    has_day = {side: bool((found := PLAIN.fullmatch(side)) and found["day"]) for side in (first, last)}
    if last in OPEN:
        return _with(label, key("dates.since"), first=_plain(first, label, form=THE_DAY))
    if first in OPEN:
        name = key("dates.until_day") if has_day[last] else key("dates.until")
        return _with(label, name, last=_plain(last, label, form=DAY))
    name = key("dates.from_day_to_day") if all(has_day.values()) else key("dates.from_to")
    return _with(label, name, first=_plain(first, label, form=DAY), last=_plain(last, label, form=DAY))


def _bounds(when: When, label: Labels) -> str:
    """Word the days between which it happened, for whatever has no words of its own."""
    the_day: Callable[[date], str] = lambda day: say_day(day, label, form=THE_DAY)  # noqa: E731
    if when.earliest and when.latest:
        return _between(the_day(when.earliest), the_day(when.latest), label)
    if when.latest:
        return label("dates.by", last=say_day(when.latest, label))
    if when.earliest:
        return label("dates.after", first=say_day(when.earliest, label))
    return label("dates.unknown")


def _between(first: str, last: str, label: Labels) -> str:
    return _with(label, key("dates.between"), first=first, last=last)


def _with(label: Labels, name: str, **values: str) -> str:
    return label(name, **values) if all(values.values()) else ""
