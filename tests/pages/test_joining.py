"""Coming to an account on pages, and back to one, by the links of letters."""

import pytest

from knowledge.accounts import Accounts
from knowledge.administrators import Administrators
from knowledge.app import create_app
from knowledge.permissions import EVERYTHING, EVERYWHERE
from knowledge.private.people import Person
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, Caller
from knowledge.signing_in.passwords import hash_password
from tests.pages.conftest import open_platform
from tests.support.accounts import open_account
from tests.support.letters import letters, link_of
from tests.support.visitors import Visitor

ADDRESS, PASSWORD, OTHER = "member@example.org", "correct horse battery", " another long phrase "


@pytest.fixture
def browser(knowledge):
    return Visitor(create_app(knowledge))


@pytest.fixture
def invited(knowledge):
    """The address of a page to which a letter in Spanish leads."""
    accounts = Accounts(knowledge, Caller(ADMINISTRATOR, dict.fromkeys(EVERYTHING, EVERYWHERE)))
    opened = accounts.open(Author(ADMINISTRATOR), Person("Reviewer", "reviewer@example.org"))
    accounts.invite(Author(ADMINISTRATOR), opened.aggregate_id, language="es")
    return f"/es/links/{link_of(*letters(knowledge))}"


def test_whoever_is_invited_chooses_a_password_on_the_page_of_the_link(browser, invited):
    for _ in range(2):
        # Programs that look into letters open links, too.
        assert "Le damos la bienvenida" in browser.get(invited).text

    refused = browser.send(invited, password="short")
    assert (refused.status_code, 'id="field-password-error"' in refused.text) == (422, True)
    assert 'value="short"' not in refused.text

    accepted = browser.send(invited, password=PASSWORD)
    assert (accepted.status_code, accepted.location) == (303, "/es/")
    after = browser.get("/es/").text
    assert "Ha iniciado sesión" in after
    assert "Cerrar sesión" in after


def test_a_link_that_is_used_up_says_so_and_where_to_go(browser, invited):
    browser.get(invited)
    browser.send(invited, password=PASSWORD)

    for again in (browser.get(invited), browser.send(invited, password=PASSWORD), browser.get("/es/links/x")):
        assert again.status_code == 409
        assert "/es/reset-password" in again.text


def test_whoever_has_forgotten_their_password_chooses_another_one(knowledge, browser):
    member = open_account(knowledge, "contributor")
    knowledge.addresses.confirm(member.id, ADDRESS)
    knowledge.passwords.keep(member.id, hash_password(PASSWORD))
    browser.get("/fr/sign-in")
    assert "/fr/reset-password" in browser.get("/fr/sign-in").text

    assert browser.send("/fr/reset-password", email="nobody at all").status_code == 422
    for address in (ADDRESS, "nobody@example.org"):
        # Who has an account is not told.
        assert browser.send("/fr/reset-password", email=address).location == "/fr/sign-in"
    (letter,) = letters(knowledge)
    assert letter["Content-Language"] == "fr"
    assert browser.send(f"/fr/links/{link_of(letter)}", password=OTHER).location == "/fr/sign-in"

    assert browser.send("/fr/sign-in", email=ADDRESS, password=PASSWORD).status_code == 401
    assert browser.send("/fr/sign-in", email=ADDRESS, password=OTHER).status_code == 303


def test_the_first_administrator_is_set_up_on_a_page(knowledge, browser):
    _, __, link = Administrators(knowledge).set_up_link().rpartition("/links/")
    browser.get(f"/en/links/{link}")

    unnamed = browser.send(f"/en/links/{link}", email=ADDRESS, password=PASSWORD)
    assert (unnamed.status_code, 'id="field-name-error"' in unnamed.text) == (422, True)
    assert f'value="{ADDRESS}"' in unnamed.text
    browser.send(f"/en/links/{link}", name="First administrator", email=ADDRESS, password=PASSWORD)

    assert Administrators(knowledge).has_any()
    assert "Sign out" in browser.get("/en/").text


def test_an_account_is_asked_for_only_where_registration_is_open(browser, tmp_path):
    assert browser.get("/en/register").status_code == 404
    assert "/en/register" not in browser.get("/en/sign-in").text

    with open_platform(tmp_path / "open", REGISTRATION="open") as opened:
        guest = Visitor(create_app(opened))
        assert "/en/register" in guest.get("/en/sign-in").text
        assert guest.send("/en/register", name="Guest", email="guest").status_code == 422
        guest.send("/en/register", name="Guest", email=ADDRESS)
        guest.send(f"/en/links/{link_of(*letters(opened))}", password=PASSWORD)
        assert "Sign out" in guest.get("/en/").text
