"""Fields that only this API has: days, times and what was known by then."""

from datetime import UTC, date, datetime
from typing import Any

from marshmallow import ValidationError, fields

from domain.entries import moment
from domain.errors import Told

LAST_POSITION = 2**62 - 1
LONGEST_POSITION = len(str(LAST_POSITION))
POSITION = f"<int(max={LAST_POSITION}):position>"
"""The part of an address that names a milestone by the position at which it was recorded."""


class Day(fields.String):
    """A day of ISO 8601, kept as text."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return parse_day(text)


class Moment(fields.String):
    """A time of RFC 3339 with its offset, or a day, which stands for its end in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        return parse_moment(text)


class KnownAt(fields.String):
    """A position of the log, or a time of RFC 3339, or a day, which stands for its end in UTC."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if text.isdecimal() and text.isascii():
            return min(int(text), LAST_POSITION) if len(text) <= LONGEST_POSITION else LAST_POSITION
        return parse_moment(text)


def parse_day(text: str) -> str:
    """Check a day such as 2021-09-30.

    Raises:
        ValidationError: it is none.
    """
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValidationError(Told("{given!r} is not a day such as 2021-09-30.", given=text[:40])) from error


def parse_moment(text: str) -> str:
    """Turn a time with offset, or a day, into RFC 3339 UTC with six decimals.

    Raises:
        ValidationError: it is neither, or has no offset.
    """
    # A plus sign in an address arrives as a space.
    head, space, tail = text.rpartition(" ")
    written = f"{head}+{tail}" if space and "T" in head else text
    try:
        if len(written) == len("2021-09-30"):
            end = datetime.combine(date.fromisoformat(written), datetime.max.time(), tzinfo=UTC)
            return moment(end)
        time = datetime.fromisoformat(written)
        if time.utcoffset() is None:
            raise ValidationError(Told("{text!r} has no offset; write Z for UTC.", text=text[:40]))
        return moment(time.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise ValidationError(
            Told(
                "{text!r} is neither a time such as 2021-09-30T12:00:00Z nor a day such as 2021-09-30.", text=text[:40]
            )
        ) from error


def names() -> fields.Dict:
    """Give the field for a text in several languages (BCP 47)."""
    return fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, metadata={"example": {"en": "Mexico"}}
    )
