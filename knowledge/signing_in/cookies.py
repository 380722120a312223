"""The one cookie: a secret that a browser sends back, and no page can read."""

import secrets

from flask import Flask, Response, g, request

from domain.errors import Forbidden

COOKIE = "__Host-session"
"""Over TLS. Browsers take a name that begins so only with Secure, from this very host, and for all of it."""
PLAIN_COOKIE = "session"
"""On this machine alone, where there is no TLS."""
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "[::1]"})


class NeedsTls(Forbidden):
    """Signing in takes an address that begins with https."""


def send_cookies(app: Flask) -> None:
    """Let what was decided in a request reach the browser with its answer."""
    app.after_request(_send)


def sent_secret() -> str:
    """Return the secret that this browser holds from now on, empty if none."""
    fresh: str | None = g.get("fresh_secret")
    if fresh is not None:
        return fresh
    name = _name()
    return request.cookies.get(name, "") if name else ""


def give_secret(secret: str) -> None:
    """Give this browser a secret instead of the one it has; an empty one takes it away.

    Raises:
        NeedsTls: others could read it on its way.
    """
    if not _name():
        raise NeedsTls
    g.fresh_secret = secret


def have_secret() -> str:
    """Return the secret of this browser, and give it one if it has none, so that forms can be bound to it."""
    if not sent_secret():
        give_secret(secrets.token_urlsafe(32))
    return sent_secret()


def is_on_this_machine() -> bool:
    """Tell whether the platform is asked by the machine it runs on, going by the name it is asked under."""
    return request.host.rpartition(":")[0] in THIS_MACHINE or request.host in THIS_MACHINE


def _name() -> str:
    if request.is_secure:
        return COOKIE
    return PLAIN_COOKIE if is_on_this_machine() else ""


def _send(response: Response) -> Response:
    # Pages show who is signed in; style sheets are everybody's.
    if request.endpoint != "static":
        response.vary.add("Cookie")
    fresh: str | None = g.get("fresh_secret")
    if fresh is None:
        return response
    if fresh:
        response.set_cookie(_name(), fresh, secure=request.is_secure, httponly=True, samesite="Lax", path="/")
    else:
        response.delete_cookie(_name(), secure=request.is_secure, httponly=True, samesite="Lax", path="/")
    response.headers["Cache-Control"] = "no-store"
    return response
