"""How often somebody may ask: signing in, setting a password anew, searching and writing, counted for whoever asks.

A route says what it counts as beside its permission (`Access.limit`); whatever changes something counts as writing.
How often is a setting (docs/settings.md).
"""

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask, Response, g, request
from flask_limiter import ApplicationLimit, Limiter, RequestLimit

from domain.errors import Told
from knowledge.private.counters import OWN_SCHEME, SCHEME
from knowledge.problems import TooOften, answer_refusal
from knowledge.signing_in.addresses import comparable
from knowledge.wiring import Knowledge

LONGEST_ADDRESS = 320
"""Signs of an address that are looked at."""
NETWORK = 64
"""Bits of an IPv6 address that all addresses of one connection have in common."""


def nobody() -> str:
    """Name no account."""
    return ""


def named_as_email() -> str:
    """Return whom the form or the body at hand names as `email`, however it is spelled."""
    sent: object = request.get_json(silent=True) if request.is_json else request.form
    named = sent.get("email") if isinstance(sent, Mapping) else None
    return comparable(str(named or "")[:LONGEST_ADDRESS]).strip().casefold()


@dataclass(frozen=True)
class Limit:
    """What is counted together: for who asks and, where a request names an account, for that account too."""

    name: str
    named: Callable[[], str] = nobody


SIGN_IN = Limit("sign-in", named_as_email)
SHOW_AGAIN = Limit("sign-in")
"""Showing once more who one is, which counts as an attempt to sign in: by the account that asks."""
RESET = Limit("reset", named_as_email)
SEARCH = Limit("search")
WRITES = Limit("writes")


def limit_requests(app: Flask, knowledge: Knowledge, limit: Callable[[], Limit | None]) -> None:
    """Refuse requests that come too often.

    Args:
        app: the application; whoever is registered before this knows who asks.
        knowledge: settings, and the database to count in where the settings say so.
        limit: tells what the request at hand counts as.
    """
    is_shared = knowledge.settings.limits.is_shared

    def rate() -> str:
        counted = limit()
        return knowledge.settings.limits.rates[counted.name] if counted else ""

    def scope(_: str) -> str:
        counted = limit()
        return counted.name if counted else ""

    def named() -> str:
        counted = limit()
        return counted.named() if counted else ""

    # The library takes the options of the stores it knows for all there are.
    options: Any = {"database": knowledge.private} if is_shared else {}
    limiter = Limiter(
        key_func=_who_asks,
        app=app,
        application_limits=[
            ApplicationLimit(rate, key_function=lambda: _digest(f"from {_who_asks()}"), scope=scope),
            ApplicationLimit(
                rate, key_function=lambda: _digest(f"to {named()}"), scope=scope, exempt_when=lambda: not named()
            ),
        ],
        strategy="fixed-window",
        storage_uri=f"{SCHEME if is_shared else OWN_SCHEME}://",
        storage_options=options,
        # While the database does not answer, each process counts for itself.
        in_memory_fallback_enabled=True,
        on_breach=_refuse,
    )
    # Most requests count as nothing, which the library would find out limit by limit.
    limiter.request_filter(lambda: not rate())


def _who_asks() -> str:
    account = getattr(g.get("caller"), "account", None)
    return f"account {account}" if account else f"address {_network(request.remote_addr or '')}"


def _network(address: str) -> str:
    try:
        version = ip_address(address).version
    except ValueError:
        return address
    return address if version == 4 else str(ip_network(f"{address}/{NETWORK}", strict=False))  # noqa: PLR2004 - IPv4


def _digest(text: str) -> str:
    """Name whoever is counted so that the counters know nobody."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


def _refuse(reached: RequestLimit) -> Response:
    seconds = max(1, int(reached.reset_at - time.time()))
    response = answer_refusal(TooOften(Told("Try again in {seconds} s.", seconds=seconds)))
    response.headers["Retry-After"] = str(seconds)
    return response
