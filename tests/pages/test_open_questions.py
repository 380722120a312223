"""What a curator should look at next, as pages; and the dossier of a milestone."""

import re
from typing import Any

import pytest

from domain.vocabulary import LANGUAGES
from knowledge.app import create_app
from tests.api.caller import Caller
from tests.api.conftest import new_source
from tests.pages.conftest import Reader, open_platform


def claimed(api, occurred, title):
    claim = {"milestone": "established", "occurred": occurred, "source": new_source(api, title)}
    told: Any = api.post("/networks/PE/milestones", claim).json
    return told["position"]


@pytest.fixture
def disputed(tmp_path):
    """A reader of a platform where two letters exclude each other, and the claims' positions."""
    with open_platform(tmp_path) as opened:
        app = create_app(opened)
        api = Caller(app, token="opens-nothing-but-these-tests")
        positions = [
            claimed(api, occurred, title)
            for occurred, title in (("2021-03-05", "First letter"), ("2021-06", "Second letter"))
        ]
        yield Reader(app.test_client()), api, positions


def test_open_questions_say_when_there_are_none(bulletin):
    page = bulletin.opens("/en/worklists")

    assert "No claims exclude each other." in page
    assert "differs" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_there_in_every_language(bulletin, language):
    page = bulletin.opens(f"/{language}/worklists")
    for name in ("single-source", "inexact-dates"):
        assert f"/{language}/worklists/{name}" in page
        assert '<ol class="timeline">' in bulletin.opens(f"/{language}/worklists/{name}")


def test_a_list_is_turned_page_by_page(bulletin):
    first = bulletin.opens("/en/worklists/inexact-dates?limit=5")
    following = re.search(r'href="([^"]*cursor[^"]*)"', first)

    assert following
    assert "First page" in bulletin.opens(following[1].replace("&amp;", "&"))


def test_an_unknown_list_is_refused(bulletin):
    assert "is none of" in bulletin.opens("/en/worklists/kings", status=422)


def test_claims_that_exclude_each_other_are_shown_together(disputed):
    reader, _, positions = disputed

    page = reader.opens("/en/worklists")

    assert all(f"/en/milestones/{position}" in page for position in positions)


def test_a_dossier_shows_what_excludes_it_until_that_is_settled(disputed):
    reader, api, (first, second) = disputed
    address = f"/en/milestones/{first}"
    assert "Their dates exclude each other." in reader.opens(address)
    before = api.position()

    api.post(f"/milestones/{first}/settlements", {"reason": "The first letter is the original."})

    assert "Their dates exclude each other." not in reader.opens(address)
    assert "The first letter is the original." in reader.opens(address)
    assert f"/en/milestones/{second}" in reader.opens(address)
    assert "Their dates exclude each other." in reader.opens(f"{address}?known_at={before}")
