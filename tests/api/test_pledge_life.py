"""A pledge lived through over HTTP: submitted, mended, published, matched, amended, fulfilled, withdrawn."""

from functools import partial

import pytest

from projections.pledges import Pledges
from tests.api.pledgers import MENDINGS, OTHER, Pledgers, do, must, report
from tests.api.test_conditions import at_once
from tests.api.test_recording import on_both_databases
from tests.support.pledges import SAYS


@pytest.fixture
def pledgers(app, knowledge):
    return Pledgers(app, knowledge)


def hand_in_and_mend(pledgers):
    """Begin with a title, be told what lacks, mend it, hand it in, have it returned and hand it in again."""
    pledger, curator = pledgers.pledger, pledgers.curator
    begun = pledger.post("/pledges", {"title": {"es": "Ventanillas"}, "description": {"es": "Breve."}})
    id = begun.json["id"]
    assert begun.headers["Location"] == f"/api/v1/pledges/{id}/draft"
    assert begun.json["lacks"]["description/es"] == "It has 6 characters; 300 to 3000 are asked for."
    refused = do(pledger, id, "submit")
    assert {"pointer": "#/kinds", "detail": begun.json["lacks"]["kinds"]} in refused.json["errors"]
    assert must(pledger, id, "revise", SAYS)["lacks"] == {}
    assert must(pledger, id, "submit")["stage"] == "submitted"
    assert [one["id"] for one in curator.list("/pledges/queue")] == [id]
    assert must(curator, id, "return", MENDINGS)["asked"] == MENDINGS["reasons"]
    assert curator.list("/pledges/queue") == []
    must(pledger, id, "revise", {"title": {"es": "Ventanillas para todos"}})
    must(pledger, id, "submit")
    return id


@on_both_databases
def test_a_pledge_is_submitted_published_matched_by_another_and_fulfilled(pledgers):
    pledger, other, curator = pledgers.pledger, pledgers.other, pledgers.curator
    id = hand_in_and_mend(pledgers)
    published = must(curator, id, "publish")
    assert (published["stage"], published["number"]) == ("published", 1)
    read = other.get("/pledges/1")
    assert read.json["title"] == {"es": "Ventanillas para todos"}
    assert (read.json["progress"]["one_of"], read.json["made"][0]["edtf"]) == (["made"], "2022-05-19")

    matching = pledgers.publish(other, **{**OTHER, "form": "matching", "matches": [1], "made": "2022-09"})
    assert matching == 2
    assert other.get("/pledges/1").json["matched_by"] == [2]
    report(pledger, 1, "planning", "2022-06")
    report(pledger, 1, "in-progress", "2022-11")
    fulfilled = report(pledger, 1, "fulfilled", "2023-05")

    assert fulfilled["progress"]["one_of"] == ["fulfilled"]
    assert [one["milestone"] for one in fulfilled["milestones"]] == [
        "made",
        "planning-reported",
        "progress-reported",
        "fulfilment-reported",
    ]
    for day, progress, matched_by in (
        ("2022-05-31", "made", []),
        ("2022-07-31", "planning", []),
        ("2022-12-31", "in-progress", [2]),
        ("2023-05-31", "fulfilled", [2]),
    ):
        then = other.get("/pledges/1", valid_at=day).json
        assert (then["progress"]["one_of"], then["matched_by"]) == ([progress], matched_by), day
    assert other.get("/pledges/1", valid_at="2022-05-18").status_code == 404
    assert other.get("/pledges/2", valid_at="2022-08-31").status_code == 404
    assert other.get("/pledges/2", valid_at="2022-09-15").json["progress"]["certainty"] == "possible"


@on_both_databases
def test_those_who_publish_at_once_give_different_numbers_and_leave_no_gap(pledgers):
    ids = [pledgers.submit() for _ in range(3)]

    answers = at_once(*(partial(do, pledgers.curator, id, "publish") for id in ids))

    assert [answer.status_code for answer in answers] == [200] * 3
    assert sorted(answer.json["number"] for answer in answers) == [1, 2, 3]
    assert pledgers.publish() == 4


def test_a_number_is_not_used_again_after_a_withdrawal(pledgers):
    first = pledgers.publish()
    must(pledgers.pledger, first, "withdraw", {"reason": "Cambió la ley."})

    assert pledgers.publish() == first + 1


def test_a_withdrawn_pledge_leaves_a_tombstone_and_stood_before(pledgers):
    number = pledgers.publish()
    reader = pledgers.stranger
    withdrawn = must(pledgers.pledger, number, "withdraw", {"reason": "Cambió la ley.", "occurred": "2024-02-01"})
    assert withdrawn["progress"]["one_of"] == ["withdrawn"]

    gone = reader.get(f"/pledges/{number}")

    assert (gone.status_code, gone.json["type"]) == (410, "/problems/gone")
    assert "Cambió la ley." in gone.json["detail"]
    assert reader.get(f"/pledges/{number}/history").status_code == 410
    assert reader.get("/pledges").json["results"] == []
    assert [one["number"] for one in reader.get("/pledges", progress="withdrawn").json["results"]] == [number]
    assert reader.get(f"/pledges/{number}", valid_at="2024-01-31").json["title"] == SAYS["title"]
    assert (
        do(pledgers.pledger, number, "withdraw", {"reason": "Otra vez."}).json["type"] == "/problems/pledge-withdrawn"
    )


def test_what_was_promised_before_an_amendment_stays_readable(pledgers):
    number = pledgers.publish()
    id = pledgers.pledger.list("/my/pledges")[0]["id"]
    before = pledgers.pledger.position()
    changes = {"title": {"es": "Más ventanillas"}, "timeframe": "2022/2026"}
    must(pledgers.pledger, id, "propose-amendment", {**changes, "reason": "Más tiempo."})
    assert pledgers.stranger.get(f"/pledges/{number}").json["edition"] == 1
    assert [one["id"] for one in pledgers.curator.list("/pledges/queue")] == [id]

    amended = must(pledgers.curator, number, "amend", {"timeframe": "2022/2025"})

    assert (amended["edition"], amended["title"], amended["timeframe"]) == (2, changes["title"], "2022/2025")
    assert amended["amended_because"] == "Más tiempo."
    assert pledgers.stranger.get(f"/pledges/{number}", known_at=before).json["title"] == SAYS["title"]
    assert pledgers.stranger.get(f"/pledges/{number}", valid_at="2022-12-31").json["title"] == SAYS["title"]
    history = pledgers.stranger.get(f"/pledges/{number}/history").json["results"]
    assert [one["event"] for one in history] == ["registered", "made", "amended"]
    assert [history[at]["facts"]["promise"]["title"] for at in (0, 2)] == [SAYS["title"], changes["title"]]
    assert must(pledgers.curator, number, "amend", {"kinds": ["process"], "reason": "Errata."})["edition"] == 3


def test_an_amendment_is_given_back_with_reasons(pledgers):
    number = pledgers.publish()
    id = pledgers.pledger.list("/my/pledges")[0]["id"]
    must(pledgers.pledger, id, "propose-amendment", {"timeframe": "2030", "reason": "Más tiempo."})

    returned = must(pledgers.curator, id, "return-amendment", {"reasons": {"timeframe": "Demasiado."}})

    assert (returned["proposed"], returned["asked"]) == (None, {"timeframe": "Demasiado."})
    assert pledgers.stranger.get(f"/pledges/{number}").json["edition"] == 1


def test_a_match_is_linked_later_and_unlinked_by_mistake(pledgers):
    first, second = pledgers.publish(), pledgers.publish(pledgers.other)

    linked = must(pledgers.other, second, "link-match", {"matched": first, "occurred": "2023-01"})
    assert linked["matches"] == [first]
    assert [one["number"] for one in pledgers.other.get("/pledges", matches=first).json["results"]] == [second]
    assert do(pledgers.pledger, first, "link-match", {"matched": second}).json["type"] == (
        "/problems/matched-the-other-way"
    )

    unlinked = must(pledgers.other, second, "unlink-match", {"matched": first, "reason": "Otra promesa."})
    assert unlinked["matches"] == []


@on_both_databases
def test_a_request_about_a_pledge_sent_twice_is_carried_out_once(pledgers):
    begun = [pledgers.pledger.post("/pledges", SAYS, idempotency_key="begin") for _ in range(2)]
    id = begun[0].json["id"]
    assert begun[0].json == begun[1].json
    must(pledgers.pledger, id, "submit")

    published = [do(pledgers.curator, id, "publish", idempotency_key="publish") for _ in range(2)]
    again = do(pledgers.curator, id, "publish", idempotency_key="another")
    reported = [
        do(
            pledgers.pledger,
            1,
            "report-progress",
            {"progress": "planning", "narrative": "Va bien."},
            idempotency_key="report",
        )
        for _ in range(2)
    ]

    assert [answer.status_code for answer in (*published, again, *reported)] == [200, 200, 409, 200, 200]
    assert published[0].json == published[1].json
    assert len(reported[1].json["milestones"]) == 2


def test_only_what_was_read_is_changed(pledgers):
    id = pledgers.begin()
    tag = pledgers.pledger.get_signed(f"/pledges/{id}/draft").headers["ETag"]
    must(pledgers.pledger, id, "submit", if_match=tag)
    assert do(pledgers.curator, id, "publish", if_match=tag).status_code == 412
    must(pledgers.curator, id, "publish")
    tag = pledgers.pledger.get("/pledges/1").headers["ETag"]
    report(pledgers.pledger, 1, "planning")

    stale = do(pledgers.pledger, 1, "withdraw", {"reason": "Cambió la ley."}, if_match=tag)

    assert stale.status_code == 412


@on_both_databases
def test_what_is_done_with_a_pledge_is_answered_even_if_a_view_fails(pledgers, knowledge):
    number = pledgers.publish()
    with knowledge.views.engine.begin() as connection:
        Pledges().editions.drop(connection)

    answer = do(pledgers.pledger, number, "report-progress", {"progress": "planning", "narrative": "Va bien."})

    assert (answer.status_code, answer.json["event"]) == (202, "planning-reported")
    knowledge.views.rebuild("pledges")
    assert pledgers.stranger.get(f"/pledges/{number}").json["progress"]["one_of"] == ["planning"]
