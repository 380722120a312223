"""Who asks is told everything that is held of them, and nothing of anybody else."""

from typing import Any

import pytest

from knowledge.mail.letters import About
from knowledge.mail.postman import Postman
from knowledge.privacy.export import PersonalExport
from tests.api.cast import REVIEW, WHY
from tests.api.test_recording import on_both_databases
from tests.support.persons import EMAIL, NAME, Somebody

MENDINGS = {"reasons": {"title": "Más corta, por favor."}}


@pytest.fixture
def somebody(app, knowledge, cast, source):
    """Somebody who submitted, reviewed and recorded."""
    found = Somebody(app, knowledge)
    found.do_everything(cast, source)
    return found


def export(actor) -> Any:
    answer = actor.get_signed("/my/account/export")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.json


def events(told):
    return [event["event"] for event in told]


@on_both_databases
def test_everything_that_is_held_of_somebody_is_told(somebody):
    told = export(somebody)

    kept = told["kept"]
    assert kept["people"] == [
        {"account": str(somebody.id), "name": NAME, "email": EMAIL, "organization": "", "affiliation": "external"}
    ]
    assert [one["name"] for one in kept["saved_searches"]] == [f"For {NAME}"]
    assert [one["name"] for one in kept["focal_points"]] == [NAME]
    assert [one["name"] for one in kept["uploads"]] == [f"{NAME}.pdf"]
    assert NAME in kept["working_copies"][0]["fields"]
    assert len(kept["tokens"]) == 2

    said = str(told["recorded"])
    for words in (f"Sí, {NAME}.", f"Ninguno. {NAME}", f"Bien. {NAME}", f"Escríbame: {EMAIL}", f"{NAME}'s phone"):
        assert words in said
    assert {"established", "submitted", "review-filed"} <= set(events(told["recorded"]))
    assert {"registered", "role-granted", "reviewer-invited"} <= set(events(told["named"]))

    practices = {one["id"]: one for one in told["practices"]}
    assert set(practices) == {somebody.published, somebody.draft, somebody.reviewed}
    assert f"¿{NAME}?" in str(practices[somebody.published]["history"])
    assert told["account"]["state"] == "active"


def test_no_secret_is_told(somebody, knowledge):
    knowledge.passwords.keep(somebody.id, "$argon2id$secret")
    knowledge.letters.add(About.REGISTRATION, email=EMAIL, language="es")
    assert Postman(knowledge).deliver() == 1

    told = export(somebody)

    assert [one["to"] for one in told["letters"]] == [EMAIL]
    assert told["kept"]["passwords"][0].keys() == {"account", "set_at"}
    assert told["kept"]["data_keys"] == [{"person": str(somebody.id)}]
    assert not any("digest" in row for table in ("tokens", "sessions", "links") for row in told["kept"][table])
    assert "argon2id" not in str(told)


def test_nobody_else_is_told_of(somebody, cast):
    others = {str(one.id) for one in (cast.author, cast.curator, cast.un, cast.reviewer, cast.other, cast.stranger)}

    told = export(somebody)
    del told["practices"]

    assert not [other for other in others if other in str(told)]
    assert NAME not in str(export(cast.stranger))


def test_an_author_is_told_of_reviews_when_they_are_decided_upon_and_never_by_whom(cast):
    practice = cast.screen()
    cast.engage(practice, cast.other)
    cast.other.must("file-review", practice, {**REVIEW, "to_author": "Irrepetible.", "personal": True})

    before = export(cast.author)
    cast.curator.must("ask-for-changes", practice, MENDINGS)
    after = export(cast.author)

    assert "review-filed" not in str(before)
    assert "Irrepetible." not in str(before)
    (shown,) = after["practices"]
    assert [review["to_author"] for review in shown["reviews"]] == ["Irrepetible."]
    assert str(cast.other.id) not in str(after)
    assert str(REVIEW["to_curator"]) not in str(after)


def test_a_reviewer_is_told_why_they_were_recused_and_no_longer_of_the_practice(cast):
    practice = cast.screen()
    cast.engage(practice, cast.un)
    cast.curator.must("recuse-reviewer", practice, {"reviewer": str(cast.un.id), "reason": "Es prima de la autora."})

    told = export(cast.un)

    assert [one["facts"]["reason"] for one in told["named"] if one["event"] == "reviewer-recused"] == [
        "Es prima de la autora."
    ]
    assert told["practices"] == []


def test_what_a_curator_sees_as_such_is_not_about_them(cast):
    cast.review()

    told = export(cast.curator)

    assert told["practices"] == []
    assert "screened" in events(told["recorded"])
    assert str(REVIEW["to_curator"]) not in str(told)


def test_the_parties_to_a_request_for_support_are_told_of_their_part(hub):
    request = hub.assess()
    offer = hub.offer(hub.provider, request)
    hub.secretariat.take("invite-provider", request, {"provider": str(hub.other_provider.id)})
    hub.other_provider.take("decline-invitation", request, WHY)

    asked, invited, gone, secretariat = map(
        export, (hub.coordinator, hub.provider, hub.other_provider, hub.secretariat)
    )

    assert [one["id"] for one in asked["connection_requests"]] == [request]
    assert [one["offers"][0]["id"] for one in invited["connection_requests"]] == [offer]
    assert "provider-invited" in events(gone["named"])
    assert WHY["reason"] in str(gone["recorded"])
    assert (gone["connection_requests"], secretariat["connection_requests"]) == ([], [])
    assert str(hub.other_provider.id) not in str(invited)


def test_an_author_is_told_of_pledges_in_work(cast):
    pledge = cast.author.post("/pledges", {}).json["id"]

    assert [one["id"] for one in export(cast.author)["pledges"]] == [pledge]


def test_the_export_is_a_file_that_no_cache_keeps(somebody):
    answer = somebody.get_signed("/my/account/export")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="account.json"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_of_who_was_erased_nothing_is_told_that_names_them(api, knowledge, somebody):
    api.post(f"/accounts/{somebody.id}/erase", {})

    told = PersonalExport(knowledge, somebody.id).everything()

    assert "rrepetible" not in str(told)
    assert told["account"]["state"] == "erased"


def test_whoever_runs_the_platform_is_no_person(api):
    assert api.get_signed("/my/account/export").status_code == 404
