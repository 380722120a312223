"""A code of an app beside the password: added, asked for, good once, given back, and demanded of some roles."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select, update

from domain.accounts import Account, Role
from knowledge.app import create_app
from knowledge.privacy.erasure import Erasure
from knowledge.private.people import Person
from knowledge.private.second_factors import RECOVERY_CODES, SECOND_FACTORS
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR
from knowledge.signing_in.passwords import hash_password
from knowledge.signing_in.second_factor import SecondFactor, WrongCode
from tests.support.accounts import open_account
from tests.support.letters import letters
from tests.support.visitors import API, Visitor

ADDRESS, PASSWORD = "reviewer@example.org", "correct horse battery"


@pytest.fixture
def app(knowledge):
    return create_app(knowledge)


@pytest.fixture
def reviewer(knowledge):
    opened = open_account(knowledge, "reviewer").id
    knowledge.people.keep(opened, Person("Reviewer", ADDRESS, "Universidad"))
    knowledge.addresses.confirm(opened, ADDRESS)
    knowledge.passwords.keep(opened, hash_password(PASSWORD))
    return opened


@pytest.fixture
def browser(app, knowledge, reviewer):
    return Visitor(app).sign_in(knowledge, reviewer)


def fresh(knowledge):
    """Let time pass, so that the codes shown now are not used up."""
    with knowledge.private.writing() as connection:
        connection.execute(update(SECOND_FACTORS).values(last_step=0))


def hidden(page, name):
    (value,) = set(re.findall(rf'name="{name}" value="([^"]*)"', page))
    return value


def secret_on(page):
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page)
    return secret


def add(browser):
    """Add a factor, and return its app and the recovery codes."""
    page = browser.get("/en/my/second-factor").text
    app = TOTP(secret_on(page))
    sent = {"begun": hidden(page, "begun"), "code": app.now(), "current": PASSWORD}
    codes = browser.send("/en/my/second-factor", **sent)
    assert codes.status_code == 200, codes.text
    return app, re.findall(r"<li><code>([^<]+)</code>", codes.text)


def sign_in(browser, code, language="en"):
    browser.get(f"/{language}/sign-in")
    asked = browser.send(f"/{language}/sign-in", email=ADDRESS, password=PASSWORD, next="/en/my/account")
    return browser.send(f"/{language}/sign-in/code", step=hidden(asked.text, "step"), code=code, next="/en/my/account")


def test_a_factor_is_added_with_the_first_code_and_asked_for_once_each(app, knowledge, browser, reviewer):
    page = browser.get("/en/my/second-factor").text
    assert 'class="qr"' in page
    assert "style=" not in page.partition("<figure")[2].partition("</figure>")[0]
    secret, begun = secret_on(page), hidden(page, "begun")
    wrong = browser.send("/en/my/second-factor", begun=begun, code="000000", current=PASSWORD)
    assert (wrong.status_code, secret in wrong.text) == (422, True)
    assert browser.send("/en/my/second-factor", begun=begun, code=TOTP(secret).now(), current="no").status_code == 422
    elsewhere = Visitor(app).sign_in(knowledge, open_account(knowledge, "reviewer").id)
    assert elsewhere.send("/en/my/second-factor", begun=begun, code=TOTP(secret).now()).status_code == 422
    assert knowledge.second_factors.find(reviewer) is None

    other = Visitor(app).sign_in(knowledge, reviewer)
    phone, codes = add(browser)
    assert (len(set(codes)), browser.get("/en/my/account").status_code) == (10, 200)
    assert other.get("/en/my/account").status_code == 302
    assert "10 recovery codes are left" in browser.get("/en/my/account").text

    visitor = Visitor(app)
    assert sign_in(visitor, phone.now()).status_code == 401, "the code that added it is used up"
    fresh(knowledge)
    code = phone.now()
    assert sign_in(visitor, code).location == "/en/my/account"
    assert visitor.get("/en/my/account").status_code == 200
    assert sign_in(Visitor(app), code).status_code == 401, "a code that was used is refused"
    assert sign_in(Visitor(app), phone.at(datetime.now(tz=UTC) - timedelta(minutes=5))).status_code == 401
    assert sign_in(Visitor(app), "").status_code == 422

    assert sign_in(Visitor(app), codes[0].upper()).location == "/en/my/account"
    assert sign_in(Visitor(app), codes[0]).status_code == 401
    assert "9 recovery codes are left" in browser.get("/en/my/account").text


def test_the_password_alone_signs_nobody_in_and_a_forged_step_neither(app, browser, reviewer):
    add(browser)
    visitor = Visitor(app)
    visitor.get("/en/sign-in")
    asked = visitor.send("/en/sign-in", email=ADDRESS, password=PASSWORD)
    assert (asked.status_code, visitor.get("/en/my/account").status_code) == (200, 302)
    assert visitor.send("/en/sign-in/code").status_code == 422
    for forged in (str(reviewer), hidden(asked.text, "step")[:-1] + "x"):
        assert visitor.send("/en/sign-in/code", step=forged, code="000000").status_code == 401, forged

    needed = visitor.call("/sign-in", {"email": ADDRESS, "password": PASSWORD})
    assert (needed.status_code, needed.get_json()["type"]) == (401, "/problems/second-factor-needed")
    wrong = visitor.call("/sign-in", {"email": ADDRESS, "password": PASSWORD, "code": "000000"})
    assert wrong.get_json()["type"] == "/problems/wrong-code"
    assert visitor.get(f"{API}/my/session").get_json()["account"] is None


def test_a_factor_is_added_and_used_by_program(app, knowledge, browser, reviewer):
    begun = browser.call("/my/second-factor/begin", {}).get_json()
    phone = TOTP(begun["secret"])
    added = browser.call("/my/second-factor", {"begun": begun["begun"], "code": phone.now(), "current": PASSWORD})
    assert len(added.get_json()["recovery_codes"]) == 10
    assert browser.call("/my/second-factor/begin", {}).get_json()["type"] == "/problems/has-second-factor"

    fresh(knowledge)
    visitor = Visitor(app)
    visitor.get("/en/sign-in")
    signed = visitor.call("/sign-in", {"email": ADDRESS, "password": PASSWORD, "code": phone.now()})
    assert signed.get_json()["account"] == str(reviewer)


def test_guesses_at_a_code_are_counted_for_the_account(knowledge, browser):
    add(browser)
    limits = knowledge.settings.limits
    rare = replace(limits, rates={**limits.rates, "sign-in": "2 per minute"})
    knowledge.settings = replace(knowledge.settings, limits=rare)
    app = create_app(knowledge)
    visitor = Visitor(app)
    visitor.get("/en/sign-in")
    step = hidden(visitor.send("/en/sign-in", email=ADDRESS, password=PASSWORD).text, "step")

    def guess(address):
        return visitor.forge(
            "/en/sign-in/code",
            data={"csrf_token": hidden(visitor.get("/en/sign-in").text, "csrf_token"), "step": step, "code": "000000"},
            headers={"Accept": "text/html"},
            environ_overrides={"REMOTE_ADDR": address},
        ).status_code

    assert [guess(f"192.0.2.{host}") for host in range(4)] == [401, 401, 429, 429]


def test_a_factor_is_removed_with_the_password_or_reset_by_an_administrator(app, knowledge, browser, reviewer):
    add(browser)
    assert browser.send("/en/my/second-factor/remove", current="wrong").status_code == 422
    assert browser.send("/en/my/second-factor/remove", current=PASSWORD).location == "/en/my/account"
    assert knowledge.second_factors.find(reviewer) is None
    assert [letter["Subject"] for letter in letters(knowledge)] == ["Signing in takes no code any more"]

    phone, _ = add(browser)
    fresh(knowledge)
    assert sign_in(Visitor(app), phone.now(), language="fr").status_code == 303
    administrator = Visitor(app).sign_in(knowledge, open_account(knowledge, "administrator").id)
    assert f"{reviewer}/reset-second-factor" in administrator.get(f"/en/accounts/{reviewer}").text
    administrator.send(f"/en/accounts/{reviewer}/reset-second-factor")
    assert knowledge.second_factors.find(reviewer) is None
    assert browser.get("/en/my/account").status_code == 302
    told = letters(knowledge)[-1]
    assert (told["Content-Language"], told["Subject"]) == ("fr", "La connexion ne demande plus de code")


def test_recovery_codes_are_renewed_alone_and_those_before_are_void(knowledge, browser, reviewer):
    renewing = "/en/my/second-factor/recovery-codes"
    assert browser.send(renewing, current=PASSWORD).status_code == 409
    _, before = add(browser)
    secret = knowledge.second_factors.find(reviewer).wrapped
    assert browser.send(renewing, current="wrong").status_code == 422
    renewed = re.findall(r"<li><code>([^<]+)</code>", browser.send(renewing, current=PASSWORD).text)

    assert (len(renewed), set(renewed) & set(before)) == (len(before), set())
    assert knowledge.second_factors.find(reviewer).wrapped == secret
    with pytest.raises(WrongCode):
        SecondFactor(knowledge).check(reviewer, before[0])
    SecondFactor(knowledge).check(reviewer, renewed[0])

    assert browser.call("/my/second-factor/recovery-codes", {"current": "wrong"}).status_code == 422
    again = browser.call("/my/second-factor/recovery-codes", {"current": PASSWORD}).get_json()["recovery_codes"]
    with pytest.raises(WrongCode):
        SecondFactor(knowledge).check(reviewer, renewed[1])
    SecondFactor(knowledge).check(reviewer, again[0])


def test_a_secret_is_kept_wrapped_beside_the_log_told_to_nobody_and_erased(knowledge, browser, reviewer):
    phone, codes = add(browser)
    with knowledge.private.reading() as connection:
        rows = str(connection.execute(select(SECOND_FACTORS)).all() + connection.execute(select(RECOVERY_CODES)).all())
    told = browser.get(f"{API}/my/account/export").text
    log = b"".join(stored.state for stored in knowledge.platform.read_stored(0, 100)).decode()
    for secret in (phone.secret, codes[0], codes[0].replace("-", "")):
        assert secret not in rows + told + log
    assert "second_factors" in told

    Erasure(knowledge).erase(Author(ADMINISTRATOR), reviewer)
    with knowledge.private.reading() as connection:
        assert connection.execute(select(SECOND_FACTORS)).all() + connection.execute(select(RECOVERY_CODES)).all() == []


def test_roles_beyond_a_contributor_do_nothing_without_a_factor_where_it_is_demanded(knowledge, browser, reviewer):
    sign_in_settings = replace(knowledge.settings.sign_in, needs_second_factor=True)
    knowledge.settings = replace(knowledge.settings, sign_in=sign_in_settings)
    with knowledge.platform.change(Account, reviewer) as account:
        account.grant_role(Role.CURATOR, by=ADMINISTRATOR)

    assert browser.get("/en/queue").location == "/en/my/second-factor"
    assert browser.get(f"{API}/accounts").get_json()["type"] == "/problems/second-factor-missing"
    contributor = Visitor(browser.app).sign_in(knowledge, open_account(knowledge, "contributor").id)
    assert contributor.get(f"{API}/my/account").get_json()["permissions"].count("practice:draft") == 1

    assert "Add one to go on." in browser.get("/en/my/second-factor").text
    add(browser)
    assert browser.get("/en/queue").status_code == 200
