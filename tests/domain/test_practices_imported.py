"""Practices that come from elsewhere: their origin is kept, and what was public there is public here."""

import pytest

from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practice_imports import ImportedAlready, NotImported
from domain.errors import InvalidField, InvalidFields, UnknownCode
from domain.facts import Unstorable
from domain.workflows import WrongStage
from tests.support.stories import CURATOR
from tests.support.submissions import AUTHOR, FIELDS, begun, lived, recorded, refused, release, replayed, written


@pytest.fixture
def imported():
    """A draft that comes from elsewhere, and says nothing yet."""
    practice = begun()
    practice.import_from(
        "Repository of practices",
        "node/7",
        by=AUTHOR,
        url="https://example.org/node/7",
        original={"dates": ["2021 - 2019"]},
        remarks={"dates": "It ends before it starts."},
    )
    return practice


def test_importing_a_practice_keeps_where_it_comes_from_and_what_stood_there(imported):
    event = imported.pending_events[-1]

    assert imported.origin == "Repository of practices"
    assert (event.key, event.url) == ("node/7", "https://example.org/node/7")
    assert (event.original, event.remarks) == ({"dates": ["2021 - 2019"]}, {"dates": "It ends before it starts."})
    assert not event.public
    assert imported.stage is Stage.DRAFT


def test_what_was_public_elsewhere_is_published_whatever_it_lacks(imported):
    imported.publish_imported({"title": "Vacunación"}, by=AUTHOR)

    assert (imported.stage, imported.standing, imported.edition) == (Stage.PUBLISHED, Standing.PUBLIC, 1)
    assert imported.content.title == "Vacunación"
    assert recorded(imported) == ["Registered", "Imported", "Published"]


def test_an_imported_practice_replayed_is_what_was_lived(imported):
    imported.publish_imported(FIELDS, by=AUTHOR)
    imported.translate("en", {"title": "Vaccination"}, by=AUTHOR)

    assert lived(replayed(imported)) == lived(imported)


def test_nothing_is_published_without_a_title(imported):
    with refused(imported, InvalidField, field="title"):
        imported.publish_imported({"summary": "Brigadas"}, by=AUTHOR)


def test_what_cannot_be_recorded_is_not_imported(imported):
    with refused(imported, UnknownCode, field="countries/0"):
        imported.publish_imported({"title": "Vacunación", "countries": ["Perú"]}, by=AUTHOR)


def test_what_was_written_here_does_not_come_to_readers_without_review():
    practice = written()

    with refused(practice, NotImported):
        practice.publish_imported({}, by=AUTHOR)


def test_a_later_version_of_an_imported_practice_is_reviewed(imported):
    imported.publish_imported(FIELDS, by=AUTHOR)
    imported.start_version(by=AUTHOR)

    with refused(imported, NotImported):
        imported.publish_imported({"title": "Otra"}, by=AUTHOR)


def test_the_origin_is_said_once_and_of_a_draft(imported):
    with refused(imported, ImportedAlready):
        imported.import_from("Elsewhere", "1", by=AUTHOR)
    other = written()
    release(other)
    with refused(other, WrongStage):
        other.import_from("Elsewhere", "1", by=AUTHOR)


@pytest.mark.parametrize(
    ("source", "key", "field"), [("", "1", "source"), ("x", " ", "key"), ("x", "1" * 2_001, "key")]
)
def test_an_origin_has_a_name_and_a_key(source, key, field):
    practice = begun()

    with refused(practice, InvalidField, field=field):
        practice.import_from(source, key, by=AUTHOR)


def test_a_piece_of_what_stood_there_is_no_longer_than_any_text():
    practice = begun()
    with refused(practice, Unstorable, field="original/summary/0"):
        practice.import_from("x", "1", by=AUTHOR, original={"summary": ["x" * 20_001]})


def test_correcting_a_slip_of_an_imported_practice_adds_what_it_lacks(imported):
    imported.publish_imported({"title": "Vacunación"}, by=AUTHOR)

    with refused(imported, InvalidFields):
        imported.correct_slip({"title": "Vacunas"}, why="Título.", by=CURATOR)
    imported.correct_slip(FIELDS, why="Completada.", by=CURATOR)

    assert imported.edition == 2
