"""What is asked of bulletins: which, in which form, and to issue one."""

from marshmallow import Schema, fields, validate

from domain.bulletins import HIGHEST_NUMBER, SERIES
from domain.vocabulary import LANGUAGES
from knowledge.api.bodies import PageQuery, StatusQuery
from knowledge.api.fields import Day, KnownAt
from knowledge.bulletins.formats import MEDIA_TYPES

NUMBER = validate.Range(min=1, max=HIGHEST_NUMBER)


class FormatQuery(Schema):
    """In which language and form."""

    lang = fields.String(
        load_default="en",
        validate=validate.OneOf(LANGUAGES),
        metadata={"description": "Of Markdown and PDF; JSON speaks in codes."},
    )
    format = fields.String(
        validate=validate.OneOf(list(MEDIA_TYPES)),
        metadata={"description": "If left out, what `Accept` prefers; JSON where it does not say."},
    )


class BulletinQuery(FormatQuery, StatusQuery):
    """Of which day, as known when, about which countries."""


class SeriesQuery(Schema):
    """Which series."""

    series = fields.String(load_default=SERIES)


class IssuedQuery(FormatQuery, SeriesQuery):
    """Which series, in which language and form."""


class IssuedBulletinsQuery(PageQuery):
    """Which bulletins."""

    series = fields.String(metadata={"description": "Only this series."})


class DifferenceQuery(SeriesQuery):
    """Between which bulletins of a series."""

    first = fields.Integer(
        required=True, data_key="from", validate=NUMBER, metadata={"description": "Number of the earlier one."}
    )
    second = fields.Integer(
        required=True, data_key="to", validate=NUMBER, metadata={"description": "Number of the later one."}
    )


class IssueRequest(SeriesQuery):
    """A bulletin to issue."""

    number = fields.Integer(
        load_default=None,
        allow_none=True,
        strict=True,
        metadata={"description": "The next of the series if left out."},
    )
    valid_at = Day(required=True, metadata={"format": "date"})
    known_at = KnownAt(
        load_default=None,
        allow_none=True,
        metadata={"description": "A position, a time or a day; all that is known if left out."},
    )
    scope = fields.String(
        load_default="", metadata={"description": "A region, a reporting scope or a country; empty is everywhere."}
    )


class ErratumRequest(SeriesQuery):
    """What readers should know, beside what the erratum lists itself."""

    note = fields.Dict(
        keys=fields.String(), values=fields.String(), load_default=dict, metadata={"example": {"en": "…"}}
    )
