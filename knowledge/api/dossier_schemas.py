"""The shape of a milestone's dossier."""

from marshmallow import fields

from knowledge.api.bulletin_schemas import IssuedBulletinSchema
from knowledge.api.schemas import MilestoneSchema


class BelievedSchema(MilestoneSchema):
    """What was believed of a milestone for a while; `roles` are those its last change's author had then."""

    roles = fields.List(fields.String(), required=True)


class OtherClaimSchema(MilestoneSchema):
    """Another claim on the same happening; `excluding` if it cannot be true beside this one."""

    excluding = fields.Boolean(required=True)


class DossierSchema(MilestoneSchema):
    """A milestone, what was believed of it, oldest first, other claims on the same happening, and who printed it."""

    known_at = fields.Integer(required=True)
    history = fields.List(fields.Nested(BelievedSchema), required=True)
    others = fields.List(fields.Nested(OtherClaimSchema), required=True)
    printed_in = fields.List(fields.Nested(IssuedBulletinSchema), required=True)
