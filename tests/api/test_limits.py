"""Whoever asks too often is told to wait, and nobody else is."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask, request

from knowledge.app import create_app
from knowledge.limit_settings import LimitSettings
from knowledge.limits import RESET, SIGN_IN, limit_requests
from knowledge.private.counters import Counters
from knowledge.problems import register_problems
from knowledge.settings import BadSetting, Settings
from knowledge.signing_in.passwords import hash_password
from knowledge.wiring import Knowledge
from tests.api.caller import API, PROBLEM, Caller
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

LIMITS = {"sign-in": "2 per minute", "reset": "1 per hour", "search": "3 per minute", "writes": "2 per minute"}
NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(params=[False, True], ids=["memory", "database"])
def limited(request, settings):
    """A platform on which little may be asked."""
    with Knowledge(replace(settings, limits=LimitSettings(LIMITS, is_shared=request.param))) as opened:
        yield opened


@pytest.fixture
def app(limited):
    return create_app(limited)


def statuses(times, ask):
    return [ask().status_code for _ in range(times)]


def test_whoever_searches_too_often_is_told_when_to_try_again(app):
    api = Caller(app)

    assert statuses(3, lambda: api.get("/search", q="red")) == [200] * 3
    refused: Any = api.get("/search", q="red")

    assert (refused.status_code, refused.mimetype) == (429, PROBLEM)
    assert refused.json["type"] == "/problems/too-often"
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    assert api.get("/search/suggest", q="re").status_code == 429
    assert api.get("/status").status_code == 200


def test_whoever_asks_from_elsewhere_does_not_have_to_wait(app):
    client = app.test_client()

    def search(address):
        return client.get(f"{API}/search", environ_overrides={"REMOTE_ADDR": address})

    assert statuses(4, lambda: search("192.0.2.7"))[-1] == 429
    assert search("192.0.2.8").status_code == 200


def test_one_connection_is_one_whoever_asks_however_many_addresses_it_has(app):
    client = app.test_client()
    addresses = [f"2001:db8:0:7::{number:x}" for number in range(1, 5)]

    asked = [client.get(f"{API}/search", environ_overrides={"REMOTE_ADDR": one}).status_code for one in addresses]

    assert asked == [200, 200, 200, 429]
    other = client.get(f"{API}/search", environ_overrides={"REMOTE_ADDR": "2001:db8:0:8::1"})
    assert other.status_code == 200


def test_guesses_at_the_password_of_a_session_that_was_found_count_as_signing_in(limited):
    free = LimitSettings({**LIMITS, "writes": ""}, is_shared=limited.settings.limits.is_shared)
    limited.settings = replace(limited.settings, limits=free)
    app = create_app(limited)
    digest = hash_password("correct horse battery")
    proofs = ("password", "address", "second-factor", "second-factor/remove", "second-factor/recovery-codes")
    for proof in (*proofs, "elsewhere/link", "elsewhere/unlink", "account/erase"):
        by_program, by_page = (open_account(limited, "contributor").id for _ in range(2))
        limited.passwords.keep(by_page, digest)
        called = Visitor(app).sign_in(limited, by_program)
        sent = Visitor(app).sign_in(limited, by_page)
        api = statuses(3, lambda who=called, to=proof: who.call(f"/my/{to}", {"current": "guess"}))
        pages = statuses(3, lambda who=sent, to=proof: who.send(f"/en/my/{to}", current="guess"))

        assert (api[1] == 429, api[2], pages[1] == 429, pages[2]) == (False, 429, False, 429), proof


def test_accounts_behind_one_address_are_counted_each(app, limited):
    one, other = (Caller(app, token=open_account(limited, "coordinator").secret) for _ in range(2))
    letter = {"title": "Letter"}

    assert statuses(3, lambda: one.post("/documents", letter)) == [201, 409, 429]
    assert other.post("/documents", {"title": "Minutes"}).status_code == 201


def test_whatever_changes_something_counts_as_writing(app, limited):
    mine = Caller(app, token=open_account(limited, "contributor").secret)

    assert mine.call("PUT", f"/practices/{NOBODYS}/working-copy", data=b"{}", headers=mine.headers()).status_code == 404
    assert mine.post("/practices", {}).status_code == 422
    assert mine.call("DELETE", f"/my/searches/{NOBODYS}", headers=mine.headers()).status_code == 429
    assert mine.get_signed("/my/account").status_code == 200


@pytest.fixture
def doors(limited):
    """Whoever comes to two doors: one to sign in, one to ask for a letter."""
    app = Flask("doors")
    app.add_url_rule("/enter", view_func=lambda: "in", methods=["POST"], endpoint="enter")
    app.add_url_rule("/ask", view_func=lambda: "sent", methods=["POST"], endpoint="ask")
    register_problems(app)
    limit_requests(app, limited, lambda: {"enter": SIGN_IN, "ask": RESET}.get(request.endpoint or ""))
    client = app.test_client()

    def knock(door, email, address="192.0.2.7", **sent):
        body = sent or {"data": {"email": email}}
        return client.post(door, environ_overrides={"REMOTE_ADDR": address}, **body).status_code

    return knock


def test_whoever_guesses_passwords_is_slowed_down_whatever_accounts_they_try(doors):
    assert [doors("/enter", f"office{number}@ministry.example") for number in range(3)] == [200, 200, 429]
    assert doors("/enter", "office9@ministry.example", "198.51.100.9") == 200


def test_an_account_is_guarded_wherever_the_guesses_come_from(doors):
    # The second is the same to every mail server: its domain is written in letters of full width.
    forms = ["office@ministry.example", " Office@\uff2dinistry.\uff45xample ", "OFFICE@MINISTRY.EXAMPLE"]

    assert [doors("/enter", form, f"192.0.2.{number}") for number, form in enumerate(forms)] == [200, 200, 429]
    assert doors("/enter", "", "192.0.2.4", json={"email": forms[0]}) == 429
    assert doors("/enter", "other@ministry.example", "192.0.2.5") == 200


def test_letters_are_counted_apart_from_signing_in(doors):
    assert doors("/ask", "office@ministry.example") == 200
    assert doors("/ask", "office@ministry.example", "192.0.2.8") == 429
    assert doors("/enter", "office@ministry.example") == 200


@pytest.mark.parametrize(
    "body", [{"data": b"\xff\xfe{"}, {"json": ["email"]}, {"json": {"email": {"a": 1}}}, {"json": 5}]
)
def test_a_door_is_counted_for_the_address_whatever_is_sent(doors, body):
    assert [doors("/enter", "", **body) for _ in range(3)] == [200, 200, 429]


def test_the_counters_know_nobody(doors, limited):
    doors("/enter", "office@ministry.example")

    for path in limited.settings.data_dir.rglob("*"):
        if path.is_file():
            assert b"ministry" not in path.read_bytes()
            assert b"192.0.2" not in path.read_bytes()


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_several_processes_count_together_in_the_database(settings):
    shared = replace(settings, limits=LimitSettings(LIMITS, is_shared=True))
    with Knowledge(shared) as one, Knowledge(shared) as other:
        one.migrate()
        first, second = Caller(create_app(one)), Caller(create_app(other))

        asked = [api.get("/search").status_code for api in (first, second, first, second, first)]

    assert asked == [200, 200, 200, 429, 429]


def test_counting_begins_anew_when_the_time_has_run_out(knowledge):
    counters = Counters("", database=knowledge.private)

    assert [counters.incr("one", 3600), counters.incr("one", 3600), counters.incr("one", 3600, 0)] == [1, 2, 2]
    counters.clear("one")
    assert counters.incr("one", -1) == 1
    assert counters.get("one") == 0
    assert counters.incr("one", 3600) == 1
    assert counters.get_expiry("one") > counters.get_expiry("nobody")
    assert (counters.check(), counters.reset(), counters.get("one")) == (True, 1, 0)


def test_while_the_database_does_not_answer_each_process_counts_for_itself(settings):
    with Knowledge(replace(settings, limits=LimitSettings(LIMITS, is_shared=True))) as knowledge:
        api = Caller(create_app(knowledge))
        assert api.get("/search").status_code == 200
        with knowledge.private.writing() as connection:
            connection.exec_driver_sql("DROP TABLE counters")

        assert statuses(4, lambda: api.get("/search")) == [200, 200, 200, 429]


@pytest.mark.parametrize("rate", ["often", "5", "five per minute", "5 per fortnight"])
def test_a_rate_that_cannot_be_meant_is_refused_by_name(rate):
    with pytest.raises(BadSetting, match=r"^LIMIT_SEARCH: "):
        Settings.read({"LIMIT_SEARCH": rate})


def test_nobody_waits_where_nothing_is_limited(settings):
    assert Settings.read({"LIMIT_SEARCH": "none"}).limits.rates["search"] == ""
    with Knowledge(replace(settings, limits=LimitSettings(dict.fromkeys(LIMITS, ""), is_shared=False))) as knowledge:
        api = Caller(create_app(knowledge))

        assert statuses(5, lambda: api.get("/search/suggest", q="r")) == [200] * 5


def test_guessing_a_password_is_limited_on_every_way_in(app):
    guess = {"email": "office@ministry.example", "password": "a guess of mine"}
    browser = app.test_client()
    browser.get("/en/sign-in")
    sent = {"Sec-Fetch-Site": "same-origin"}

    told = [browser.post(f"{API}/sign-in", json=guess, headers=sent).status_code for _ in range(3)]
    assert told == [401, 401, 429]
    token = browser.get(f"{API}/my/session").json["csrf_token"]
    form = browser.post("/en/sign-in", data={**guess, "csrf_token": token}, headers={**sent, "Accept": "text/html"})
    assert (form.status_code, form.mimetype) == (429, "text/html")
