"""What every page has in common: its language, its questions, and as of when it is true."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined
from marshmallow import EXCLUDE, Schema, ValidationError
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from domain.vocabulary import LANGUAGES
from knowledge.api.blueprint import FORM, LARGEST_BODY, Access
from knowledge.api.requests import answers, knowledge
from knowledge.assets.addresses import address_assets
from knowledge.assets.compression import compress_pages
from knowledge.assets.first_look import SHEETS, allow_first_look, first_look
from knowledge.limits import Limit
from knowledge.markdown import html_of
from knowledge.pages.fragments import Fragments
from knowledge.pages.languages import choose_language, direction_of, language, name_of_language, route_languages
from knowledge.pages.navigation import sections_for
from knowledge.pages.notices import forget_said_notices, take_notice
from knowledge.pages.pseudo import PSEUDO, PseudoWords
from knowledge.pages.words import TRACK_OF, Words
from knowledge.passages import plain
from knowledge.problems import BadParameter
from knowledge.security import Caller
from knowledge.settings import Settings
from knowledge.signing_in.forgery import FIELD, form_token

View = Callable[..., ResponseReturnValue]


class Pages(Blueprint):
    """Pages and the forms on them, each with the permission it asks for."""

    def __init__(self) -> None:
        """Group them under the language in which they are."""
        super().__init__("pages", __name__, url_prefix="/<language:language>")
        self.access: dict[str, Access] = {}

    def page(self, rule: str, *, permission: str, limit: Limit | None = None) -> Callable[[View], View]:
        """Route a page; `limit` is that of `Access`."""
        return self._declare("GET", rule, Access(permission, limit=limit))

    def form(
        self,
        rule: str,
        *,
        permission: str,
        takes: str = FORM,
        largest: int = LARGEST_BODY,
        limit: Limit | None = None,
    ) -> Callable[[View], View]:
        """Route a form that is sent; what it takes is that of `Access`."""
        return self._declare("POST", rule, Access(permission, takes, largest, limit))

    def _declare(self, method: str, rule: str, access: Access) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            self.access[view.__name__] = access
            return self.route(rule, methods=[method])(view)

        return decorate


pages = Pages()


def register_pages(app: Flask, settings: Settings) -> None:
    """Serve the pages, and the words they are made of to every template."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["markdown"] = html_of
    app.jinja_env.globals["kept"] = Fragments(words)
    app.jinja_env.filters["plain"] = plain
    app.context_processor(_surroundings)
    app.add_url_rule("/", "home", _offer_language)
    app.add_url_rule("/language/<code>", "choose_language", choose_language)
    app.add_url_rule("/favicon.ico", "favicon", lambda: redirect(url_for("static", filename="favicon.svg"), 301))
    forget_said_notices(app)
    address_assets(app)
    compress_pages(app)
    allow_first_look(app)
    route_languages(app, settings)
    app.register_blueprint(pages)


@pages.url_value_preprocessor
def _take_language(_: str | None, values: dict[str, Any] | None) -> None:
    (values or {}).pop("language", None)


@pages.url_defaults
def _keep_language(_: str, values: dict[str, Any]) -> None:
    values.setdefault("language", language())


def words() -> Words:
    """Return the words of this page."""
    if "words" not in g:
        g.words = PseudoWords() if language() == PSEUDO else Words(language())
    found: Words = g.words
    return found


def question(schema: type[Schema]) -> dict[str, Any]:
    """Read the parameters of this page as the API reads them; an empty field of a form asks nothing.

    Raises:
        BadParameter: one cannot be understood.
    """
    read = _made(schema)
    given = MultiDict((name, value.strip()) for name, value in request.args.items(multi=True) if value.strip())
    try:
        asked: dict[str, Any] = read.load(MultiDictProxy(given, read), unknown=EXCLUDE)
    except ValidationError as error:
        found: dict[str, list[str]] = error.messages_dict
        name, (detail, *_) = next(iter(found.items()))
        raise BadParameter(detail, field=name) from error
    return asked


@cache
def _made(schema: type[Schema]) -> Schema:
    """Make a schema, which reads any number of requests: to make one takes longer than to read with it."""
    return schema()


def asked_as_sent(*names: str) -> dict[str, str]:
    """Give these parameters of this page as they were sent, for links that ask the same."""
    return {name: request.args[name] for name in names if request.args.get(name)}


def address(endpoint: str, asked: Mapping[str, str], **values: str | int) -> str:
    """Give the address of an endpoint that is asked something; the names asked may be any."""
    bare = url_for(endpoint, **values)  # type: ignore[arg-type]  # None of the values is an option of its own.
    return f"{bare}?{urlencode(asked)}" if asked else bare


def show(template: str, *, twin: str, position: int, valid_at: str = "", **context: object) -> Response:
    """Show a page.

    Args:
        template: its file.
        twin: the address at which the API answers the same.
        position: of the log; what the page shows was known then.
        valid_at: the day of which it is true, where it is about one.
        context: what the template needs besides.
    """
    return make_response(
        render_template(template, twin=twin, as_of=_as_of(position, valid_at), valid_at=valid_at, **context)
    )


def show_form(template: str, *, status: int = 200, **context: object) -> Response:
    """Show a page with a form that was made for this browser, and is kept by no cache."""
    response = make_response(render_template(template, **context), status)
    response.headers["Cache-Control"] = "no-store"
    return response


def ask_to_confirm(*, title: str, says: str, act: str, action: str, back: str) -> Response:
    """Ask before something is done that cannot be undone; without a script, so on a page of its own.

    Args:
        title: what would be done.
        says: what follows from it.
        act: what the button says.
        action: where the form goes.
        back: the page to return to instead.
    """
    return show_form("confirm.html", title=title, says=says, act=act, action=action, back=back)


def _as_of(position: int, valid_at: str) -> str:
    """Say as of when a page is true."""
    say, recorded_at = words(), answers().moment(position)
    moment = say.moment(recorded_at) if recorded_at else say("as_of.blank")
    if valid_at:
        return say("as_of.now", day=say.day(valid_at), position=position, moment=moment)
    return say("as_of.known", position=position, moment=moment)


def _surroundings() -> dict[str, object]:
    speaks, who = language(), g.get("caller", Caller())
    return {
        "caller": who,
        "first_look": first_look(),
        "sheets": SHEETS,
        # Within a block that is handed to a macro, `caller` is that block.
        "signed_in_as": str(who.account or ""),
        "has_password": _has_password,
        "form_token": form_token,
        "form_token_field": FIELD,
        "say": words(),
        "language": speaks,
        "tongue": name_of_language(speaks),
        "direction": direction_of(speaks),
        "direction_of": direction_of,
        "languages": [(code, name_of_language(code), _in_language(code)) for code in LANGUAGES],
        "sections": sections_for(who),
        "notice": take_notice(words()),
        "track_of": TRACK_OF,
    }


def _has_password() -> bool:
    """Tell whether there is a password to give once more."""
    account = g.get("caller", Caller()).account
    return bool(account and knowledge().passwords.find(account))


def _in_language(code: str) -> str:
    """Give the address of this page in another language."""
    if request.blueprint != pages.name:
        return url_for("pages.show_board", language=code)
    return address(str(request.endpoint), request.args.to_dict(), **{**(request.view_args or {}), "language": code})


def _offer_language() -> ResponseReturnValue:
    response = redirect(url_for("pages.show_board", language=language()))
    response.vary.update(("Accept-Language", "Cookie"))
    return response
