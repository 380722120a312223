"""Requests that another site sends in the name of who is signed in here are refused."""

import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import request

from domain.errors import Forbidden
from knowledge.signing_in.cookies import have_secret, sent_secret

FIELD = "csrf_token"
"""Where a form carries its token."""
HEADER = "X-CSRF-Token"
"""Where a program carries it."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class ForeignOrigin(Forbidden):
    """What changes something has to be sent from a page of this platform."""


class FormNotOurs(Forbidden):
    """This form was not made for this browser, or too long ago; open it again and send it anew."""


def form_token() -> str:
    """Return a token for a form of this browser."""
    return token_for(have_secret())


def token_for(secret: str) -> str:
    """Make a token that only holds beside the cookie with this secret.

    It differs each time, so that nobody can guess it from how well a page is compressed.
    """
    salt = secrets.token_hex(16)
    return f"{salt}.{_mark(secret, salt)}"


def refuse_foreign_origin(*, own: str, must_tell: bool) -> None:
    """Refuse a request that the browser says comes from another site.

    Args:
        own: the address under which readers know the platform, beside the one this request is sent to.
        must_tell: whether it is refused, too, if it does not say where it comes from.

    Raises:
        ForeignOrigin: as it says.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is None and origin is None:
        if must_tell:
            raise ForeignOrigin("The request has neither an Origin nor a Sec-Fetch-Site.")
        return
    if site not in {None, "same-origin", "none"}:
        raise ForeignOrigin
    if origin is not None and _origin(origin) not in {_origin(request.host_url), _origin(own)}:
        raise ForeignOrigin


def require_token() -> None:
    """Refuse what does not carry a token of this browser.

    Raises:
        FormNotOurs: as it says.
    """
    token = request.headers.get(HEADER) or request.form.get(FIELD, "")
    salt, _, mark = token.partition(".")
    secret = sent_secret()
    if not secret or not hmac.compare_digest(mark.encode(), _mark(secret, salt).encode()):
        raise FormNotOurs


def _mark(secret: str, salt: str) -> str:
    return hmac.new(secret.encode(), f"form {salt}".encode(), hashlib.sha256).hexdigest()


def _origin(address: str) -> tuple[str, str]:
    parts = urlsplit(address)
    return parts.scheme, parts.netloc
