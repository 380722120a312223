"""What is on whose desk: the curators' queue, an author's drafts and submissions, a reviewer's reviews."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from projections.practices import Practices
from tests.api.cast import MENDINGS, REVIEW, WHY, Actor
from tests.api.test_recording import on_both_databases


def ids(rows):
    return [row["id"] for row in rows]


@on_both_databases
def test_the_queue_has_what_waits_for_a_curator_the_longest_first(cast):
    drafted, submitted, in_review = cast.begin(), cast.submit(), cast.screen()
    accepted = cast.review()
    cast.curator.must("accept", accepted)
    published, declined = cast.publish(), cast.submit()
    cast.curator.must("decline", declined, MENDINGS)

    queue = cast.curator.list("/queue")

    assert ids(queue) == [submitted, in_review, accepted]
    assert [row["stage"] for row in queue] == ["submitted", "in_review", "accepted"]
    assert {row["days"] for row in queue} == {0}
    assert not {drafted, published, declined} & set(ids(queue))


def test_the_queue_tells_how_far_the_reviews_are(cast):
    practice = cast.screen()
    cast.engage(practice, cast.un, cast.reviewer)
    cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.other.id)})
    cast.un.must("file-review", practice, REVIEW)

    (row,) = cast.curator.list("/queue")

    assert row["quorum"] == {
        "un": {"filed": 1, "needed": 1},
        "external": {"filed": 0, "needed": 2},
        "is_met": False,
        "is_waived": False,
        "is_tied": False,
    }
    assert row["invitations"] == {"open": 1, "accepted": 2, "declined": 0}
    assert row["quorum"] == cast.curator.see(practice)["quorum"]


def test_the_queue_counts_the_reviews_of_the_round(cast):
    practice = cast.review()
    assert cast.curator.list("/queue")[0]["quorum"]["is_met"]
    cast.curator.must("ask-for-changes", practice, MENDINGS)
    cast.author.must("submit", practice)
    cast.curator.must("screen", practice)

    (row,) = cast.curator.list("/queue")
    assert (row["round"], row["quorum"]["is_met"], row["quorum"]["external"]["filed"]) == (2, False, 0)

    cast.curator.must("waive-quorum", practice, WHY)
    assert cast.curator.list("/queue")[0]["quorum"]["is_waived"]


def test_a_recused_reviewer_is_counted_nowhere(cast):
    practice = cast.review()
    cast.curator.must("recuse-reviewer", practice, {"reviewer": str(cast.un.id), **WHY})

    (row,) = cast.curator.list("/queue")

    assert row["quorum"]["un"]["filed"] == 0
    assert row["invitations"] == {"open": 0, "accepted": 2, "declined": 0}


def test_the_queue_is_paged_and_narrowed_to_a_stage(cast):
    practices = [cast.submit() for _ in range(3)]
    cast.curator.must("screen", practices[0])
    page = cast.curator.get_signed("/queue", limit=2).json

    rest = cast.curator.get_signed("/queue", limit=2, cursor=page["next"]).json

    assert ids(page["results"] + rest["results"]) == [practices[1], practices[2], practices[0]]
    assert rest["next"] is None
    assert ids(cast.curator.list("/queue", stage="in_review")) == [practices[0]]
    assert cast.curator.get_signed("/queue", stage="draft").status_code == 422


def test_days_are_counted_from_when_it_came_to_its_stage(cast, knowledge):
    practice = cast.submit()
    since = cast.curator.list("/queue")[0]["stage_since"]
    earlier = (datetime.fromisoformat(since) - timedelta(days=3)).isoformat()
    with knowledge.views.engine.begin() as connection:
        connection.execute(update(Practices().practices).values(stage_since=earlier))
    assert cast.curator.list("/queue")[0]["days"] == 3

    cast.curator.must("screen", practice)

    assert cast.curator.list("/queue")[0]["days"] == 0


@on_both_databases
def test_authors_see_what_they_write_and_what_they_handed_in(cast):
    drafted, submitted, returned = cast.begin(), cast.submit(), cast.submit()
    cast.curator.must("return", returned, MENDINGS)
    published, renewed = cast.publish(), cast.publish()
    cast.author.must("start-version", renewed)

    assert ids(cast.author.list("/my/drafts")) == [renewed, returned, drafted]
    assert [(row["id"], row["stage"]) for row in cast.author.list("/my/submissions")] == [
        (published, "published"),
        (submitted, "submitted"),
    ]
    assert cast.curator.list("/my/drafts") == cast.curator.list("/my/submissions") == []


def test_lists_of_ones_own_are_paged(cast):
    practices = [cast.begin() for _ in range(3)]
    page = cast.author.get_signed("/my/drafts", limit=2).json

    rest = cast.author.get_signed("/my/drafts", limit=2, cursor=page["next"]).json

    assert ids(page["results"] + rest["results"]) == practices[::-1]


def test_reviewers_see_what_they_were_asked_and_how_far_they_are(cast):
    first, second = cast.screen(), cast.screen()
    cast.curator.must("invite-reviewer", first, {"reviewer": str(cast.un.id)})
    cast.engage(second, cast.un)
    cast.un.must("file-review", second, REVIEW)

    rows = cast.un.list("/my/reviews")

    assert [(row["id"], row["accepted"], row["has_conflict"], row["has_filed"]) for row in rows] == [
        (second, True, False, True),
        (first, None, None, False),
    ]
    assert cast.un.see(second)["my_review"]["has_filed"] is True
    assert cast.other.list("/my/reviews") == []


def test_reviews_are_paged(cast):
    practices = [cast.screen() for _ in range(3)]
    for practice in practices:
        cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.un.id)})
    page = cast.un.get_signed("/my/reviews", limit=2).json

    rest = cast.un.get_signed("/my/reviews", limit=2, cursor=page["next"]).json

    assert ids(page["results"] + rest["results"]) == practices[::-1]


@pytest.mark.parametrize("role", ["contributor", "reviewer", "coordinator", "auditor", "administrator"])
def test_the_queue_is_for_curators(cast, role):
    actor = Actor(cast.author.app, cast.knowledge, role)

    assert actor.get_signed("/queue").status_code == 403
