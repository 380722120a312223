"""Pledges listed, filtered, counted and exported, as of any day."""

import csv
import io
from typing import Any

import pytest

from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.pledgers import OTHER, Pledgers, must, report


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Four pledges: of Peru (1), a matching one (2), a common one of the world (3), and one that was withdrawn (4)."""
    folder = tmp_path_factory.mktemp("pledges")
    with Knowledge(Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN})) as opened:
        opened.migrate()
        app = create_app(opened)
        pledgers = Pledgers(app, opened)
        pledgers.publish()
        agency: dict[str, Any] = {
            "pledger": "IOM",
            "pledger_type": "agency",
            "countries": ["PE", "EC"],
            "principles": ["GP-J"],
        }
        pledgers.publish(
            **{**OTHER, **agency, "form": "matching", "kinds": ["financial"], "matches": [1], "made": "2022-09"}
        )
        world: dict[str, Any] = {"countries": [], "is_global": True, "partners": ["Red de ciudades"], "made": "2023"}
        pledgers.publish(form="common", objectives=["GCM-23"], kinds=["policy", "process"], **world)
        report(pledgers.pledger, 1, "fulfilled", "2023-05-02")
        withdrawn = pledgers.publish(countries=["KE"], made="2022-06-01")
        must(pledgers.pledger, withdrawn, "withdraw", {"reason": "Cambió la ley.", "occurred": "2023-06-30"})
        yield Caller(app)


def numbers(told, **asked):
    return [one["number"] for one in told.get("/pledges", **asked).json["results"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [3, 2, 1]),
        ({"objective": "GCM-05"}, [2, 1]),
        ({"objective": "GCM-23"}, [3]),
        ({"principle": "GP-J"}, [2]),
        ({"kind": "process"}, [3]),
        ({"form": "matching"}, [2]),
        ({"pledger_type": "agency"}, [2]),
        ({"country": "PE"}, [2, 1]),
        ({"country": "EC"}, [2]),
        ({"region": "419"}, [2, 1]),
        ({"region": "americas"}, [2, 1]),
        ({"region": "002"}, []),
        ({"progress": "fulfilled"}, [1]),
        ({"progress": "made"}, [3, 2]),
        ({"progress": "withdrawn"}, [4]),
        ({"matches": 1}, [2]),
        ({"country": "PE", "progress": "fulfilled"}, [1]),
        ({"valid_at": "2022-05-31"}, [1]),
        ({"valid_at": "2022-12-31"}, [4, 2, 1]),
        ({"valid_at": "2023-04-30", "progress": "fulfilled"}, []),
        ({"known_at": 0}, []),
    ],
)
def test_pledges_are_found_by_what_they_say_and_how_far_they_were(told, asked, found):
    assert numbers(told, **asked) == found


@pytest.mark.parametrize(
    "asked",
    [
        {"objective": "GCM-99"},
        {"principle": "GP-Z"},
        {"country": "ZZ"},
        {"region": "Mars"},
        {"kind": "money"},
        {"form": "alone"},
        {"progress": "done"},
        {"valid_at": "soon"},
        {"mood": "good"},
    ],
)
def test_a_filter_that_cannot_be_is_refused_by_its_parameter(told, asked):
    refused = told.get("/pledges", **asked)

    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json["errors"]] == list(asked)


def test_pages_follow_each_other_by_number(told):
    first = told.get("/pledges", limit=2)

    assert [one["number"] for one in first.json["results"]] == [3, 2]
    assert numbers(told, limit=2, cursor=first.json["next"]) == [1]
    assert 'rel="next"' in first.headers["Link"]


def test_a_list_comes_as_a_table_too(told):
    answer = told.get("/pledges", format="csv")

    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert answer.mimetype == "text/csv"
    assert [row["number"] for row in rows] == ["3", "2", "1"]
    assert (rows[2]["language"], rows[2]["progress"], rows[2]["progress_date"]) == ("es", "fulfilled", "2023-05-02")
    assert (rows[1]["countries"], rows[1]["matches"], rows[1]["made"]) == ("PE | EC", "1", "2022-09")


def test_the_dashboard_counts_in_pairs_by_everything(told):
    figures = told.get("/pledges/figures", valid_at="2023-07-01").json

    by = {
        name: {one["value"]: (one["sure"], one["possible"]) for one in figures[f"by_{name}"]}
        for name in ("objective", "kind", "form", "region", "pledger_type", "progress")
    }
    assert (figures["pledges"], figures["withdrawn"]) == ({"sure": 2, "possible": 3}, {"sure": 1, "possible": 1})
    assert by["objective"] == {"GCM-05": (2, 2), "GCM-07": (2, 2), "GCM-23": (0, 1)}
    assert by["kind"] == {"financial": (1, 1), "policy": (1, 2), "process": (0, 1)}
    assert by["form"] == {"common": (0, 1), "individual": (1, 1), "matching": (1, 1)}
    assert by["region"] == {"001": (0, 1), "005": (2, 2), "019": (2, 2), "419": (2, 2)}
    assert by["pledger_type"] == {"agency": (1, 1), "government": (1, 2)}
    assert by["progress"] == {"made": (1, 2), "planning": (0, 0), "in-progress": (0, 0), "fulfilled": (1, 1)}
    assert figures["over_time"] == [
        {
            "year": 2022,
            "pledges": {"sure": 3, "possible": 3},
            "fulfilled": {"sure": 0, "possible": 0},
            "withdrawn": {"sure": 0, "possible": 0},
        },
        {
            "year": 2023,
            "pledges": {"sure": 2, "possible": 3},
            "fulfilled": {"sure": 1, "possible": 1},
            "withdrawn": {"sure": 1, "possible": 1},
        },
    ]


def test_the_dashboard_can_be_asked_of_some_pledges_and_of_what_was_known(told):
    assert told.get("/pledges/figures", country="EC").json["pledges"] == {"sure": 1, "possible": 1}

    nothing = told.get("/pledges/figures", known_at=0, valid_at="2022-12-31").json
    assert (nothing["pledges"], nothing["by_objective"]) == ({"sure": 0, "possible": 0}, [])
    assert [one["year"] for one in nothing["over_time"]] == [2022]


def test_each_pledge_is_on_the_timeline_with_those_who_pledged_as_its_source(told):
    milestones = told.get("/milestones", aggregate="pledge", country="PE").json["results"]

    assert [(one["code"], one["milestone"]) for one in milestones] == [
        ("1", "made"),
        ("2", "made"),
        ("2", "match-linked"),
        ("1", "fulfilment-reported"),
    ]
    source = told.get(f"/documents/{milestones[0]['source']['document']}").json
    assert source["title"].startswith("Pledges, as those who made them")
    assert milestones[0]["source"]["locator"] == "Pledge 1"
