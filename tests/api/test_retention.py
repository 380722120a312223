"""What has been kept long enough is erased, and nothing else."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from domain.catalogue.practices import Practice
from domain.commitments.pledge_submissions import PledgeSubmission
from knowledge.mail.letters import About
from knowledge.mail.postman import Postman
from knowledge.privacy.drafts import Draft
from knowledge.privacy.erasure import Erasure
from knowledge.privacy.retention import Retention
from knowledge.private.belongings import Whose
from knowledge.private.erasing import Belongings
from knowledge.private.people import Person
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR, RETENTION
from tests.api.cast import MENDINGS
from tests.api.test_recording import on_both_databases
from tests.attachments.files import pdf

SOON = datetime.now(tz=UTC) + timedelta(days=300)
LATER = datetime.now(tz=UTC) + timedelta(days=400)


@pytest.fixture
def retention(knowledge):
    return Retention(knowledge)


def pledge(cast):
    answer = cast.author.post("/pledges", {})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return Draft(PledgeSubmission, UUID(answer.json["id"]))


def drafted(cast):
    return Draft(Practice, UUID(cast.begin()))


@on_both_databases
def test_drafts_left_alone_for_long_are_given_up(cast, knowledge, retention):
    draft, other = drafted(cast), pledge(cast)
    file = cast.author.upload(f"/practices/{draft.id}/files", pdf("x"), "x.pdf").json
    cast.author.put(f"/practices/{draft.id}/working-copy", {"title": "Otra"})

    assert retention.go_round(SOON).drafts == []
    assert retention.go_round(LATER).drafts == [draft, other]

    practice = knowledge.platform.find(Practice, draft.id)
    assert (practice.stage, knowledge.platform.find(PledgeSubmission, other.id).stage) == ("withdrawn", "taken_back")
    assert (knowledge.working_copies.find(draft.id), knowledge.files.exists(file["digest"])) == (None, False)
    assert [event.by for event in knowledge.platform.history(draft.id)][-1] == RETENTION
    assert retention.go_round(LATER).drafts == []


def upload(cast, draft, content):
    kind = "pledges" if draft.kind is PledgeSubmission else "practices"
    answer = cast.author.upload(f"/{kind}/{draft.id}/files", content, "x.pdf")
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.json


def test_files_that_nothing_names_are_forgotten_after_a_while_and_named_ones_never(cast, knowledge, retention):
    draft, promise = drafted(cast), pledge(cast)
    named, typed, unnamed = (upload(cast, draft, pdf(text)) for text in ("named", "typed", "unnamed"))
    promised, replaced = (upload(cast, promise, pdf(text)) for text in ("promised", "replaced"))
    with knowledge.platform.change(Practice, draft.id) as practice:
        practice.revise({"files": [named]}, by=cast.author.id)
    with knowledge.platform.change(PledgeSubmission, promise.id) as submission:
        submission.revise({"file": promised}, by=cast.author.id)
    cast.author.put(f"/practices/{draft.id}/working-copy", {"files": [named, typed]})
    begun = datetime.now(tz=UTC)

    assert retention.go_round(begun + timedelta(days=29)).files == []
    found = retention.go_round(begun + timedelta(days=31)).files

    assert {file.digest for file in found} == {unnamed["digest"], replaced["digest"]}
    kept = {one["digest"]: knowledge.files.exists(one["digest"]) for one in (named, typed, promised, unnamed, replaced)}
    assert [digest for digest, there in kept.items() if not there] == [unnamed["digest"], replaced["digest"]]
    assert retention.go_round(begun + timedelta(days=31)).files == []


def test_the_file_of_a_pledge_goes_with_its_draft_when_its_author_is_erased(cast, knowledge):
    promise = pledge(cast)
    file = upload(cast, promise, pdf("promised"))

    Erasure(knowledge).erase(Author(ADMINISTRATOR), cast.author.id)

    assert not knowledge.files.exists(file["digest"])
    assert knowledge.attachments.of_practice(promise.id) == []


def test_what_was_handed_in_once_is_not_given_up(cast, retention):
    returned, published = cast.submit(), cast.publish()
    cast.curator.must("return", returned, MENDINGS)
    cast.author.must("start-version", published)

    assert retention.go_round(LATER).drafts == []


def test_typing_and_uploading_keep_a_draft_alive(cast, retention):
    typed, uploaded = drafted(cast), drafted(cast)
    begun = datetime.now(tz=UTC)
    cast.author.put(f"/practices/{typed.id}/working-copy", {"title": "Otra"})
    cast.author.upload(f"/practices/{uploaded.id}/files", pdf("x"), "x.pdf")

    assert retention.go_round(begun + timedelta(days=365)).drafts == []


def test_without_a_limit_drafts_are_kept(cast, knowledge):
    drafted(cast)
    knowledge.settings = replace(knowledge.settings, keep_drafts=timedelta())

    assert Retention(knowledge).find(LATER).drafts == []


def test_a_rehearsal_tells_and_erases_nothing(cast, knowledge, retention):
    draft = drafted(cast)

    found = retention.find(LATER)

    assert (found.drafts, found.ended["tokens"]) == ([draft], 6)
    assert knowledge.platform.find(Practice, draft.id).stage == "draft"
    assert retention.find(LATER) == found


@on_both_databases
def test_what_has_ended_is_dropped(cast, retention):
    found = retention.go_round(LATER)

    assert found.ended["tokens"] == 6
    assert set(found.ended) >= {"tokens", "sessions", "links", "letters"}
    assert not any(retention.find(LATER).ended.values())
    assert cast.author.get_signed("/my/account").status_code == 401


def outbox(knowledge) -> list[Path]:
    return sorted(knowledge.settings.sign_in.mail.outbox.iterdir())


def send(knowledge, email):
    knowledge.letters.add(About.REGISTRATION, email=email, language="es")
    assert Postman(knowledge).deliver() == 1


def test_letters_lie_in_the_outbox_for_a_while(knowledge, retention):
    send(knowledge, "one@example.org")
    send(knowledge, "other@example.org")
    old = outbox(knowledge)[0]
    os.utime(old, times=((SOON - timedelta(days=300, hours=1)).timestamp(),) * 2)
    now = datetime.now(tz=UTC) + timedelta(days=30) - timedelta(minutes=30)

    assert retention.go_round(now).letters == 1
    assert len(outbox(knowledge)) == 1
    assert not old.exists()


def test_letters_to_somebody_erased_are_gone_at_once(cast, knowledge):
    knowledge.people.keep(cast.author.id, Person("Ana", "Ana@example.org"))
    send(knowledge, "ana@example.org")
    send(knowledge, "banana@example.org")
    knowledge.letters.add(About.RESET, email="ana@example.org", language="es")

    Erasure(knowledge).erase(Author(ADMINISTRATOR), cast.author.id)

    assert [b"banana@example.org" in letter.read_bytes() for letter in outbox(knowledge)] == [True]
    assert not Belongings(knowledge.private).is_anything_of(
        Whose(cast.author.id, addresses=frozenset({"ana@example.org"}))
    )


def test_who_was_erased_before_a_backup_was_restored_is_erased_again(cast, knowledge, retention):
    Erasure(knowledge).erase(Author(ADMINISTRATOR), cast.author.id)
    knowledge.people.keep(cast.author.id, Person("Ana"))

    assert retention.go_round(datetime.now(tz=UTC)).accounts == [cast.author.id]
    assert knowledge.people.find(cast.author.id).name == ""
