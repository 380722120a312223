"""What else belongs to a kind of milestone, as fields of a form."""

from decimal import Decimal
from functools import cache
from types import NoneType
from typing import Any, get_args
from urllib.parse import urlsplit

from marshmallow import Schema, fields, post_load, pre_load, validate

from domain.milestone_history import MilestoneHistory, facts_of_milestone
from domain.vocabulary import agencies, objectives
from knowledge.api.requests import knowledge
from knowledge.pages.sources import ChosenSourceSchema
from knowledge.pages.targets import my_countries
from knowledge.pages.words import DECIMALS, Words


class TypedMoneySchema(Schema):
    """An amount as people write it, e.g. 2600000.50, in a currency (ISO 4217)."""

    amount = fields.Decimal(required=True, allow_nan=False, validate=validate.Range(min=0, max=10**15))
    currency = fields.String(required=True, validate=validate.Regexp(r"^[A-Z]{3}\Z"))
    approximate = fields.Boolean(load_default=False)

    @post_load
    def in_minor_units(self, money: dict[str, Any], **_: object) -> dict[str, Any]:
        """Give it as the log keeps it."""
        amount: Decimal = money["amount"]
        return {**money, "amount": int(amount.scaleb(DECIMALS.get(money["currency"], 2)).to_integral_value())}


class SourcedSchema(Schema):
    """What happened when, on whose word."""

    occurred = fields.String(required=True)
    source = fields.Nested(ChosenSourceSchema, load_default=dict)

    @pre_load
    def ask_for_details(self, body: dict[str, Any], **_: object) -> dict[str, Any]:
        """Tell of each detail that is missing, also where all are."""
        return {"details": {}, **body} if "details" in self.fields else body


class ObservationForm(SourcedSchema):
    """A state that a source describes without saying how it came about."""

    one_of = fields.List(fields.String(), required=True)


class PracticeField(fields.String):
    """A practice, by its id or the address at which it is read; as the log names it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        row = knowledge().library.find(urlsplit(text).path.rstrip("/").rpartition("/")[2])
        return str(row.practice) if row else text


@cache
def details_schema(event: type[MilestoneHistory.Milestone]) -> type[Schema]:
    """Give the schema of what belongs to a kind of milestone."""
    made = {name: _field(name, is_needed=not _may_lack(hint)) for name, hint in facts_of_milestone(event).hints.items()}
    return Schema.from_dict(made, name=f"{event.__qualname__.replace('.', '')}Details")


@cache
def milestone_schema(event: type[MilestoneHistory.Milestone]) -> type[Schema]:
    """Give the schema of the form that records a kind of milestone."""
    return SourcedSchema.from_dict({"details": fields.Nested(details_schema(event))}, name=f"{event.__name__}Form")


def choices_for(event: type[MilestoneHistory.Milestone], say: Words) -> dict[str, list[tuple[str, str]]]:
    """List what can be chosen in the fields that are no free text."""
    chosen: dict[str, list[tuple[str, str]]] = {}
    for name, hint in facts_of_milestone(event).hints.items():
        if name == "agency":
            chosen[name] = say.by_name([(code, say.agency(code)) for code in agencies()])
        elif name == "status":
            chosen[name] = [(one, say("output_status", one)) for one in get_args(hint)]
        elif name == "country":
            chosen[name] = my_countries()
        elif name == "mode":
            chosen[name] = [(one, say("reviews.mode", one)) for one in get_args(get_args(hint)[0])]
        elif name == "objectives":
            chosen[name] = [(code, say.objective(code)) for code in objectives()]
    return chosen


def _may_lack(hint: Any) -> bool:
    return NoneType in get_args(hint)


def _field(name: str, *, is_needed: bool) -> fields.Field[Any]:
    if name == "money":
        return fields.Nested(TypedMoneySchema, required=is_needed)
    if name == "names":
        return fields.Dict(keys=fields.String(), values=fields.String(), required=is_needed)
    if name == "round_table":
        return fields.Integer(required=is_needed)
    if name in {"successors", "objectives"}:
        return fields.List(fields.String(), required=is_needed)
    return PracticeField(required=is_needed) if name == "practice" else fields.String(required=is_needed)
