"""A clock that is a year off, and set right again: nobody is kept out, and nothing that has ended comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from pyotp import TOTP

from knowledge.app import create_app
from knowledge.limit_settings import LimitSettings
from knowledge.private.links import Link
from knowledge.signing_in.passwords import hash_password
from knowledge.signing_in.second_factor import SecondFactor
from knowledge.wiring import Knowledge
from tests.api.caller import API, Caller
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

YEAR = timedelta(days=366)
ADDRESS, PASSWORD = "curator@example.org", "correct horse battery"
LINK = "the secret of a link"
# As many as one story needs at each time, and not enough for two of them.
LIMITS = {"sign-in": "4 per hour", "reset": "9 per hour", "search": "9 per hour", "writes": "30 per hour"}


@pytest.fixture(params=[False, True], ids=["memory", "database"])
def platform(request, settings):
    """A platform with a curator, who has an app for codes, a token, a session and a link in a letter."""
    now = datetime.now(tz=UTC)
    with Knowledge(replace(settings, limits=LimitSettings(LIMITS, is_shared=request.param))) as knowledge:
        app, curator = create_app(knowledge), open_account(knowledge, "curator", expires_in=timedelta(days=90))
        knowledge.addresses.confirm(curator.id, ADDRESS)
        knowledge.passwords.keep(curator.id, hash_password(PASSWORD))
        factor = SecondFactor(knowledge)
        with time_machine.travel(now - timedelta(hours=1)):
            begun = factor.begin(curator.id)
            factor.add(curator.id, begun.begun, TOTP(begun.secret).now())
        knowledge.links.keep(LINK, Link("reset", curator.id, ADDRESS, {}), expires_at=now + timedelta(days=1))
        browser = Visitor(app).sign_in(knowledge, curator.id)
        yield SimpleNamespace(
            knowledge=knowledge,
            app=app,
            codes=TOTP(begun.secret),
            token=Caller(app, token=curator.secret),
            browser=browser,
            before=now,
        )


def signs_in(platform):
    """Tell how signing in with password and code is answered, one code being wrong before it."""
    visitor = Visitor(platform.app)
    said = {"email": ADDRESS, "password": PASSWORD}
    assert visitor.call("/sign-in", {**said, "code": "000000"}).status_code == 401
    return visitor.call("/sign-in", {**said, "code": platform.codes.now()}).status_code


def opens(platform):
    """Tell what still opens something: the token, the session, the link."""
    return (
        platform.token.get_signed("/my/drafts").status_code == 200,
        platform.browser.get(f"{API}/my/drafts").status_code == 200,
        platform.knowledge.links.find(LINK) is not None,
    )


def record(platform, title):
    answer = Caller(platform.app).post("/documents", {"title": title})
    assert answer.status_code == 201, answer.text


def test_a_clock_that_is_a_year_ahead_and_then_a_year_behind(platform):
    assert opens(platform) == (True, True, True)
    record(platform, "Before")

    with time_machine.travel(platform.before + YEAR):
        assert opens(platform) == (False, False, False)
        assert signs_in(platform) == 200
        record(platform, "A year ahead")
    with time_machine.travel(platform.before - YEAR):
        assert opens(platform) == (False, False, False)
        assert signs_in(platform) == 200
        record(platform, "A year behind")
    with time_machine.travel(platform.before + timedelta(minutes=5)):
        assert opens(platform) == (False, False, False)
        assert signs_in(platform) == 200
        record(platform, "Set right")

    titles = [getattr(entry.event, "title", "") for entry in platform.knowledge.platform.read(0, 1_000)]
    assert list(filter(None, titles)) == ["Before", "A year ahead", "A year behind", "Set right"]
    told: Any = Caller(platform.app).get_signed("/audit", limit=100).json
    positions = [one["position"] for one in told["results"]]
    assert positions == sorted(positions, reverse=True)


def test_a_code_is_good_once_however_the_clock_is_set(platform):
    with time_machine.travel(platform.before):
        said = {"email": ADDRESS, "password": PASSWORD, "code": platform.codes.now()}
        first, again = (Visitor(platform.app).call("/sign-in", said).status_code for _ in range(2))

    assert (first, again) == (200, 401)


def test_a_letter_that_waits_is_sent_although_the_clock_was_set_back(platform):
    letters = platform.knowledge.letters
    letters.add("reset", email=ADDRESS, language="es")
    with time_machine.travel(platform.before + timedelta(days=1)):
        taken = letters.take()
        letters.put_back(taken)

    assert letters.take().id == taken.id
