"""Turns every refusal and failure into an answer a person and a program can use (RFC 9457)."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Flask, Response, current_app, json, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.http import HTTP_STATUS_CODES

from domain.application import LOG_UNAVAILABLE, KeyReused
from domain.errors import ChangedMeanwhile, Forbidden, InvalidField, InvalidFields, NotFound, Refusal, RuleBroken, Told
from domain.vocabulary import LANGUAGES
from knowledge.refusals.telling import ENGLISH, told_in
from projections.views import VIEWS_UNAVAILABLE

STATUS: Mapping[type[Refusal], int] = {
    NotFound: 404,
    Forbidden: 403,
    ChangedMeanwhile: 412,
    KeyReused: 422,
    InvalidField: 422,
    InvalidFields: 422,
    RuleBroken: 409,
}
"""The one table that maps families of refusals to status codes (RFC 9110)."""

SCHEMA = "_schema"
"""Where marshmallow tells what is wrong with an object as a whole."""
RETRY_AFTER = 2
"""Seconds after which to try again when a database does not answer."""

log = logging.getLogger(__name__)
explanations = Blueprint("problems", __name__)


class BadParameter(InvalidField):
    """A parameter of the address or a header cannot be understood."""


class NotServedHere(Refusal):
    """The platform is not served under this name; use the address that you were given, or ask whoever runs it."""


class NotAuthenticated(Refusal):
    """This needs an account."""


class SecondFactorMissing(Forbidden):
    """What your roles allow takes a second factor; add one on the page of your account."""


class NotRead(Refusal):
    """What is sent has another form than is read here."""


class NotAcceptable(Refusal):
    """It does not come in a form that this request takes."""


class TooLarge(Refusal):
    """What is sent is larger than is read here."""


class TooOften(Refusal):
    """Somebody asks more often than is answered here."""


class Gone(Refusal):
    """It was here, and was taken from readers."""


class Unavailable(Refusal):
    """The database does not answer at the moment; nothing was lost that was acknowledged."""


class Draining(Unavailable):
    """This process finishes its last requests; another one serves."""


class UnexpectedFailure(Refusal):
    """Something went wrong on our side."""


_OWN_STATUS: Mapping[type[Refusal], int] = {
    BadParameter: 422,
    NotServedHere: 400,
    NotAuthenticated: 401,
    NotRead: 415,
    NotAcceptable: 406,
    TooLarge: 413,
    Gone: 410,
    TooOften: 429,
    Unavailable: 503,
    UnexpectedFailure: 500,
}


def register_problems(app: Flask) -> None:
    """Answer every exception in `app` with a problem, or for a page with a page that explains."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(HTTPException, answer_http)
    for unavailable in (*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE):
        app.register_error_handler(unavailable, _answer_unavailable)
    app.register_error_handler(Exception, _answer_failure)
    app.register_blueprint(explanations)


def answer_refusal(refusal: Refusal) -> Response:
    """Answer a refusal of the domain; who reads a page that takes an account is asked to sign in."""
    if type(refusal) is NotAuthenticated and request.method == "GET" and wants_page():
        return redirect(url_for("pages.show_sign_in", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
    if type(refusal) is SecondFactorMissing and request.method == "GET" and wants_page():
        return redirect(url_for("pages.show_second_factor"))  # type: ignore[return-value]
    extra: dict[str, Any] = {}
    if isinstance(refusal, BadParameter):
        extra["errors"] = [{"parameter": refusal.field, "detail": refusal.detail}]
    elif isinstance(refusal, InvalidField):
        extra["errors"] = [{"pointer": _pointer(refusal.field.split("/")), "detail": refusal.detail}]
    elif isinstance(refusal, InvalidFields):
        extra["errors"] = [{"pointer": f"#/{field}", "detail": detail} for field, detail in refusal.details.items()]
    response = _problem(status_of(type(refusal)), refusal.slug(), refusal.title(), str(refusal), extra)
    if isinstance(refusal, NotAuthenticated):
        response.headers["WWW-Authenticate"] = 'Bearer realm="knowledge"'
    if isinstance(refusal, Unavailable):
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def answer_http(error: HTTPException) -> Response:
    """Answer an error of HTTP itself, such as an unknown address or a body that is too large."""
    if error.response is not None:
        return error.get_response()  # type: ignore[return-value]
    if isinstance(error, SecurityError):
        return answer_refusal(NotServedHere())
    status = error.code or 500
    title = HTTP_STATUS_CODES.get(status, "Error")
    errors = list(_invalid_fields(getattr(error, "data", {}).get("messages", {})))
    detail = errors[0]["detail"] if errors else (error.description or title)
    slug = title.lower().replace(" ", "-").replace("'", "")
    if errors and status == 422:  # noqa: PLR2004 - Unprocessable Content
        refusal = BadParameter if "parameter" in errors[0] else InvalidField
        slug, title = refusal.slug(), refusal.title()
    if status == HTTPStatus.NOT_FOUND:
        title = NotFound.title()
    response = _problem(status, slug, title, detail, {"errors": errors} if errors else {})
    for name, value in error.get_headers():
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    return response


def status_of(refusal: type[Refusal]) -> int:
    """Return the status code of a family of refusals."""
    for family in refusal.__mro__:
        if family in _OWN_STATUS:
            return _OWN_STATUS[family]
        if family in STATUS:
            return STATUS[family]
    return 409


@explanations.get("/problems/<slug>")
def explain(slug: str) -> Response:
    """Explain a kind of problem, so that every `type` leads somewhere."""
    for refusal in sorted(_refusals(), key=lambda cls: cls.__name__):
        if refusal.slug() == slug:
            return _problem_page(slug, refusal.title(), status_of(refusal))
    for status, phrase in HTTP_STATUS_CODES.items():
        if phrase.lower().replace(" ", "-").replace("'", "") == slug:
            return _problem_page(slug, phrase, status)
    raise NotFound(Told("There is no problem called {slug!r}.", slug=slug))


def _problem_page(slug: str, title: str, status: int) -> Response:
    explained = {"type": f"/problems/{slug}", "title": title, "status": status}
    if wants_page():
        return Response(render_template("problem.html", problem=explained), mimetype="text/html")
    return Response(json.dumps(explained), mimetype="application/json")


def wants_page() -> bool:
    """Tell whether this request comes from somebody who reads pages."""
    if request.path.startswith("/api/"):
        return False
    return request.accept_mimetypes.best_match(["application/json", "text/html"]) == "text/html"


def _answer_unavailable(error: Exception) -> Response:
    log.warning("A database does not answer: %s", error)
    return answer_refusal(Unavailable())


def _answer_failure(error: Exception) -> Response:
    log.error("Unexpected failure.", exc_info=error)
    return answer_refusal(UnexpectedFailure())


def _problem(status: int, slug: str, title: str, detail: str, extra: Mapping[str, Any]) -> Response:
    body = {
        "type": f"/problems/{slug}",
        "title": title,
        "status": status,
        "detail": detail,
        **extra,
    }
    has_host = not isinstance(request.routing_exception, SecurityError)
    if wants_page() and has_host:
        page = render_template("problem.html", problem=body)
        return Response(page, status=status, mimetype="text/html")
    language = request.accept_languages.best_match(LANGUAGES, ENGLISH)
    told = _told_in(language, body)
    if wants_page():
        response = Response(_bare(language, told or body), status=status, mimetype="text/html")
    else:
        response = Response(json.dumps(told or body), status=status, mimetype="application/problem+json")
    response.headers["Content-Language"] = language if told else ENGLISH
    response.vary.add("Accept-Language")
    return response


def _bare(language: str, told: Mapping[str, Any]) -> str:
    """Write a page that leads nowhere and needs no file: without a host of ours no address can be made."""
    return current_app.jinja_env.get_template("bare_problem.html").render(language=language, problem=told)


def _told_in(language: str, body: Mapping[str, Any]) -> dict[str, Any] | None:
    """Tell a problem in a language; None where a part of it could not be told, so that no answer mixes two."""
    texts = {name: told_in(language, body[name]) for name in ("title", "detail")}
    errors = [{**error, "detail": told_in(language, error["detail"])} for error in body.get("errors", [])]
    if None in (*texts.values(), *(error["detail"] for error in errors)):
        return None
    return {**body, **texts, **({"errors": errors} if errors else {})}


def _refusals() -> Iterator[type[Refusal]]:
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        yield cls


def _invalid_fields(messages: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Flatten what marshmallow found into one entry a field."""
    for location, found in messages.items():
        for place, detail in leaves(found):
            if location in {"query", "headers"}:
                yield {"parameter": "/".join(place), "detail": detail}
            else:
                yield {"pointer": _pointer(place), "detail": detail}


def _pointer(place: Sequence[str]) -> str:
    """Write a place in the body as RFC 6901 says; what is wrong with the whole of an object is wrong at the object."""
    named = [name.replace("~", "~0").replace("/", "~1") for name in place if name not in {"", SCHEMA}]
    return "/".join(["#", *named])


def leaves(found: object, place: Sequence[str] = ()) -> Iterator[tuple[Sequence[str], str]]:
    """Give each thing that marshmallow found wrong, with where it stands in what was sent."""
    if isinstance(found, Mapping):
        for key, inner in found.items():
            yield from leaves(inner, [*place, str(key)])
    elif isinstance(found, list):
        for inner in found:
            yield from leaves(inner, place)
    else:
        yield place, str(found)
