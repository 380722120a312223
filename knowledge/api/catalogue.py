"""What was learned and done: trust-fund projects and support activities."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import SupportKind
from knowledge.activities import Asked, activity_answers
from knowledge.answers import today
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import ActivitiesQuery, ActivityRequest, AsOfQuery, ProjectRequest, RecordsQuery
from knowledge.api.milestones import add_milestone_routes
from knowledge.api.records import MOST_MILESTONES, check_codes, list_records, show_record
from knowledge.api.requests import (
    answer,
    answers,
    author,
    created,
    knowledge,
    nothing_recorded,
    page,
    part_of,
    recorder,
    tag,
)
from knowledge.api.schemas import (
    ActivityOnDaySchema,
    ActivitySchema,
    ProjectSchema,
    RecordSchema,
    page_of,
    with_milestones,
)
from knowledge.permissions import PUBLIC
from knowledge.security import caller
from projections.timeline import Wanted

projects = Blueprint("projects", "Projects of the Migration Multi-Partner Trust Fund.")
activities = Blueprint("support-activities", "What networks did for governments.")


@projects.query("/projects", page_of(ProjectSchema), 422, permission=PUBLIC)
@projects.arguments(RecordsQuery, location="query")
def list_projects(query: dict[str, Any]) -> ResponseReturnValue:
    """List the projects."""
    return list_records(Project.kind, query)


@projects.query("/projects/<code>", with_milestones(ProjectSchema), 404, permission=PUBLIC)
def show_project(code: str) -> ResponseReturnValue:
    """Show a project, with its milestones."""
    return show_record(Project.kind, code, f"a project {code!r}")


@projects.command("/projects", ProjectSchema, 409, 422, permission="project:register")
@projects.arguments(ProjectRequest)
def register_project(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a project known."""
    caller().require("project:register", body["countries"])
    code = body.pop("code")
    done = recorder().register_project(author(), code, body)
    return created(done, Project.kind, url_for("projects.show_project", code=code))


@activities.query("/support-activities", page_of(ActivityOnDaySchema), 422, permission=PUBLIC)
@activities.arguments(ActivitiesQuery, location="query")
def list_support_activities(query: dict[str, Any]) -> ResponseReturnValue:
    """List what networks planned, did and gave up by a day; what was registered last comes first."""
    check_codes(query)
    asked = Asked(**{name: str(query[name]) for name in Asked.__dataclass_fields__ if name in query})
    found = asked.find(knowledge(), query.get("valid_at", today()), position=answers().position(query.get("known_at")))
    shown, following = part_of(found, lambda one: one.position, cursor=query.get("cursor"), limit=query["limit"])
    return page(activity_answers(knowledge(), shown), following)


@activities.query("/support-activities/<code>", with_milestones(ActivityOnDaySchema), 404, 422, permission=PUBLIC)
@activities.arguments(AsOfQuery, location="query")
def show_support_activity(query: dict[str, Any], code: str) -> ResponseReturnValue:
    """Show a support activity as it was on a day, with its milestones up to then."""
    day, position = query.get("valid_at", today()), answers().position(query.get("known_at"))
    found = [one for one in knowledge().activities.on(day, position=position) if one.id == code]
    if not found:
        nothing_recorded(f"a support activity {code!r}")
    wanted = Wanted(aggregate_id=code, to_day=day)
    milestones, _ = answers().milestones(wanted, position=position, limit=MOST_MILESTONES)
    (told,) = activity_answers(knowledge(), found)
    return tag(answer({**told, "milestones": milestones}), told["version"])


@activities.command("/support-activities", ActivitySchema, 422, permission="support-activity:register")
@activities.arguments(ActivityRequest)
def register_support_activity(body: dict[str, Any]) -> ResponseReturnValue:
    """Make a support activity known."""
    caller().require("support-activity:register", [body["network"]])
    done = recorder().register_activity(author(), body)
    address = url_for("support-activities.show_support_activity", code=str(done.aggregate_id))
    return created(done, SupportActivity.kind, address)


@activities.query("/support-kinds", page_of(RecordSchema), 422, permission=PUBLIC)
@activities.arguments(RecordsQuery, location="query")
def list_support_kinds(query: dict[str, Any]) -> ResponseReturnValue:
    """List the kinds of support that a source names."""
    return list_records(SupportKind.kind, query)


add_milestone_routes(projects, Project, "/projects/<code>")
add_milestone_routes(activities, SupportActivity, "/support-activities/<code>")
