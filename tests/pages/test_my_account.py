"""One's own account on pages: passwords, addresses, sessions, tokens, and being forgotten."""

import re

import pytest

from domain.accounts import Account
from knowledge.app import create_app
from knowledge.private.people import Person
from knowledge.signing_in.passwords import hash_password
from tests.api.caller import Caller
from tests.support.accounts import open_account
from tests.support.letters import letters, link_of
from tests.support.visitors import Visitor

ADDRESS, PASSWORD, OTHER = "member@example.org", "correct horse battery", "another long phrase"


@pytest.fixture
def member(knowledge):
    """Somebody who is signed in."""
    opened = open_account(knowledge, "coordinator", countries=["MX"])
    knowledge.people.keep(opened.id, Person("Coordinator", ADDRESS, "Oficina"))
    knowledge.addresses.confirm(opened.id, ADDRESS)
    knowledge.passwords.keep(opened.id, hash_password(PASSWORD))
    browser = Visitor(create_app(knowledge))
    browser.get("/en/sign-in")
    browser.send("/en/sign-in", email=ADDRESS, password=PASSWORD)
    return browser


def test_an_account_shows_whose_it_is_and_what_it_may(member):
    shown = member.get("/es/my/account").text

    assert ADDRESS in shown
    assert "coordinación" in shown
    assert "México" in shown


def test_a_password_is_changed_by_who_knows_it(knowledge, member):
    other = Visitor(member.app)
    other.get("/en/sign-in")
    other.send("/en/sign-in", email=ADDRESS, password=PASSWORD)

    wrong = member.send("/en/my/password", current=OTHER, new=OTHER)
    assert (wrong.status_code, 'id="field-current-error"' in wrong.text) == (422, True)
    assert member.send("/en/my/password", current=PASSWORD, new=OTHER).location == "/en/my/account"

    assert "Your password is changed." in member.get("/en/my/account").text
    assert other.get("/en/my/account").location == "/en/sign-in?next=/en/my/account"
    assert [letter["Subject"] for letter in letters(knowledge)] == ["Your password was changed"]


def test_an_address_changes_once_its_link_is_followed(knowledge, member):
    assert member.send("/en/my/address", email="new@example.org", current=OTHER).status_code == 422
    member.send("/en/my/address", email="new@example.org", current=PASSWORD)
    (letter,) = (letter for letter in letters(knowledge) if letter["To"] == "new@example.org")

    assert "new@example.org" not in member.get("/en/my/account").text
    member.send(f"/en/links/{link_of(letter)}")
    assert "new@example.org" in member.get("/en/my/account").text


def test_sessions_are_ended_one_by_one_or_all(member):
    others = [Visitor(member.app) for _ in range(2)]
    for other in others:
        other.get("/en/sign-in")
        other.send("/en/sign-in", email=ADDRESS, password=PASSWORD)

    ends = re.findall(r'action="(/en/my/sessions/\w+/end)"', member.get("/en/my/account").text)
    assert len(ends) == 2
    member.send(ends[0])
    assert sorted(other.get("/en/my/account").status_code for other in others) == [200, 302]

    member.send("/en/my/sessions/end")
    assert {other.get("/en/my/account").status_code for other in (member, *others)} == {302}


def test_a_token_is_shown_once_does_what_it_may_and_is_revoked(member):
    assert member.send("/en/my/tokens/new", name="", days="30").status_code == 422
    form = {"name": "Nightly export", "days": "30", "permissions": "account:use-own", "form_key": "k" * 32}
    assert member.send("/en/my/tokens/new", **form, current="wrong").status_code == 422
    asked = {"name": "Nightly export", "permissions": ["account:use-own"]}
    for refused in ({}, {"current": "wrong"}):
        assert member.call("/my/tokens", asked | refused).get_json()["errors"][0]["pointer"] == "#/current"
    form["current"] = PASSWORD
    issued = member.send("/en/my/tokens/new", **form)
    secret = re.search(r"<code>(kp_\w+)</code>", issued.text)
    assert secret
    assert "kp_" not in member.send("/en/my/tokens/new", **form).text

    program = Caller(member.app, token=secret[1])
    assert program.get_signed("/my/account").get_json()["permissions"] == ["account:use-own"]
    shown = member.get("/en/my/account").text
    assert "Nightly export" in shown
    assert secret[1] not in shown

    (revoking,) = set(re.findall(rf'href="(/en/my/tokens/{secret[1].split("_")[1]}/revoke)"', shown))
    assert "Nightly export" in member.get(revoking).text
    member.send(revoking)
    assert program.get_signed("/my/account").status_code == 401


def test_somebody_is_forgotten_who_confirms_it(knowledge, member):
    (account,) = {session.account for session in knowledge.sessions.of(knowledge.addresses.find_account(ADDRESS))}

    assert 'name="current"' in member.get("/en/my/account/erase").text
    assert member.send("/en/my/account/erase", current="wrong").status_code == 422
    assert member.call("/my/account/erase", {"account": str(account)}).status_code == 422
    assert not knowledge.platform.find(Account, account).is_erased
    member.send("/en/my/account/erase", current=PASSWORD)

    assert knowledge.platform.find(Account, account).is_erased
    assert "you are forgotten" in member.get("/en/").text
    assert member.get("/en/my/account").status_code == 302
