"""What readers see of a practice, at which address and in which languages."""

import pytest

from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practices import WrongStanding
from domain.errors import InvalidField
from domain.workflows import WrongStage
from tests.support.stories import CURATOR
from tests.support.submissions import AUTHOR, FIELDS, at, begun, refused, release

SHOWN = {
    "archive": (lambda practice: practice.archive(why="Terminó.", by=CURATOR), "public", Standing.ARCHIVED),
    "unpublish": (
        lambda practice: practice.unpublish(why="Datos personales.", by=CURATOR),
        "public archived",
        Standing.UNPUBLISHED,
    ),
    "restore": (lambda practice: practice.restore(why="Error.", by=CURATOR), "archived unpublished", Standing.PUBLIC),
    "translate": (lambda practice: practice.translate("en", {"title": "Vaccination"}, by=CURATOR), "public", None),
    "ask_for_update": (
        lambda practice: practice.ask_for_update(why="Han pasado dos años.", by=CURATOR),
        "public archived",
        None,
    ),
    "correct_slip": (
        lambda practice: practice.correct_slip({"title": "Otra"}, why="Errata.", by=CURATOR),
        "public",
        None,
    ),
}
"""Each step that depends on what readers see, at which standings it can be taken, and where it leads."""


def standing(name):
    practice = at(Stage.DRAFT if name == "none" else Stage.PUBLISHED)
    if name == "archived":
        practice.archive(why="Terminó.", by=CURATOR)
    if name == "unpublished":
        practice.unpublish(why="Datos personales.", by=CURATOR)
    assert practice.standing == name
    return practice


@pytest.mark.parametrize(("step", "before"), [(step, name) for step in SHOWN for name in Standing])
def test_what_readers_see_decides_what_can_be_done_with_it(step, before):
    practice = standing(before)
    take, allowed, to = SHOWN[step]

    if before in allowed.split():
        take(practice)
        assert practice.standing == (to or before)
        return
    with refused(practice, WrongStage if practice.stage is Stage.DRAFT and step == "correct_slip" else WrongStanding):
        take(practice)


def test_what_was_archived_and_then_unpublished_is_restored_to_the_archive():
    practice = standing("archived")
    practice.unpublish(why="Datos personales.", by=CURATOR)

    practice.restore(why="Error.", by=CURATOR)
    assert practice.standing == "archived"

    practice.restore(why="Sigue en curso.", by=CURATOR)
    assert practice.standing == "public"


def next_version(practice):
    practice.start_version(by=AUTHOR)
    release(practice)


@pytest.mark.parametrize("name", ["archived", "unpublished"])
def test_a_new_version_is_public_whatever_became_of_the_last(name):
    practice = standing(name)

    next_version(practice)

    assert practice.standing == "public"


def test_versions_taken_from_readers_stay_away_when_a_later_one_is_published():
    practice = standing("unpublished")

    next_version(practice)

    assert [edition for edition in range(4) if practice.is_shown(edition)] == [2]


def test_versions_taken_from_readers_come_back_with_their_practice():
    practice = standing("unpublished")
    assert not practice.is_shown(1)

    practice.restore(why="Error.", by=CURATOR)
    assert practice.is_shown(1)


def test_restoring_the_second_version_leaves_the_first_where_it_was():
    practice = standing("unpublished")
    next_version(practice)
    practice.unpublish(why="Datos personales.", by=CURATOR)
    assert not practice.is_shown(2)

    practice.restore(why="Error.", by=CURATOR)

    assert [practice.is_shown(edition) for edition in (1, 2)] == [False, True]


def test_a_practice_keeps_its_address(published):
    address = published.slug

    published.correct_slip({"title": "Otro título"}, why="Errata.", by=CURATOR)

    assert address == "vacunacion-en-la-frontera-a0000000"
    assert published.slug == address


def test_a_title_without_letters_has_an_address_all_the_same():
    practice = begun()
    practice.revise({**FIELDS, "title": "¡¡!!"}, by=AUTHOR)

    release(practice)

    assert practice.slug == "a0000000"


def test_a_translation_goes_stale_when_the_original_moves_on(published):
    published.translate("en", {"title": "Vaccination"}, by=CURATOR)
    published.translate("fr", {"title": "Vaccination"}, by=CURATOR)
    assert published.stale_translations == []

    published.correct_slip({"title": "Otra"}, why="Errata.", by=CURATOR)
    assert published.stale_translations == ["en", "fr"]

    published.translate("en", {"title": "Another"}, by=CURATOR)
    assert published.stale_translations == ["fr"]


@pytest.mark.parametrize(
    ("language", "texts", "field"),
    [
        ("es", {"title": "Vacunación"}, "language"),
        ("English", {"title": "Vaccination"}, "language"),
        ("en", {}, "texts/title"),
        ("en", {"title": " "}, "texts/title"),
        ("en", {"title": 7}, "texts/title"),
        ("en", {"title": "Vaccination", "countries": ["PE"]}, "texts/countries"),
    ],
)
def test_a_translation_renders_the_title_and_other_texts_in_another_language(published, language, texts, field):
    with refused(published, InvalidField, field=field):
        published.translate(language, texts, by=CURATOR)
