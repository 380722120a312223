"""The shapes of what the API is sent: bodies of commands, parameters of questions."""

from marshmallow import Schema, fields, validate

from domain.catalogue.support_activities import SupportActivity
from domain.milestones import tracks_of
from domain.status import HEADLINES
from knowledge.api.fields import Day, KnownAt, Moment, names
from knowledge.api.schemas import MoneySchema, SourceSchema

LONGEST_PAGE = 200


class MilestoneRequest(Schema):
    """A milestone to record."""

    milestone = fields.String(required=True, metadata={"example": "established"})
    occurred = fields.String(required=True, metadata={"description": "EDTF (ISO 8601-2)", "example": "2021-07-07"})
    source = fields.Nested(SourceSchema, required=True)
    details = fields.Dict(
        load_default=dict,
        metadata={"description": "What else belongs to this milestone, e.g. the agency."},
    )


class ObservationRequest(Schema):
    """A state that a source describes without saying how it came about."""

    track = fields.String(required=True, metadata={"example": "terms-of-reference"})
    one_of = fields.List(fields.String(), required=True, validate=validate.Length(min=1, max=50))
    occurred = fields.String(required=True, metadata={"description": "When it was observed, EDTF"})
    source = fields.Nested(SourceSchema, required=True)


class RefinementRequest(Schema):
    """A date within the one recorded."""

    occurred = fields.String(required=True, metadata={"description": "EDTF (ISO 8601-2)"})
    source = fields.Nested(SourceSchema, required=True)


class CorrectionRequest(RefinementRequest):
    """A date outside the one recorded, and why it is believed now."""

    reason = fields.String(required=True)


class ReasonRequest(Schema):
    """Why it is done."""

    reason = fields.String(required=True)


class AsOfQuery(Schema):
    """As of when."""

    valid_at = Day(
        metadata={"description": "What had happened by the end of this day; today if left out.", "format": "date"}
    )
    known_at = KnownAt(
        metadata={"description": "What the log knew by then: a position, a time (RFC 3339) or a day. Now if left out."}
    )


class KnownQuery(Schema):
    """As known when."""

    known_at = KnownAt(metadata={"description": "A position, a time or a day; now if left out."})


class StatusQuery(AsOfQuery):
    """Which countries, and as of when."""

    scope = fields.String(
        metadata={"description": "An M49 region such as 419, a reporting scope such as americas, or a country."}
    )


class StatusDifferenceQuery(Schema):
    """Between which two times, and where."""

    from_valid_at = Day(metadata={"description": "The day of the first; today if left out.", "format": "date"})
    from_known_at = KnownAt(metadata={"description": "What was known for the first; now if left out."})
    to_valid_at = Day(metadata={"description": "The day of the second; today if left out.", "format": "date"})
    to_known_at = KnownAt(metadata={"description": "What was known for the second; now if left out."})
    scope = fields.String(
        metadata={"description": "An M49 region such as 419, a reporting scope such as americas, or a country."}
    )


class PageQuery(Schema):
    """Which page."""

    cursor = fields.String(metadata={"description": "From `next` of the page before."})
    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(min=1, max=LONGEST_PAGE),
        metadata={"description": f"How many at most, up to {LONGEST_PAGE}."},
    )


class RecordsQuery(PageQuery):
    """Which records."""

    country = fields.String(metadata={"description": "ISO 3166-1 alpha-2"})


class GroupsQuery(AsOfQuery, PageQuery):
    """Which page of the working groups, and as of when."""


class ActivitiesQuery(AsOfQuery, RecordsQuery):
    """Which support activities, and as of when; the country is that of the network."""

    support_kind = fields.String(metadata={"description": "e.g. SK-3"})
    objective = fields.String(metadata={"description": "e.g. GCM-07"})
    practice = fields.UUID(metadata={"description": "Only those that led to this practice."})
    state = fields.String(
        validate=validate.OneOf(tracks_of(SupportActivity)[SupportActivity.kind]),
        metadata={"description": "Surely or possibly so."},
    )


class MilestonesQuery(PageQuery):
    """Which milestones. `from` and `to` are days between which they can have happened."""

    country = fields.String(metadata={"description": "ISO 3166-1 alpha-2"})
    aggregate = fields.String(metadata={"description": "A kind of record, e.g. network."})
    milestone = fields.String(metadata={"description": "Its name, e.g. established."})
    document = fields.UUID(metadata={"description": "The source it rests on."})
    from_day = Day(data_key="from", metadata={"format": "date"})
    to_day = Day(data_key="to", metadata={"format": "date"})
    recorded_from = Moment()
    recorded_to = Moment()
    by = fields.UUID(metadata={"description": "The account that recorded it."})
    known_at = KnownAt(metadata={"description": "A position, a time or a day; now if left out."})


class DocumentRequest(Schema):
    """A document to register."""

    title = fields.String(required=True)
    publisher = fields.String(load_default="")
    published = fields.String(load_default="", metadata={"description": "EDTF"})
    language = fields.String(load_default="", metadata={"description": "BCP 47"})
    url = fields.String(load_default="")
    sha256 = fields.String(load_default="")


class FigureRequest(Schema):
    """A headline figure that a document prints."""

    headline = fields.String(required=True, validate=validate.OneOf(list(HEADLINES)))
    figure = fields.Integer(required=True, strict=True)
    valid_at = fields.String(required=True, metadata={"description": "The day it is true of.", "format": "date"})
    locator = fields.String(load_default="")


class GroupRequest(Schema):
    """A working group to register."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9.-]{0,59}\Z"))
    type = fields.String(required=True)
    names = names()


class ProjectRequest(Schema):
    """A project to register, under the fund's number or, where it has none, a slug."""

    code = fields.String(required=True, validate=validate.Regexp(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z"))
    title = names()
    countries = fields.List(fields.String(), required=True)
    lead = fields.String(load_default=None, allow_none=True)
    participating = fields.List(fields.String(), load_default=list)
    components = fields.List(fields.Dict(), load_default=list)
    purpose = fields.Dict(load_default=dict)
    money = fields.Nested(MoneySchema, load_default=None, allow_none=True)


class ActivityRequest(Schema):
    """A support activity to register."""

    network = fields.String(required=True, metadata={"description": "ISO 3166-1 alpha-2"})
    title = names()
    summary = fields.Dict(load_default=dict)
    support_kinds = fields.List(fields.String(), load_default=list)
    objectives = fields.List(fields.String(), load_default=list)
    counterparts = fields.List(fields.String(), load_default=list)
    tags_inferred = fields.Boolean(load_default=False)
