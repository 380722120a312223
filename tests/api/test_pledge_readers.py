"""A pledge is found by its words, stands on the page of its country, and leaves both when it is withdrawn."""

import pytest

from tests.api.pledgers import Pledgers, must, report
from tests.attachments.files import pdf

COUNTRY = "/countries/PE"


@pytest.fixture
def pledgers(app, knowledge):
    return Pledgers(app, knowledge)


def found(api, **asked):
    answer = api.get("/search", **asked)
    assert answer.status_code == 200, answer.text
    return [(hit["kind"], hit["address"]) for hit in answer.json["results"]]


def test_a_pledge_is_found_as_soon_as_it_is_published_and_by_its_new_words_once_it_is_amended(api, pledgers):
    id = pledgers.submit(title={"es": "Ventanillas", "en": "Desks"}, description={"es": "Una " * 90, "en": "One " * 90})
    assert found(api, q="ventanillas") == []

    number = must(pledgers.curator, id, "publish")["number"]

    hit = ("pledge", f"/api/v1/pledges/{number}")
    assert found(api, q="ventanillas", kind="pledge") == [hit]
    assert found(api, q="desks", kind="pledge", lang="en") == [hit]
    assert {kind for kind, _ in found(api, q="ventanillas")} == {"pledge", "milestone"}
    must(pledgers.curator, number, "amend", {"title": {"es": "Mostradores", "en": "Desks"}, "reason": "Errata."})
    assert found(api, q="mostradores", kind="pledge") == [hit]


def test_a_pledge_is_found_by_everything_that_others_are_narrowed_by(api, pledgers):
    number = pledgers.publish(principles=["GP-A"], made="2022-05", regions=["202"])
    hit = ("pledge", f"/api/v1/pledges/{number}")

    for asked in (
        {"objective": "GCM-05"},
        {"principle": "GP-A"},
        {"country": "PE"},
        {"region": "419"},
        {"region": "202"},
        {"year": 2022},
        {"implementer": "Gobierno del Perú"},
        {"language": "es"},
    ):
        assert found(api, kind="pledge", **asked) == [hit], asked
    assert found(api, kind="pledge", objective="GCM-23") == []
    kinds = api.get("/search", facets="kind").json["facets"]["kind"]
    assert {"value": "pledge", "count": 1} in kinds


def test_the_words_of_its_file_find_a_pledge(api, pledgers):
    id = pledgers.begin()
    file = pledgers.pledger.upload(f"/pledges/{id}/files", pdf("Un caracol firmado"), "carta.pdf").json
    must(pledgers.pledger, id, "revise", {"file": file})
    must(pledgers.pledger, id, "submit")
    number = must(pledgers.curator, id, "publish")["number"]

    assert found(api, q="caracol") == [("pledge", f"/api/v1/pledges/{number}")]


def test_a_withdrawn_pledge_is_found_no_longer_and_again_if_that_was_a_mistake(api, pledgers):
    number = pledgers.publish()
    withdrawn = must(pledgers.pledger, number, "withdraw", {"reason": "Cambió la ley."})
    assert found(api, q="ventanillas", kind="pledge") == []

    claim = withdrawn["milestones"][-1]["position"]
    assert pledgers.curator.post(f"/milestones/{claim}/retractions", {"reason": "Era otra."}).status_code == 201
    assert api.get(f"/pledges/{number}").status_code == 200

    must(pledgers.curator, number, "amend", {"kinds": ["process"], "reason": "Errata."})
    assert found(api, q="ventanillas", kind="pledge") == [("pledge", f"/api/v1/pledges/{number}")]


def test_a_country_has_its_pledges_as_they_stood_on_a_day_and_nothing_that_came_later(api, pledgers):
    number = pledgers.publish(made="2022-05-19")
    pledgers.publish(countries=["EC"], made="2022-05-19")
    report(pledgers.pledger, number, "fulfilled", "2023-05-02")

    before, then, now = (
        api.get(COUNTRY, **asked).json for asked in ({"valid_at": "2022-05-18"}, {"valid_at": "2022-12-31"}, {})
    )

    assert (before["pledges"], before["milestones"], before["documents"]) == ([], [], [])
    assert [(one["number"], one["progress"]["one_of"]) for one in then["pledges"]] == [(number, ["made"])]
    assert [one["milestone"] for one in then["milestones"]] == ["made"]
    assert now["pledges"][0]["progress"]["one_of"] == ["fulfilled"]
    assert [one["milestone"] for one in now["milestones"]] == ["made", "fulfilment-reported"]


def test_records_of_which_nothing_had_happened_are_not_on_the_page_of_a_country(api, source):
    project = {"code": "PE-1", "title": {"en": "Skills"}, "countries": ["PE"]}
    api.post("/projects", project)
    assert [one["code"] for one in api.get(COUNTRY, valid_at="2020-12-31").json["projects"]] == ["PE-1"]

    api.post("/projects/PE-1/milestones", {"milestone": "assigned", "occurred": "2023", "source": source})

    assert api.get(COUNTRY, valid_at="2022-12-31").json["projects"] == []
    assert [one["code"] for one in api.get(COUNTRY, valid_at="2023-06-30").json["projects"]] == ["PE-1"]


def test_what_those_who_pledge_say_themselves_is_no_open_question(api, pledgers):
    pledgers.publish()

    assert api.get("/worklists/single-source").json["results"] == []
