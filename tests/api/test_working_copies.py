"""What an author types is kept without being recorded, until it is recorded or discarded."""

import time

import pytest
from sqlalchemy import func, select

from knowledge.private.focal_points import FOCAL_POINTS
from tests.api.cast import FOCAL_POINT, WHY
from tests.api.test_conditions import at_once
from tests.api.test_recording import on_both_databases
from tests.support.submissions import FIELDS


@pytest.fixture
def practice(cast):
    """A draft."""
    return cast.begin()


def save(cast, practice, fields, **headers):
    return cast.author.put(f"/practices/{practice}/working-copy", fields, **headers)


def read(cast, practice):
    return cast.author.get_signed(f"/practices/{practice}/working-copy")


def happened(cast, practice):
    """Name what happened to a practice."""
    return [one["event"] for one in cast.author.get_signed(f"/practices/{practice}/history").json["results"]]


@on_both_databases
def test_a_day_of_typing_is_one_event(cast):
    practice = cast.begin()
    before = cast.author.position()
    for count in range(50):
        assert save(cast, practice, {"title": "Vacunación"[: count + 1], "dates": "20"}).status_code == 200
    assert cast.author.position() == before

    save(cast, practice, {"title": "Vacunación", "dates": "2019/2022"})
    cast.author.must("submit", practice, {"focal_point": FOCAL_POINT})

    assert happened(cast, practice) == ["registered", "revised", "revised", "submitted"]
    assert cast.author.position() == before + 2
    assert cast.curator.see(practice)["content"]["title"] == "Vacunación"
    assert read(cast, practice).status_code == 404


def test_a_working_copy_is_read_back_as_it_was_typed(cast, practice):
    typed = {"title": " Sin terminar", "dates": "20", "countries": ["ZZ"], "summary": ""}

    saved = save(cast, practice, typed)

    assert saved.json["fields"] == typed
    assert read(cast, practice).json == saved.json
    assert cast.author.see(practice)["working_copy_saved_at"] == saved.json["saved_at"]
    assert cast.author.see(practice)["content"]["title"] == FIELDS["title"]


def test_what_is_saved_later_replaces_what_was_saved_before(cast, practice):
    save(cast, practice, {"title": "Uno", "summary": "Uno"})

    save(cast, practice, {"title": "Dos"})

    assert read(cast, practice).json["fields"] == {"title": "Dos"}


def test_revising_records_what_is_sent_and_forgets_the_working_copy(cast, practice):
    save(cast, practice, {"title": "Tecleado"})

    revised = cast.author.must("revise", practice, {"title": "Registrado"})

    assert (revised["content"]["title"], revised["working_copy_saved_at"]) == ("Registrado", None)
    assert read(cast, practice).status_code == 404


@pytest.mark.parametrize("typed", [{"title": FIELDS["title"]}, {}])
def test_a_working_copy_that_says_nothing_new_does_not_hinder_submission(cast, practice, typed):
    save(cast, practice, typed)

    cast.author.must("submit", practice, {"focal_point": FOCAL_POINT})

    assert happened(cast, practice) == ["registered", "revised", "submitted"]


@on_both_databases
@pytest.mark.parametrize(
    ("typed", "pointer"), [({"dates": "20x"}, "#/dates"), ({"title": ""}, "#/title"), ({"sdgs": [99]}, "#/sdgs/0")]
)
def test_what_cannot_be_submitted_stays_in_the_working_copy(cast, typed, pointer):
    practice = cast.begin()
    save(cast, practice, typed)
    before = cast.author.position()

    refused = cast.author.do("submit", practice, {"focal_point": FOCAL_POINT})

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == pointer
    assert cast.author.position() == before
    assert read(cast, practice).json["fields"] == typed


def test_of_a_refused_submission_no_focal_point_is_kept(cast, knowledge, practice):
    save(cast, practice, {"title": ""})
    cast.author.do("submit", practice, {"focal_point": FOCAL_POINT})

    assert focal_points(knowledge) == 0


def test_a_focal_point_that_was_replaced_is_not_kept(cast, knowledge, practice):
    cast.submit(practice)
    cast.curator.must("return", practice, {"reasons": {"": "Otra persona."}})

    cast.author.must("submit", practice, {"focal_point": {**FOCAL_POINT, "name": "Otra oficina"}})

    assert focal_points(knowledge) == 1
    assert cast.author.see(practice)["focal_point"]["name"] == "Otra oficina"


def focal_points(knowledge):
    with knowledge.private.reading() as connection:
        return connection.execute(select(func.count()).select_from(FOCAL_POINTS)).scalar_one()


def test_a_working_copy_can_be_discarded(cast, practice):
    save(cast, practice, {"title": "Tecleado"})

    discarded = cast.author.delete(f"/practices/{practice}/working-copy")

    assert discarded.status_code == 200
    assert discarded.json["working_copy_saved_at"] is None
    assert read(cast, practice).status_code == 404
    assert cast.author.delete(f"/practices/{practice}/working-copy").status_code == 200


def test_of_two_windows_that_read_the_same_copy_one_is_heard(cast, practice):
    tag = save(cast, practice, {"title": "Uno"}).headers["ETag"]

    answers = at_once(
        lambda: save(cast, practice, {"title": "Dos"}, if_match=tag),
        lambda: save(cast, practice, {"title": "Tres"}, if_match=tag),
    )

    assert sorted(answer.status_code for answer in answers) == [200, 412]


def test_the_number_of_a_copy_never_comes_back(cast, practice):
    first = save(cast, practice, {"title": "Uno"}).headers["ETag"]
    cast.author.delete(f"/practices/{practice}/working-copy")
    time.sleep(0.002)
    second = save(cast, practice, {"title": "Dos"}).headers["ETag"]

    assert first != second
    assert save(cast, practice, {"title": "Tres"}, if_match=first).status_code == 412
    assert cast.author.delete(f"/practices/{practice}/working-copy", if_match=first).status_code == 412
    assert cast.author.delete(f"/practices/{practice}/working-copy", if_match=second).status_code == 200


def test_what_was_typed_while_it_was_recorded_is_kept(knowledge, practice):
    seen = knowledge.working_copies.save(practice, {"title": "Uno"})
    knowledge.working_copies.save(practice, {"title": "Dos"})

    knowledge.working_copies.drop(practice, seen.number)

    assert knowledge.working_copies.find(practice).fields == {"title": "Dos"}


def test_a_submission_sent_again_leaves_what_was_typed_since(cast, practice):
    body = {"focal_point": FOCAL_POINT}
    cast.author.must("submit", practice, body, idempotency_key="once")
    cast.curator.must("return", practice, {"reasons": {"": "Falta algo."}})
    save(cast, practice, {"title": "Tecleado después"})

    cast.author.must("submit", practice, body, idempotency_key="once")

    assert read(cast, practice).json["fields"] == {"title": "Tecleado después"}
    assert cast.author.see(practice)["stage"] == "draft"
    assert cast.author.see(practice)["focal_point"] == FOCAL_POINT


def test_a_practice_taken_back_has_no_working_copy(cast, practice):
    save(cast, practice, {"title": "Tecleado"})

    cast.author.must("withdraw", practice, WHY)

    assert read(cast, practice).status_code == 404


def test_only_a_draft_is_written_on(cast):
    practice = cast.submit()

    refused = save(cast, practice, {"title": "Otra"})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/wrong-stage")


def test_a_working_copy_is_its_authors_alone(cast, practice):
    save(cast, practice, {"title": "Tecleado"})

    assert cast.curator.get_signed(f"/practices/{practice}/working-copy").status_code == 404
    assert cast.curator.put(f"/practices/{practice}/working-copy", {}).status_code == 404
    assert cast.curator.see(practice)["working_copy_saved_at"] is None


@pytest.mark.parametrize("typed", [{"title": "\x00"}, {"title": "\ud800"}, {"title": 7}, {"titel": "Otra"}, []])
def test_a_working_copy_that_cannot_be_kept_is_refused(cast, practice, typed):
    assert save(cast, practice, typed).status_code == 422


def test_a_refusal_keeps_the_working_copy(cast, practice):
    save(cast, practice, {"title": "Tecleado"})
    assert cast.author.do("revise", practice, {"countries": ["ZZ"]}).status_code == 422

    assert read(cast, practice).json["fields"] == {"title": "Tecleado"}
