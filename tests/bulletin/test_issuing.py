"""A bulletin is issued once, stays as it was, and says what of it does not hold any more."""

import hashlib

import pytest

from domain.bulletins import Bulletin
from knowledge.bulletins.issuing import printed_in
from knowledge.bulletins.markdown import markdown_of
from tests.api.caller import Caller
from tests.bulletin.conftest import SECOND
from tests.support.accounts import open_account

LANGUAGES = ("en", "es", "fr", "pt")


def test_the_second_bulletin_has_the_printed_figures(story):
    bulletin = story.api.get("/bulletins/2").json["bulletin"]

    assert {name: pair["sure"] for name, pair in bulletin["counts"].items()} == {
        "networks_established": 13,
        "champion_countries": 6,
        "terms_of_reference_approved": 10,
        "work_plans_drafted_or_in_drafting": 4,
        "mptf_projects_assigned": 2,
    }
    assert all(pair["sure"] == pair["possible"] for pair in bulletin["counts"].values())


@pytest.mark.parametrize("form", ["markdown", "pdf"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_document_has_the_digest_that_was_recorded(story, language, form):
    issued = story.api.get("/bulletins/2", lang=language, format=form)

    assert hashlib.sha256(issued.data).hexdigest() == story.second["digests"][language][form]


def test_what_was_issued_stays_the_same_whatever_is_recorded_later(story):
    assert story.api.get("/bulletins/2", lang="es", format="pdf").data == story.second_pdf
    assert story.api.get("/bulletins/2").json["altered"] == []
    assert story.api.get("/bulletins/3").json["altered"] == []


def test_the_content_of_an_issue_is_the_bulletin_of_its_day_as_known_then(story):
    known_at = story.second["known_at"]

    same = story.api.get("/bulletin", valid_at=SECOND, known_at=known_at, scope="americas", format="json")

    assert hashlib.sha256(same.data).hexdigest() == story.second["content"]
    assert same.json == story.api.get("/bulletins/2").json["bulletin"]


def test_the_number_follows_the_last_of_the_series(story):
    assert (story.second["number"], story.third["number"]) == (2, 3)


def test_a_correction_and_a_retraction_become_errata_of_the_bulletin_that_printed_them(story):
    dossier = story.api.get("/bulletins/2").json

    assert {(one["countries"][0], one["milestone"], one["kind"], one["reason"]) for one in dossier["errata"]} == {
        ("VE", "established", "corrected", "The minutes are of October."),
        ("CA", "declared", "retracted", "The letter was about another initiative."),
    }
    assert dossier["figures_now"]["champion_countries"] == {
        "printed": {"sure": 6, "possible": 6},
        "now": {"sure": 5, "possible": 5},
    }


def test_a_sharper_date_is_no_erratum(newsroom):
    newsroom.issues(SECOND, 2)

    newsroom.changes(newsroom.position_of("networks", "AR", "established"), "refinements", occurred="2020")

    assert newsroom.api.get("/bulletins/2").json["errata"] == []


def test_every_claim_on_a_printed_happening_counts_as_printed(newsroom):
    wider = newsroom.position_of("networks", "PY", "established")
    narrower = newsroom.records("networks", "PY", "established", "2021-34")
    newsroom.issues(SECOND, 2)

    newsroom.changes(wider, "retractions", reason="It was read wrongly.")

    (erratum,) = newsroom.api.get("/bulletins/2").json["errata"]
    assert erratum["milestone_position"] == wider
    assert {wider, narrower} <= set(newsroom.api.get("/bulletins/2").json["bulletin"]["milestones"])


def test_a_bulletin_issued_after_the_corrections_has_no_errata(story):
    assert story.api.get("/bulletins/3").json["errata"] == []


def test_the_dossier_of_a_milestone_lists_the_bulletins_that_printed_it(story):
    told = story.api.get(f"/milestones/{story.positions['Venezuela, corrected']}").json["printed_in"]

    assert [bulletin["number"] for bulletin in told] == [2, 3]


def test_a_milestone_knows_the_bulletins_that_printed_it(story):
    numbers = {
        name: [bulletin["number"] for bulletin in printed_in(story.knowledge, position)]
        for name, position in story.positions.items()
    }

    assert numbers == {
        "Peru, after": [3],
        "Brazil, before": [3],
        "Chile, either": [3],
        "Paraguay, narrower": [3],
        "Peru, course": [3],
        "Venezuela, corrected": [2, 3],
        "Canada, retracted": [2, 3],
    }


def test_issued_bulletins_are_listed_page_by_page(story):
    first = story.api.get("/bulletins", limit=1).json
    second = story.api.get("/bulletins", limit=1, cursor=first["next"]).json

    assert [one["number"] for one in (*first["results"], *second["results"])] == [2, 3]
    assert second["next"] is None
    assert story.api.get("/bulletins", series="another").json["results"] == []


def test_a_number_is_given_once(newsroom):
    newsroom.issues(SECOND, 2)

    refused = newsroom.api.post("/bulletins", {"valid_at": SECOND, "number": 2})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/already-registered")


def test_the_same_request_sent_again_issues_nothing_more(newsroom):
    body = {"valid_at": SECOND, "scope": "americas"}

    answers = [newsroom.api.post("/bulletins", body, idempotency_key="once") for _ in range(2)]

    assert [answer.json["number"] for answer in answers] == [1, 1]
    assert len(newsroom.api.get("/bulletins").json["results"]) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"valid_at": "2999-01-01"}, "#/valid_at"),
        ({"valid_at": SECOND, "number": 0}, "#/number"),
        ({"valid_at": SECOND, "series": "A series"}, "#/series"),
        ({"valid_at": SECOND, "scope": "XX"}, "#/scope"),
        ({"valid_at": "yesterday"}, "#/valid_at"),
        ({}, "#/valid_at"),
    ],
)
def test_what_no_bulletin_can_be_is_refused_by_name(newsroom, body, field):
    refused = newsroom.api.post("/bulletins", body)

    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json["errors"]] == [field]
    assert newsroom.api.get("/bulletins").json["results"] == []


@pytest.mark.parametrize("role", ["contributor", "reviewer", "coordinator", "auditor"])
def test_only_a_curator_issues(newsroom, role):
    other = Caller(newsroom.api.app, token=open_account(newsroom.knowledge, role).secret)
    curator = Caller(newsroom.api.app, token=open_account(newsroom.knowledge, "curator").secret)

    assert other.post("/bulletins", {"valid_at": SECOND}).status_code == 403
    assert curator.post("/bulletins", {"valid_at": SECOND}).status_code == 201


def test_an_erratum_is_issued_once_for_each_thing_that_was_wrong(newsroom):
    newsroom.issues(SECOND, 2)
    nothing = newsroom.api.post("/bulletins/2/issue-erratum", {})
    position = newsroom.position_of("champions", "CA", "declared")
    newsroom.changes(position, "retractions", reason="Another initiative.")

    issued = newsroom.api.post("/bulletins/2/issue-erratum", {"note": {"es": "Canadá no figura."}})
    again = newsroom.api.post("/bulletins/2/issue-erratum", {})

    assert [answer.status_code for answer in (nothing, issued, again)] == [409, 201, 409]
    assert nothing.json["type"] == "/problems/nothing-to-correct"
    (erratum,) = newsroom.api.get("/bulletins/2").json["issued_errata"]
    assert (erratum["milestones"], erratum["note"]) == ([position], {"es": "Canadá no figura."})


def test_what_is_reinstated_is_an_erratum_no_longer(newsroom):
    newsroom.issues(SECOND, 2)
    position = newsroom.position_of("champions", "CA", "declared")
    newsroom.changes(position, "retractions", reason="Another initiative.")
    newsroom.changes(position, "reinstatements", reason="It was this one.")

    assert newsroom.api.get("/bulletins/2").json["errata"] == []


def test_a_document_that_a_newer_layout_would_give_otherwise_is_the_copy_kept_when_it_was_issued(newsroom, monkeypatch):
    newsroom.issues(SECOND, 2)
    issued = newsroom.api.get("/bulletins/2", lang="fr", format="markdown").data
    monkeypatch.setattr("knowledge.bulletins.formats.markdown_of", lambda document: f"{markdown_of(document)}\n")

    assert newsroom.api.get("/bulletins/2", lang="fr", format="markdown").data == issued
    assert "fr/markdown" in newsroom.api.get("/bulletins/2").json["altered"]


def test_a_document_that_neither_log_nor_copy_gives_is_refused(newsroom, monkeypatch):
    digests = newsroom.issues(SECOND, 2)["digests"]
    newsroom.knowledge.files.remove(digests["fr"]["markdown"])
    monkeypatch.setattr("knowledge.bulletins.formats.markdown_of", lambda document: f"{markdown_of(document)}\n")

    refused = newsroom.api.get("/bulletins/2", lang="fr", format="markdown")

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/no-longer-reproduced")


def test_what_was_lived_is_what_the_log_gives_again(story):
    id = Bulletin.id_of(Bulletin.code_of("networks", 2))

    bulletin = story.knowledge.platform.find(Bulletin, id)

    assert (bulletin.series, bulletin.number, bulletin.told) == ("networks", 2, set())


def test_rebuilt_from_the_log_the_view_answers_the_same(story):
    before = story.api.get("/bulletins/2").json

    story.knowledge.views.rebuild("bulletins")

    assert story.api.get("/bulletins/2").json == before


def test_there_is_no_bulletin_under_a_number_that_was_not_issued(story):
    assert story.api.get("/bulletins/7").status_code == 404
    assert story.api.get("/bulletins/2", series="another").status_code == 404
