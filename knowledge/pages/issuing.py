"""Issuing a bulletin: chosen, read as it would come out, and frozen once it is confirmed; and errata of issued ones."""

from http import HTTPStatus
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from domain.application import Done
from domain.bulletins import SERIES, Bulletin, check_day, check_name, check_scope
from domain.errors import NotFound, Told
from domain.vocabulary import LANGUAGES
from knowledge.answers import today
from knowledge.api.bulletin_requests import ErratumRequest, IssueRequest, SeriesQuery
from knowledge.api.bulletins import NUMBER
from knowledge.api.requests import answers, catch_up_with, knowledge
from knowledge.bulletins.comparing import changes_between
from knowledge.bulletins.contents import contents_of
from knowledge.bulletins.edition import Edition, Issue
from knowledge.bulletins.errata import errata_of
from knowledge.bulletins.issuing import find_issued, issue_bulletin, issue_erratum
from knowledge.bulletins.wording import name_of_scope, word_changes, word_erratum
from knowledge.pages.blueprint import address, pages, question, show_form, words
from knowledge.pages.bulletins import drawn
from knowledge.pages.forms import Form
from knowledge.pages.labels import key
from knowledge.pages.languages import name_of_language
from knowledge.pages.notices import see_next
from knowledge.recording import Author

ISSUE, ERRATUM = "bulletin:issue", "bulletin:issue-erratum"


@pages.page("/bulletins/issue", permission=ISSUE)
def show_issuing_bulletin() -> ResponseReturnValue:
    """Show the form for a bulletin."""
    return _asked(Form(IssueRequest, initial={"valid_at": request.args.get("valid_at", today()), **request.args}))


@pages.form("/bulletins/issue", permission=ISSUE)
def issue_bulletin_of_day() -> ResponseReturnValue:
    """Show what would come out, and issue it once it is confirmed."""
    form = Form(IssueRequest)
    if "confirmed" not in request.form:
        read = form.carried_out(_read)
        return _confirming(form, *read) if read and "also" not in request.form else _asked(form)
    author = form.author()
    done = form.carried_out(lambda body: _issued(author, body))
    if done is None:
        return _asked(form)
    catch_up_with(done)
    bulletin = knowledge().platform.find(Bulletin, done.aggregate_id)
    return see_next(_address(bulletin.series, bulletin.number), saying=key("issuing.done"))


@pages.page(f"/bulletins/{NUMBER}/issue-erratum", permission=ERRATUM)
def show_issuing_erratum(number: int) -> ResponseReturnValue:
    """Show what an erratum would tell, and ask for a word to readers."""
    series = question(SeriesQuery)["series"]
    return _erratum(series, number, Form(ErratumRequest, initial={"series": series}))


@pages.form(f"/bulletins/{NUMBER}/issue-erratum", permission=ERRATUM)
def issue_erratum_of_number(number: int) -> ResponseReturnValue:
    """Tell readers of a bulletin what turned out to be wrong in it."""
    form = Form(ErratumRequest)
    series = form.value("series") or SERIES
    row = find_issued(knowledge(), series, number)
    if form.carried_out(lambda body: issue_erratum(knowledge(), form.author(), row, body["note"])) is None:
        return _erratum(series, number, form)
    return see_next(_address(series, number), saying=key("issuing.erratum_done"))


def _read(body: dict[str, Any]) -> tuple[Edition, Issue]:
    """Tell what would be issued, and under which number.

    Raises:
        InvalidField: something about it cannot be.
    """
    check_day(body["valid_at"])
    check_scope(body["scope"])
    number = body["number"] or knowledge().issued.last_number(body["series"]) + 1
    check_name(body["series"], number)
    return Edition(body["valid_at"], answers().position(body["known_at"]), body["scope"]), Issue(body["series"], number)


def _issued(author: Author, body: dict[str, Any]) -> Done:
    edition, issue = _read(body)
    return issue_bulletin(knowledge(), author, series=issue.series, number=issue.number, edition=edition)


def _asked(form: Form) -> ResponseReturnValue:
    say = words()
    return show_form(
        "issue_bulletin.html",
        status=form.status,
        form=form,
        scopes=[*say.regions(), *say.countries()],
        usual_series=SERIES,
        following=knowledge().issued.last_number(SERIES) + 1,
    )


def _confirming(form: Form, edition: Edition, issue: Issue) -> ResponseReturnValue:
    say = words()
    about = {"valid_at": edition.valid_at, "known_at": str(edition.known_at), "scope": edition.scope}
    last = knowledge().issued.before(valid_at=edition.valid_at, known_at=edition.known_at, scope=edition.scope)
    groups = word_changes(changes_between(knowledge(), Edition.of(last), edition), say) if last else []
    return show_form(
        "issue_bulletin_confirm.html",
        form=form,
        issue=issue,
        edition=edition,
        usual_series=SERIES,
        about=name_of_scope(edition.scope, say),
        last=last,
        groups=groups,
        in_languages=[
            (name_of_language(code), address("pages.show_bulletin", about, language=code)) for code in LANGUAGES
        ],
        **drawn(contents_of(knowledge(), edition), issue),
    )


def _erratum(series: str, number: int, form: Form) -> ResponseReturnValue:
    row, say = find_issued(knowledge(), series, number), words()
    found = errata_of(knowledge(), row, answers().position(None))
    if not found and form.status == HTTPStatus.OK:
        raise NotFound(Told("Nothing that bulletin {number} printed was corrected or retracted since.", number=number))
    return show_form(
        "issue_erratum.html",
        status=form.status,
        form=form,
        number=number,
        errata=[word_erratum(one, say) for one in found],
        back=_address(series, number),
    )


def _address(series: str, number: int) -> str:
    named = {} if series == SERIES else {"series": series}
    return address("pages.show_issued_bulletin", named, number=number)
