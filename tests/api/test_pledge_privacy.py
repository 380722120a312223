"""Before it is published a pledge is for who submits it and the secretariat; to others it does not exist."""

import pytest

from tests.api.cast import Actor
from tests.api.pledgers import MENDINGS, Pledgers, do, must
from tests.attachments.files import pdf
from tests.support.pledges import SAYS

NEW = {"title": {"es": "Otra"}}
PRIVATE = ("revise", "submit", "take-back", "propose-amendment")
BODIES = {
    "revise": NEW,
    "take-back": {"reason": "Duplicada."},
    "return": MENDINGS,
    "decline": MENDINGS,
    "return-amendment": MENDINGS,
    "propose-amendment": {**NEW, "reason": "Errata."},
    "report-progress": {"progress": "planning", "narrative": "Va bien."},
    "link-match": {"matched": 9},
    "unlink-match": {"matched": 9, "reason": "Otra promesa."},
    "withdraw": {"reason": "Cambió la ley."},
}
NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def pledgers(app, knowledge):
    return Pledgers(app, knowledge)


def test_a_stranger_is_told_the_same_of_a_pledge_in_work_as_of_none(pledgers):
    stranger = pledgers.stranger
    for id in (pledgers.begin(), pledgers.submit(), NOBODY):
        told = (404, f"There is no pledge-submission {id}.")
        shown = stranger.get_signed(f"/pledges/{id}/draft")
        assert (shown.status_code, shown.json["detail"]) == told
        for verb in PRIVATE:
            for headers in ({}, {"if_match": '"1"'}, {"idempotency_key": "again"}):
                answer = do(stranger, id, verb, BODIES.get(verb), **headers)
                assert (answer.status_code, answer.json["detail"]) == told, verb


def test_nobody_finds_it_in_lists_audit_figures_or_search(pledgers):
    pledgers.submit()
    for address in ("/pledges", "/audit", "/milestones", "/my/pledges"):
        assert pledgers.stranger.list(address) == [], address
    assert pledgers.stranger.get("/pledges/figures").json["pledges"] == {"sure": 0, "possible": 0}
    assert pledgers.stranger.get("/search", q="ventanillas").json["total"] == 0
    assert pledgers.stranger.get_signed("/pledges/queue").status_code == 403


def test_an_amendment_in_work_is_not_told_either(pledgers):
    number = pledgers.publish()
    id = pledgers.pledger.list("/my/pledges")[0]["id"]
    before = len(pledgers.stranger.list("/audit"))
    must(pledgers.pledger, id, "propose-amendment", {**NEW, "reason": "Errata."})

    assert len(pledgers.stranger.list("/audit")) == before
    assert pledgers.stranger.get_signed(f"/pledges/{id}/draft").status_code == 404
    assert pledgers.stranger.get(f"/pledges/{number}").json["title"] == SAYS["title"]
    assert pledgers.pledger.list("/audit")[0]["event"] == "amendment-proposed"


def test_only_who_submitted_it_and_the_secretariat_act_on_a_published_pledge(pledgers):
    number = pledgers.publish()

    for verb in ("report-progress", "link-match", "unlink-match", "withdraw"):
        refused = do(pledgers.stranger, number, verb, BODIES[verb])
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-the-submitter"), verb
    assert do(pledgers.curator, number, "report-progress", BODIES["report-progress"]).status_code == 200


def test_a_curator_reads_a_draft_and_does_not_write_on_it(pledgers):
    id = pledgers.begin()

    assert pledgers.curator.get_signed(f"/pledges/{id}/draft").json["pledge"]["title"] == SAYS["title"]
    for verb in PRIVATE:
        assert do(pledgers.curator, id, verb, BODIES.get(verb)).status_code == 403, verb


def test_nobody_decides_on_a_pledge_of_their_own(pledgers):
    own = pledgers.submit(pledgers.curator)

    for verb in ("publish", "return", "decline"):
        refused = do(pledgers.curator, own, verb, BODIES.get(verb))
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/own-decision"), verb


def test_a_curator_does_not_amend_a_pledge_of_their_own(pledgers, api):
    number = must(api, pledgers.submit(pledgers.curator), "publish")["number"]

    assert do(pledgers.curator, number, "amend", {**NEW, "reason": "Errata."}).json["type"] == "/problems/own-decision"


def test_milestones_of_a_pledge_are_changed_by_curators_alone(pledgers, app, knowledge):
    number = pledgers.publish()
    claim = pledgers.stranger.get(f"/pledges/{number}").json["milestones"][0]["position"]
    coordinator = Actor(app, knowledge, "coordinator", countries=["PE"])

    refused = coordinator.post(f"/milestones/{claim}/retractions", {"reason": "No."})
    retracted = pledgers.curator.post(f"/milestones/{claim}/retractions", {"reason": "Era otra."})

    assert (refused.status_code, retracted.status_code) == (403, 201)
    assert pledgers.stranger.get(f"/pledges/{number}").status_code == 404


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"pledger_type": "club"}, "#/pledger_type"),
        ({"form": "matching", "matches": [7]}, "#/matches/0"),
        ({"countries": ["ZZ"]}, "#/countries/0"),
        ({"description": {"es": "x" * 3001}}, "#/description/es"),
        (
            {"file": {"digest": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1}},
            "#/file",
        ),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_field(pledgers, change, pointer):
    refused = pledgers.pledger.post("/pledges", {**SAYS, **change})

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [pointer]
    assert pledgers.pledger.list("/my/pledges") == []


def test_a_pledge_has_a_file_that_readers_download_once_it_is_published(pledgers):
    id = pledgers.begin()
    uploaded = pledgers.pledger.upload(f"/pledges/{id}/files", pdf("Carta de la ministra"), "carta.pdf").json
    must(pledgers.pledger, id, "revise", {"file": uploaded})
    own = f"/pledges/{id}/draft/files/{uploaded['digest']}"
    assert pledgers.pledger.get_signed(own).status_code == 200
    assert pledgers.curator.get_signed(own).status_code == 200
    assert pledgers.stranger.get_signed(own).status_code == 404
    assert pledgers.stranger.upload(f"/pledges/{id}/files", pdf("x"), "x.pdf").status_code == 404
    assert pledgers.curator.upload(f"/pledges/{id}/files", pdf("x"), "x.pdf").status_code == 403

    must(pledgers.pledger, id, "submit")
    assert pledgers.pledger.upload(f"/pledges/{id}/files", pdf("x"), "x.pdf").status_code == 409
    number = must(pledgers.curator, id, "publish")["number"]

    public = f"/pledges/{number}/files/{uploaded['digest']}"
    assert pledgers.stranger.get(public).data == pdf("Carta de la ministra")
    assert pledgers.stranger.get(f"/pledges/{number}/files/{'0' * 64}").status_code == 404
    must(pledgers.pledger, number, "withdraw", {"reason": "Cambió la ley."})
    assert pledgers.stranger.get(public).status_code == 410
