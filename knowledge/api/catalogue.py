"""What was learned and done: trust-fund projects and support activities."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import SupportKind
from knowledge.api.blueprint import Blueprint
from knowledge.api.bodies import ActivityRequest, ProjectRequest, RecordsQuery
from knowledge.api.milestones import add_milestone_routes
from knowledge.api.records import list_records, show_record
from knowledge.api.requests import author, created, recorder
from knowledge.api.schemas import ActivitySchema, ProjectSchema, RecordSchema, page_of, with_milestones
from knowledge.permissions import PUBLIC
from knowledge.security import caller

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


@activities.query("/support-activities", page_of(ActivitySchema), 422, permission=PUBLIC)
@activities.arguments(RecordsQuery, location="query")
def list_support_activities(query: dict[str, Any]) -> ResponseReturnValue:
    """List the support activities."""
    return list_records(SupportActivity.kind, query)


@activities.query("/support-activities/<code>", with_milestones(ActivitySchema), 404, permission=PUBLIC)
def show_support_activity(code: str) -> ResponseReturnValue:
    """Show a support activity, with its milestones."""
    return show_record(SupportActivity.kind, code, f"a support activity {code!r}")


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
