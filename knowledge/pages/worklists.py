"""What a curator should look at next."""

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.errors import Told
from knowledge.answers import today
from knowledge.api.bodies import PageQuery
from knowledge.api.requests import answers, knowledge, read_cursor, write_cursor
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import pages, question, show, words
from knowledge.pages.labels import key
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter
from knowledge.worklists import WorklistAnswers

LISTS = {
    "conflicts": "worklists.list_conflicts",
    "figures": "worklists.list_figures",
    "single-source": "worklists.list_single_sources",
    "inexact-dates": "worklists.list_inexact_dates",
}
"""The lists, and where the API answers the same."""


@pages.page("/worklists", permission=PUBLIC)
def show_worklists() -> ResponseReturnValue:
    """Show what there is to look at."""
    work = WorklistAnswers(knowledge())
    conflicts = work.conflicts()
    claims = [claim for conflict in conflicts for claim in conflict["claims"]]
    figures = work.figures()
    return show(
        "worklists.html",
        twin=url_for("worklists.list_conflicts"),
        position=answers().position(None),
        conflicts=conflicts,
        figures=figures,
        documents={one["document"]: answers().record("document", one["document"]) for one in figures},
        named=answers().named_in(claims),
        scale=Scale.around(claims, until=today()),
    )


@pages.page("/worklists/<name>", permission=PUBLIC)
def show_worklist(name: str) -> ResponseReturnValue:
    """Show one of the lists that are read page by page."""
    asked = question(PageQuery)
    work = WorklistAnswers(knowledge())
    lists = {"single-source": work.single_sourced, "inexact-dates": work.inexact}
    titles = {"single-source": key("work.single-source"), "inexact-dates": key("work.inexact-dates")}
    if name not in lists:
        raise BadParameter(Told("{given!r} is none of {known}.", given=name, known=", ".join(lists)), field="name")
    claims, following = lists[name](after=read_cursor(asked.get("cursor"), int) or 0, limit=asked["limit"])
    return show(
        "worklist.html",
        twin=url_for(LISTS[name]),
        position=answers().position(None),
        name=name,
        title=words()(titles[name]),
        milestones=claims,
        named=answers().named_in(claims),
        scale=Scale.around(claims, until=today()),
        following=write_cursor(following) if following else "",
        is_first="cursor" not in asked,
    )
