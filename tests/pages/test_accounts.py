"""Accounts on pages: found, invited, given roles, suspended, erased; nobody gives what they lack."""

import re

import pytest

from domain.accounts import Account, Role
from knowledge.app import create_app
from knowledge.private.people import Person
from knowledge.security import ADMINISTRATOR
from tests.support.accounts import open_account
from tests.support.letters import letters, link_of
from tests.support.visitors import Visitor


@pytest.fixture
def app(knowledge):
    return create_app(knowledge)


@pytest.fixture
def first(knowledge):
    """Whoever set the platform up: an administrator with every role."""
    return open_account(knowledge, "administrator", *(role for role in Role if role != Role.ADMINISTRATOR)).id


@pytest.fixture
def administrator(app, knowledge, first):
    """They are signed in."""
    return Visitor(app).sign_in(knowledge, first)


def named(knowledge, name, *roles, **facts):
    """An account of somebody with a name."""
    id = open_account(knowledge, *roles, **facts).id
    knowledge.people.keep(id, Person(name, f"{name.lower()}@example.org", "Oficina"))
    return id


def account(knowledge, id):
    return knowledge.platform.find(Account, id)


def test_accounts_are_found_by_name_address_role_and_state_page_by_page(knowledge, administrator):
    named(knowledge, "Coordinación", "coordinator", countries=["MX"])
    away = named(knowledge, "Reviewer", "reviewer")
    with knowledge.platform.change(Account, away) as changing:
        changing.suspend(why="On leave.", by=ADMINISTRATOR)

    def found(**asked):
        page = administrator.get("/en/accounts", **asked).text
        return re.findall(r'<th role="rowheader" scope="row"><a [^>]+>([^<]+)</a>', page)

    assert found() == ["administrator", "Coordinación", "Reviewer"]
    assert found(text="COORDINACION") == ["Coordinación"]
    assert found(role="coordinator", state="active") == ["administrator", "Coordinación"]
    assert found(text="reviewer@example") == found(state="suspended") == ["Reviewer"]
    assert found(text="nobody at all") == []
    pages = [administrator.get("/en/accounts", limit="2").text]
    (following,) = re.findall(r'rel="next" href="([^"]+)"', pages[0])
    pages.append(administrator.get(following.replace("&amp;", "&")).text)
    assert ["Reviewer" in page for page in pages] == [False, True]


def test_somebody_is_invited_with_a_role_at_once_and_begins(app, knowledge, administrator):
    form = {"name": "New coordinator", "role": "coordinator", "countries": "PE", "language": "es"}
    refused = administrator.send("/en/accounts/new", **form, email="nowhere")
    assert (refused.status_code, 'value="New coordinator"' in refused.text) == (422, True)
    assert (
        administrator.send("/en/accounts/new", **{**form, "countries": "??"}, email="p@example.org").status_code == 422
    )
    assert letters(knowledge) == []

    opened = administrator.send("/en/accounts/new", **form, email="p@example.org").location
    (letter,) = letters(knowledge)
    Visitor(app).get(f"/es/links/{link_of(letter)}")
    begun = Visitor(app)
    begun.get("/es/sign-in")
    begun.send(f"/es/links/{link_of(letter)}", password="a rather long phrase")

    assert "Perú" in begun.get("/es/my/account").text
    shown = administrator.get(opened).text
    assert "has a confirmed address" in shown
    again = administrator.send("/en/accounts/new", **form, email="P@example.org")
    assert (again.status_code, "Another account signs in with this address." in again.text) == (409, True)


def test_a_role_is_given_taken_away_and_given_back(knowledge, administrator):
    somebody = named(knowledge, "Somebody")
    address = f"/en/accounts/{somebody}"

    administrator.send(f"{address}/grant-role", role="coordinator", countries=["MX", "GT"])
    assert account(knowledge, somebody).roles == {"coordinator": ["GT", "MX"]}
    assert "Guatemala, Mexico" in administrator.get(address).text

    after = administrator.send(f"{address}/revoke-role", role="coordinator").location
    assert account(knowledge, somebody).roles == {}
    (undo,) = re.findall(r'href="([^"]+)">Undo', administrator.get(after).text)
    form = administrator.get(undo.replace("&amp;", "&")).text
    assert re.findall(r'value="(\w+)" selected', form) == ["coordinator"]
    assert re.findall(r'value="(\w+)" checked', form) == ["GT", "MX"]


def test_nobody_gives_what_they_lack_and_the_last_administrator_stays(app, knowledge, administrator, first):
    somebody = named(knowledge, "Somebody", "administrator")
    bare = Visitor(app).sign_in(knowledge, somebody)

    refused = bare.send(f"/en/accounts/{somebody}/grant-role", role="curator")
    assert (refused.status_code, account(knowledge, somebody).roles) == (403, {"administrator": []})
    opened = knowledge.members.listed()
    refused = bare.send("/en/accounts/new", name="Friend", email="friend@example.org", role="curator")
    assert (refused.status_code, knowledge.members.listed()) == (403, opened)

    assert administrator.send(f"/en/accounts/{somebody}/revoke-role", role="administrator").status_code == 303
    for verb, said in {
        "revoke-role": {"role": "administrator"},
        "suspend": {"reason": "Away."},
        "close": {"reason": "Left."},
        "erase": {},
    }.items():
        refused = administrator.send(f"/en/accounts/{first}/{verb}", **said)
        assert (refused.status_code, "There would be no administrator left." in refused.text) == (409, True), verb
    assert account(knowledge, first).is_active


def test_an_account_is_suspended_reinstated_and_signed_out(app, knowledge, administrator):
    somebody = named(knowledge, "Somebody", "reviewer")
    browser, address = Visitor(app).sign_in(knowledge, somebody), f"/en/accounts/{somebody}"
    assert browser.get("/en/my/account").status_code == 200

    administrator.send(f"{address}/sign-out")
    assert browser.get("/en/my/account").status_code == 302
    browser.sign_in(knowledge, somebody)
    assert administrator.send(f"{address}/suspend", reason="").status_code == 422
    administrator.send(f"{address}/suspend", reason="On leave.")
    assert "suspended" in administrator.get(address).text
    assert browser.get("/en/my/account").status_code == 302

    administrator.send(f"{address}/resume", reason="Back.")
    assert account(knowledge, somebody).is_active
    assert browser.get("/en/my/account").status_code == 302


def test_a_token_of_another_account_is_seen_and_revoked(knowledge, administrator):
    somebody = named(knowledge, "Somebody", "reviewer")
    (token,) = account(knowledge, somebody).tokens
    address = f"/en/accounts/{somebody}"

    (revoking,) = set(re.findall(rf'href="({address}/revoke-token\?token={token})"', administrator.get(address).text))
    assert "<strong>test</strong>" in administrator.get(revoking).text
    administrator.send(f"{address}/revoke-token", token=token)

    assert account(knowledge, somebody).tokens == {}


def test_a_person_is_erased_by_who_was_told_what_happens(knowledge, administrator):
    somebody = named(knowledge, "Somebody", "reviewer")
    address = f"/en/accounts/{somebody}"

    assert "Nothing brings the person back" in administrator.get(f"{address}/erase").text
    assert not account(knowledge, somebody).is_erased
    assert administrator.send(f"{address}/erase").location == "/en/accounts"

    assert account(knowledge, somebody).is_erased
    assert "Somebody" not in administrator.get("/en/accounts").text
    shown = administrator.get(address).text
    assert "erase" not in re.findall(rf'href="{address}/([\w-]+)"', shown)


def test_only_whoever_may_look_after_accounts_is_led_to_them(app, knowledge, administrator):
    reviewer = Visitor(app).sign_in(knowledge, named(knowledge, "Reviewer", "reviewer"))

    assert 'href="/en/accounts"' in administrator.get("/en/").text
    assert 'href="/en/accounts"' not in reviewer.get("/en/").text
    assert reviewer.get("/en/accounts").status_code == 403
