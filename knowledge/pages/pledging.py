"""Pledges in work: written, handed in, screened; and what is done with published ones."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.commitments import pledge_content
from domain.commitments.pledge_content import LONGEST, SHORTEST
from domain.commitments.pledge_stages import Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.vocabulary import objectives, principles
from domain.workflows import NothingRevised
from knowledge.api.pledge_commands import VERBS, pledge_answers, submissions
from knowledge.api.pledge_schemas import PledgingRequest
from knowledge.api.requests import knowledge
from knowledge.markdown import html_of
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.languages import language
from knowledge.pages.notices import see_next
from knowledge.pages.typing_in import with_emptied
from knowledge.permissions import SIGNED_IN
from knowledge.pledges.answers import row_answer
from knowledge.pledges.submitting import CURATE
from knowledge.security import caller, my_account

MOST = 200
WRITTEN = tuple(name for name in PledgingRequest().fields if name != "file")
"""What is typed in the form; the file is sent by one of its own."""
DECIDED = ("publish", "return", "decline")
AMENDED = ("amend", "return-amendment")


class FileRequest(Schema):
    """A file is read from the form itself."""


@pages.page("/my/pledges", permission=SIGNED_IN)
def show_my_pledges() -> ResponseReturnValue:
    """Show the pledges that one submits, and what became of them."""
    rows, _ = knowledge().pledge_desk.of_author(my_account(), limit=MOST)
    return show_form("my_pledges.html", pledges=[row_answer(row) for row in rows])


@pages.page("/pledges/queue", permission=CURATE)
def show_pledge_queue() -> ResponseReturnValue:
    """Show the pledges and amendments that wait for the secretariat, the longest first."""
    rows, _ = knowledge().pledge_desk.waiting(limit=MOST)
    return show_form("pledge_queue.html", pledges=[row_answer(row) for row in rows])


@pages.form("/my/pledges", permission="pledge:draft")
def begin_pledge() -> ResponseReturnValue:
    """Begin to write a pledge."""
    form = Form(FileRequest)
    done = submissions().begin(form.author(), {})
    return see_next(url_for("pages.show_writing_pledge", id=done.aggregate_id), saying=key("pledging.begun"))


@pages.page("/my/pledges/<uuid:id>", permission=SIGNED_IN)
def show_pledge_in_work(id: UUID) -> ResponseReturnValue:
    """Show a pledge in work to who submits it and the secretariat; to others it does not exist."""
    return in_work(submissions().find(id))


@pages.page("/my/pledges/<uuid:id>/write", permission="pledge:revise")
def show_writing_pledge(id: UUID) -> ResponseReturnValue:
    """Show the form in which a pledge is written."""
    told = pledge_answers().submission(submissions().find(id))
    initial = {"pledger": knowledge().people.find(my_account()).organization, **_without_empty(told["pledge"])}
    return _writing(told, Form(PledgingRequest, initial=initial, seen=told["version"]))


@pages.form("/my/pledges/<uuid:id>/write", permission="pledge:revise")
def write_pledge(id: UUID) -> ResponseReturnValue:
    """Keep what was typed, and show what is still missing."""
    told = pledge_answers().submission(submissions().find(id))
    form = Form(PledgingRequest)

    def write(body: dict[str, Any]) -> bool:
        said = with_emptied(form.schema, body, WRITTEN)
        try:
            submissions().revise(form.author(), id, said)
        except NothingRevised:
            # Whoever sends the form again without a change wants to go on.
            return True
        return True

    if not form.carried_out(write):
        return _writing(told, form)
    after = "pages.show_writing_pledge" if "also" in request.form else "pages.show_pledge_in_work"
    return see_next(url_for(after, id=id), saying=key("drafting.kept"))


def in_work(submission: PledgeSubmission, form: Form | None = None) -> ResponseReturnValue:
    """Show a pledge in work, and what can be done with it now."""
    told = pledge_answers().submission(submission)
    return show_form(
        "pledge_in_work.html",
        status=form.status if form else 200,
        form=form or Form(FileRequest, seen=submission.version),
        work=told,
        pledge=told["pledge"],
        rendered=html_of,
        acts=acts_in_work(submission),
        as_it_is=AS_IT_IS,
        is_draft=submission.stage is Stage.DRAFT and caller().account == submission.author,
    )


AS_IT_IS = frozenset({"submit", "publish"})
"""What needs no further word: a button is enough."""


def acts_in_work(submission: PledgeSubmission) -> list[str]:
    """List what a caller can do with a pledge in work."""
    is_author = caller().account == submission.author
    is_curator = caller().may(CURATE) and not is_author
    acts: list[str] = []
    if submission.stage is Stage.DRAFT and is_author:
        acts = ["submit", "take-back"]
    elif submission.stage is Stage.SUBMITTED:
        acts = [*(DECIDED if is_curator else ()), *(("take-back",) if is_author else ())]
    elif submission.stage is Stage.PUBLISHED and submission.proposed:
        acts = list(AMENDED) if is_curator else []
    elif submission.stage is Stage.PUBLISHED and is_author:
        acts = ["propose-amendment"]
    return [verb for verb in acts if verb in VERBS and caller().may(f"pledge:{verb}")]


def promise_choices() -> dict[str, Any]:
    """Give a template what can be chosen where a promise is described."""
    say = words()
    return {
        "kinds": [(one.value, say("pledge.kind", one)) for one in pledge_content.Kind],
        "objectives": [(code, say.objective(code)) for code in objectives()],
        "principles": [(code, say.principle(code)) for code in principles()],
        "shortest": SHORTEST,
        "longest": LONGEST,
    }


def pledger_types() -> list[tuple[str, str]]:
    """List what those who pledge can be, as the settings have it, and how it is called."""
    return [(one, words().pledger_type(one)) for one in knowledge().settings.pledger_types]


def _writing(told: Mapping[str, Any], form: Form) -> ResponseReturnValue:
    say = words()
    return show_form(
        "pledge_write.html",
        status=form.status,
        form=form,
        work=told,
        forms=[(one.value, say("pledge.form", one)) for one in pledge_content.Form],
        pledger_types=pledger_types(),
        countries=say.countries(),
        regions=say.regions(),
        speaks=language(),
        **promise_choices(),
    )


def _without_empty(pledge: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in pledge.items() if value not in ("", None, [], {})}
