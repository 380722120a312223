"""A practice lived through over HTTP: from draft through peer review to readers, and away from them again."""

from functools import partial

import pytest

from projections.practices import Practices
from tests.api.cast import BEGUN, FOCAL_POINT, MENDINGS, REVIEW, WHY, Actor
from tests.api.test_conditions import at_once
from tests.api.test_recording import on_both_databases
from tests.support.submissions import FIELDS


def hand_in_and_mend(cast):
    """Draft in Spanish, submit, have it returned for two fields, mend them, and submit again."""
    author, curator = cast.author, cast.curator
    begun = author.post("/practices", {"kind": "good_practice", "language": "es", "title": "Vacunas"})
    assert begun.status_code == 201
    assert begun.json["organization"] == "Dirección de Migraciones"
    practice = begun.json["id"]
    assert begun.headers["Location"] == f"/api/v1/practices/{practice}/draft"
    assert "summary" in begun.json["missing"]
    assert author.do("submit", practice, {"focal_point": FOCAL_POINT}).status_code == 422
    assert author.must("revise", practice, FIELDS)["missing"] == []
    assert author.must("submit", practice, {"focal_point": FOCAL_POINT})["stage"] == "submitted"
    returned = curator.must("return", practice, MENDINGS)
    assert (returned["stage"], returned["asked"]) == ("draft", MENDINGS["reasons"])
    assert author.see(practice)["asked"] == MENDINGS["reasons"]
    author.must("revise", practice, {"title": "Vacunación en la frontera", "dates": "2019-03/2021"})
    assert author.must("submit", practice)["stage"] == "submitted"
    return practice


def review_with_a_conflict(cast, practice):
    """Ask three reviewers, of whom one has a conflict and is recused, and file the two reviews of the others."""
    author, curator = cast.author, cast.curator
    assert curator.must("screen", practice)["round"] == 1
    conflicted = Actor(curator.app, cast.knowledge, "reviewer", organization="Consultora")
    cast.engage(practice, cast.un, cast.reviewer)
    curator.must("invite-reviewer", practice, {"reviewer": str(conflicted.id)})
    conflicted.must("accept-invitation", practice)
    conflicted.must("declare-interests", practice, {"has_conflict": True, "statement": "Me contrataron."})
    assert conflicted.do("file-review", practice, REVIEW).json["type"] == "/problems/has-conflict"
    curator.must("recuse-reviewer", practice, {"reviewer": str(conflicted.id), "reason": "Conflicto."})
    assert cast.un.must("ask-clarification", practice, {"question": "¿Cuántas dosis?"})["clarifications"]
    assert author.must("give-clarification", practice, {"answer": "12 000."})["clarifications"][-1]["answer"]
    cast.un.must("file-review", practice, REVIEW)
    cast.reviewer.must("file-review", practice, {**REVIEW, "recommendation": "revise"})
    assert curator.do("accept", practice).json["type"] == "/problems/quorum-missing"


def mend_after_review(cast, practice):
    """Ask for changes, and accept and publish it after a second round."""
    author, curator = cast.author, cast.curator
    curator.must("ask-for-changes", practice, {"reasons": {"key_lessons": "Faltan."}})
    assert [review["to_author"] for review in author.see(practice)["reviews"]] == ["Claro y útil."] * 2
    author.must("revise", practice, {"key_lessons": "Hablar con quien llega."})
    author.must("submit", practice)
    assert curator.must("screen", practice)["round"] == 2
    cast.engage(practice, cast.other)
    for reviewer in cast.reviewers:
        reviewer.must("file-review", practice, REVIEW)
    assert curator.see(practice)["quorum"]["is_met"]
    assert curator.must("accept", practice)["stage"] == "accepted"
    published = curator.must("publish", practice)
    assert (published["stage"], published["standing"], published["edition"]) == ("published", "public", 1)
    return published["slug"]


def publish_the_next(cast, practice, slug):
    """Publish a second version; while it is under review, readers have the first."""
    author, curator = cast.author, cast.curator
    author.must("start-version", practice)
    author.must("revise", practice, {"title": "Vacunación en dos fronteras"})
    author.must("submit", practice)
    curator.must("screen", practice)
    assert author.get(f"/practices/{slug}").json["content"]["title"] == "Vacunación en la frontera"
    assert curator.see(practice)["reviewers"] == []
    curator.must("waive-quorum", practice, WHY)
    curator.must("accept", practice)
    curator.must("publish", practice)


@on_both_databases
def test_a_practice_lives_from_draft_to_readers_and_away_again(cast):
    reader = cast.author
    practice = hand_in_and_mend(cast)
    review_with_a_conflict(cast, practice)
    slug = mend_after_review(cast, practice)
    read = reader.get(f"/practices/{slug}")
    assert (read.status_code, read.json["edition"]) == (200, 1)
    assert [one["slug"] for one in reader.get("/practices").json["results"]] == [slug]

    publish_the_next(cast, practice, slug)
    assert reader.get(f"/practices/{slug}").json["content"]["title"] == "Vacunación en dos fronteras"
    assert reader.get(f"/practices/{slug}/versions/1").json["title"] == "Vacunación en la frontera"
    assert [one["edition"] for one in reader.get(f"/practices/{slug}/versions").json["results"]] == [2, 1]

    cast.curator.must("unpublish", practice, {"reason": "Contiene datos personales."})
    gone = reader.get(f"/practices/{slug}")
    assert (gone.status_code, gone.json["type"]) == (410, "/problems/gone")
    assert "Contiene datos personales." in gone.json["detail"]
    assert reader.get("/practices").json["results"] == []
    for part in ("versions", "versions/1", "translations", "history"):
        assert reader.get(f"/practices/{slug}/{part}").status_code == 410


@on_both_databases
def test_a_request_sent_twice_is_carried_out_once(cast):
    begun = [cast.author.post("/practices", BEGUN, idempotency_key="begin") for _ in range(2)]
    assert begun[0].json == begun[1].json
    practice = begun[0].json["id"]
    body = {"focal_point": FOCAL_POINT}

    submitted = [cast.author.do("submit", practice, body, idempotency_key="submit") for _ in range(2)]
    again = cast.author.do("submit", practice, body, idempotency_key="another")

    assert [answer.status_code for answer in (*submitted, again)] == [200, 200, 409]
    assert submitted[0].json == submitted[1].json
    assert cast.author.see(practice)["focal_point"] == FOCAL_POINT


@on_both_databases
def test_of_two_editors_who_read_the_same_version_one_is_heard(cast):
    practice = cast.begin()
    for count in range(5):
        tag = cast.author.get_signed(f"/practices/{practice}/draft").headers["ETag"]
        edit = partial(cast.author.do, "revise", practice, if_match=tag)

        answers = at_once(partial(edit, {"title": f"Uno {count}"}), partial(edit, {"title": f"Dos {count}"}))

        assert sorted(answer.status_code for answer in answers) == [200, 412]


def test_publishing_twice_at_once_publishes_one_version(cast):
    practice = cast.screen()
    cast.curator.must("waive-quorum", practice, WHY)
    cast.curator.must("accept", practice)

    answers = at_once(*[lambda: cast.curator.do("publish", practice)] * 2)

    assert sorted(answer.status_code for answer in answers) in ([200, 409], [200, 412])
    assert cast.curator.see(practice)["edition"] == 1


@pytest.mark.parametrize("verb", ["withdraw", "decline"])
def test_a_version_taken_back_or_declined_leaves_the_last_one_to_readers(cast, verb):
    practice = cast.publish()
    cast.author.must("start-version", practice)
    cast.author.must("revise", practice, {"title": "La segunda"})
    cast.author.must("submit", practice)

    if verb == "withdraw":
        cast.author.must("withdraw", practice, WHY)
    else:
        cast.curator.must("decline", practice, {"reasons": {"": "Nada nuevo."}})

    assert cast.author.see(practice)["stage"] == "published"
    assert cast.author.get(f"/practices/{cast.slug(practice)}").json["title"] == FIELDS["title"]


def test_the_author_is_asked_whether_it_still_holds(cast):
    practice = cast.publish()

    cast.curator.must("ask-for-update", practice, {"reason": "Han pasado dos años."})

    history = cast.author.get_signed(f"/practices/{practice}/history").json["results"]
    assert (history[-1]["event"], history[-1]["facts"]) == ("update-asked", {"reason": "Han pasado dos años."})


@on_both_databases
def test_what_is_done_with_a_practice_is_answered_even_if_a_view_fails(cast, knowledge):
    practice = cast.screen()
    cast.curator.must("waive-quorum", practice, WHY)
    with knowledge.views.engine.begin() as connection:
        Practices().versions.drop(connection)

    assert cast.curator.must("accept", practice)["stage"] == "accepted"
    slug = cast.curator.must("publish", practice)["slug"]

    knowledge.views.rebuild("practices")
    assert cast.author.get(f"/practices/{slug}").json["title"] == FIELDS["title"]
