"""What the next page says first: that something was saved, sent or undone."""

from flask import Flask, Response, g, redirect, request
from werkzeug.wrappers import Response as Redirect

from knowledge.pages.words import Words

COOKIE = "notice"
LASTS = 60
"""Seconds, for the case that the next page is never opened."""


def see_next(address: str, *, saying: str) -> Redirect:
    """Lead on after something was done, so that opening the page anew does not do it again.

    Args:
        address: of the page that comes next.
        saying: the name of a label that it shows, marked as `key("…")`.
    """
    response = redirect(address, 303)
    response.set_cookie(COOKIE, saying, max_age=LASTS, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def take_notice(say: Words) -> str:
    """Return what this page has to say first, which it does once; empty if nothing."""
    name = request.cookies.get(COOKIE)
    if not name:
        return ""
    g.said_notice = True
    try:
        return say(name)
    except KeyError:
        # Whoever writes cookies by hand is told nothing.
        return ""


def forget_said_notices(app: Flask) -> None:
    """Let each notice be said once."""
    app.after_request(_forget)


def _forget(response: Response) -> Response:
    if g.get("said_notice"):
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
