"""A curator at a browser issues a bulletin, and later its erratum."""

import re

import pytest

from tests.support.accounts import open_account
from tests.support.visitors import Visitor

ASKED = {"valid_at": "2021-09-30", "scope": "americas"}


@pytest.fixture
def curator(newsroom):
    """The browser of a curator."""
    return Visitor(newsroom.api.app).sign_in(newsroom.knowledge, open_account(newsroom.knowledge, "curator").id)


def hidden_in(page):
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_a_bulletin_is_read_before_it_is_issued_and_tells_what_changed(newsroom, curator):
    assert "/es/bulletins/issue" in curator.get("/es/bulletins").text
    assert "/es/bulletins/issue" not in Visitor(newsroom.api.app).get("/es/bulletins").text
    assert "/es/bulletins/issue?valid_at=2021-09-30" in curator.get("/es/bulletin", **ASKED).text
    before = newsroom.knowledge.platform.position()

    asked = curator.send("/es/bulletins/issue", **ASKED)

    assert newsroom.knowledge.platform.position() == before
    assert "Es el primero de esta región." in asked.text
    assert "Emitir el boletín 1" in asked.text
    assert 'href="/fr/bulletin?valid_at=2021-09-30' in asked.text
    issued = curator.send("/es/bulletins/issue", **hidden_in(asked.text), confirmed="true")
    assert issued.headers["Location"] == "/es/bulletins/1", issued.text
    assert "El boletín está emitido." in curator.get("/es/bulletins/1").text

    peru = newsroom.records("networks", "PE", "established", "2021-11")
    again = curator.send("/es/bulletins/issue", valid_at="2021-12-31", scope="americas").text
    assert f"/es/milestones/{peru}" in again
    assert "Emitir el boletín 2" in again

    mexico = newsroom.position_of("networks", "MX", "established")
    newsroom.changes(mexico, "corrections", occurred="2021-10", reason="Fue en octubre.")
    assert "/es/bulletins/1/issue-erratum" in curator.get("/es/bulletins/1").text
    assert "México" in curator.get("/es/bulletins/1/issue-erratum").text
    told = curator.send("/es/bulletins/1/issue-erratum", **{"note/es": "Con disculpas."})
    assert told.status_code == 303, told.text
    assert "Con disculpas." in curator.get("/es/bulletins/1").text


def test_a_day_that_lies_ahead_a_number_that_is_taken_and_a_stranger_are_refused(newsroom, curator):
    ahead = curator.send("/es/bulletins/issue", valid_at="2999-01-01", scope="americas")
    assert (ahead.status_code, 'href="#field-valid_at"' in ahead.text) == (422, True)
    newsroom.issues("2021-09-30", number=2)

    taken = curator.send("/es/bulletins/issue", **ASKED, number="2", known_at="90", confirmed="true")

    assert (taken.status_code, 'value="2"' in taken.text) == (409, True)
    reader = Visitor(newsroom.api.app).sign_in(newsroom.knowledge, open_account(newsroom.knowledge, "contributor").id)
    assert reader.get("/es/bulletins/issue").status_code == 403
    assert curator.get("/es/bulletins/2/issue-erratum").status_code == 404
