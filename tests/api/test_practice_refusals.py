"""What a practice must say, and who may review it: what is missing or must not be is pointed at."""

from typing import Any

import pytest

from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.cast import BEGUN, FOCAL_POINT, MENDINGS, REVIEW, Actor, Cast


def test_what_is_missing_is_pointed_at_when_it_is_submitted(cast):
    practice = cast.begin(title="", dates=None)

    refused = cast.author.do("submit", practice, {"focal_point": FOCAL_POINT})

    assert refused.status_code == 422
    assert {error["pointer"] for error in refused.json["errors"]} == {"#/title", "#/dates"}


def test_a_focal_point_is_named_with_the_first_submission(cast):
    practice = cast.begin()

    refused = cast.author.do("submit", practice)

    assert (refused.status_code, refused.json["type"]) == (422, "/problems/focal-point-missing")
    assert refused.json["errors"][0]["pointer"] == "#/focal_point"


def test_a_focal_point_that_was_erased_is_named_anew(cast):
    practice = cast.submit()
    assert cast.curator.see(practice)["focal_point"] == FOCAL_POINT
    assert cast.curator.delete(f"/practices/{practice}/focal-point").json["focal_point"] is None
    assert cast.author.see(practice)["focal_point"] is None
    cast.curator.must("return", practice, MENDINGS)

    assert cast.author.do("submit", practice).json["type"] == "/problems/focal-point-missing"
    cast.author.must("submit", practice, {"focal_point": FOCAL_POINT})

    assert cast.author.see(practice)["focal_point"] == FOCAL_POINT


@pytest.mark.parametrize(
    "body",
    [
        {"id": "a0000000-0000-4000-8000-000000000001"},
        {"stage": "published"},
        {"author": "a0000000-0000-4000-8000-000000000001"},
        {"edition": 7},
        {"organization": "Otra"},
        {"kind": "initiative"},
    ],
)
def test_what_is_not_the_authors_to_say_is_refused(cast, body):
    practice = cast.begin()
    before = cast.author.position()

    for refused in (
        cast.author.do("revise", practice, {"title": "Otra", **body}),
        cast.author.put(f"/practices/{practice}/working-copy", body),
        cast.curator.do("correct-slip", practice, {"reason": "Errata.", **body}),
    ):
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json["errors"]] == [f"#/{next(iter(body))}"]
    assert cast.author.position() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"primary_objectives": ["GCM-99"]}, "#/primary_objectives/0"),
        ({"countries": ["ZZ"]}, "#/countries/0"),
        ({"dates": "someday"}, "#/dates"),
        ({"sdgs": [18]}, "#/sdgs/0"),
        ({"links": [{"url": "ftp://example.org"}]}, "#/links/0/url"),
        ({"files": [{"digest": "0" * 64, "name": "a.pdf", "media_type": "application/pdf", "size": 1}]}, "#/files/0"),
        ({"title": 7}, "#/title"),
        ({"title": "\x00"}, "#/title"),
        ({"summary": "x" * 20_001}, "#/summary"),
    ],
)
def test_a_field_that_cannot_be_recorded_is_pointed_at(cast, body, pointer):
    practice = cast.begin()

    refused = cast.author.do("revise", practice, body)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == pointer


def test_where_a_reviewer_comes_from_is_known_or_said(cast):
    practice = cast.screen()
    cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.un.id)})
    said = {"reviewer": str(cast.other.id), "affiliation": "un", "organization": "Agencia"}

    shown = cast.curator.must("invite-reviewer", practice, said)

    assert [(one["affiliation"], one["organization"]) for one in shown["reviewers"]] == [
        ("un", "Oficina regional"),
        ("un", "Agencia"),
    ]


@pytest.mark.parametrize("whom", ["author", "nobody"])
def test_only_accounts_that_review_are_invited(cast, whom):
    practice = cast.screen()
    reviewer = str(cast.author.id) if whom == "author" else "a0000000-0000-4000-8000-000000000001"

    refused = cast.curator.do("invite-reviewer", practice, {"reviewer": reviewer})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == "#/reviewer"


def test_a_colleague_of_the_author_is_not_invited(cast):
    practice = cast.screen()
    colleague = Actor(cast.author.app, cast.knowledge, "reviewer", organization="dirección de  MIGRACIONES")

    refused = cast.curator.do("invite-reviewer", practice, {"reviewer": str(colleague.id)})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/own-organization")


def test_a_tie_is_broken_by_one_more_reviewer(cast):
    practice = cast.screen()
    cast.engage(practice, cast.un, cast.reviewer)
    breaker = {"reviewer": str(cast.other.id), "is_tie_breaker": True}
    cast.un.must("file-review", practice, REVIEW)
    assert cast.curator.do("invite-reviewer", practice, breaker).json["type"] == "/problems/no-tie"

    cast.reviewer.must("file-review", practice, {**REVIEW, "recommendation": "decline"})

    assert cast.curator.see(practice)["quorum"]["is_tied"]
    assert cast.curator.must("invite-reviewer", practice, breaker)["reviewers"][-1]["is_tie_breaker"]


def test_the_quorum_and_the_criteria_are_settings(tmp_path):
    asked = {
        "QUORUM_UN": "0",
        "QUORUM_EXTERNAL": "1",
        "REVIEW_CRITERIA": "results, reach",
        "PRACTICE_TYPES": "Law,Tool",
    }
    with Knowledge(Settings.read({"DATA_DIR": str(tmp_path), **asked})) as opened:
        opened.migrate()
        cast = Cast(create_app(opened), opened)
        practice = cast.begin(type="Law")
        refused = cast.author.do("revise", practice, {"type": "Song"})
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "#/type")
        cast.screen(practice)
        cast.engage(practice, cast.reviewer)
        refused = cast.reviewer.do("file-review", practice, REVIEW)
        assert refused.json["errors"][0]["pointer"] == "#/scores/results"

        cast.reviewer.must("file-review", practice, {**REVIEW, "scores": {"results": 5, "reach": 1}})

        assert cast.curator.must("accept", practice)["stage"] == "accepted"


@pytest.mark.parametrize("verb", ["screen", "return"])
def test_nobody_decides_on_their_own_practice(app, knowledge, cast, verb):
    curator = Actor(app, knowledge, "curator", organization="Secretaría", affiliation="un")
    begun: Any = curator.post("/practices", BEGUN).json
    practice = begun["id"]
    curator.must("submit", practice, {"focal_point": FOCAL_POINT})
    body = MENDINGS if verb == "return" else {}

    refused = curator.do(verb, practice, body)

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/own-decision")
    assert cast.curator.do(verb, practice, body).status_code == 200
