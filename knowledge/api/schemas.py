"""The shapes of what the API answers, for its OpenAPI document."""

from functools import cache

from marshmallow import Schema, fields, validate

from domain.status import HEADLINES, Knowledge
from knowledge.answers import TRACK_NAMES
from knowledge.api.fields import names

CHANGES = ("recorded", "refined", "corrected", "retracted", "reinstated", "settled", "set-aside")
"""What can become of a claim."""


class ErrorSchema(Schema):
    """One field or parameter that cannot be recorded."""

    pointer = fields.String(metadata={"description": "JSON Pointer into the body, as a fragment."})
    parameter = fields.String(metadata={"description": "Parameter of the address."})
    detail = fields.String(required=True)


class ProblemSchema(Schema):
    """A problem of RFC 9457."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(fields.Nested(ErrorSchema))


class DateSchema(Schema):
    """A date as recorded (EDTF), with its inclusive bounds; null where that side is open."""

    edtf = fields.String(required=True, metadata={"example": "[..2021-09]"})
    earliest = fields.String(required=True, allow_none=True, metadata={"format": "date"})
    latest = fields.String(required=True, allow_none=True, metadata={"format": "date"})


class SourceSchema(Schema):
    """Who says so: a registered document, the place in it, and its words if they are quoted."""

    document = fields.UUID(required=True)
    locator = fields.String(load_default="", metadata={"example": "p. 2"})
    quote = fields.String(load_default="")


class LastChangeSchema(Schema):
    """The event that made this believed of a milestone."""

    change = fields.String(
        required=True,
        validate=validate.OneOf(CHANGES),
    )
    position = fields.Integer(required=True)
    reason = fields.String(required=True)
    at = fields.String(required=True, metadata={"format": "date-time"})
    by = fields.UUID(required=True)


class MilestoneSchema(Schema):
    """What is believed of one milestone. Its address is the position at which it was recorded."""

    position = fields.Integer(required=True)
    aggregate = fields.String(required=True)
    aggregate_id = fields.UUID(required=True)
    code = fields.String(required=True)
    countries = fields.List(fields.String(), required=True)
    milestone = fields.String(required=True)
    track = fields.String(required=True, allow_none=True)
    states = fields.List(fields.String(), required=True)
    occurred = fields.Nested(DateSchema, required=True)
    details = fields.Dict(required=True)
    source = fields.Nested(SourceSchema, required=True)
    live = fields.Boolean(required=True)
    version = fields.Integer(required=True)
    recorded_at = fields.String(required=True, metadata={"format": "date-time"})
    recorded_by = fields.UUID(required=True)
    last_change = fields.Nested(LastChangeSchema, required=True)


class AcceptedSchema(Schema):
    """What was recorded, while the views are behind: the event as it stands in the log."""

    aggregate_id = fields.UUID(required=True)
    version = fields.Integer(required=True)
    event = fields.String(required=True, metadata={"example": "established"})
    facts = fields.Dict(required=True)


class StatusSchema(Schema):
    """What is known of a track: surely or possibly one of these states; `date` is of the decisive milestone."""

    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    one_of = fields.List(fields.String(), required=True)
    date = fields.Nested(DateSchema, required=True, allow_none=True)
    milestones = fields.List(fields.Integer(), required=True)
    disputed = fields.Boolean(required=True)


class ProjectStatusSchema(StatusSchema):
    """The stage of one project."""

    code = fields.String(required=True)


class CountSchema(Schema):
    """A count: of what is sure, and of what is possible, which includes the sure."""

    sure = fields.Integer(required=True)
    possible = fields.Integer(required=True)


TracksSchema = Schema.from_dict(
    {name: fields.Nested(StatusSchema, required=True) for name in TRACK_NAMES.values()},
    name="Tracks",
)
CountsSchema = Schema.from_dict({name: fields.Nested(CountSchema, required=True) for name in HEADLINES}, name="Counts")


class CountryOnBoardSchema(Schema):
    """Where one country stands."""

    country = fields.String(required=True)
    name = names()
    tracks = fields.Nested(TracksSchema, required=True)
    projects = fields.List(fields.Nested(ProjectStatusSchema), required=True)


class BoardSchema(Schema):
    """Where every country of a scope stood on a day, as known at a position of the log."""

    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    scope = fields.String(required=True, allow_none=True)
    counts = fields.Nested(CountsSchema, required=True)
    countries = fields.List(fields.Nested(CountryOnBoardSchema), required=True)


@cache
def page_of(schema: type[Schema]) -> type[Schema]:
    """Give the shape of a page of a list."""
    name = schema.__name__.removesuffix("Schema")
    return Schema.from_dict(
        {
            "results": fields.List(fields.Nested(schema), required=True),
            "next": fields.String(
                required=True,
                allow_none=True,
                metadata={"description": "The cursor of the next page, null on the last."},
            ),
        },
        name=f"{name}Page",
    )


def with_milestones(schema: type[Schema]) -> type[Schema]:
    """Give the shape of one record that is shown with its milestones."""
    name = schema.__name__.removesuffix("Schema")
    milestones = fields.List(fields.Nested(MilestoneSchema), required=True)
    return schema.from_dict({"milestones": milestones}, name=f"{name}WithMilestones")


class RecordSchema(Schema):
    """What every record has."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    code = fields.String(required=True)
    version = fields.Integer(required=True)
    position = fields.Integer(required=True)
    registered_at = fields.String(required=True, metadata={"format": "date-time"})
    registered_by = fields.UUID(required=True)


class DocumentSchema(RecordSchema):
    """A source document; empty text where something is not known."""

    title = fields.String(required=True)
    publisher = fields.String(required=True)
    published = fields.String(required=True)
    language = fields.String(required=True)
    url = fields.String(required=True)
    sha256 = fields.String(required=True)


class NetworkSchema(RecordSchema):
    """A national network."""

    country = fields.String(required=True)


class ChampionSchema(RecordSchema):
    """A champion country."""

    country = fields.String(required=True)


class MoneySchema(Schema):
    """An amount in minor units of a currency (ISO 4217)."""

    amount = fields.Integer(required=True, strict=True)
    currency = fields.String(required=True)
    approximate = fields.Boolean(load_default=False)


class ProjectSchema(RecordSchema):
    """A project of the trust fund; titles, components and purpose by language."""

    title = names()
    countries = fields.List(fields.String(), required=True)
    lead = fields.String(required=True, allow_none=True)
    participating = fields.List(fields.String(), required=True)
    components = fields.List(fields.Dict(), required=True)
    purpose = fields.Dict(required=True)
    money = fields.Nested(MoneySchema, required=True, allow_none=True)


class ActivitySchema(RecordSchema):
    """A support activity of a national network."""

    network = fields.String(required=True)
    title = names()
    summary = fields.Dict(required=True)
    support_kinds = fields.List(fields.String(), required=True)
    objectives = fields.List(fields.String(), required=True)
    counterparts = fields.List(fields.String(), required=True)
    tags_inferred = fields.Boolean(required=True)


class LinkedPracticeSchema(Schema):
    """A practice that an activity led to."""

    id = fields.UUID(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    language = fields.String(required=True)


class ActivityOnDaySchema(ActivitySchema):
    """A support activity as it was on a day; `planned_for` is EDTF."""

    status = fields.Nested(StatusSchema, required=True)
    planned_for = fields.String(required=True, allow_none=True)
    practices = fields.List(fields.Nested(LinkedPracticeSchema), required=True)


class HealthSchema(Schema):
    """The process answers."""

    status = fields.String(required=True)


class ProjectionSchema(Schema):
    """How far a projection is behind the log, in events."""

    name = fields.String(required=True)
    position = fields.Integer(required=True)
    lag = fields.Integer(required=True)
    moved_at = fields.String(required=True, metadata={"format": "date-time"})
    parked = fields.Integer(required=True)


class SearchIndexSchema(Schema):
    """How far the search index of this host is behind the log, in events."""

    engine = fields.String(required=True)
    position = fields.Integer(required=True)
    lag = fields.Integer(required=True)


class ReadinessSchema(Schema):
    """Whether the process can serve: its log answers, and so do its views. A search index that is behind still does."""

    status = fields.String(required=True, validate=validate.OneOf(["ready", "behind"]))
    position = fields.Integer(required=True)
    projections = fields.List(fields.Nested(ProjectionSchema), required=True)
    search = fields.Nested(SearchIndexSchema, required=True)
