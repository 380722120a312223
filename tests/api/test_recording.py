"""What happened in Peru: recorded, sharpened, corrected, taken back and put back, and read after each step."""

from datetime import UTC, datetime

import pytest
from werkzeug.test import TestResponse

on_both_databases = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)

STEPS = [
    ("milestones", {"milestone": "established", "occurred": "2021-10"}),
    ("refinements", {"occurred": "2021-10-14"}),
    ("corrections", {"occurred": "2021-11", "reason": "The minutes give November."}),
    ("retractions", {"reason": "It was the network of another country."}),
    ("reinstatements", {"reason": "It was Peru after all."}),
]
BELIEVED = [
    ("sure", "2021-10"),
    ("sure", "2021-10-14"),
    ("sure", "2021-11"),
    ("unknown", None),
    ("sure", "2021-11"),
]
"""After each step: how sure it is that Peru has a network, and since when."""


def take_step(api, source, number, claim=0):
    verb, body = STEPS[number]
    said = body if verb in {"retractions", "reinstatements"} else {**body, "source": source}
    address = "/networks/PE/milestones" if not claim else f"/networks/PE/milestones/{claim}/{verb}"
    return api.post(address, said)


@pytest.fixture
def story(api, source):
    """The answers to all five steps, and the time after each."""
    answers: list[TestResponse] = []
    times: list[str] = []
    claim = 0
    for number in range(len(STEPS)):
        answers.append(take_step(api, source, number, claim))
        claim = claim or answers[0].get_json()["position"]
        times.append(datetime.now(tz=UTC).isoformat())
    return answers, times


def network_of(board):
    return next((country["tracks"]["network"] for country in board["countries"] if country["country"] == "PE"), None)


def believed(track):
    return track["certainty"], track["date"] and track["date"]["edtf"]


@on_both_databases
def test_each_step_is_answered_with_what_is_believed_after_it(story):
    answers, _ = story

    assert [answer.status_code for answer in answers] == [201] * 5
    assert [answer.headers["ETag"] for answer in answers] == ['"2"', '"3"', '"4"', '"5"', '"6"']
    assert [answer.json["occurred"]["edtf"] for answer in answers] == [
        "2021-10",
        "2021-10-14",
        "2021-11",
        "2021-11",
        "2021-11",
    ]
    assert [answer.json["live"] for answer in answers] == [True, True, True, False, True]
    assert {answer.headers["Location"] for answer in answers} == {f"/api/v1/milestones/{answers[0].json['position']}"}


@on_both_databases
@pytest.mark.parametrize("number", range(5))
def test_the_next_request_sees_what_was_recorded(api, source, number):
    claim = 0
    for step in range(number + 1):
        claim = take_step(api, source, step, claim).json["position"]
    board, country = api.get("/status").json, api.get("/countries/PE").json
    network, timeline = api.get("/networks/PE").json, api.get("/milestones", country="PE").json["results"]

    certainty, date = BELIEVED[number]
    assert believed(network_of(board) or country["tracks"]["network"]) == (certainty, date)
    assert believed(country["tracks"]["network"]) == (certainty, date)
    assert timeline == country["milestones"] == network["milestones"]
    assert [(one["position"], one["live"]) for one in timeline] == [(claim, date is not None)]
    assert network["version"] == number + 2
    assert board["counts"]["networks_established"]["sure"] == int(certainty == "sure")


@on_both_databases
def test_what_was_known_at_each_position_is_answered_as_it_was_then(api, story):
    answers, _ = story
    claim = answers[0].json["position"]

    boards = [api.get("/status", known_at=answer.json["last_change"]["position"]).json for answer in answers]
    countries = [api.get("/countries/PE", known_at=claim + number).json for number in range(5)]
    before = api.get("/status", known_at=claim - 1).json

    tracks = [network_of(board) or {"certainty": "unknown", "date": None} for board in boards]
    assert [believed(track) for track in tracks] == BELIEVED
    assert [believed(country["tracks"]["network"]) for country in countries] == BELIEVED
    assert [board["counts"]["networks_established"]["possible"] for board in boards] == [1, 1, 1, 0, 1]
    assert network_of(before) is None


@on_both_databases
def test_what_was_known_at_each_time_is_answered_as_it_was_then(api, story):
    _, times = story

    tracks = [api.get("/countries/PE", known_at=time).json["tracks"]["network"] for time in times]

    assert [believed(track) for track in tracks] == BELIEVED


@pytest.mark.usefixtures("story")
def test_a_year_ago_nothing_was_known_of_it(api):
    assert api.get("/status", known_at="2020-12-31").json["countries"] == []


def test_the_history_tells_every_belief_its_reason_its_source_and_its_author(api, story):
    answers, _ = story

    dossier = api.get(f"/milestones/{answers[0].json['position']}").json

    history = dossier["history"]
    assert [one["last_change"]["change"] for one in history] == [
        "recorded",
        "refined",
        "corrected",
        "retracted",
        "reinstated",
    ]
    assert [one["last_change"]["reason"] for one in history] == [body.get("reason", "") for _, body in STEPS]
    assert [one["last_change"]["position"] for one in history] == [dossier["position"] + step for step in range(5)]
    assert history == [{**answer.json, "roles": []} for answer in answers]
    assert dossier["source"]["quote"] == "La red quedó instalada"
    assert dossier["recorded_by"] == dossier["last_change"]["by"]


def test_a_change_leaves_the_time_at_which_the_milestone_was_recorded(story):
    answers, _ = story

    assert {answer.json["recorded_at"] for answer in answers} == {answers[0].json["recorded_at"]}
    changed = [answer.json["last_change"]["at"] for answer in answers]
    assert changed == sorted(set(changed))
    assert changed[0] == answers[0].json["recorded_at"]


def test_a_belief_may_rest_on_another_source_than_the_one_before(api, source):
    claim = take_step(api, source, 0).json["position"]
    letter = api.post("/documents", {"title": "Letter of the government"}).json["id"]

    refined = api.post(f"/milestones/{claim}/refinements", {"occurred": "2021-10-14", "source": {"document": letter}})

    assert refined.json["source"] == {"document": letter, "locator": "", "quote": ""}
    country = api.get("/countries/PE").json
    assert [document["title"] for document in country["documents"]] == ["Letter of the government"]


def test_a_date_within_the_recorded_one_is_no_correction(api, source):
    claim = take_step(api, source, 0).json["position"]

    refused = api.post(
        f"/milestones/{claim}/corrections", {"occurred": "2021-10-14", "source": source, "reason": "The minutes."}
    )

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/not-a-correction")
    assert api.position() == claim


def test_a_date_outside_the_recorded_one_is_no_refinement(api, source):
    claim = take_step(api, source, 0).json["position"]

    refused = api.post(f"/milestones/{claim}/refinements", {"occurred": "2021-11", "source": source})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/not-a-refinement")
    assert api.position() == claim


def test_what_is_retracted_has_to_be_reinstated_before_it_changes(api, source):
    claim = take_step(api, source, 0).json["position"]
    take_step(api, source, 3, claim)

    refused = [
        take_step(api, source, 1, claim),
        take_step(api, source, 2, claim),
        take_step(api, source, 3, claim),
    ]

    assert {answer.json["type"] for answer in refused} == {"/problems/claim-is-retracted"}
    assert api.position() == claim + 1


def test_only_what_is_retracted_can_be_reinstated(api, source):
    claim = take_step(api, source, 0).json["position"]

    assert take_step(api, source, 4, claim).json["type"] == "/problems/claim-is-live"


def test_the_same_word_of_the_same_source_is_recorded_once(api, source):
    claim = take_step(api, source, 0).json["position"]

    again = take_step(api, source, 0)

    assert (again.status_code, again.json["type"]) == (409, "/problems/nothing-new")
    assert api.position() == claim


def test_two_sources_that_exclude_each_other_are_shown_as_a_dispute(api, source):
    take_step(api, source, 0)
    letter = api.post("/documents", {"title": "Letter of the government"}).json["id"]

    api.post(
        "/networks/PE/milestones",
        {"milestone": "established", "occurred": "2019", "source": {"document": letter}},
    )

    track = api.get("/countries/PE").json["tracks"]["network"]
    assert track["disputed"] is True
    assert api.get("/status", valid_at="2020-06-30").json["counts"]["networks_established"] == {
        "sure": 0,
        "possible": 1,
    }


def test_a_milestone_of_another_country_is_not_found_below_this_one(api, source):
    claim = take_step(api, source, 0).json["position"]

    refused = api.post(f"/networks/BR/milestones/{claim}/retractions", {"reason": "Not here."})

    assert refused.status_code == 404
    assert api.position() == claim
