"""Bulletins: of any day, issued under a number, and what changed between two."""

from typing import Any

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from domain.application import Done
from domain.bulletins import SERIES, Bulletin
from domain.errors import UnknownCode
from knowledge.answers import today
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.bulletin_requests import (
    BulletinQuery,
    DifferenceQuery,
    ErratumRequest,
    IssuedBulletinsQuery,
    IssuedQuery,
    IssueRequest,
)
from knowledge.api.bulletin_schemas import (
    BulletinDifferenceSchema,
    BulletinSchema,
    IssuedBulletinSchema,
    IssuedDossierSchema,
)
from knowledge.api.requests import accepted, answer, answers, author, knowledge, page, read_cursor, tag
from knowledge.api.schemas import page_of
from knowledge.bulletins.contents import contents_of, digest_of
from knowledge.bulletins.dossiers import difference_of, dossier_of
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.formats import EXTENSIONS, JSON, MARKDOWN, MEDIA_TYPES, PDF, render
from knowledge.bulletins.issuing import find_issued, frozen, issue_bulletin, issue_erratum, issued_answer
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter
from projections.views import VIEWS_FAILED

NUMBER = "<int(max=1000000):number>"

bulletins = Blueprint("bulletins", "Where countries stood and what networks did, made from the log for any day.")


def _sent_once(view: View) -> View:
    """Document that who has an answer already is not sent it again."""
    documented: View = bulletins.doc(responses={304: {"description": "It is the document that you have."}})(view)
    return documented


@bulletins.query("/bulletin", BulletinSchema, 422, permission=PUBLIC)
@bulletins.also_answers(MEDIA_TYPES[MARKDOWN], MEDIA_TYPES[PDF])
@_sent_once
@bulletins.arguments(BulletinQuery, location="query")
def show_bulletin(query: dict[str, Any]) -> ResponseReturnValue:
    """Make the bulletin of a day, as known at some moment: the same question gives the same bytes."""
    edition = edition_asked(query)
    form = _wanted_form(query)
    name = f"bulletin-{edition.valid_at}-{edition.known_at}"
    return _document(render(contents_of(knowledge(), edition), form, query["lang"]), form, name, query["lang"])


@bulletins.query("/bulletins", page_of(IssuedBulletinSchema), 422, permission=PUBLIC)
@bulletins.arguments(IssuedBulletinsQuery, location="query")
def list_bulletins(query: dict[str, Any]) -> ResponseReturnValue:
    """List the issued bulletins by series and number."""
    after = read_cursor(query.get("cursor"), tuple[str, int]) or ("", 0)
    rows = knowledge().issued.listed(series=query.get("series", ""), after=after, limit=query["limit"])
    shown = rows[: query["limit"]]
    following = (shown[-1].series, shown[-1].number) if len(rows) > len(shown) else None
    return page([issued_answer(row) for row in shown], following)


@bulletins.query(f"/bulletins/{NUMBER}", IssuedDossierSchema, 404, 409, 422, permission=PUBLIC)
@bulletins.also_answers(MEDIA_TYPES[MARKDOWN], MEDIA_TYPES[PDF])
@_sent_once
@bulletins.arguments(IssuedQuery, location="query")
def show_issued_bulletin(query: dict[str, Any], number: int) -> ResponseReturnValue:
    """Show an issued bulletin with its errata; as Markdown or PDF, the document as it was issued."""
    row = find_issued(knowledge(), query["series"], number)
    form = _wanted_form(query)
    if form != JSON:
        content = frozen(knowledge(), row, form, query["lang"])
        return _document(content, form, f"bulletin-{row.series}-{number}", query["lang"])
    dossier = dossier_of(knowledge(), row)
    response = tag(answer(dossier), dossier["version"])
    response.vary.add("Accept")
    return response


@bulletins.query("/bulletins/diff", BulletinDifferenceSchema, 404, 409, 422, permission=PUBLIC)
@bulletins.arguments(DifferenceQuery, location="query")
def compare_bulletins(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell what changed from one issued bulletin to a later one, each change in one of five classes."""
    first, second = (find_issued(knowledge(), query["series"], query[end]) for end in ("first", "second"))
    return answer(difference_of(knowledge(), first, second))


@bulletins.command("/bulletins", IssuedBulletinSchema, 409, permission="bulletin:issue")
@bulletins.arguments(IssueRequest)
def issue(body: dict[str, Any]) -> ResponseReturnValue:
    """Issue a bulletin: freeze what it is made from, with the digest of each document."""
    edition = Edition(body["valid_at"], answers().position(body["known_at"]), body["scope"])
    done = issue_bulletin(knowledge(), author(), series=body["series"], number=body["number"], edition=edition)
    return _answered(done)


@bulletins.command(
    f"/bulletins/{NUMBER}/issue-erratum", IssuedBulletinSchema, 404, 409, permission="bulletin:issue-erratum"
)
@bulletins.arguments(ErratumRequest)
def issue_erratum_of_bulletin(body: dict[str, Any], number: int) -> ResponseReturnValue:
    """Tell readers on the record what of a bulletin turned out to be wrong."""
    row = find_issued(knowledge(), body["series"], number)
    return _answered(issue_erratum(knowledge(), author(), row, body["note"]))


def edition_asked(query: dict[str, Any]) -> Edition:
    """Tell which bulletin a question is about; left out, the day and what is known are those of now.

    Raises:
        BadParameter: the scope is neither a region nor a country.
    """
    edition = Edition(query.get("valid_at", today()), answers().position(query.get("known_at")), query.get("scope", ""))
    try:
        edition.countries  # noqa: B018 - asked so that an unknown one is refused
    except UnknownCode as error:
        raise BadParameter(error.detail, field="scope") from error
    return edition


def _wanted_form(query: dict[str, Any]) -> str:
    if form := query.get("format"):
        return str(form)
    preferred = request.accept_mimetypes.best_match(list(MEDIA_TYPES.values()), MEDIA_TYPES[JSON])
    return next(form for form, media_type in MEDIA_TYPES.items() if media_type == preferred)


def _document(content: bytes, form: str, name: str, language: str) -> Response:
    """Answer with a document; its ETag is the digest of its bytes."""
    response = Response(content, mimetype=MEDIA_TYPES[form])
    response.set_etag(digest_of(content))
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    if form != JSON:
        response.content_language.add(language)
        response.headers.set("Content-Disposition", "inline", filename=f"{name}-{language}.{EXTENSIONS[form]}")
    response.make_conditional(request)
    return response


def _answered(done: Done) -> Response:
    """Answer with the bulletin that something was done with; sent again, with the bulletin as it is then."""
    try:
        if done.aggregate is None:
            knowledge().views.catch_up()
        bulletin = knowledge().platform.find(Bulletin, done.aggregate_id)
        row = knowledge().issued.one(bulletin.series, bulletin.number)
    except VIEWS_FAILED:
        row = None
    if row is None:
        return accepted(done)
    response = answer(issued_answer(row), 201)
    series = {} if row.series == SERIES else {"series": row.series}
    response.headers["Location"] = url_for("bulletins.show_issued_bulletin", number=row.number, **series)
    return tag(response, done.version)
