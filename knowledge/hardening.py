"""What surrounds every answer: headers that keep browsers safe, hosts that are ours, an id for each request."""

import logging
import re
import time
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from knowledge.settings import Settings

POLICY = (
    "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self';"
    # The style sheet draws its arrows and ticks from within.
    " frame-ancestors 'none'; img-src 'self' data:"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
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
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies)  # type: ignore[method-assign]
    app.config["TRUSTED_HOSTS"] = list(settings.allowed_hosts) or None
    app.before_request(_begin)
    app.after_request(_protect)
    app.after_request(_note)
    # A thread that goes on to other work no longer works for this request.
    app.teardown_request(lambda _: structlog.contextvars.clear_contextvars())


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


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
    told = {
        "method": request.method,
        "route": request.url_rule.rule if request.url_rule else None,
        "status": response.status_code,
        "milliseconds": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        "account": getattr(g.get("caller"), "account", None),
    }
    log.info("request", extra={name: value for name, value in told.items() if value is not None})
    return response
