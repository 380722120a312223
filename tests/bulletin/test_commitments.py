"""A bulletin tells of pledges and of what networks have planned, as of its day, and of nothing that came later."""

import hashlib

import pytest

from knowledge.app import create_app
from knowledge.bulletins.edition import Edition
from knowledge.bulletins.formats import JSON
from knowledge.bulletins.issuing import find_issued, frozen, issue_bulletin
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR
from tests.api.cast import Cast
from tests.api.pledgers import OTHER, Pledgers, report
from tests.bulletin.conftest import SECOND

DAY, YEAR_LATER = "2022-12-31", "2023-12-31"


@pytest.fixture
def pledgers(newsroom):
    """Three pledges: of Peru (1), one that matches it (2), and one of Kenya (3)."""
    found = Pledgers(create_app(newsroom.knowledge), newsroom.knowledge)
    found.publish(made="2022-05-19")
    found.publish(**OTHER | {"form": "matching", "matches": [1], "made": "2022-09", "pledger": "Agencia"})
    found.publish(countries=["KE"], made="2022")
    report(found.pledger, 1, "in-progress", "2022-11")
    report(found.pledger, 1, "fulfilled", "2023-05-02")
    return found


def pledges_in(newsroom, day, scope="americas"):
    """Give the counts of a bulletin of a day, and number and progress of each pledge in it."""
    told = newsroom.api.get("/bulletin", valid_at=day, scope=scope).json["pledges"]
    counts = {name: (pair["sure"], pair["possible"]) for name, pair in told["counts"].items()}
    return counts, [(one["number"], one["one_of"]) for one in told["records"]]


@pytest.mark.usefixtures("pledgers")
def test_a_bulletin_counts_and_lists_the_pledges_of_its_scope_as_they_stood(newsroom):
    counts, listed = pledges_in(newsroom, DAY)
    assert counts == {
        "standing": (2, 2),
        "planning": (0, 0),
        "in-progress": (1, 1),
        "fulfilled": (0, 0),
        "withdrawn": (0, 0),
    }
    assert listed == [(1, ["in-progress"]), (2, ["made"])]
    assert pledges_in(newsroom, YEAR_LATER)[1] == [(1, ["fulfilled"]), (2, ["made"])]
    assert pledges_in(newsroom, "2022-05-18") == (dict.fromkeys(counts, (0, 0)), [])
    assert pledges_in(newsroom, DAY, "KE")[1] == [(3, ["made"])]

    text = newsroom.api.get("/bulletin", valid_at=DAY, scope="americas", lang="es", format="markdown").text
    assert "### Promesa n.º 1: Ventanillas para regularizar\n\nGobierno del Perú · Perú\n\n*en curso*" in text
    assert "- Cumplida" not in text
    assert newsroom.api.get("/bulletin", valid_at=DAY, lang="es", format="pdf").data.startswith(b"%PDF-")


def test_the_next_bulletin_lists_the_pledges_that_are_new_or_further(newsroom, pledgers):
    newsroom.issues(DAY, 3)
    pledgers.publish(made="2023-02")

    third = newsroom.issues(YEAR_LATER, 4)
    retracted = newsroom.api.get("/pledges/1").json["milestones"][-1]["position"]
    newsroom.changes(retracted, "retractions", reason="Faltaba una ventanilla.")

    told = newsroom.api.get("/bulletins/4").json
    assert [(one["number"], one["one_of"]) for one in told["bulletin"]["pledges"]["records"]] == [
        (1, ["fulfilled"]),
        (4, ["made"]),
    ]
    assert [(one["aggregate"], one["milestone"], one["kind"]) for one in told["errata"]] == [
        ("pledge", "fulfilment-reported", "retracted")
    ]
    assert (third["template"], told["altered"]) == (3, [])


def test_a_bulletin_tells_what_is_planned_and_what_came_of_what_was_done(newsroom):
    cast = Cast(create_app(newsroom.knowledge), newsroom.knowledge)
    practice = cast.publish()
    codes = [
        newsroom.api.post("/support-activities", {"network": "PE", "title": {"en": title}}).json["code"]
        for title in ("Done", "Planned", "Given up")
    ]
    for code in codes:
        newsroom.records("support-activities", code, "planned", "2022-01-10", planned_for="2023")
    newsroom.records("support-activities", codes[0], "carried-out", "2022-06")
    newsroom.records("support-activities", codes[0], "linked-to-practice", "2022-12-31", practice=practice)
    newsroom.records("support-activities", codes[2], "cancelled", "2022-06")

    then, before = (newsroom.api.get("/bulletin", valid_at=day, scope="PE").json for day in (DAY, "2022-12-30"))

    assert [(one["id"], one["planned_for"], one["certainty"]) for one in then["planned"]] == [
        (codes[1], "2023", "sure")
    ]
    assert [(one["id"], one["practices"]) for one in then["activities"]] == [(codes[0], [practice])]
    assert [one["practices"] for one in before["activities"]] == [[]]
    text = newsroom.api.get("/bulletin", valid_at=DAY, scope="PE", lang="en", format="markdown").text
    assert "### Planned\n\n- Peru: Planned — 2023\n" in text
    assert "Practices that came of it: 1" in text


def test_a_bulletin_of_an_earlier_template_still_gives_the_bytes_that_were_issued(newsroom, pledgers):
    first = Edition(SECOND, newsroom.knowledge.views.position(), "americas", 1)
    issue_bulletin(newsroom.knowledge, Author(ADMINISTRATOR), series="networks", number=2, edition=first)
    pledgers.publish()

    told = newsroom.api.get("/bulletins/2").json

    assert (told["template"], told["altered"]) == (1, [])
    assert "pledges" not in told["bulletin"]
    row = find_issued(newsroom.knowledge, "networks", 2)
    assert hashlib.sha256(frozen(newsroom.knowledge, row, JSON, "en")).hexdigest() == told["content"]
    document = newsroom.api.get("/bulletins/2", lang="pt", format="pdf")
    assert hashlib.sha256(document.data).hexdigest() == told["digests"]["pt"]["pdf"]
