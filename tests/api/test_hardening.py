"""What surrounds every answer."""

import logging
from dataclasses import replace

import pytest
from flask import request

from knowledge.app import create_app
from knowledge.settings import BadSetting, Settings
from knowledge.wiring import Knowledge
from tests.api.caller import API
from tests.support.accounts import open_account


@pytest.mark.parametrize(
    "address", ["/api/v1/status", "/en/", "/nowhere", "/static/knowledge.css", "/api/v1/my/account"]
)
def test_every_answer_tells_browsers_to_be_careful(app, address):
    with app.test_client().get(address) as answer:
        headers = answer.headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_only_over_tls_browsers_are_told_to_stay_there(app):
    client = app.test_client()

    assert "Strict-Transport-Security" not in client.get("/en/").headers
    assert "max-age" in client.get("/en/", base_url="https://localhost").headers["Strict-Transport-Security"]


def test_what_is_for_one_account_is_kept_by_no_cache(app, knowledge):
    secret = open_account(knowledge, "contributor").secret
    signed = app.test_client().get(f"{API}/status", headers={"Authorization": f"Bearer {secret}"})

    assert signed.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["text/html", "application/problem+json, application/json"])
def test_a_host_that_is_not_ours_is_refused_in_the_form_and_language_asked_for(app, accept):
    headers = {"Host": "evil.example", "Accept": accept, "Accept-Language": "es"}
    refused = app.test_client().get("/en/", headers=headers)

    assert (refused.status_code, refused.headers["Content-Language"]) == (400, "es")
    assert refused.mimetype == ("text/html" if "html" in accept else "application/problem+json")
    assert "La plataforma no se ofrece con este nombre" in refused.text
    assert "evil.example" not in f"{refused.headers}{refused.text}"
    assert app.test_client().get("/en/", headers={"Host": "localhost:8000"}).status_code == 200


def test_the_hosts_can_be_set():
    assert Settings.read({"ALLOWED_HOSTS": "Knowledge.example, localhost"}).allowed_hosts == (
        "knowledge.example",
        "localhost",
    )
    assert "192.0.2.7" in Settings.read({"HOST": "192.0.2.7"}).allowed_hosts
    with pytest.raises(BadSetting, match="ALLOWED_HOSTS"):
        Settings.read({"ALLOWED_HOSTS": "http://knowledge.example/"})


def test_a_request_has_an_id_which_a_proxy_may_give(app):
    client = app.test_client()

    assert client.get("/en/", headers={"X-Request-Id": "abcdef-0123"}).headers["X-Request-Id"] == "abcdef-0123"
    for bad in ("short", "a b c d e f g h", "x" * 65):
        made = client.get("/en/", headers={"X-Request-Id": bad}).headers["X-Request-Id"]
        assert made != bad
        assert len(made) == 32


def test_each_request_is_told_by_its_route_and_its_account(app, knowledge, caplog):
    account = open_account(knowledge, "contributor")
    with caplog.at_level(logging.INFO, "knowledge.requests"):
        app.test_client().get(f"{API}/audit?q=somebody", headers={"Authorization": f"Bearer {account.secret}"})

    (told,) = caplog.records
    assert (told.method, told.route, told.status, told.account) == ("GET", f"{API}/audit", 200, account.id)
    assert told.milliseconds > 0


def test_a_proxy_is_believed_where_a_request_comes_from_and_a_stranger_is_not(settings):
    told = {"X-Forwarded-For": "198.51.100.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    seen: dict[str, str | None] = {}

    for proxies in (0, 1):
        with Knowledge(replace(settings, proxies=proxies)) as knowledge:
            app = create_app(knowledge)
            app.before_request(lambda: seen.update(address=request.remote_addr))
            answer = app.test_client().get("/healthz", headers=told)

        assert seen["address"] == ("192.0.2.7" if proxies else "127.0.0.1")
        assert ("Strict-Transport-Security" in answer.headers) == bool(proxies)
