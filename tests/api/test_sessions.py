"""Signed in by a cookie: what it opens, how long it lasts, and that nobody else can use it."""

import os
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from domain.accounts import Account
from domain.entries import moment
from knowledge.private.sessions import SESSIONS
from knowledge.security import ADMINISTRATOR
from knowledge.signing_in import passwords
from knowledge.signing_in.passwords import hash_password
from tests.support.accounts import open_account
from tests.support.visitors import API, Visitor
from tests.support.workers import wait_until

PASSWORD = "correct horse battery"
DOCUMENT = {"title": "A letter"}


@pytest.fixture
def curator(knowledge):
    """A curator who signs in with a password."""
    opened = open_account(knowledge, "curator")
    knowledge.addresses.confirm(opened.id, "curator@example.org")
    knowledge.passwords.keep(opened.id, hash_password(PASSWORD))
    return opened


@pytest.fixture
def browser(app):
    return Visitor(app)


@pytest.fixture
def signed_in(browser, knowledge, curator):
    """The browser in which the curator is signed in."""
    return browser.sign_in(knowledge, curator.id)


def account_of(visitor):
    return visitor.get(f"{API}/my/session").json["account"]


def give(visitor, email="curator@example.org", password=PASSWORD):
    return visitor.call("/sign-in", {"email": email, "password": password})


def moved(knowledge, **times):
    """Let times of every session be others."""
    with knowledge.private.writing() as connection:
        changed = {name: moment(datetime.now(tz=UTC) + shift) for name, shift in times.items()}
        connection.execute(update(SESSIONS).values(changed))


def test_who_signs_in_is_known_to_pages_and_api_until_they_sign_out(browser, curator):
    assert account_of(browser) is None

    assert give(browser).json["account"] == str(curator.id)
    assert account_of(browser) == str(curator.id)
    assert browser.call("/documents", DOCUMENT).status_code == 201

    assert browser.call("/sign-out", {}).json["account"] is None
    assert account_of(browser) is None
    assert browser.call("/documents", DOCUMENT).status_code == 401


@pytest.mark.parametrize("email", ["Curator@EXAMPLE.org", " curator@example.org "])
def test_an_address_is_the_same_in_other_letters(browser, curator, email):
    assert give(browser, email).json["account"] == str(curator.id)


def test_a_password_is_the_same_however_a_keyboard_composes_it(browser, knowledge, curator):
    knowledge.passwords.keep(curator.id, hash_password("Mañana en Bogotá"))

    assert give(browser, password="Man\u0303ana en Bogota\u0301").status_code == 200


@pytest.fixture
def compared(monkeypatch):
    """The hashes with which passwords were compared."""
    hashes: list[str] = []
    verify = PasswordHasher.verify

    def noting(hasher: PasswordHasher, digest: str, password: str) -> bool:
        hashes.append(digest)
        return verify(hasher, digest, password)

    monkeypatch.setattr(PasswordHasher, "verify", noting)
    return hashes


@pytest.mark.usefixtures("curator")
def test_an_unknown_address_is_refused_as_a_wrong_password_is(browser, knowledge, compared):
    without_password = open_account(knowledge, "curator")
    knowledge.addresses.confirm(without_password.id, "program@example.org")

    told = [
        give(browser, password="wrong"),
        give(browser, "nobody@example.org"),
        give(browser, "program@example.org"),
        give(browser, "no address at all"),
    ]

    assert {(answer.status_code, answer.data) for answer in told} == {(401, told[0].data)}
    # Each took the time of one comparison, at the same expense.
    assert len(compared) == 4
    assert {digest.rpartition("$")[0].rpartition("$")[0] for digest in compared} == {"$argon2id$v=19$m=19456,t=2,p=1"}


@pytest.mark.usefixtures("curator")
def test_no_more_passwords_are_hashed_at_once_than_there_are_processors(app, monkeypatch):
    processors, free = os.cpu_count() or 1, Event()
    hashing: list[str] = []

    def slow(_: PasswordHasher, digest: str, __: str) -> bool:
        hashing.append(digest)
        assert free.wait(60)
        raise VerifyMismatchError

    monkeypatch.setattr(PasswordHasher, "verify", slow)
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    busy = [Thread(target=give, args=(Visitor(app),)) for _ in range(processors)]
    for one in busy:
        one.start()
    wait_until(lambda: len(hashing) == processors)
    beyond = [give(Visitor(app)) for _ in range(3)]
    still = len(hashing)
    free.set()
    for one in busy:
        one.join()

    assert still == processors
    assert {(answer.status_code, answer.json["type"]) for answer in beyond} == {(503, "/problems/too-many-at-once")}
    assert all(answer.headers["Retry-After"] for answer in beyond)
    assert give(Visitor(app)).status_code == 401


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_a_session_ends_when_its_account_may_not_act(api, signed_in, curator, verb):
    api.post(f"/accounts/{curator.id}/{verb}", {"reason": "Left."})
    assert account_of(signed_in) is None

    assert give(Visitor(signed_in.app)).status_code == 401
    if verb == "suspend":
        api.post(f"/accounts/{curator.id}/resume", {"reason": "Back."})
        assert account_of(signed_in) is None


def test_a_session_that_outlived_the_suspension_of_its_account_opens_nothing(knowledge, signed_in, curator):
    with knowledge.platform.change(Account, curator.id) as account:
        account.suspend(why="Recorded elsewhere.", by=ADMINISTRATOR)

    assert signed_in.call("/documents", DOCUMENT).status_code == 401


@pytest.mark.parametrize(
    "times",
    [
        {"seen_at": timedelta(hours=-3)},
        {"expires_at": timedelta(seconds=-1)},
        {"seen_at": timedelta(days=365), "expires_at": timedelta(days=366)},
    ],
    ids=["idle", "old", "from the future"],
)
def test_a_session_ends_by_itself_and_does_not_come_back(knowledge, signed_in, times):
    moved(knowledge, **times)
    assert account_of(signed_in) is None

    moved(knowledge, seen_at=timedelta(), expires_at=timedelta(hours=1))
    assert account_of(signed_in) is None


def test_use_keeps_a_session_alive(knowledge, signed_in, curator):
    moved(knowledge, seen_at=timedelta(minutes=-119))
    assert account_of(signed_in) == str(curator.id)

    with knowledge.private.reading() as connection:
        assert connection.execute(select(SESSIONS.c.seen_at)).scalar() > moment(
            datetime.now(tz=UTC) - timedelta(minutes=1)
        )


@pytest.mark.usefixtures("curator")
def test_signing_in_gives_a_secret_that_nobody_could_plant(browser):
    browser.get("/en/sign-in")
    planted = browser.secret
    assert planted

    give(browser)

    assert browser.secret not in {"", planted}
    thief = Visitor(browser.app)
    thief.secret = planted
    assert account_of(thief) is None


def test_signing_in_again_ends_the_session_this_browser_had(app, knowledge, browser, curator):
    give(browser)
    before = browser.secret
    give(browser)

    assert len(knowledge.sessions.of(curator.id)) == 1
    stolen = Visitor(app)
    stolen.secret = before
    assert (account_of(stolen), account_of(browser)) == (None, str(curator.id))


def test_a_change_of_roles_changes_the_secret_and_bites_at_once(app, api, signed_in, curator):
    stolen = signed_in.secret
    api.post(f"/accounts/{curator.id}/revoke-role", {"role": "curator"})

    assert signed_in.call("/documents", DOCUMENT).status_code == 403
    assert signed_in.secret != stolen
    assert account_of(signed_in) == str(curator.id)
    thief = Visitor(app)
    thief.secret = stolen
    assert account_of(thief) is None


def test_what_is_kept_of_a_session_opens_nothing(app, knowledge, signed_in):
    with knowledge.private.reading() as connection:
        (row,) = connection.execute(select(SESSIONS)).all()
    assert signed_in.secret not in str(row)

    thief = Visitor(app)
    for column in row:
        thief.secret = column
        assert account_of(thief) is None


def test_one_sees_where_one_is_signed_in_and_ends_it(app, knowledge, signed_in, curator):
    other = Visitor(app).sign_in(knowledge, curator.id)
    stranger = Visitor(app).sign_in(knowledge, open_account(knowledge, "contributor").id)
    listed = signed_in.get(f"{API}/my/sessions").json["results"]
    assert sorted(one["is_this_one"] for one in listed) == [False, True]
    (id,) = [one["id"] for one in listed if not one["is_this_one"]]

    assert stranger.call(f"/my/sessions/{id}/end", {}).status_code == 404
    assert account_of(other) == str(curator.id)

    assert len(signed_in.call(f"/my/sessions/{id}/end", {}).json["results"]) == 1
    assert account_of(other) is None


def test_signing_out_everywhere_ends_every_session(app, knowledge, signed_in, curator):
    other = Visitor(app).sign_in(knowledge, curator.id)

    signed_in.call("/sign-out-everywhere", {})

    assert (account_of(signed_in), account_of(other)) == (None, None)


@pytest.mark.usefixtures("curator")
def test_over_tls_the_cookie_is_bound_to_this_host(app):
    browser = Visitor(app, address="https://localhost")

    cookie = give(browser).headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=")
    for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_a_cookie_that_went_over_an_open_line_is_none(app, knowledge, curator):
    plain = Visitor(app).sign_in(knowledge, curator.id)
    over_tls = Visitor(app, address="https://localhost")
    over_tls.keep("session", plain.secret)

    assert account_of(plain) == str(curator.id)
    assert account_of(over_tls) is None


@pytest.mark.usefixtures("curator")
def test_nobody_signs_in_from_elsewhere_without_tls(app):
    app.config["TRUSTED_HOSTS"].append("knowledge.example")

    refused = give(Visitor(app, address="http://knowledge.example"))

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/needs-tls")


def test_who_is_signed_in_leaves_nothing_in_a_cache(signed_in):
    for address in ("/en/", f"{API}/status"):
        assert signed_in.get(address).headers["Cache-Control"] == "no-store"
