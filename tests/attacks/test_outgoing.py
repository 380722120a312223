"""The platform calls nobody whose address somebody typed: no address of a field is ever looked up or connected to."""

import socket
from contextlib import suppress

import pytest

from tests.api.caller import Caller
from tests.attacks.conftest import filled
from tests.attacks.test_fields import declared, named, parameters
from tests.support.submissions import FIELDS


@pytest.fixture
def listener():
    """Somebody who waits at an address to be called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)  # noqa: FBT003 - the library's signature
        yield listening


@pytest.fixture
def called(monkeypatch):
    """Whom anything tried to look up or to connect to."""
    tried: list[object] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def connecting(line, address):
        tried.append(address)
        return connect(line, address)

    def looking_up(host, *others, **named):
        tried.append(host)
        return look_up(host, *others, **named)

    monkeypatch.setattr(socket.socket, "connect", connecting)
    monkeypatch.setattr(socket, "getaddrinfo", looking_up)
    return tried


def test_no_address_that_somebody_typed_is_called(attacked, listener, called):
    port = listener.getsockname()[1]
    url = f"http://127.0.0.1:{port}/somewhere"
    # An address in every field, of a mailbox where a mailbox is asked for, in every parameter and every header.
    headers = dict.fromkeys(("Origin", "Referer", "X-Forwarded-Host", "X-Original-Url", "Forwarded", "Link"), url)
    runs, answered = Caller(attacked.app), 0
    for method, rule in attacked.routes("POST", "PUT", "PATCH"):
        fields = named(attacked.app, method, rule) if declared(attacked.app, method, rule) else {"url", "next", "q"}
        body = {name: f"somebody@127.0.0.1:{port}" if name == "email" else url for name in fields}
        sent = {"json": body} if rule.rule.startswith("/api/") else {"data": body}
        answered += attacked.ask(method, filled(rule.rule), runs, **sent).status_code > 0
    for _, rule in attacked.routes("GET"):
        asked = dict.fromkeys(parameters(attacked.app, rule), url)
        answered += attacked.ask("GET", filled(rule.rule), runs, query_string=asked, headers=headers).status_code > 0

    typed = {name: url for name, text in FIELDS.items() if name == "title" or str(text).endswith(".")}
    practice = attacked.cast.publish(attacked.cast.begin(**typed, links=[{"url": url}]))
    slug = attacked.cast.slug(practice)
    source = runs.post("/documents", {"title": url, "url": url})
    for address in (f"/en/practices/{slug}", f"/api/v1/practices/{slug}", f"/api/v1/search?q={url}"):
        attacked.ask("GET", address)

    assert source.status_code == 201, source.text
    assert answered > 300
    assert called == []
    with suppress(BlockingIOError):
        pytest.fail(f"somebody called from {listener.accept()}")
    socket.create_connection(listener.getsockname()).close()
    assert called, "a call would have been noticed"
