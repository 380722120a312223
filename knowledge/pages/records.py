"""What the milestones are about: projects and working groups, and the documents they rest on."""

from collections import defaultdict
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.projects import Project
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.errors import NotFound
from knowledge.answers import Answer, today
from knowledge.api.requests import answers
from knowledge.pages.bars import Scale
from knowledge.pages.blueprint import pages, show
from knowledge.permissions import PUBLIC
from projections.timeline import Wanted

MOST = 200
"""Milestones on one page; the timeline shows the others."""


@pages.page("/projects/<code>", permission=PUBLIC)
def show_project(code: str) -> ResponseReturnValue:
    """Show a project with its milestones."""
    project = _find(Project.kind, code)
    return show(
        "project.html",
        twin=url_for("projects.show_project", code=code),
        project=project,
        **_milestones(Wanted(aggregate_id=project["id"])),
    )


@pages.page("/working-groups", permission=PUBLIC)
def show_working_groups() -> ResponseReturnValue:
    """Show every working group with its milestones."""
    groups, _ = answers().records(WorkingGroup.kind, limit=MOST)
    context = _milestones(Wanted(aggregate=WorkingGroup.kind), limit=1_000)
    by_group: dict[str, list[Answer]] = defaultdict(list)
    for milestone in context["milestones"]:
        by_group[milestone["aggregate_id"]].append(milestone)
    return show(
        "working_groups.html",
        twin=url_for("working-groups.list_working_groups"),
        groups=groups,
        by_group=by_group,
        **context,
    )


@pages.page("/documents/<code>", permission=PUBLIC)
def show_document(code: str) -> ResponseReturnValue:
    """Show a document with the milestones that rest on it."""
    document = _find(SourceDocument.kind, code)
    return show(
        "document.html",
        twin=url_for("documents.show_document", code=code),
        document=document,
        **_milestones(Wanted(document=document["id"])),
    )


def _find(kind: str, code: str) -> Answer:
    found = answers().record(kind, code)
    if found is None:
        raise NotFound(f"Nothing is recorded of a {kind} {code!r}.")
    return found


def _milestones(wanted: Wanted, *, limit: int = MOST) -> dict[str, Any]:
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
