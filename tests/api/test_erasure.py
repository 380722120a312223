"""Who is erased is known to nobody any more; what they did stays, and can still be proved."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import TableClause, inspect, select, text

from domain.accounts import Account
from domain.catalogue.practices import Practice
from knowledge.exporting import export_lines
from knowledge.privacy.erasure import Erasure
from knowledge.privacy.sealing import ERASED
from knowledge.private.people import Person
from knowledge.private.uploads import Uploads
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.verification import LogCheck
from knowledge.security import ADMINISTRATOR
from projections.engine import open_views
from tests.api.caller import API, Caller
from tests.api.test_authorization import PREFIXES, filled
from tests.api.test_recording import on_both_databases
from tests.support.accounts import open_account
from tests.support.persons import Somebody, tells


@pytest.fixture
def somebody(app, knowledge, cast, source):
    """Somebody who submitted, reviewed and recorded."""
    found = Somebody(app, knowledge)
    found.do_everything(cast, source)
    return found


def erase(api, somebody):
    answer = api.post(f"/accounts/{somebody.id}/erase", {})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    return answer.json


def in_files(settings):
    """Name the files of the platform in which they are still found."""
    files = [file for file in settings.data_dir.rglob("*") if file.is_file()]
    return [file.name for file in files if tells(file.read_bytes())]


def in_tables(settings):
    """Name the tables of every database in which they are still found."""
    found = []
    for url in {settings.database_url, settings.views_url, settings.accounts_url}:
        engine = open_views(url)
        for schema in ("log", "views", "accounts") if not settings.is_on_sqlite else (None,):
            for table in inspect(engine).get_table_names(schema=schema):
                with engine.connect() as connection:
                    rows = connection.execute(select(text("*")).select_from(TableClause(table, schema=schema))).all()
                found += [
                    table for row in rows if any(tells(bytes(v) if isinstance(v, memoryview) else v) for v in row)
                ]
        engine.dispose()
    return found


def in_answers(app, readers, ids):
    """List the addresses under which somebody still reads of them."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.rule.startswith(PREFIXES):
            continue
        for id in ids if "uuid" in rule.rule or "slug" in rule.rule else ids[:1]:
            address = filled(rule.rule.replace("<uuid:id>", str(id)).replace("<slug>", str(id)))
            for reader in readers:
                answer = reader(address)
                assert answer.status_code < 500, address
                if tells(answer.get_data()) or tells(answer.headers):
                    found.append(address)
    return found


@pytest.fixture
def readers(app, knowledge, cast):
    """Give those who may read anything at all: how each asks for an address."""
    auditor = Caller(app, token=open_account(knowledge, "auditor", "administrator").secret)
    asking = [{}, *(one.headers() for one in (auditor, cast.curator))]
    return [lambda address, sent=sent: app.test_client().get(address, headers=sent) for sent in asking]


@on_both_databases
def test_who_is_erased_is_in_no_table_file_index_page_feed_or_export(api, knowledge, settings, readers, somebody):
    app = api.app
    for place in (in_tables(settings), in_answers(app, readers, somebody.ids)):
        assert place, "Nobody is found who was never there."

    erase(api, somebody)

    assert in_tables(settings) == []
    assert in_files(settings) == []
    assert in_answers(app, readers, somebody.ids) == []
    assert not [line for _, line in export_lines(knowledge.platform) if tells(line)]
    for address in ("/audit?format=csv", "/audit?format=jsonl", "/search?q=quispe", "/practices?format=csv"):
        for reader in readers:
            assert not tells(reader(API + address).get_data()), address


@on_both_databases
def test_erasing_leaves_the_log_as_it_was_and_provable(api, knowledge, somebody):
    before = [bytes(event.state) for event in knowledge.platform.read_stored(0, 1_000)]
    note = knowledge.checkpoints.sign()

    erase(api, somebody)

    after = [bytes(event.state) for event in knowledge.platform.read_stored(0, 1_000)]
    assert after[: len(before)] == before
    signed = Checkpoint.verified(note, knowledge.checkpoints.key.verifier)
    verdict = LogCheck(knowledge.platform, knowledge.evidence, [signed]).run()
    assert (verdict.findings, verdict.events) == ([], len(after))
    assert [type(event).__name__ for event in knowledge.platform.history(somebody.id)][-1] == "Erased"


def test_what_they_did_stays_by_nobodys_name(api, cast, somebody):
    erase(api, somebody)

    assert api.get(f"/practices/{somebody.published}").status_code == 200
    assert api.get(somebody.milestone).json["history"][0]["recorded_by"] == str(somebody.id)
    (review,) = cast.curator.see(somebody.reviewed)["reviews"]
    assert (review["recommendation"], review["to_author"], review["to_curator"]) == ("accept", ERASED, ERASED)
    assert cast.curator.see(somebody.published)["focal_point"] is None


def test_an_erased_account_does_not_act_and_cannot_be_described_anew(api, somebody):
    told = erase(api, somebody)

    assert {name: told[name] for name in ("name", "email", "state", "tokens")} == {
        "name": "",
        "email": "",
        "state": "erased",
        "tokens": [],
    }
    assert somebody.get_signed("/my/account").status_code == 401
    described = api.call("PUT", f"/accounts/{somebody.id}/person", json={"name": "Again"}, headers=api.headers())
    assert (described.status_code, described.json["type"]) == (409, "/problems/account-erased")


def test_a_draft_that_was_never_handed_in_is_given_up(api, knowledge, somebody):
    (upload,) = Uploads(knowledge.private).of_practice(UUID(somebody.draft))

    erase(api, somebody)

    practice = knowledge.platform.find(Practice, UUID(somebody.draft))
    assert practice.stage == "withdrawn"
    assert knowledge.working_copies.find(practice.id) is None
    assert not knowledge.files.exists(upload.digest)


def test_a_next_version_in_work_is_given_up_and_the_last_stays(api, knowledge, somebody):
    somebody.must("start-version", somebody.published)

    erase(api, somebody)

    practice = knowledge.platform.find(Practice, UUID(somebody.published))
    assert (practice.stage, practice.standing) == ("published", "public")


def test_somebody_erases_themself(somebody, api):
    refused = somebody.post("/my/account/erase", {"account": "00000000-0000-4000-8000-000000000000"})
    assert refused.status_code == 422

    told: Any = somebody.post("/my/account/erase", {"account": str(somebody.id)}).json

    assert told["state"] == "erased"
    assert api.get_signed(f"/accounts/{somebody.id}").json["name"] == ""


def test_erasing_twice_is_erasing_once(api, somebody):
    first, second = erase(api, somebody), erase(api, somebody)

    assert first == second


def test_a_closed_account_is_erased_too(api, somebody):
    api.post(f"/accounts/{somebody.id}/close", {"reason": "Left."})

    assert erase(api, somebody)["state"] == "erased"


def test_the_last_administrator_is_not_erased(app, api, knowledge):
    last, other = (open_account(knowledge, "administrator") for _ in range(2))
    assert api.post(f"/accounts/{other.id}/erase", {}).status_code == 201

    refused: Any = Caller(app, token=last.secret).post("/my/account/erase", {"account": str(last.id)})

    assert (refused.status_code, refused.json["type"]) == (409, "/problems/last-administrator")


def test_whoever_runs_the_platform_is_no_person_to_erase(api):
    assert api.post(f"/accounts/{ADMINISTRATOR}/erase", {}).status_code == 404
    assert api.post("/my/account/erase", {"account": str(ADMINISTRATOR)}).status_code == 404


def test_what_an_interruption_or_a_restored_backup_left_is_erased_again(api, cast, knowledge, settings, somebody):
    with knowledge.platform.change(Account, somebody.id) as account:
        account.erase(by=ADMINISTRATOR)
    erase(api, cast.author)
    knowledge.people.keep(cast.author.id, Person("Irrepetible", "irrepetible@example.org"))
    assert in_tables(settings)

    erased = Erasure(knowledge).repeat(by=ADMINISTRATOR)

    assert erased == [somebody.id, cast.author.id]
    assert in_tables(settings) == []
    assert Erasure(knowledge).repeat(by=ADMINISTRATOR) == []


def test_what_is_said_of_somebody_erased_is_not_kept(api, cast, knowledge, somebody):
    erase(api, somebody)

    cast.curator.must("recuse-reviewer", somebody.reviewed, {"reviewer": str(somebody.id), "reason": "Irrepetible."})

    assert not [line for _, line in export_lines(knowledge.platform) if tells(line)]
