"""Signing in on a page, and where it leads."""

import pytest

from knowledge.app import create_app
from knowledge.signing_in.passwords import hash_password
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

PASSWORD = "correct horse battery"


@pytest.fixture
def visitor(knowledge):
    """Somebody who has a password, on the page for signing in."""
    opened = open_account(knowledge, "contributor")
    knowledge.addresses.confirm(opened.id, "contributor@example.org")
    knowledge.passwords.keep(opened.id, hash_password(PASSWORD))
    browser = Visitor(create_app(knowledge))
    browser.get("/en/sign-in")
    return browser


def sign_in(visitor, after="", password=PASSWORD):
    return visitor.send("/en/sign-in", email="contributor@example.org", password=password, next=after)


def test_signing_in_and_out_on_pages(visitor):
    sign_in(visitor)
    assert "Sign out" in visitor.get("/en/").text

    visitor.send("/en/sign-out")
    assert "Sign out" not in visitor.get("/en/").text


def test_a_wrong_password_is_told_and_the_address_kept(visitor):
    refused = sign_in(visitor, password="wrong")

    assert refused.status_code == 401
    assert 'role="alert"' in refused.text
    assert 'value="contributor@example.org"' in refused.text


@pytest.mark.parametrize("after", ["/es/countries/MX", "/en/milestones?country=PE"])
def test_one_goes_back_to_where_one_came_from(visitor, after):
    assert sign_in(visitor, after).headers["Location"] == after


@pytest.mark.parametrize(
    "after",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "http:evil.example",
        "///evil.example",
        "/en/\\..\\//evil.example",
    ],
)
def test_nobody_is_led_to_another_site(visitor, after):
    assert sign_in(visitor, after).headers["Location"] == "/en/"
