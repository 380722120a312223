"""Nobody sees of a practice in work what does not concern them; to strangers it does not exist."""

from uuid import uuid4

import pytest

from tests.api.caller import API
from tests.api.cast import BEGUN, FOCAL_POINT, MENDINGS, REVIEW, WHY, Actor
from tests.api.test_recording import on_both_databases

QUESTIONS = ["draft", "working-copy", "history"]
COMMANDS = {
    "revise": {"title": "Otra"},
    "submit": {"focal_point": FOCAL_POINT},
    "withdraw": WHY,
    "start-version": {},
    "give-clarification": {"answer": "Sí."},
    "translate": {"language": "en", "texts": {"title": "Vaccination"}},
    "accept-invitation": {},
    "decline-invitation": {},
    "declare-interests": {"has_conflict": False},
    "recuse": WHY,
    "file-review": REVIEW,
    "ask-clarification": {"question": "¿Quién?"},
}
"""What somebody with the roles of a contributor and a reviewer may do with some practices, but not with every one."""
OF_EACH_ANSWER = {"Content-Length", "Date", "X-Request-Id"}
"""Headers that differ between any two answers."""
SECRETS = ("Sin reparos.", "Por una razón.", "prensa@salud.example", "Me contrataron.")
"""What only curators, or only curators and the author, may read."""


def masked(answer, id):
    """Give an answer with the address taken out, as it has to be the same for every address."""
    headers = {name: value for name, value in answer.headers.items() if name not in OF_EACH_ANSWER}
    return answer.status_code, answer.get_data(as_text=True).replace(str(id), "ID"), headers


@pytest.fixture(params=["draft", "in_review"])
def hidden(request, cast):
    """A practice of which a stranger must not know."""
    return cast.begin() if request.param == "draft" else cast.review()


@on_both_databases
def test_a_practice_in_work_looks_to_strangers_like_one_that_does_not_exist(cast):
    practice, nowhere = cast.review(), uuid4()

    for part in QUESTIONS:
        found, missed = (cast.stranger.get_signed(f"/practices/{id}/{part}") for id in (practice, nowhere))
        assert found.status_code == 404, part
        assert masked(found, practice) == masked(missed, nowhere), part
    for part in ("", "/versions", "/versions/1", "/translations", "/history"):
        found, missed = (cast.stranger.get(f"/practices/{id}{part}") for id in (practice, nowhere))
        assert found.status_code == 404, part
        assert masked(found, practice) == masked(missed, nowhere), part


@pytest.mark.parametrize("headers", [{}, {"if_match": '"1"'}, {"if_match": "*"}, {"idempotency_key": "again"}])
def test_whatever_a_stranger_commands_tells_nothing(cast, hidden, headers):
    nowhere = uuid4()
    before = cast.stranger.position()

    for verb, body in COMMANDS.items():
        found, missed = (cast.stranger.do(verb, str(id), body, **headers) for id in (hidden, nowhere))
        assert found.status_code == 404, verb
        assert masked(found, hidden) == masked(missed, nowhere), verb
    for method in ("PUT", "DELETE"):
        found, missed = (
            cast.stranger.call(
                method, f"/practices/{id}/working-copy", json={}, headers=cast.stranger.headers(**headers)
            )
            for id in (hidden, nowhere)
        )
        assert found.status_code == 404, method
        assert masked(found, hidden) == masked(missed, nowhere), method
    assert cast.stranger.position() == before


def test_a_practice_in_work_is_in_no_list_of_a_stranger(cast, hidden):
    for address in ("/practices", "/my/drafts", "/my/submissions", "/my/reviews"):
        assert cast.stranger.list(address) == []
    assert cast.stranger.get_signed("/queue").status_code == 403
    assert hidden not in cast.stranger.get("/milestones").get_data(as_text=True)


def test_without_an_account_nothing_in_work_is_shown(cast, hidden):
    client = cast.author.app.test_client()

    for address in (f"/practices/{hidden}/draft", "/my/drafts", "/my/submissions", "/my/reviews", "/queue"):
        assert client.get(API + address).status_code == 401


def test_reviewers_are_anonymous_to_the_author(cast):
    practice = cast.review()
    cast.un.must("ask-clarification", practice, {"question": "¿Cuántas dosis?"})
    cast.curator.must("waive-quorum", practice, {"reason": "La Universidad tarda."})
    cast.curator.must("ask-for-changes", practice, MENDINGS)

    told = "".join(
        cast.author.get_signed(f"/practices/{practice}/{part}").get_data(as_text=True) for part in ("draft", "history")
    )

    for reviewer in cast.reviewers:
        assert str(reviewer.id) not in told
    for organization in ("Universidad", "Oficina regional", "Instituto"):
        assert organization not in told
    assert "Claro y útil." in told
    assert "¿Cuántas dosis?" in told
    assert "Sin reparos." not in told


def test_the_author_reads_reviews_only_when_a_curator_has_decided(cast):
    practice = cast.review()
    assert cast.author.see(practice)["reviews"] == []

    cast.curator.must("ask-for-changes", practice, MENDINGS)
    reviews = cast.author.see(practice)["reviews"]
    assert [(one["reviewer"], one["to_curator"], one["filed_at"]) for one in reviews] == [(None, None, None)] * 3
    assert reviews[0]["scores"] == REVIEW["scores"]

    cast.author.must("submit", practice)
    cast.curator.must("screen", practice)
    cast.un.must("file-review", practice, {**REVIEW, "to_author": "Mejor."})
    assert "Mejor." not in str(cast.author.see(practice)["reviews"])


def test_the_author_does_not_read_the_review_of_a_recused_reviewer(cast):
    practice = cast.review()
    cast.curator.must("recuse-reviewer", practice, {"reviewer": str(cast.un.id), **WHY})

    cast.curator.must("decline", practice, MENDINGS)

    assert len(cast.author.see(practice)["reviews"]) == 2


def test_a_reviewer_sees_the_practice_and_the_own_review_alone(cast):
    practice = cast.review()

    told = cast.un.see(practice)

    assert told["content"]["title"] == BEGUN["title"]
    assert [(one["reviewer"], one["to_curator"]) for one in told["reviews"]] == [(str(cast.un.id), "Sin reparos.")]
    assert (told["reviewers"], told["quorum"], told["focal_point"], told["asked"]) == ([], None, None, {})
    whole = str(told) + cast.un.get_signed(f"/practices/{practice}/history").get_data(as_text=True)
    for other in (cast.reviewer, cast.other, cast.curator):
        assert str(other.id) not in whole
    assert "prensa@salud.example" not in whole


def test_a_reviewer_does_not_read_what_the_author_wrote_before_handing_in(cast):
    practice = cast.begin()
    cast.author.must("revise", practice, {"summary": "Un borrador."})
    cast.author.must("revise", practice, {"summary": "Lo definitivo."})
    cast.screen(practice)
    cast.engage(practice, cast.un)

    history = cast.un.get_signed(f"/practices/{practice}/history")

    assert "Un borrador." not in history.get_data(as_text=True)
    assert [one["event"] for one in history.json["results"]] == [
        "registered",
        "submitted",
        "screened",
        "invitation-answered",
        "interests-declared",
    ]


def test_a_reviewer_with_a_conflict_reads_no_more(cast):
    practice = cast.screen()
    cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.un.id)})
    assert cast.un.see(practice)["content"]

    shown = cast.un.must("declare-interests", practice, {"has_conflict": True, "statement": "Me contrataron."})

    assert shown["content"] is None
    assert shown["my_review"]["has_conflict"] is True
    assert cast.un.see(practice)["content"] is None


@pytest.mark.parametrize(
    ("verb", "body", "by"),
    [("decline-invitation", {}, "reviewer"), ("recuse", WHY, "reviewer"), ("recuse-reviewer", WHY, "curator")],
)
def test_who_is_no_reviewer_any_more_sees_nothing_any_more(cast, verb, body, by):
    practice, nowhere = cast.screen(), uuid4()
    cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.un.id)})
    if by == "curator":
        cast.curator.must(verb, practice, {**body, "reviewer": str(cast.un.id)})
    else:
        last = cast.un.must(verb, practice, body, idempotency_key="leave")
        assert (last["content"], last["reviews"], last["my_review"]) == (None, [], None)
        assert cast.un.must(verb, practice, body, idempotency_key="leave") == last

    found, missed = (cast.un.get_signed(f"/practices/{id}/draft") for id in (practice, nowhere))

    assert found.status_code == 404
    assert masked(found, practice) == masked(missed, nowhere)
    assert cast.un.list("/my/reviews") == []


def test_a_curator_sees_everything(cast):
    practice = cast.review()

    told = cast.curator.see(practice)

    assert {one["account"] for one in told["reviewers"]} == {str(reviewer.id) for reviewer in cast.reviewers}
    assert {one["to_curator"] for one in told["reviews"]} == {"Sin reparos."}
    assert told["focal_point"] == FOCAL_POINT
    history = cast.curator.get_signed(f"/practices/{practice}/history").json["results"]
    assert {one["by"] for one in history} > {str(reviewer.id) for reviewer in cast.reviewers}


def test_a_curator_who_is_the_author_is_an_author_there(cast):
    writing = Actor(cast.author.app, cast.knowledge, "curator", organization="Dirección de Migraciones")
    cast.author, earlier = writing, cast.author
    practice = cast.review()

    told = writing.see(practice)

    assert (told["reviewers"], told["reviews"], told["quorum"]) == ([], [], None)
    assert earlier.get_signed(f"/practices/{practice}/draft").status_code == 404


def test_readers_are_never_shown_what_passed_before_publication(cast):
    practice = cast.review()
    cast.curator.must("accept", practice)
    slug = cast.curator.must("publish", practice)["slug"]

    told = "".join(
        cast.stranger.get(f"/practices/{name}{part}").get_data(as_text=True)
        for name in (slug, practice)
        for part in ("", "/versions", "/versions/1", "/translations", "/history")
    )

    for actor in (*cast.reviewers, cast.curator, cast.author):
        assert str(actor.id) not in told
    for secret in (*SECRETS, "Claro y útil."):
        assert secret not in told
    assert cast.stranger.get_signed(f"/practices/{practice}/draft").status_code == 404


def test_a_public_practice_is_translated_by_its_author_and_curators_alone(cast):
    practice = cast.publish()
    body = {"language": "en", "texts": {"title": "Vaccination"}}

    assert cast.stranger.do("translate", practice, body).status_code == 403
    assert cast.author.do("translate", practice, body).status_code == 200
    assert cast.curator.do("translate", practice, body).status_code == 200


def test_an_unpublished_practice_is_not_translated_by_strangers(cast):
    practice = cast.publish()
    cast.curator.must("unpublish", practice, WHY)

    body = {"language": "en", "texts": {"title": "Vaccination"}}

    assert cast.stranger.do("translate", practice, body).status_code == 404


@pytest.mark.parametrize("verb", ["revise", "submit", "withdraw", "give-clarification"])
def test_what_only_the_author_does_is_forbidden_to_curators(cast, verb):
    practice = cast.submit()

    refused = cast.curator.do(verb, practice, COMMANDS[verb])

    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-the-author")


def test_an_author_who_is_a_reviewer_too_has_nothing_to_ask(cast):
    practice = cast.screen()
    assert cast.author.do("ask-clarification", practice, COMMANDS["ask-clarification"]).status_code == 403

    cast.author = cast.stranger
    own = cast.screen()

    refused = cast.stranger.do("ask-clarification", own, COMMANDS["ask-clarification"])
    assert (refused.status_code, refused.json["type"]) == (403, "/problems/not-invited")
