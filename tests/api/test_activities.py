"""A support activity lived through over HTTP: planned, carried out, linked to the practice it led to, or cancelled."""

import pytest

from tests.api.cast import Actor
from tests.support.stories import LETTER

WORKSHOP = {
    "network": "PE",
    "title": {"en": "A workshop on data", "es": "Un taller sobre datos"},
    "support_kinds": ["SK-1", "SK-3"],
    "objectives": ["GCM-01"],
    "counterparts": ["Ministry of Foreign Affairs"],
}


@pytest.fixture
def coordinator(app, knowledge):
    """Who records for Peru."""
    return Actor(app, knowledge, "coordinator", countries=["PE"])


@pytest.fixture
def workshop(coordinator):
    """A workshop that is registered, and its address."""
    return coordinator.post("/support-activities", WORKSHOP).headers["Location"].removeprefix("/api/v1")


@pytest.fixture
def happens(coordinator, workshop, source):
    """Records a milestone of the workshop."""

    def record(milestone, occurred, **details):
        body = {"milestone": milestone, "occurred": occurred, "source": source, "details": details}
        return coordinator.post(f"{workshop}/milestones", body)

    return record


def states(api, **asked):
    """Give the states of each activity in a list."""
    return [one["status"]["one_of"] for one in api.get("/support-activities", **asked).json["results"]]


def test_an_activity_is_planned_carried_out_and_linked_each_from_its_day_on(api, cast, workshop, happens):
    practice = cast.publish()
    assert happens("planned", "2021-05-03", planned_for="2021-10/2021-11").status_code == 201
    assert happens("carried-out", "2021-10/2021-11").status_code == 201
    assert happens("linked-to-practice", "2022-03-01", practice=practice).status_code == 201

    def told(day):
        shown = api.get(workshop, valid_at=day)
        assert shown.status_code in {200, 404}
        if shown.status_code == 404:
            return None
        return shown.json["status"]["one_of"], shown.json["planned_for"], len(shown.json["practices"])

    assert told("2021-05-02") is None
    assert told("2021-09-30") == (["planned"], "2021-10/2021-11", 0)
    assert told("2021-10-15") == (["planned", "carried-out"], "2021-10/2021-11", 0)
    assert told("2021-12-31") == (["carried-out"], "2021-10/2021-11", 0)
    assert told("2022-03-01") == (["carried-out"], "2021-10/2021-11", 1)
    linked = api.get(workshop).json["practices"]
    assert linked == [{"id": practice, "slug": cast.slug(practice), "title": linked[0]["title"], "language": "es"}]
    assert states(api, practice=practice) == [["carried-out"]]
    assert states(api, practice=practice, valid_at="2022-02-28") == []
    for place in ("countries/PE", "milestones?country=PE", "support-activities"):
        page = api.app.test_client().get(f"/en/{place}").text
        assert f'href="/en/practices/{cast.slug(practice)}"' in page, place
        assert practice not in page, place


def test_a_country_has_its_activities_as_they_were_on_a_day(api, happens):
    happens("planned", "2021-05-03", planned_for="2021-10")
    happens("cancelled", "2021-09-01")

    def on(day):
        return [one["status"]["one_of"] for one in api.get("/countries/PE", valid_at=day).json["support_activities"]]

    assert on("2021-05-02") == []
    assert on("2021-08-31") == [["planned"]]
    assert on("2021-09-01") == [["cancelled"]]
    assert [one["milestone"] for one in api.get("/countries/PE", valid_at="2021-08-31").json["milestones"]] == [
        "planned"
    ]


def test_activities_are_listed_by_network_support_kind_objective_and_state(api, happens):
    api.post("/support-activities", {**WORKSHOP, "network": "EC", "support_kinds": ["SK-7"], "objectives": ["GCM-23"]})
    happens("carried-out", "2021")

    for asked, found in (
        ({}, [[], ["carried-out"]]),
        ({"country": "PE"}, [["carried-out"]]),
        ({"country": "EC"}, [[]]),
        ({"support_kind": "SK-3"}, [["carried-out"]]),
        ({"support_kind": "SK-7"}, [[]]),
        ({"support_kind": "SK-2"}, []),
        ({"objective": "GCM-23"}, [[]]),
        ({"state": "carried-out"}, [["carried-out"]]),
        ({"state": "planned"}, []),
        ({"country": "PE", "support_kind": "SK-7"}, []),
        ({"known_at": 0}, []),
    ):
        assert states(api, **asked) == found, asked
    first = api.get("/support-activities", limit=1)
    assert states(api, limit=1, cursor=first.json["next"]) == [["carried-out"]]


@pytest.mark.parametrize(
    "asked",
    [{"support_kind": "SK-9"}, {"objective": "GCM-99"}, {"country": "ZZ"}, {"state": "done"}, {"practice": "x"}],
)
def test_a_filter_of_activities_that_cannot_be_is_refused_by_its_parameter(api, asked):
    refused = api.get("/support-activities", **asked)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"].partition("/")[0] == next(iter(asked))


def test_only_a_practice_that_readers_see_can_be_linked(cast, happens):
    hidden = cast.review()

    refused = [happens("linked-to-practice", "2022", practice=practice) for practice in (hidden, str(LETTER))]

    assert [answer.status_code for answer in refused] == [422, 422]
    for answer, practice in zip(refused, (hidden, str(LETTER)), strict=True):
        assert answer.json["errors"] == [
            {"pointer": "#/details/practice", "detail": f"Readers see no practice {practice}."}
        ]


def test_a_linked_practice_that_was_taken_from_readers_is_named_no_longer(api, cast, workshop, happens):
    practice = cast.publish()
    happens("linked-to-practice", "2022", practice=practice)

    cast.curator.must("unpublish", practice, {"reason": "Datos personales."})

    assert api.get(workshop).json["practices"] == []


def test_a_plan_says_when_in_a_date_that_can_be_read(happens):
    refused = happens("planned", "2021-05-03", planned_for="next autumn")

    assert [error["pointer"] for error in refused.json["errors"]] == ["#/details/planned_for"]
