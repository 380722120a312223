"""What the views tell of practices is what their events made of them, however the log is read."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practices import Practice
from domain.entries import Entry
from domain.errors import Refusal
from projections.engine import open_views
from projections.practices import LIVED, Practices
from tests.domain.test_practices_log import CALLS, SOMEBODY
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    INVITED,
    OTHER_REVIEWER,
    PRACTICE,
    REVIEWER,
    at,
    begun,
    engage,
    hand_in,
    invite,
    live_on,
    release,
    replayed,
    review,
)
from tests.support.workers import finish, keep_up, working

OTHERS = [UUID(int=PRACTICE.int + 16 * number) for number in range(1, 6)]


def long_life(id=PRACTICE):
    practice = at(Stage.PUBLISHED, id=id)
    live_on(practice)
    return practice


def every_stage():
    """Give a practice at each stage, and one that has lived through everything."""
    return [*(at(stage, id=UUID(int=PRACTICE.int + 1000 + place)) for place, stage in enumerate(Stage)), long_life()]


def told_of(kept, practice):
    """Give what the views tell of a practice, and what it is by its own events."""
    row = kept.library.by_id(practice.id)
    return {name: getattr(row, name) for name in LIVED}, {name: getattr(practice, name) for name in LIVED}


def test_a_row_tells_what_the_practice_is(kept):
    practices = every_stage()
    kept.platform.record(*practices)

    kept.views.catch_up()

    for practice in practices:
        told, lived = told_of(kept, practice)
        assert told == lived
        row = kept.library.by_id(practice.id)
        assert (row.author, row.version) == (str(practice.author), practice.version)
        assert (row.title, row.public_title) == (practice.content.title, practice.released.get("title", ""))
        assert kept.library.reviewers_of([str(practice.id)])[str(practice.id)] == list(practice.reviewers.values())


@pytest.mark.parametrize("batch", [1, 3, 10_000])
def test_the_size_of_the_batches_makes_no_difference_to_practices(kept, batch):
    kept.platform.record(*every_stage())

    kept.views.catch_up(batch)

    assert kept.parked() == []
    assert kept.rows() == kept.rebuilt_rows()


def test_following_practices_step_by_step_gives_the_rows_of_a_rebuild(kept):
    kept.platform.followers.append(lambda _: kept.views.catch_up())

    for practice in every_stage():
        kept.platform.record(practice)
    with kept.platform.change(Practice, PRACTICE) as practice:
        practice.start_version(by=AUTHOR)

    assert kept.rows() == kept.rebuilt_rows()


def test_several_processes_take_the_lives_of_practices_in_once(kept, database):
    position = kept.platform.record(*(long_life(id) for id in OTHERS))

    with working(keep_up, database, position, 5) as one, working(keep_up, database, position, 7) as other:
        finish(one)
        finish(other)

    assert kept.views.position() == position
    assert kept.rows() == kept.rebuilt_rows()


@settings(max_examples=60)
@given(data=st.data())
def test_whatever_happens_to_a_practice_its_row_follows(data):
    practice = at(data.draw(st.sampled_from(list(Stage))))
    for (name, arguments), by in data.draw(st.lists(st.tuples(CALLS, SOMEBODY), max_size=30)):
        try:
            getattr(practice, name)(**arguments, by=by)
        except Refusal:
            continue
    entries = [
        Entry(position, event.originator_id, event.originator_version, "", event)
        for position, event in enumerate(practice.pending_events, 1)
    ]
    view, engine = Practices(), open_views("sqlite:///:memory:")

    with engine.begin() as connection:
        view.metadata.create_all(connection)
        while entries:
            size = data.draw(st.integers(1, len(entries)))
            view.take_in(connection, entries[:size])
            entries = entries[size:]
        row = connection.execute(select(view.practices)).one()
        shown = connection.execute(select(view.standings).order_by(view.standings.c.position.desc())).first()
    engine.dispose()

    again = replayed(practice)
    assert {name: getattr(row, name) for name in LIVED} == {name: getattr(again, name) for name in LIVED}
    assert (shown.standing if shown else Standing.NONE) == again.standing


def test_a_version_keeps_what_it_said_and_when_it_was_published(kept):
    practice = long_life()
    kept.platform.record(practice)
    kept.views.catch_up()

    last, corrected, first = kept.library.versions(str(PRACTICE))

    assert [last.edition, corrected.edition, first.edition] == [3, 2, 1]
    assert (first.title, corrected.title, corrected.reason) == ("Vacunación en la frontera", "Otra", "Errata.")
    assert last.position > corrected.position > first.position
    assert kept.library.version(str(PRACTICE), 2) == corrected
    assert kept.library.version(str(PRACTICE), 4) is None


def test_what_readers_saw_can_be_asked_as_of_any_position(kept):
    practice = at(Stage.PUBLISHED)
    first = kept.platform.record(practice)
    practice.archive(why="Terminó.", by=CURATOR)
    second = kept.platform.record(practice)
    practice.unpublish(why="Datos personales.", by=CURATOR)
    third = kept.platform.record(practice)
    kept.views.catch_up()

    assert kept.library.standing_at(str(PRACTICE), first - 1) is None
    assert [kept.library.standing_at(str(PRACTICE), at).standing for at in (first, second, third, third + 9)] == [
        "public",
        "archived",
        "unpublished",
        "unpublished",
    ]


def test_the_last_rendering_in_each_language_is_the_translation(kept):
    practice = at(Stage.PUBLISHED)
    for language, title in (("en", "Vaccination"), ("fr", "Vaccination"), ("en", "Vaccination at the border")):
        practice.translate(language, {"title": title}, by=CURATOR)
    kept.platform.record(practice)
    kept.views.catch_up()

    rendered = kept.library.translations(str(PRACTICE))

    assert [(row.language, row.texts) for row in rendered] == [
        ("en", '{"title":"Vaccination at the border"}'),
        ("fr", '{"title":"Vaccination"}'),
    ]


def test_readers_are_listed_what_is_public_or_archived_the_newest_first(kept):
    practices = [at(Stage.PUBLISHED, id=id) for id in OTHERS]
    practices[1].archive(why="Terminó.", by=CURATOR)
    practices[2].unpublish(why="Datos personales.", by=CURATOR)
    practices[3].start_version(by=AUTHOR)
    kept.platform.record(*practices, at(Stage.ACCEPTED))
    kept.views.catch_up()

    rows, following = kept.library.readable(limit=3)
    rest, end = kept.library.readable(after=following, limit=3)

    assert [UUID(row.practice) for row in (*rows, *rest)] == [OTHERS[4], OTHERS[3], OTHERS[1], OTHERS[0]]
    assert end is None
    assert kept.library.readable(kind="initiative") == ([], None)
    assert len(kept.library.readable(kind="good_practice", language="es")[0]) == 4


def test_an_unpublished_practice_keeps_its_address(kept):
    practice = at(Stage.PUBLISHED)
    practice.unpublish(why="Datos personales.", by=CURATOR)
    kept.platform.record(practice, begun(id=OTHERS[0]))
    kept.views.catch_up()

    row = kept.library.find(practice.slug)

    assert (row.standing, row.standing_reason, row.withheld) == ("unpublished", "Datos personales.", 1)
    assert kept.library.find("") is None


def test_authors_are_listed_what_they_write(kept):
    kept.platform.record(*(at(stage, id=id) for stage, id in zip(Stage, OTHERS, strict=False)))
    kept.views.catch_up()

    rows, following = kept.library.of_author(AUTHOR, list(Stage), limit=2)
    rest, _ = kept.library.of_author(AUTHOR, list(Stage), after=following, limit=10)

    assert [row.stage for row in (*rows, *rest)] == ["published", "accepted", "in_review", "submitted", "draft"]
    assert [row.stage for row in kept.library.of_author(AUTHOR, [Stage.DRAFT])[0]] == ["draft"]
    assert kept.library.of_author(CURATOR, list(Stage)) == ([], None)


def test_reviewers_are_listed_what_they_were_asked_to_review(kept):
    asked, declined, recused, over = (begun(id=id) for id in OTHERS[:4])
    for practice in (asked, declined, recused, over):
        practice.revise(at(Stage.DRAFT).fields, by=AUTHOR)
    for practice in (asked, declined, recused):
        hand_in(practice)
        invite(practice, INVITED)
    declined.decline_invitation(why="Sin tiempo.", by=INVITED)
    recused.recuse(INVITED, why="Amistad.", by=CURATOR)
    hand_in(over)
    engage(over, INVITED)
    over.withdraw(why="Duplicada.", by=AUTHOR)
    kept.platform.record(asked, declined, recused, over)
    kept.views.catch_up()

    rows, _ = kept.library.of_reviewer(INVITED)

    assert [(UUID(row.practice), row.stage, row.accepted) for row in rows] == [
        (OTHERS[3], "withdrawn", True),
        (OTHERS[0], "in_review", None),
    ]
    assert {row.reviewer_organization for row in rows} == {"Universidad"}


def test_reviewers_of_an_earlier_version_are_not_those_of_the_next(kept):
    practice = at(Stage.PUBLISHED)
    practice.start_version(by=AUTHOR)
    kept.platform.record(practice)
    kept.views.catch_up()
    assert kept.library.of_reviewer(REVIEWER) == ([], None)

    hand_in(practice)
    engage(practice, REVIEWER)
    engage(practice, OTHER_REVIEWER, "un")
    review(practice, OTHER_REVIEWER)
    kept.platform.record(practice)
    kept.views.catch_up()

    assert len(kept.library.of_reviewer(REVIEWER)[0]) == 1
    assert kept.library.reviewers_of([str(PRACTICE)])[str(PRACTICE)] == list(practice.reviewers.values())


def test_what_has_waited_longest_is_first_in_the_queue(kept):
    practices = [at(stage, id=id) for stage, id in zip(Stage, OTHERS, strict=False)]
    kept.platform.record(*practices)
    kept.views.catch_up()

    rows, following = kept.library.waiting(limit=2)
    rest, _ = kept.library.waiting(after=following, limit=2)

    assert [row.stage for row in (*rows, *rest)] == ["submitted", "in_review", "accepted"]
    assert [row.stage for row in kept.library.waiting([Stage.ACCEPTED])[0]] == ["accepted"]


def test_a_practice_of_two_editions_is_listed_once(kept):
    practice = at(Stage.PUBLISHED)
    practice.start_version(by=AUTHOR)
    release(practice)
    kept.platform.record(practice)
    kept.views.catch_up()

    rows, _ = kept.library.readable()

    assert [(row.edition, row.version) for row in rows] == [(2, practice.version)]
