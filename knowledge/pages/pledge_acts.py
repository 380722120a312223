"""What is done with pledges by forms: decided on, amended, progress reported, matched, withdrawn."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import url_for
from flask.typing import ResponseReturnValue

from domain.commitments.pledge_content import Progress
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge
from domain.entries import moment
from domain.errors import NotFound, Told
from knowledge.answers import Answer, today
from knowledge.api.pledge_commands import NUMBER, VERBS, pledge_answers, published_pledges, submissions
from knowledge.api.pledge_schemas import PromiseSchema
from knowledge.api.requests import knowledge
from knowledge.pages.blueprint import pages, show_form, words
from knowledge.pages.dating import DAY, HOWS, write_date
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.notices import see_next
from knowledge.pages.pledges import acts_with
from knowledge.pages.pledging import AS_IT_IS, acts_in_work, in_work, promise_choices
from knowledge.pages.sources import source_choices
from knowledge.pages.typing_in import with_emptied
from knowledge.permissions import SIGNED_IN
from knowledge.security import caller

PROMISED = tuple(name for name in PromiseSchema().fields if name != "file")
"""What an amendment changes by fields; another file is uploaded."""
PROPOSE = "propose-amendment"
UPLOAD, WITHOUT_FILE = "upload", "without_file"
"""What an amendment says of the file: another one, or that there shall be none."""
GRAVE = frozenset({"decline", "take-back", "withdraw"})
"""What is not undone by a click."""


@pages.page("/my/pledges/<uuid:id>/<verb>", permission=SIGNED_IN)
def show_act_on_submission(id: UUID, verb: str) -> ResponseReturnValue:
    """Show the form of something that can be done with a pledge in work."""
    submission = submission_for(id, verb)
    initial = _promise_of(submission) if verb == PROPOSE else {}
    return ask(submission, verb, Form(VERBS[verb].shape, initial=initial, seen=submission.version))


@pages.form("/my/pledges/<uuid:id>/<verb>", permission=SIGNED_IN)
def act_on_submission(id: UUID, verb: str) -> ResponseReturnValue:
    """Do something with a pledge in work."""
    submission = submission_for(id, verb)
    form = Form(VERBS[verb].shape)
    if form.carried_out(lambda body: VERBS[verb].act(form.author(), id, changed(form, submission, body))) is None:
        return in_work(submission, form) if verb in AS_IT_IS else ask(submission, verb, form)
    return see_next(url_for("pages.show_pledge_in_work", id=id), saying=".".join((key("pledging.done"), verb)))


@pages.page(f"/pledges/{NUMBER}/<verb>", permission=SIGNED_IN)
def show_act_on_pledge(number: int, verb: str) -> ResponseReturnValue:
    """Show the form of something that can be done with a published pledge."""
    pledge = _pledge_for(number, verb)
    form = Form(VERBS[verb].shape, initial=_initial(pledge, verb), seen=pledge.version)
    return ask(_submission_of(pledge), verb, form, pledge)


@pages.form(f"/pledges/{NUMBER}/<verb>", permission=SIGNED_IN)
def act_on_pledge(number: int, verb: str) -> ResponseReturnValue:
    """Do something with a published pledge."""
    pledge = _pledge_for(number, verb)
    form, submission = Form(VERBS[verb].shape), _submission_of(pledge)
    write_date(form)
    author = form.author()
    if form.carried_out(lambda body: VERBS[verb].act(author, number, changed(form, submission, body))) is None:
        return ask(submission, verb, form, pledge)
    address = url_for("pages.show_pledges") if verb == "withdraw" else url_for("pages.show_pledge", number=number)
    return see_next(address, saying=".".join((key("pledging.done"), verb)))


def submission_for(id: UUID, verb: str) -> PledgeSubmission:
    """Find a pledge in work, for somebody who can do this with it now.

    Raises:
        NotFound: it is not for them, or that is nothing to be done with it.
        Forbidden: they may not.
    """
    submission = submissions().find(id)
    if verb not in VERBS:
        raise NotFound(Told("Nothing is called {name!r} here.", name=verb))
    caller().require(f"pledge:{verb}")
    if verb not in acts_in_work(submission):
        raise NotFound(Told("{name!r} is nothing that can be done with it now.", name=verb))
    return submission


def _pledge_for(number: int, verb: str) -> Pledge:
    pledge = published_pledges().find(number)
    if verb not in VERBS:
        raise NotFound(Told("Nothing is called {name!r} here.", name=verb))
    caller().require(f"pledge:{verb}")
    if verb not in acts_with(pledge):
        raise NotFound(Told("{name!r} is nothing that can be done with it now.", name=verb))
    return pledge


def _submission_of(pledge: Pledge) -> PledgeSubmission:
    return knowledge().platform.find(PledgeSubmission, pledge.submission)


def _initial(pledge: Pledge, verb: str) -> dict[str, Any]:
    if verb == "amend":
        submission = _submission_of(pledge)
        return {**_promise_of(submission), **submission.proposed, "reason": submission.proposed_because}
    year, month, day = today().split("-")
    return {"occurred": {"how": DAY, "year": year, "month": int(month), "day": int(day)}}


def _promise_of(submission: PledgeSubmission) -> dict[str, Any]:
    """Give what a pledge promises now, as far as it is amended on a page."""
    says = pledge_answers().submission(submission)["pledge"]
    if submission.number:
        promise = published_pledges().find(submission.number).promise
        says = {name: getattr(promise, name) for name in PROMISED}
    return {name: says[name] for name in PROMISED if says[name] not in (None, [], {})}


def _file_of(submission: PledgeSubmission) -> Any:
    """Give the file that a pledge has now."""
    return published_pledges().find(submission.number).promise.file if submission.number else None


def changed(form: Form, submission: PledgeSubmission, body: dict[str, Any]) -> dict[str, Any]:
    """Leave out of an amendment what it does not change."""
    if "title" not in form.schema.fields:
        return body
    # What is proposed stands in the form already, and is taken over where nothing else is said.
    before = with_emptied(form.schema, {**_promise_of(submission), **submission.proposed}, PROMISED)
    after = with_emptied(form.schema, body, PROMISED)
    return {"reason": body["reason"], **{name: after[name] for name in PROMISED if after[name] != before[name]}}


def ask(submission: PledgeSubmission, verb: str, form: Form, pledge: Pledge | None = None) -> ResponseReturnValue:
    """Show the form of something that can be done with a pledge."""
    say = words()
    names: Mapping[str, Any] = form.schema.fields
    is_late = form.status == HTTPStatus.PRECONDITION_FAILED
    return show_form(
        "pledge_act.html",
        status=form.status,
        form=form,
        verb=verb,
        names=names,
        grave=GRAVE,
        mended=PROMISED,
        takes_file=verb == PROPOSE,
        file_now=_file_of(submission),
        work=pledge_answers().submission(submission),
        pledge=pledge,
        back=_back(submission, pledge),
        progress=[(one.value, say.states("pledge", [one])) for one in Progress],
        linked=[(str(number), say("pledges.number", number=number)) for number in pledge.matches] if pledge else [],
        hows=HOWS,
        changed=_since(pledge or submission, form) if is_late else [],
        **promise_choices(),
        **(source_choices() if "source" in names else {}),
    )


def _back(submission: PledgeSubmission, pledge: Pledge | None) -> str:
    if pledge:
        return url_for("pages.show_pledge", number=pledge.number)
    return url_for("pages.show_pledge_in_work", id=submission.id)


def _since(read: Pledge | PledgeSubmission, form: Form) -> list[Answer]:
    """List when something was recorded after the version from which the form was made; it is made from anew."""
    events = knowledge().platform.history(read.id)[form.seen :]
    form.seen = read.version
    return [{"at": moment(event.timestamp)} for event in events]
