"""What the milestones are about: projects, and the documents they rest on."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.projects import Project
from domain.documents import SourceDocument
from domain.errors import NotFound, Told
from domain.status import NOTHING_KNOWN
from knowledge.answers import Answer, status_answer, today
from knowledge.api.requests import answers, knowledge
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import pages, show, words
from knowledge.permissions import PUBLIC
from projections.timeline import Wanted

MOST = 200
"""Milestones on one page; the timeline shows the others."""


@pages.page("/projects", permission=PUBLIC)
def show_projects() -> ResponseReturnValue:
    """Show every project of the trust fund, with its countries and where it stands."""
    position, day, say = answers().position(None), today(), words()
    projects, _ = answers().records(Project.kind, limit=MOST)
    standing = _standing(projects, day, position)
    return show(
        "projects.html",
        twin=url_for("projects.list_projects"),
        position=position,
        valid_at=day,
        projects=say.by_name([((one, standing[one["code"]]), say.text(one["title"])) for one in projects]),
    )


@pages.page("/projects/<code>", permission=PUBLIC)
def show_project(code: str) -> ResponseReturnValue:
    """Show a project with its milestones."""
    project, day = find_record(Project.kind, code), today()
    shown = milestones_shown(Wanted(aggregate_id=project["id"]))
    return show(
        "project.html",
        twin=url_for("projects.show_project", code=code),
        valid_at=day,
        project=project,
        status=_standing([project], day, shown["position"])[code],
        **shown,
    )


@pages.page("/documents/<code>", permission=PUBLIC)
def show_document(code: str) -> ResponseReturnValue:
    """Show a document with the milestones that rest on it."""
    document = find_record(SourceDocument.kind, code)
    return show(
        "document.html",
        twin=url_for("documents.show_document", code=code),
        document=document,
        **milestones_shown(Wanted(document=document["id"])),
    )


def find_record(kind: str, code: str) -> Answer:
    """Find what is recorded of something, for its page.

    Raises:
        NotFound: nothing is.
    """
    found = answers().record(kind, code)
    if found is None:
        raise NotFound(Told("Nothing is recorded of a {kind} {code!r}.", kind=Told(kind), code=code))
    return found


def milestones_shown(wanted: Wanted, *, limit: int = MOST) -> dict[str, Any]:
    """Give a template these milestones as they are known now, and what they name."""
    position = answers().position(None)
    milestones, cursor = answers().milestones(wanted, position=position, limit=limit)
    return {
        "position": position,
        "milestones": milestones,
        "named": answers().named_in(milestones),
        "scale": Scale.around(milestones, until=today()),
        "are_more": cursor is not None,
    }


def _standing(projects: Sequence[Answer], day: str, position: int) -> Mapping[str, Answer]:
    """Map the codes of projects to where they stand."""
    countries = frozenset(code for one in projects for code in one["countries"])
    board = knowledge().board.on(day, position=position, countries=countries)
    known = {code: status for country in board.countries for code, status in country.projects.items()}
    return {one["code"]: status_answer(known.get(one["code"], NOTHING_KNOWN)) for one in projects}
