"""Working groups: all of them with what became of each, and each with what it produced and whom it led to."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue

from domain.errors import NotFound, Told
from knowledge.answers import Answer, today
from knowledge.api.bodies import AsOfQuery
from knowledge.api.requests import answers, knowledge
from knowledge.groups import group_answers, groups_on
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import address, asked_as_sent, pages, question, show
from knowledge.permissions import PUBLIC
from projections.timeline import Wanted

MOST = 1_000


@pages.page("/working-groups", permission=PUBLIC)
def show_working_groups() -> ResponseReturnValue:
    """Show every working group as it was on a day."""
    day, position = _as_of()
    groups = _told(day, position)
    return show(
        "working_groups.html",
        twin=address("working-groups.list_working_groups", asked_as_sent("valid_at", "known_at")),
        position=position,
        valid_at=day,
        groups=list(groups.values()),
        names=_names(groups.values()),
        past=asked_as_sent("known_at"),
        as_asked=asked_as_sent("valid_at", "known_at"),
    )


@pages.page("/working-groups/<code>", permission=PUBLIC)
def show_working_group(code: str) -> ResponseReturnValue:
    """Show a working group with its milestones."""
    day, position = _as_of()
    groups = _told(day, position)
    if code not in groups:
        raise NotFound(Told("Nothing is recorded of a working group {code!r}.", code=code))
    wanted = Wanted(aggregate_id=groups[code]["id"], to_day=day)
    milestones, _ = answers().milestones(wanted, position=position, limit=MOST)
    return show(
        "working_group.html",
        twin=address("working-groups.show_working_group", asked_as_sent("valid_at", "known_at"), code=code),
        position=position,
        valid_at=day,
        group=groups[code],
        names=_names(groups.values()),
        milestones=milestones,
        named=answers().named_in(milestones),
        scale=Scale.around(milestones, until=day),
        past=asked_as_sent("known_at"),
        as_asked=asked_as_sent("valid_at", "known_at"),
    )


def _told(day: str, position: int) -> Mapping[str, Answer]:
    every = groups_on(knowledge(), day, position=position)
    return {one["code"]: one for one in group_answers(knowledge(), every, every)}


def _names(groups: Iterable[Answer]) -> Mapping[str, Mapping[str, str]]:
    """Map the codes of groups to their names by language."""
    return {one["code"]: one["names"] for one in groups}


def _as_of() -> tuple[str, int]:
    asked: dict[str, Any] = question(AsOfQuery)
    return asked.get("valid_at", today()), answers().position(asked.get("known_at"))
