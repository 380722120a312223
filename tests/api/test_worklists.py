"""What a curator should look at next."""

from typing import Any

import pytest

from tests.api.conftest import new_source


def claim(api, source, occurred, country="PE"):
    body = {"milestone": "established", "occurred": occurred, "source": source}
    return api.post(f"/networks/{country}/milestones", body).json["position"]


def listed(api, name, **asked):
    return [one["position"] for one in api.get(f"/worklists/{name}", **asked).json["results"]]


@pytest.mark.parametrize("name", ["inexact-dates", "single-source", "conflicts", "figures"])
def test_where_nothing_is_recorded_nothing_is_to_do(api, name):
    assert api.get(f"/worklists/{name}").json["results"] == []


def test_a_month_is_no_exact_date_and_a_day_is(api, source):
    month = claim(api, source, "2021-10")
    claim(api, source, "2021-10-05", country="EC")

    assert listed(api, "inexact-dates") == [month]


def test_what_was_sharpened_or_retracted_is_no_longer_to_do(api, source):
    sharpened, retracted = claim(api, source, "2021-10"), claim(api, source, "2021-10", country="EC")
    api.post(f"/milestones/{sharpened}/refinements", {"occurred": "2021-10-05", "source": source})
    api.post(f"/milestones/{retracted}/retractions", {"reason": "Another country."})

    assert listed(api, "inexact-dates") == []


def test_what_two_documents_say_does_not_rest_on_one(api, source):
    alone = claim(api, source, "2021-10")
    both = claim(api, source, "2021-10", country="EC")
    claim(api, new_source(api, "A letter"), "2021-10-05", country="EC")

    assert listed(api, "single-source") == [alone]
    assert both not in listed(api, "single-source")


def test_what_a_second_document_sharpened_does_not_rest_on_one(api, source):
    sharpened = claim(api, source, "2021-10")
    api.post(f"/milestones/{sharpened}/refinements", {"occurred": "2021-10-05", "source": new_source(api, "A letter")})

    assert listed(api, "single-source") == []


def test_lists_are_read_page_by_page(api, source):
    both = [claim(api, source, "2021-10"), claim(api, source, "2021-10", country="EC")]
    first: Any = api.get("/worklists/inexact-dates", limit=1).json

    second = api.get("/worklists/inexact-dates", limit=1, cursor=first["next"]).json

    assert [one["position"] for one in first["results"] + second["results"]] == both
    assert second["next"] is None


def test_conflicting_claims_stand_together_until_they_are_settled(api, source):
    one = claim(api, source, "2021-03-05")
    other = claim(api, new_source(api, "A letter"), "2021-06")
    claim(api, source, "2021-10", country="EC")

    (conflict,) = api.get("/worklists/conflicts").json["results"]
    assert [each["position"] for each in conflict["claims"]] == [one, other]

    api.post(f"/milestones/{one}/settlements", {"reason": "Seen in the original."})
    assert api.get("/worklists/conflicts").json["results"] == []


def test_a_printed_figure_is_held_against_what_the_claims_add_up_to(api, source):
    claim(api, source, "2021-10")
    document = source["document"]
    for figure in (1, 2):
        stated = {"headline": "networks_established", "figure": figure, "valid_at": f"2021-12-0{figure}"}
        assert api.post(f"/documents/{document}/figures", stated).status_code == 201

    found = api.get("/worklists/figures").json["results"]

    assert [(one["printed"], one["counted"], one["differs"]) for one in found] == [
        (1, {"sure": 1, "possible": 1}, False),
        (2, {"sure": 1, "possible": 1}, True),
    ]


def test_the_figures_of_the_bulletin_are_those_its_lists_add_up_to(bulletin):
    found = bulletin.get("/worklists/figures").json["results"]

    assert [one["printed"] for one in found] == [13, 6, 10, 4, 2]
    assert not any(one["differs"] for one in found)


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"headline": "kings"}, "headline"),
        ({"figure": -1}, "figure"),
        ({"valid_at": "2021-12"}, "valid_at"),
        ({"valid_at": "2999-01-01"}, "valid_at"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_name(api, source, bad, field):
    stated = {"headline": "networks_established", "figure": 1, "valid_at": "2021-12-01", **bad}

    refused = api.post(f"/documents/{source['document']}/figures", stated)

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, f"#/{field}")
