"""Working groups: all of them with what became of each, and each with what it produced and whom it led to."""

from collections.abc import Iterable, Mapping

from flask.typing import ResponseReturnValue

from domain.directory.working_groups import WorkingGroup
from knowledge.answers import Answer
from knowledge.api.requests import knowledge
from knowledge.groups import group_answers, groups_on
from knowledge.pages.blueprint import pages
from knowledge.pages.on_day import day_asked, find_among, show_list, show_one
from knowledge.permissions import PUBLIC


@pages.page("/working-groups", permission=PUBLIC)
def show_working_groups() -> ResponseReturnValue:
    """Show every working group as it was on a day."""
    day, position = day_asked()
    groups = _told(day, position)
    twin = "working-groups.list_working_groups"
    return show_list("working_groups.html", day, position, twin=twin, groups=groups, names=_names(groups))


@pages.page("/working-groups/<code>", permission=PUBLIC)
def show_working_group(code: str) -> ResponseReturnValue:
    """Show a working group with its milestones."""
    day, position = day_asked()
    groups = _told(day, position)
    group = find_among(groups, WorkingGroup.kind, code)
    twin = "working-groups.show_working_group"
    return show_one("working_group.html", group, day, position, twin=twin, names=_names(groups))


def _told(day: str, position: int) -> list[Answer]:
    every = groups_on(knowledge(), day, position=position)
    return group_answers(knowledge(), every, every)


def _names(groups: Iterable[Answer]) -> Mapping[str, Mapping[str, str]]:
    """Map the codes of groups to their names by language."""
    return {one["code"]: one["names"] for one in groups}
