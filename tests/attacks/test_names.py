"""Somebody whose name, office and address try to be scripts and headers, on pages and in letters."""

import pytest

from knowledge.app import create_app
from tests.pages.conftest import open_platform
from tests.support.accounts import open_account
from tests.support.hostile import HOSTILE, MARK, looked_at
from tests.support.letters import letters, link_of
from tests.support.visitors import Visitor

PASSWORD, OTHER = "correct horse battery", "another long phrase"
NAME = HOSTILE + "\r\nBcc: everybody@example.org"
ADDRESSES = (
    "guest@example.org\r\nBcc: everybody@example.org",
    f"<zap onload={MARK}>@example.org",
    HOSTILE,
)
"""What no form takes for an address."""
QUOTED = f'"<script>{MARK}</script>"@example.org'
"""What is one (RFC 5321 §4.1.2)."""


@pytest.fixture
def opened(tmp_path):
    with open_platform(tmp_path, REGISTRATION="open") as knowledge:
        yield knowledge


def test_a_name_that_tries_to_be_a_script_is_text_on_every_page_and_in_no_letter(opened):
    app = create_app(opened)
    guest, administrator = Visitor(app), Visitor(app).sign_in(opened, open_account(opened, "administrator").id)
    guest.get("/en/register")
    person = {"name": NAME, "organization": NAME}
    pages = [guest.send("/en/register", **person, email=address) for address in ADDRESSES]
    pages += [administrator.send("/en/accounts/new", **person, email=address, language="en") for address in ADDRESSES]
    assert {page.status_code for page in pages} == {422}
    assert not letters(opened)

    assert guest.send("/en/register", **person, email="guest@example.org").status_code == 303
    guest.send(f"/en/links/{link_of(*letters(opened))}", password=PASSWORD)
    guest.send("/en/my/password", current=PASSWORD, new=OTHER)
    guest.send("/en/my/address", email="new@example.org", current=OTHER)
    invited = administrator.send("/en/accounts/new", **person, email=QUOTED, language="en")
    guest.send("/en/reset-password", email="guest@example.org")
    guest.keep("notice", HOSTILE.replace(";", ""))
    pages += [guest.get("/en/my/account"), administrator.get("/en/accounts"), administrator.get(invited.location)]
    pages += [administrator.get(f"{invited.location}/{deed}") for deed in ("suspend", "erase")]

    looks = [looked_at(page.text) for page in pages]
    assert [found for look in looks for found in look.found] == []
    assert all(look.told for look in looks)
    sent = letters(opened)
    assert len(sent) == 6
    for letter in sent:
        assert letter.get_content_type() == "text/plain"
        assert letter["To"] in {"guest@example.org", "new@example.org", QUOTED}
        assert "everybody@example.org" not in letter.as_string()
        assert MARK not in f"{letter['Subject']} {letter.get_content()}"
