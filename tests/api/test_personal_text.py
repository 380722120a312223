"""What is said of persons, or marked as personal, is in no readable form in the log, and told to those who may know."""

import hashlib
from typing import Any
from uuid import UUID

import pytest

from domain.facts import LONGEST_TEXT
from domain.sealing import Sealed
from knowledge.privacy.sealing import ERASED
from knowledge.private.belongings import Whose
from knowledge.private.erasing import Belongings
from tests.api.caller import Caller
from tests.api.cast import REVIEW
from tests.support.accounts import open_account

SECRET = "Mi prima Irrepetible"
REASON = {"reason": SECRET}
MENDINGS = {"reasons": {"title": SECRET, "": SECRET}}
ALWAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "decline-invitation": ("un", REASON),
    "declare-interests": ("un", {"has_conflict": True, "statement": SECRET}),
    "recuse": ("un", REASON),
    "recuse-reviewer": ("curator", REASON),
    "file-review": ("other", {**REVIEW, "to_author": "Claro.", "to_curator": SECRET}),
}
"""Always sealed, under the key of the reviewer whom it is about."""
IF_MARKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "withdraw": ("submitted", "author", REASON),
    "return": ("submitted", "curator", MENDINGS),
    "decline": ("submitted", "curator", MENDINGS),
    "ask-clarification": ("in_review", "other", {"question": SECRET}),
    "give-clarification": ("in_review", "author", {"answer": SECRET}),
    "file-review": ("in_review", "other", {**REVIEW, "to_author": SECRET}),
    "waive-quorum": ("in_review", "curator", REASON),
    "ask-for-changes": ("in_review", "curator", MENDINGS),
    "ask-for-update": ("published", "curator", REASON),
}
"""Sealed where it is marked as personal, under the keys of whoever says it and of the author of the practice."""


def stored(knowledge):
    return b"".join(event.state for event in knowledge.platform.read_stored(0, 1_000))


def viewed(settings):
    return b"".join(file.read_bytes() for file in settings.data_dir.glob("*.db*"))


def in_review(cast):
    practice = cast.screen()
    cast.curator.must("invite-reviewer", practice, {"reviewer": str(cast.un.id)})
    cast.engage(practice, cast.other)
    return practice


BROUGHT = {
    "submitted": lambda cast: cast.submit(),
    "in_review": in_review,
    "published": lambda cast: cast.publish(),
}


def last_event(knowledge, practice):
    return knowledge.platform.history(UUID(practice))[-1]


def sealed_in(event):
    values = [value for fact in vars(event).values() for value in (fact.values() if isinstance(fact, dict) else [fact])]
    return [value for value in values if isinstance(value, Sealed)]


@pytest.mark.parametrize("verb", ALWAYS)
def test_what_is_said_of_a_reviewer_is_always_sealed(cast, knowledge, settings, verb):
    practice = in_review(cast)
    who, body = ALWAYS[verb]
    concerned = cast.other if who == "other" else cast.un
    body = {**body, "reviewer": str(cast.un.id)} if verb == "recuse-reviewer" else body

    getattr(cast, who).must(verb, practice, body)

    (sealed,) = sealed_in(last_event(knowledge, practice))
    assert sealed.persons == (concerned.id,)
    assert b"Irrepetible" not in stored(knowledge)
    assert b"irrepetible" not in viewed(settings).lower()
    assert SECRET in cast.curator.get_signed(f"/practices/{practice}/history").get_data(as_text=True)


@pytest.mark.parametrize("verb", IF_MARKED)
def test_what_is_marked_as_personal_is_sealed_for_both_whom_it_concerns(cast, knowledge, settings, verb):
    stage, who, body = IF_MARKED[verb]
    practice = BROUGHT[stage](cast)
    speaker = getattr(cast, who)

    speaker.must(verb, practice, {**body, "personal": True})

    sealed = sealed_in(last_event(knowledge, practice))
    assert tuple(dict.fromkeys((speaker.id, cast.author.id))) in {one.persons for one in sealed}
    assert b"Irrepetible" not in stored(knowledge)
    assert b"irrepetible" not in viewed(settings).lower()
    assert SECRET in cast.curator.get_signed(f"/practices/{practice}/history").get_data(as_text=True)


@pytest.mark.parametrize("verb", sorted(IF_MARKED))
def test_what_is_not_marked_is_kept_in_the_open(cast, knowledge, verb):
    stage, who, body = IF_MARKED[verb]
    practice = BROUGHT[stage](cast)

    getattr(cast, who).must(verb, practice, body)

    assert SECRET.encode() in stored(knowledge)


def test_sealed_words_are_told_where_open_ones_are(cast):
    practice = in_review(cast)
    cast.other.must("ask-clarification", practice, {"question": "¿Quién?", "personal": True})
    cast.author.must("give-clarification", practice, {"answer": SECRET, "personal": True})
    cast.other.must("file-review", practice, {**REVIEW, "to_author": "Bien, Ana.", "personal": True})
    cast.curator.must("ask-for-changes", practice, {**MENDINGS, "personal": True})

    told = cast.author.see(practice)

    assert [one["question"] or one["answer"] for one in told["clarifications"]] == ["¿Quién?", SECRET]
    assert told["asked"] == MENDINGS["reasons"]
    assert [(one["to_author"], one["to_curator"]) for one in told["reviews"]] == [("Bien, Ana.", None)]
    assert [one["to_curator"] for one in cast.curator.see(practice)["reviews"]] == [REVIEW["to_curator"]]


def test_sealed_words_are_searched_by_nobody_and_read_by_auditors(app, cast, knowledge):
    practice = in_review(cast)
    cast.un.must("declare-interests", practice, ALWAYS["declare-interests"][1])
    auditor = Caller(app, token=open_account(knowledge, "auditor").secret)

    assert auditor.get_signed("/audit", q="irrepetible").json == {"results": [], "next": None}
    declared: Any = auditor.get_signed("/audit", event="interests-declared").json
    assert declared["results"][0]["facts"]["statement"] == SECRET
    for form in ("csv", "jsonl"):
        assert SECRET in auditor.get_signed("/audit", format=form).get_data(as_text=True)
        assert SECRET not in cast.stranger.get_signed("/audit", format=form).get_data(as_text=True)


def test_without_the_key_everybody_is_told_that_it_was_erased(cast, knowledge):
    practice = in_review(cast)
    cast.other.must("file-review", practice, {**REVIEW, "to_curator": SECRET})
    before = stored(knowledge)

    Belongings(knowledge.private).erase(Whose(cast.other.id))

    told = cast.curator.see(practice)["reviews"]
    assert [(one["to_author"], one["to_curator"]) for one in told] == [(REVIEW["to_author"], ERASED)]
    assert ERASED in cast.curator.get_signed(f"/practices/{practice}/history").get_data(as_text=True)
    assert stored(knowledge) == before


@pytest.mark.parametrize("verb", ["suspend", "close"])
def test_why_an_account_is_kept_from_acting_is_sealed(api, knowledge, verb):
    account = open_account(knowledge, "curator")

    api.post(f"/accounts/{account.id}/{verb}", REASON)

    event = knowledge.platform.history(account.id)[-1]
    assert [one.persons for one in sealed_in(event)] == [(account.id,)]
    assert b"Irrepetible" not in stored(knowledge)


def test_what_a_token_is_called_is_sealed(api, knowledge):
    account = open_account(knowledge, "curator")

    shown = api.post(f"/accounts/{account.id}/issue-token", {"name": "Irrepetible's phone"}).json

    assert [one["name"] for one in shown["account"]["tokens"]] == ["test", "Irrepetible's phone"]
    assert b"Irrepetible" not in stored(knowledge)


def test_what_was_sent_with_a_key_cannot_be_guessed_from_the_log(api, knowledge):
    body = b'{"name": "Ana Irrepetible"}'
    api.post("/accounts", body, idempotency_key="open")

    digest = hashlib.sha256(b"POST /api/v1/accounts\n" + body).hexdigest()
    assert digest.encode() not in stored(knowledge)


def test_the_longest_text_can_be_sealed(cast):
    practice = in_review(cast)

    cast.other.must("file-review", practice, {**REVIEW, "to_curator": "🌎" * LONGEST_TEXT})

    assert cast.curator.see(practice)["reviews"][0]["to_curator"] == "🌎" * LONGEST_TEXT
