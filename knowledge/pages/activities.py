"""What national networks do for governments: planned, carried out and given up, by network and kind of support."""

from flask.typing import ResponseReturnValue

from domain.catalogue.support_activities import SupportActivity
from domain.milestones import tracks_of
from domain.vocabulary import objectives, support_kinds
from knowledge.activities import Asked, activity_answers
from knowledge.answers import today
from knowledge.api.bodies import ActivitiesQuery
from knowledge.api.records import check_codes
from knowledge.api.requests import answers, knowledge, part_of, write_cursor
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show, words
from knowledge.permissions import PUBLIC

FILTERS = ("country", "support_kind", "objective", "state", "valid_at", "known_at")


@pages.page("/support-activities", permission=PUBLIC)
def show_activities() -> ResponseReturnValue:
    """Show what networks planned, did and gave up by a day, what was registered last first."""
    asked, say = question(ActivitiesQuery), words()
    check_codes(asked)
    day, position = asked.get("valid_at", today()), answers().position(asked.get("known_at"))
    wanted = Asked(**{name: str(asked[name]) for name in Asked.__dataclass_fields__ if name in asked})
    found = wanted.find(knowledge(), day, position=position)
    shown, following = part_of(found, lambda one: one.position, cursor=asked.get("cursor"), limit=asked["limit"])
    filters, states = asked_as_sent(*FILTERS), tracks_of(SupportActivity)[SupportActivity.kind]
    return show(
        "activities.html",
        twin=address("support-activities.list_support_activities", filters),
        position=position,
        valid_at=day,
        activities=activity_answers(knowledge(), shown),
        number=len(found),
        filters=filters,
        following=write_cursor(following) if following else "",
        objectives=[(code, say.objective(code)) for code in objectives()],
        support_kinds=[(code, say.support_kind(code)) for code in support_kinds()],
        countries=say.by_name([(code, say.country(code)) for code in _networks(position)]),
        states=[(one, say.states(SupportActivity.kind, [one])) for one in states],
    )


def _networks(position: int) -> list[str]:
    """List the countries whose networks have any activity."""
    return list(dict.fromkeys(one.facts["network"] for one in knowledge().activities.on(today(), position=position)))
