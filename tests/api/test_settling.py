"""Claims that exclude each other, until a curator says which one holds."""

from typing import Any

import pytest

from tests.api.caller import Caller
from tests.api.conftest import new_source
from tests.api.test_recording import on_both_databases
from tests.support.accounts import open_account


def claim(api, source, occurred, milestone="established") -> Any:
    return api.post("/networks/PE/milestones", {"milestone": milestone, "occurred": occurred, "source": source}).json[
        "position"
    ]


@pytest.fixture
def disputed(api):
    """Two claims that exclude each other, and one that agrees with the first."""
    dates = {"2021-03-05": "A letter", "2021-06": "A bulletin", "2021-03": "Minutes"}
    return [claim(api, new_source(api, title), occurred) for occurred, title in dates.items()]


def network(api, **asked):
    return api.get("/status", scope="PE", valid_at="2021-12-31", **asked).json["countries"][0]["tracks"]["network"]


def test_claims_that_exclude_each_other_are_told_as_such(api, disputed):
    letter, bulletin, minutes = disputed

    others = api.get(f"/milestones/{letter}").json["others"]

    assert {one["position"]: one["excluding"] for one in others} == {bulletin: True, minutes: False}
    assert network(api)["disputed"]


@on_both_databases
def test_what_is_settled_holds_and_what_excludes_it_is_set_aside(api, disputed):
    letter, bulletin, minutes = disputed

    settled = api.post(f"/milestones/{letter}/settlements", {"reason": "The letter is the original."})

    assert (settled.status_code, settled.json["last_change"]["change"]) == (201, "settled")
    assert api.get(f"/milestones/{bulletin}").json["last_change"]["change"] == "set-aside"
    assert [api.get(f"/milestones/{one}").json["live"] for one in disputed] == [True, False, True]
    assert api.get(f"/milestones/{bulletin}").json["last_change"]["reason"] == "The letter is the original."
    assert not network(api)["disputed"]
    assert network(api)["date"]["edtf"] == "2021-03-05"
    assert minutes


def test_before_it_was_settled_it_is_still_in_dispute(api, disputed):
    before = api.position()
    api.post(f"/milestones/{disputed[0]}/settlements", {"reason": "The letter is the original."})

    assert network(api, known_at=before)["disputed"]


def test_what_was_set_aside_can_be_reinstated(api, disputed):
    letter, bulletin, _ = disputed
    api.post(f"/milestones/{letter}/settlements", {"reason": "The letter is the original."})
    api.post(f"/milestones/{bulletin}/reinstatements", {"reason": "The letter was a draft."})

    assert network(api)["disputed"]


def test_where_nothing_is_in_dispute_nothing_is_settled(api, source):
    alone = claim(api, source, "2021-03-05")

    refused = api.post(f"/milestones/{alone}/settlements", {"reason": "It is right."})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/nothing-disputed")


def test_what_can_happen_again_is_never_in_dispute(api):
    dates = {"2021-03-05": "A letter", "2021-06-05": "A bulletin"}
    positions = []
    for occurred, title in dates.items():
        body = {"milestone": "member-agency-joined", "occurred": occurred, "details": {"agency": "IOM"}}
        told = api.post("/networks/PE/milestones", {**body, "source": new_source(api, title)})
        positions.append(told.json["position"])

    assert api.post(f"/milestones/{positions[0]}/settlements", {"reason": "It is right."}).status_code == 409


def test_a_settlement_says_why(api, disputed):
    refused = api.post(f"/milestones/{disputed[0]}/settlements", {"reason": " "})

    assert refused.json["errors"][0]["pointer"] == "#/reason"


def test_only_a_curator_settles(app, knowledge, disputed):
    coordinator = Caller(app, token=open_account(knowledge, "coordinator", countries=["PE"]).secret)
    curator = Caller(app, token=open_account(knowledge, "curator").secret)
    address, reason = f"/milestones/{disputed[0]}/settlements", {"reason": "The letter is the original."}

    assert coordinator.post(address, reason).status_code == 403
    assert curator.post(address, reason).status_code == 201


def test_a_milestone_is_shown_as_it_was_known(api, disputed):
    letter = disputed[0]
    before = api.position()
    api.post(f"/milestones/{letter}/settlements", {"reason": "The letter is the original."})

    then = api.get(f"/milestones/{letter}", known_at=before).json

    assert (then["known_at"], len(then["history"]), len(then["others"])) == (before, 1, 2)
    assert api.get(f"/milestones/{letter}", known_at=letter - 1).status_code == 404
