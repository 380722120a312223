"""The language of a page: that of its address, else the one chosen before, else what the browser asks for."""

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from flask import Flask, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.routing import AnyConverter

from domain.errors import NotFound
from domain.vocabulary import LANGUAGES
from knowledge.api.requests import knowledge
from knowledge.pages.pseudo import PSEUDO
from knowledge.settings import Settings

COOKIE = "language"
LASTS = 31_536_000
"""Seconds: a year."""
DEFAULT = "es"
"""Of the readers of the bulletin that the platform began with."""


def route_languages(app: Flask, settings: Settings) -> None:
    """Let addresses begin with the languages of the pages, which routes call `<language:language>`."""
    app.url_map.converters["language"] = lambda url_map: AnyConverter(url_map, *served(settings))  # type: ignore[assignment]


def served(settings: Settings) -> Sequence[str]:
    """List the languages in which there are pages."""
    return (*LANGUAGES, PSEUDO) if settings.pseudo_language else LANGUAGES


def language() -> str:
    """Tell the language of the page at hand."""
    if "language" not in g:
        # An address below a language that leads nowhere speaks it all the same, so the route is not asked.
        first = request.path.split("/")[1]
        g.language = first if first in served(knowledge().settings) else _preferred()
    told: str = g.language
    return told


def _preferred() -> str:
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    # `best_match` would rather have English, asked for second, than Spanish for somebody from Mexico.
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((code for code in asked if code in LANGUAGES), DEFAULT)


def choose_language(code: str) -> ResponseReturnValue:
    """Remember a language for the next visits, and lead to the page in it.

    Raises:
        NotFound: nothing is said in that language, or the page is none in it.
    """
    following = urlsplit(request.args.get("next", "") or f"/{code}/")
    if code not in LANGUAGES or following.scheme or following.netloc or not following.path.startswith(f"/{code}/"):
        raise NotFound("There is no such page in that language.")
    response = redirect(following.geturl(), 303)
    response.set_cookie(COOKIE, code, max_age=LASTS, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


@lru_cache(maxsize=64)
def name_of_language(code: str) -> str:
    """Name a language as those who speak it do, as a heading."""
    name = (Locale(code).display_name if code != PSEUDO else None) or code
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=64)
def direction_of(code: str) -> str:
    """Tell whether a language is written from the left, `ltr`, or from the right, `rtl`."""
    if code == PSEUDO:
        return "rtl"
    try:
        return Locale.parse(code, sep="-").text_direction
    except (UnknownLocaleError, ValueError):
        return "ltr"
