"""The read sides on a page: how far they are, what was set aside, and building one anew."""

import re

import pytest

from knowledge.app import create_app
from knowledge.rebuilding import Rebuilder
from projections.accounts import Accounts
from tests.support.accounts import open_account
from tests.support.visitors import Visitor


@pytest.fixture
def administrator(knowledge):
    """Somebody who runs the platform."""
    return Visitor(create_app(knowledge)).sign_in(knowledge, open_account(knowledge, "administrator").id)


def test_a_rebuild_is_asked_for_and_followed_on_the_page(knowledge, administrator):
    page = administrator.get("/en/projections").text
    names = re.findall(r'<th role="rowheader" scope="row">(\w+)', page)
    assert sorted(names) == sorted([*knowledge.views.names, "search"])
    assert "hx-trigger" not in page

    assert administrator.send("/en/projections/audit/rebuild").location == "/en/projections"
    waiting = administrator.get("/en/projections").text
    assert ("waits to begin" in waiting, 'hx-trigger="every 2s"' in waiting) == (True, True)
    again = administrator.send("/en/projections/audit/rebuild")
    assert (again.status_code, "being rebuilt already" in again.text) == (409, True)

    assert knowledge.rebuilds.take() == "audit"
    knowledge.rebuilds.tell("audit", 1)
    assert re.search(r'<progress max="\d+" value="1"', administrator.get("/en/projections").text)
    knowledge.rebuilds.leave("audit")
    assert Rebuilder(knowledge).build_next() == "audit"
    assert "<small>rebuilt " in administrator.get("/en/projections").text


def test_events_that_were_set_aside_are_shown_and_tried_again(knowledge, administrator, monkeypatch):
    def fail(*_):
        raise ValueError("nothing can be made of this")

    with monkeypatch.context() as patch:
        patch.setattr(Accounts, "take_in", fail)
        open_account(knowledge, "reviewer")
        knowledge.views.catch_up()
        shown = administrator.get("/en/projections").text
        assert "ValueError: nothing can be made of this" in shown
        administrator.send("/en/projections/retry-parked")
        assert "Some events still cannot be taken in." in administrator.get("/en/projections").text
        assert knowledge.rebuilds.listed() == []

    administrator.send("/en/projections/retry-parked")
    shown = administrator.get("/en/projections").text
    assert ("No event is set aside any more." in shown, "ValueError" in shown) == (True, False)
    assert [one.name for one in knowledge.rebuilds.listed()] == ["search"]
