"""What happened when: the timeline, and each milestone with its history."""

from typing import Any

from flask.typing import ResponseReturnValue
from marshmallow import fields

from domain.milestones import MilestoneAggregate, milestone_aggregates, milestones_of, tracks_of
from knowledge.answers import today
from knowledge.api.bodies import KnownQuery, MilestonesQuery
from knowledge.api.fields import POSITION
from knowledge.api.records import known_country
from knowledge.api.requests import answers, knowledge, read_cursor, write_cursor
from knowledge.dossiers import dossier
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.pages.changing import changes_offered
from knowledge.permissions import PUBLIC
from projections.timeline import Cursor, Wanted

FILTERS = ("country", "what", "document", "from", "to", "known_at")


class TimelineQuery(MilestonesQuery):
    """Which milestones; `what` is a kind of record, or one of its milestones such as `network.established`."""

    what = fields.String()


@pages.page("/milestones", permission=PUBLIC)
def show_timeline() -> ResponseReturnValue:
    """Show milestones by the last day on which they can have happened."""
    asked = question(TimelineQuery)
    position = answers().position(asked.get("known_at"))
    wanted = _wanted(asked)
    milestones, cursor = answers().milestones(
        wanted,
        position=position,
        after=read_cursor(asked.get("cursor"), Cursor),
        limit=asked["limit"],
    )
    named = answers().named_in(milestones)
    filters = asked_as_sent(*FILTERS)
    exact = {"aggregate": wanted.aggregate, "milestone": wanted.milestone}
    same = {name: value for name, value in {**filters, **exact}.items() if value and name != "what"}
    return show(
        "milestones.html",
        twin=address("milestones.list_milestones", {**same, **asked_as_sent("cursor")}),
        position=position,
        milestones=milestones,
        named=named,
        scale=Scale.around(milestones, until=asked.get("to_day", today())),
        filters=filters,
        offered=_offered,
        document=answers().record("document", wanted.document) if wanted.document else None,
        following=write_cursor(cursor) if cursor else "",
        is_first="cursor" not in asked,
    )


@pages.page(f"/milestones/{POSITION}", permission=PUBLIC)
def show_milestone(position: int) -> ResponseReturnValue:
    """Show what is believed of a milestone, and how that came about."""
    asked = question(KnownQuery)
    known = answers().position(asked.get("known_at"))
    found = dossier(knowledge(), position, position=known)
    past = asked_as_sent("known_at")
    return show(
        "milestone.html",
        twin=address("milestones.show_milestone", past, position=position),
        position=known,
        claim=found,
        history=found["history"],
        others=found["others"],
        offered=list(changes_offered(found)) if "known_at" not in asked else [],
        printed_in=found["printed_in"],
        named=answers().named_in([*found["history"], *found["others"]]),
        scale=Scale.around(found["others"], until=today()),
        past=past,
    )


def _wanted(asked: dict[str, Any]) -> Wanted:
    kind, _, milestone = asked.get("what", "").partition(".")
    names = Wanted.__dataclass_fields__
    given = {name: str(asked[name]) for name in names if name in asked}
    given |= {name: text for name, text in (("aggregate", kind), ("milestone", milestone)) if text}
    return Wanted(**{**given, "country": known_country(given.get("country", ""))})


def _offered() -> list[tuple[str, list[tuple[str, str]]]]:
    """List the milestones that can be asked for, by kind of record."""
    say, offered = words(), []
    for cls in milestone_aggregates():
        kind = say("kinds", cls.kind)
        choices = [(cls.kind, say("timeline.all_of", kind=kind))]
        choices += [(f"{cls.kind}.{name}", say("milestones", cls.kind, name)) for name in milestones_of(cls)]
        if tracks_of(cls):
            choices.append((f"{cls.kind}.{MilestoneAggregate.OBSERVED}", say("timeline.state_of", kind=kind)))
        offered.append((kind, choices))
    return offered
