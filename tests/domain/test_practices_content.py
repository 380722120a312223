"""What a practice says: required fields, code lists, autosave, and the digest that names a version."""

import hashlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.catalogue.practice_content import Content, digest_of
from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.errors import InvalidField, InvalidFields, UnknownCode
from domain.facts import Unstorable
from domain.storage import TypedMapper
from domain.workflows import NothingRevised
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    FIELDS,
    FOCAL_POINT,
    INVITED,
    PRACTICE,
    REVIEWER,
    STRANGER,
    at,
    begun,
    invite,
    recorded,
    refused,
    release,
)

ALWAYS = ["title", "summary", "detailed_information", "primary_objectives", "implementer", "countries"]
NEEDED = {
    "good_practice": [*ALWAYS, "dates", "benefit_and_impact", "recommendations"],
    "initiative": [*ALWAYS, "dates"],
    "lesson_learned": [*ALWAYS, "key_lessons", "recommendations"],
}
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


def canonical(content):
    form = {"kind": "good_practice", "language": "es", "content": content}
    return json.dumps(form, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def versions(practice):
    """Give the facts of each published version as any reader of the log finds them."""
    stored = [TypedMapper().to_stored_event(event) for event in practice.pending_events]
    return [json.loads(event.state) for event in stored if event.topic.endswith("Published")]


@pytest.mark.parametrize("kind", NEEDED)
def test_each_kind_is_submitted_with_what_it_needs_and_no_more(kind):
    practice = begun(kind)
    practice.revise({name: FIELDS[name] for name in NEEDED[kind]}, by=AUTHOR)

    practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)

    assert practice.stage == "submitted"


@pytest.mark.parametrize(("kind", "field"), [(kind, field) for kind, fields in NEEDED.items() for field in fields])
def test_nothing_that_a_kind_needs_may_be_missing(kind, field):
    practice = begun(kind)
    practice.revise({name: value for name, value in FIELDS.items() if name != field}, by=AUTHOR)

    with pytest.raises(InvalidFields) as refusal:
        practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)

    assert list(refusal.value.details) == [field]


def test_everything_missing_is_named_at_once():
    practice = begun("initiative")

    with pytest.raises(InvalidFields) as refusal:
        practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)

    assert set(refusal.value.details) == set(NEEDED["initiative"])


def test_a_blank_field_is_a_missing_one(draft):
    draft.revise({"title": " \n"}, by=AUTHOR)

    with refused(draft, InvalidFields):
        draft.submit(by=AUTHOR, focal_point=FOCAL_POINT)


@pytest.mark.parametrize("scope", [{"regions": ["002"]}, {"is_global": True}], ids=["a region", "the world"])
def test_a_practice_may_concern_a_region_or_the_world_instead_of_countries(draft, scope):
    draft.revise({"countries": [], **scope}, by=AUTHOR)

    draft.submit(by=AUTHOR, focal_point=FOCAL_POINT)

    assert draft.stage == "submitted"


@pytest.mark.parametrize(
    ("practice_kind", "language", "field"), [("best_practice", "es", "kind"), ("initiative", "Spanish", "language")]
)
def test_a_draft_is_of_a_known_kind_and_language(practice_kind, language, field):
    with pytest.raises(InvalidField) as refusal:
        Practice.draft(id=PRACTICE, practice_kind=practice_kind, language=language, organization="", by=AUTHOR)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"primary_objectives": ["GCM-24"]}, "primary_objectives/0"),
        ({"secondary_objectives": ["GCM-01", "x"]}, "secondary_objectives/1"),
        ({"principles": ["GP-Z"]}, "principles/0"),
        ({"countries": ["PE", "ZZ"]}, "countries/1"),
        ({"regions": ["000"]}, "regions/0"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_unknown_code_is_named_by_its_place(draft, changes, field):
    with refused(draft, UnknownCode, field=field):
        draft.revise(changes, by=AUTHOR)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"links": [{"url": "javascript:alert(1)"}]}, "links/0/url"),
        ({"links": [{"url": "https://example.org"}, {"label": "Sin dirección"}]}, "links/1/url"),
        ({"sdgs": [3, 18]}, "sdgs/1"),
        ({"files": [{"digest": "x", "name": "a.pdf", "media_type": "application/pdf", "size": 1}]}, "files/0/digest"),
        ({"title": "x" * 301}, "title"),
        ({"summary": "x" * 20_001}, "summary"),
        ({"is_global": "yes"}, "is_global"),
        ({"licence": None}, "licence"),
        ({"colour": "blue"}, "colour"),
    ],
    ids=["address", "no address", "goal", "digest", "long title", "long text", "not a truth value", "null", "unknown"],
)
def test_what_cannot_be_recorded_is_named_by_its_place(draft, changes, field):
    with pytest.raises(InvalidField) as refusal:
        draft.revise(changes, by=AUTHOR)

    assert refusal.value.field == field
    assert recorded(draft) == ["Registered", "Revised"]


@pytest.mark.parametrize(
    ("field", "take"),
    [
        ("organization", lambda practice, text: invite(practice, STRANGER, organization=text)),
        ("statement", lambda practice, text: practice.declare_interests(has_conflict=True, statement=text, by=INVITED)),
        ("reason", lambda practice, text: practice.decline_invitation(why=text, by=INVITED)),
        (
            "to_author",
            lambda practice, text: practice.file_review(
                by=REVIEWER, scores={}, recommendation="accept", to_author=text, criteria=()
            ),
        ),
    ],
    ids=["organization", "statement", "reason", "review"],
)
def test_text_that_cannot_be_kept_is_refused_at_once(field, take):
    practice = at(Stage.IN_REVIEW)

    with refused(practice, Unstorable, field=field):
        take(practice, "\x00")


def test_the_authors_organization_is_text_that_can_be_kept():
    with pytest.raises(Unstorable):
        Practice.draft(id=PRACTICE, practice_kind="initiative", language="es", organization="\x00", by=AUTHOR)


@pytest.mark.parametrize("dates", ["", "last year", "2021/2019"])
def test_dates_are_a_period_that_ends_after_it_starts(draft, dates):
    with pytest.raises(InvalidField) as refusal:
        draft.revise({"dates": dates}, by=AUTHOR)

    assert refusal.value.field == "dates"


def test_an_initiative_may_be_ongoing(draft):
    draft.revise({"dates": " 2019/.. "}, by=AUTHOR)

    assert draft.content.dates == "2019/.."


def test_saving_what_is_saved_already_records_nothing(draft):
    for changes in (FIELDS, {"title": FIELDS["title"]}, {}):
        with refused(draft, NothingRevised):
            draft.revise(changes, by=AUTHOR)


def test_saving_an_empty_form_records_nothing():
    practice = begun()

    with refused(practice, NothingRevised):
        practice.revise(msgspec.to_builtins(Content()), by=AUTHOR)


def test_only_what_changed_is_recorded(draft):
    draft.revise({**FIELDS, "title": "Otra"}, by=AUTHOR)

    assert draft.pending_events[-1].changes == {"title": "Otra"}


def test_what_is_recorded_stays_when_the_sent_list_changes():
    practice = begun()
    sent = ["PE"]
    practice.revise({"countries": sent}, by=AUTHOR)

    sent.append("BO")

    assert practice.content.countries == ["PE"]


def test_the_digest_of_a_version_can_be_reckoned_from_what_is_published(published):
    version = versions(published)[0]

    assert version["digest"] == hashlib.sha256(canonical(version["content"])).hexdigest()
    assert set(version["content"]) == set(Content.__struct_fields__)


@given(title=TEXT, summary=TEXT, link=TEXT)
def test_any_text_has_the_digest_that_plain_json_gives(title, summary, link):
    content = Content(title=title, summary=summary, partners=[link], sdgs=[3, 1], is_global=True)

    digest = digest_of("good_practice", "es", content)

    assert digest == hashlib.sha256(canonical(msgspec.to_builtins(content))).hexdigest()


def test_the_digest_does_not_depend_on_the_order_of_writing(published):
    other = begun()
    for name in reversed(FIELDS):
        other.revise({name: FIELDS[name]}, by=AUTHOR)
    release(other)

    assert versions(other)[0]["digest"] == versions(published)[0]["digest"]


@pytest.mark.parametrize(
    ("kind", "language", "title"),
    [("initiative", "es", "A"), ("good_practice", "pt", "A"), ("good_practice", "es", "B")],
    ids=["kind", "language", "title"],
)
def test_the_digest_tells_versions_apart(kind, language, title):
    assert digest_of(kind, language, Content(title=title)) != digest_of("good_practice", "es", Content(title="A"))


def test_a_minor_correction_makes_a_new_version_and_leaves_the_old(published):
    first = versions(published)[0]

    published.correct_slip({"title": "Vacunación en las fronteras"}, why="Errata.", by=CURATOR)

    again, second = versions(published)
    assert again == first
    assert (first["edition"], second["edition"]) == (1, 2)
    assert second["digest"] == hashlib.sha256(canonical(second["content"])).hexdigest() != first["digest"]
    assert published.content.title == "Vacunación en las fronteras"


def test_a_minor_correction_changes_something(published):
    with refused(published, NothingRevised):
        published.correct_slip({"title": FIELDS["title"]}, why="Errata.", by=CURATOR)


def test_a_minor_correction_takes_nothing_away_that_is_needed(published):
    with refused(published, InvalidFields):
        published.correct_slip({"title": ""}, why="Errata.", by=CURATOR)
