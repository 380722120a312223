"""Making known what milestones can be about, and the documents they rest on."""

from collections.abc import Callable
from typing import Any, get_args

from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields

from domain.application import Done
from domain.commitments.regional_reviews import Commission, RegionalReview, code_of
from domain.commitments.review_forums import ReviewForum
from domain.directory.working_groups import GroupType
from domain.vocabulary import LANGUAGES, agencies, objectives, support_kinds
from knowledge.api.bodies import ActivityRequest, DocumentRequest, GroupRequest, ProjectRequest
from knowledge.api.compact_review_schemas import NUMBER, RegionalReviewRequest, ReviewForumRequest
from knowledge.api.requests import recorder
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.details import TypedMoneySchema
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.targets import my_countries
from knowledge.recording import Author
from knowledge.security import caller

PROJECT, ACTIVITY, GROUP, REVIEW, FORUM, DOCUMENT = "project", "activity", "group", "review", "forum", "document"


class ProjectForm(ProjectRequest):
    """A project, with its money as people write it."""

    money = fields.Nested(TypedMoneySchema, load_default=None)


class ReviewForm(RegionalReviewRequest):
    """A regional review, its round as it is typed."""

    round = fields.Integer(required=True, validate=NUMBER)


class ForumForm(ReviewForumRequest):
    """A review forum, its edition as it is typed."""

    edition = fields.Integer(required=True, validate=NUMBER)


@pages.page("/register-record/project", permission="project:register")
def show_registering_project() -> ResponseReturnValue:
    """Show the form for a project."""
    return _asked(PROJECT, Form(ProjectForm))


@pages.form("/register-record/project", permission="project:register")
def register_project() -> ResponseReturnValue:
    """Make a project known, and go on to its milestones."""

    def register(author: Author, body: dict[str, Any]) -> Done:
        caller().require("project:register", body["countries"])
        return recorder().register_project(author, body.pop("code"), body)

    form = Form(ProjectForm)
    address = url_for("pages.choose_milestone", kind="project", code=form.value("code").strip() or "-")
    return _registered(PROJECT, form, register, lambda _: address)


@pages.page("/register-record/activity", permission="support-activity:register")
def show_registering_activity() -> ResponseReturnValue:
    """Show the form for a support activity."""
    mine = my_countries()
    return _asked(ACTIVITY, Form(ActivityRequest, initial={"network": mine[0][0]} if len(mine) == 1 else {}))


@pages.form("/register-record/activity", permission="support-activity:register")
def register_activity() -> ResponseReturnValue:
    """Make a support activity known, and go on to when it was planned or carried out."""

    def register(author: Author, body: dict[str, Any]) -> Done:
        caller().require("support-activity:register", [body["network"]])
        return recorder().register_activity(author, body)

    return _registered(
        ACTIVITY,
        Form(ActivityRequest),
        register,
        lambda done: url_for("pages.choose_milestone", kind="support-activity", code=str(done.aggregate_id)),
    )


@pages.page("/register-record/group", permission="working-group:register")
def show_registering_group() -> ResponseReturnValue:
    """Show the form for a working group."""
    return _asked(GROUP, Form(GroupRequest))


@pages.form("/register-record/group", permission="working-group:register")
def register_group() -> ResponseReturnValue:
    """Make a working group known, and go on to its milestones."""

    def register(author: Author, body: dict[str, Any]) -> Done:
        caller().require("working-group:register", [])
        return recorder().register_group(author, code=body["code"], group_type=body["type"], names=body["names"])

    form = Form(GroupRequest)
    address = url_for("pages.choose_milestone", kind="working-group", code=form.value("code").strip() or "-")
    return _registered(GROUP, form, register, lambda _: address)


@pages.page("/register-record/review", permission="regional-review:register")
def show_registering_review() -> ResponseReturnValue:
    """Show the form for a regional review."""
    return _asked(REVIEW, Form(ReviewForm))


@pages.form("/register-record/review", permission="regional-review:register")
def register_review() -> ResponseReturnValue:
    """Make a regional review known, and go on to its milestones."""

    def register(author: Author, body: dict[str, Any]) -> Done:
        caller().require("regional-review:register", [])
        return recorder().register_review(author, body)

    form = Form(ReviewForm)

    def address(_: Done) -> str:
        code = code_of(form.value("commission"), int(form.value("round")))
        return url_for("pages.choose_milestone", kind=RegionalReview.kind, code=code)

    return _registered(REVIEW, form, register, address)


@pages.page("/register-record/forum", permission="review-forum:register")
def show_registering_forum() -> ResponseReturnValue:
    """Show the form for a review forum."""
    return _asked(FORUM, Form(ForumForm))


@pages.form("/register-record/forum", permission="review-forum:register")
def register_forum() -> ResponseReturnValue:
    """Make a review forum known, and go on to its milestones."""

    def register(author: Author, body: dict[str, Any]) -> Done:
        caller().require("review-forum:register", [])
        return recorder().register_forum(author, body)

    form = Form(ForumForm)

    def address(_: Done) -> str:
        return url_for("pages.choose_milestone", kind=ReviewForum.kind, code=str(int(form.value("edition"))))

    return _registered(FORUM, form, register, address)


@pages.page("/register-record/document", permission="document:register")
def show_registering_document() -> ResponseReturnValue:
    """Show the form for a document."""
    return _asked(DOCUMENT, Form(DocumentRequest))


@pages.form("/register-record/document", permission="document:register")
def register_document() -> ResponseReturnValue:
    """Make a document known."""
    return _registered(
        DOCUMENT,
        Form(DocumentRequest),
        lambda author, body: recorder().register_document(author, **body),
        lambda done: url_for("pages.show_document", code=str(done.aggregate_id)),
    )


def _registered(
    what: str,
    form: Form,
    register: Callable[[Author, dict[str, Any]], Done],
    address: Callable[[Done], str],
) -> ResponseReturnValue:
    done = form.carried_out(lambda body: register(form.author(), body))
    return see_next(address(done), saying=key("registering.done")) if done else _asked(what, form)


def _asked(what: str, form: Form) -> ResponseReturnValue:
    say = words()
    return show_form(
        f"register_{what}.html",
        status=form.status,
        form=form,
        countries=my_countries(),
        all_countries=say.countries() if what == PROJECT else [],
        agencies=say.by_name([(code, say.agency(code)) for code in agencies()]),
        commissions=[(code, say.agency(code)) for code in get_args(Commission)],
        regions=say.regions() if what == REVIEW else [],
        types=[(one.value, say("groups", one)) for one in GroupType],
        support_kinds=[(code, say.support_kind(code)) for code in support_kinds()],
        objectives=[(code, say.objective(code)) for code in objectives()],
        document_languages=say.by_name([(code, say.spoken_language(code)) for code in LANGUAGES]),
    )
