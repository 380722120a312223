"""The shapes of bulletins, their errata and their differences."""

from marshmallow import Schema, fields, validate

from domain.differences import Difference, Why
from domain.status import HEADLINES, Knowledge
from knowledge.api.bulletin_machinery import BulletinGroupSchema, BulletinReviewSchema
from knowledge.api.fields import names
from knowledge.api.schemas import CountSchema, CountsSchema, DateSchema, MoneySchema

SHA256 = {"description": "SHA-256."}


def texts() -> fields.Dict:
    """Give the field for a text by language that may be missing."""
    return fields.Dict(keys=fields.String(), values=fields.String(), required=True)


def positions() -> fields.List[int]:
    """Give the field for positions of milestones."""
    return fields.List(fields.Integer(), required=True)


class StandingSchema(Schema):
    """Where a country, or a project, stands on a track."""

    code = fields.String(required=True)
    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    one_of = fields.List(fields.String(), required=True)
    date = fields.Nested(DateSchema, required=True, allow_none=True)
    milestones = positions()
    disputed = fields.Boolean(required=True)


class HeadlineListSchema(Schema):
    """Who meets a headline, and on whose track something else is known."""

    headline = fields.String(required=True, validate=validate.OneOf(list(HEADLINES)))
    track = fields.String(required=True)
    records = fields.List(fields.Nested(StandingSchema), required=True)
    others = fields.List(fields.Nested(StandingSchema), required=True)


class BulletinProjectSchema(StandingSchema):
    """A project, and how far it is."""

    title = names()
    countries = fields.List(fields.String(), required=True)
    lead = fields.String(required=True, allow_none=True)
    participating = fields.List(fields.String(), required=True)
    components = fields.List(fields.Dict(), required=True)
    purpose = texts()
    money = fields.Nested(MoneySchema, required=True, allow_none=True)


class BulletinActivitySchema(Schema):
    """What a network did."""

    id = fields.UUID(required=True)
    network = fields.String(required=True)
    title = names()
    summary = texts()
    support_kinds = fields.List(fields.String(), required=True)
    objectives = fields.List(fields.String(), required=True)
    counterparts = fields.List(fields.String(), required=True)
    tags_inferred = fields.Boolean(required=True)
    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    dates = fields.List(fields.Nested(DateSchema), required=True)
    milestones = positions()
    practices = fields.List(
        fields.UUID(), metadata={"description": "Those that it led to; not in bulletins of template 1."}
    )


class PlannedActivitySchema(Schema):
    """What a network has planned; `planned_for` is EDTF."""

    id = fields.UUID(required=True)
    network = fields.String(required=True)
    title = names()
    summary = texts()
    support_kinds = fields.List(fields.String(), required=True)
    objectives = fields.List(fields.String(), required=True)
    counterparts = fields.List(fields.String(), required=True)
    tags_inferred = fields.Boolean(required=True)
    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    planned_for = fields.String(required=True, allow_none=True)
    milestones = positions()


class BulletinPledgeSchema(Schema):
    """A pledge of which the bulletin before said nothing, or less."""

    number = fields.Integer(required=True)
    id = fields.UUID(required=True)
    title = names()
    form = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True)
    objectives = fields.List(fields.String(), required=True)
    pledger = fields.String(required=True)
    partners = fields.List(fields.String(), required=True)
    countries = fields.List(fields.String(), required=True)
    regions = fields.List(fields.String(), required=True)
    is_global = fields.Boolean(required=True)
    matches = fields.List(fields.Integer(), required=True)
    made = fields.List(fields.Nested(DateSchema), required=True)
    certainty = fields.String(required=True, validate=validate.OneOf(list(Knowledge)))
    one_of = fields.List(fields.String(), required=True)
    milestones = positions()


class BulletinPledgesSchema(Schema):
    """The pledges of the scope, counted, and those that are new or further since the bulletin before."""

    counts = fields.Dict(keys=fields.String(), values=fields.Nested(CountSchema), required=True)
    records = fields.List(fields.Nested(BulletinPledgeSchema), required=True)


class AboutSchema(Schema):
    """What happened, and to whom; `name` is empty where the country says it."""

    aggregate = fields.String(required=True)
    aggregate_id = fields.UUID(required=True)
    code = fields.String(required=True)
    name = texts()
    countries = fields.List(fields.String(), required=True)
    milestone = fields.String(required=True)
    track = fields.String(required=True, allow_none=True)
    states = fields.List(fields.String(), required=True)
    details = fields.Dict(required=True)
    before = fields.List(fields.Nested(DateSchema), required=True)
    after = fields.List(fields.Nested(DateSchema), required=True)
    reason = fields.String(required=True)


class ChangeSchema(AboutSchema):
    """What changed from one bulletin to the next, in exactly one class."""

    class_ = fields.String(required=True, data_key="class", validate=validate.OneOf(list(Difference)))
    why = fields.String(required=True, validate=validate.OneOf(list(Why)))
    milestones = positions()


class ErratumSchema(AboutSchema):
    """A printed milestone that does not hold as it was printed."""

    kind = fields.String(required=True, validate=validate.OneOf(["corrected", "retracted", "reinstated"]))
    milestone_position = fields.Integer(required=True)
    change = fields.Integer(required=True, metadata={"description": "Position of the change."})
    at = fields.String(required=True, metadata={"format": "date-time"})
    by = fields.UUID(required=True)


class ReferenceSchema(Schema):
    """Names an issued bulletin."""

    series = fields.String(required=True)
    number = fields.Integer(required=True)
    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)


class BulletinSchema(Schema):
    """What a bulletin says, apart from any language."""

    valid_at = fields.String(required=True, metadata={"format": "date"})
    known_at = fields.Integer(required=True)
    known_at_time = fields.String(required=True, allow_none=True, metadata={"format": "date-time"})
    scope = fields.String(required=True, allow_none=True)
    template = fields.Integer(required=True)
    counts = fields.Nested(CountsSchema, required=True)
    lists = fields.List(fields.Nested(HeadlineListSchema), required=True)
    projects = fields.List(fields.Nested(BulletinProjectSchema), required=True)
    activities = fields.List(fields.Nested(BulletinActivitySchema), required=True)
    support_kinds = fields.List(fields.String(), required=True)
    planned = fields.List(
        fields.Nested(PlannedActivitySchema), metadata={"description": "Not in bulletins of template 1."}
    )
    pledges = fields.Nested(BulletinPledgesSchema, metadata={"description": "Not in bulletins of template 1."})
    reviews = fields.List(fields.Nested(BulletinReviewSchema), metadata={"description": "Since template 3."})
    groups = fields.List(fields.Nested(BulletinGroupSchema), metadata={"description": "Since template 3."})
    since = fields.Nested(ReferenceSchema, required=True, allow_none=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    milestones = positions()


class IssuedBulletinSchema(ReferenceSchema):
    """An issued bulletin: what it is made from, and the digests of what came out."""

    scope = fields.String(required=True, allow_none=True)
    template = fields.Integer(required=True)
    content = fields.String(required=True, metadata=SHA256)
    digests = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.String(metadata=SHA256)),
        required=True,
    )
    position = fields.Integer(required=True)
    issued_at = fields.String(required=True, metadata={"format": "date-time"})
    issued_by = fields.UUID(required=True)


class IssuedErratumSchema(Schema):
    """An erratum that a curator issued."""

    position = fields.Integer(required=True)
    known_at = fields.Integer(required=True)
    milestones = positions()
    note = texts()
    issued_at = fields.String(required=True, metadata={"format": "date-time"})
    issued_by = fields.UUID(required=True)


class FigureNowSchema(Schema):
    """A headline figure as printed, and for the same day as known now."""

    printed = fields.Nested(CountSchema, required=True)
    now = fields.Nested(CountSchema, required=True)


class IssuedDossierSchema(IssuedBulletinSchema):
    """An issued bulletin with what it says, whether the log still gives it, and what of it does not hold any more."""

    version = fields.Integer(required=True)
    altered = fields.List(
        fields.String(), required=True, metadata={"description": "What made anew differs, e.g. `es/pdf`; usually none."}
    )
    errata = fields.List(fields.Nested(ErratumSchema), required=True)
    figures_now = fields.Dict(keys=fields.String(), values=fields.Nested(FigureNowSchema), required=True)
    issued_errata = fields.List(fields.Nested(IssuedErratumSchema), required=True)
    bulletin = fields.Nested(BulletinSchema, required=True)


class BulletinEndSchema(ReferenceSchema):
    """One end of a comparison."""

    counts = fields.Nested(CountsSchema, required=True)


class BulletinDifferenceSchema(Schema):
    """Every change between two bulletins, in exactly one class."""

    first = fields.Nested(BulletinEndSchema, required=True, data_key="from")
    second = fields.Nested(BulletinEndSchema, required=True, data_key="to")
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
