"""Bulletins: what the log said of some countries on a day, frozen under a number."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Self
from uuid import UUID

from domain.dates import FutureDate
from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import check_plain
from domain.kernel import KnowledgeAggregate
from domain.vocabulary import LANGUAGES, countries_in

SERIES = "networks"
"""The series of a bulletin for which none is named."""
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 60
HIGHEST_NUMBER = 1_000_000

Digests = dict[str, dict[str, str]]
"""Language (BCP 47), then format, to the SHA-256 of the document."""


class NothingToCorrect(RuleBroken):
    """Nothing that this bulletin printed was corrected or retracted since, or its erratum says so already."""


class Bulletin(KnowledgeAggregate):
    """A bulletin that was issued: what it is made from, never its pages, which the log gives again.

    What it printed stays as it was. Where a claim it rests on is corrected or retracted, an
    erratum says so beside it.
    """

    kind = "bulletin"

    class Registered(KnowledgeAggregate.Registered):
        """It was issued.

        `valid_at` is the day it describes (ISO 8601), `known_at` the position up to which the log
        was known, `scope` a region, a country or empty for everywhere, `template` the version of
        the layout, `content` the SHA-256 of what it says apart from any language, `printed` the
        positions of the milestones it rests on.
        """

        series: str
        number: int
        valid_at: str
        known_at: int
        scope: str
        template: int
        content: str
        digests: Digests
        printed: list[int]

    class ErratumIssued(KnowledgeAggregate.Event):
        """Readers were told what turned out to be wrong, by what the log knew at position `known_at`.

        `changed` lists the positions of the milestones concerned, `note` is in words by language.
        """

        known_at: int
        changed: list[int]
        note: dict[str, str]

        def apply(self, aggregate: "Bulletin") -> None:
            aggregate.told = {*aggregate.told, *self.changed}

    def __init__(self, series: str, number: int) -> None:
        self.series = series
        self.number = number
        self.told: set[int] = set()

    @classmethod
    def code_of(cls, series: str, number: int) -> str:
        """Name the one bulletin of a series that has a number."""
        return f"{series}/{number}"

    @classmethod
    def issue(
        cls,
        *,
        series: str,
        number: int,
        valid_at: str,
        known_at: int,
        scope: str,
        template: int,
        content: str,
        digests: Digests,
        printed: Sequence[int],
        by: UUID,
    ) -> Self:
        """Freeze a bulletin under the next number of its series, or any that is free.

        Args:
            series: a slug.
            number: counts from 1.
            valid_at: the day it describes, ISO 8601.
            known_at: the position up to which the log is known.
            scope: a region or a country; empty is everywhere.
            template: the version of the layout.
            content: SHA-256 of what it says apart from any language.
            digests: of the document in each language and format.
            printed: positions of the milestones it rests on.
            by: the curator.

        Raises:
            InvalidField: the series, the number, the day or the scope cannot be.
        """
        check_name(series, number)
        check_day(valid_at)
        check_scope(scope)
        return cls._begin(
            cls.id_of(cls.code_of(series, number)),
            by=by,
            series=series,
            number=number,
            valid_at=valid_at,
            known_at=known_at,
            scope=scope,
            template=template,
            content=content,
            digests=digests,
            printed=sorted(set(printed)),
        )

    def issue_erratum(self, *, known_at: int, changed: Sequence[int], note: Mapping[str, str], by: UUID) -> None:
        """Tell readers what turned out to be wrong.

        Args:
            known_at: the position up to which the log is known.
            changed: positions of the printed milestones that were corrected or retracted since.
            note: what a reader should know, by language (BCP 47); may be empty.
            by: the curator.

        Raises:
            NothingToCorrect: no milestone is concerned that an earlier erratum does not name.
            InvalidField: the note is in no language of the platform.
        """
        if self.told.issuperset(changed):
            raise NothingToCorrect
        for language in note:
            if language not in LANGUAGES:
                raise InvalidField(
                    Told("{given!r} is none of {known}.", given=language, known=", ".join(LANGUAGES)), field="note"
                )
        check_plain(dict(note), field="note")
        self.trigger_event(self.ErratumIssued, by=by, known_at=known_at, changed=sorted(set(changed)), note=dict(note))


def check_name(series: str, number: int) -> None:
    """Refuse what names no bulletin.

    Raises:
        InvalidField: the series is no slug, or the number does not count from 1.
    """
    if len(series) > LONGEST_SLUG or not SLUG.fullmatch(series):
        raise InvalidField("A series is named in small letters, digits and hyphens.", field="series")
    if not 1 <= number <= HIGHEST_NUMBER:
        raise InvalidField("Bulletins are numbered from 1.", field="number")


def check_day(valid_at: str) -> None:
    """Refuse a day that no bulletin can describe.

    Raises:
        InvalidField: it is no day of ISO 8601.
        FutureDate: it lies ahead.
    """
    try:
        day = date.fromisoformat(valid_at)
    except ValueError as error:
        raise InvalidField(
            Told("{given!r} is not a day such as 2021-09-30.", given=valid_at[:40]), field="valid_at"
        ) from error
    today = datetime.now(tz=UTC).date()
    if day > today:
        raise FutureDate(Told("{valid_at} is after today, {today}.", valid_at=valid_at, today=today), field="valid_at")


def check_scope(scope: str) -> None:
    """Refuse a scope that is no region and no country; an empty one is everywhere.

    Raises:
        UnknownCode: it is neither.
    """
    if scope:
        countries_in(scope)
