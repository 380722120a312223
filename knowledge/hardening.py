"""What surrounds every answer: headers that keep browsers safe, hosts that are ours, an id for each request."""

import logging
import re
import time
from uuid import uuid4

from flask import Flask, Response, g, request

from knowledge.settings import Settings

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
        # The style sheet draws its arrows and ticks from within.
        " frame-ancestors 'none'; img-src 'self' data:"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Sent with everything, errors too."""
HSTS = "max-age=31536000; includeSubDomains"
"""Sent over TLS: a year of nothing but TLS (RFC 6797)."""
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What a proxy may call a request; anything else gets a name of ours."""

log = logging.getLogger("knowledge.requests")


def harden(app: Flask, settings: Settings) -> None:
    """Surround every request of `app`."""
    app.config["TRUSTED_HOSTS"] = list(settings.allowed_hosts) or None
    app.before_request(_begin)
    app.after_request(_protect)
    app.after_request(_note)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
    g.began = time.perf_counter()


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if "Authorization" in request.headers or getattr(g.get("caller"), "account", None):
        # What somebody may see is nobody else's, not even a cache's.
        response.headers["Cache-Control"] = "no-store"
    response.headers["X-Request-Id"] = g.get("request_id", "")
    return response


def _note(response: Response) -> Response:
    # The route and never the address: what people search for is theirs, and no line can be forged.
    route = request.url_rule.rule if request.url_rule else "-"
    milliseconds = (time.perf_counter() - g.get("began", time.perf_counter())) * 1000
    account = getattr(g.get("caller"), "account", None) or "-"
    log.info(
        "%s %s %s %.1f ms account=%s request=%s",
        request.method,
        route,
        response.status_code,
        milliseconds,
        account,
        g.get("request_id", "-"),
    )
    return response
