"""The audit trail: every event that somebody may see, and none that they may not."""

import csv
import io
import json
from typing import Any
from uuid import uuid4

import pytest

from domain.catalogue.practices import Practice
from tests.api.caller import API, Caller
from tests.api.conftest import new_source
from tests.api.test_recording import on_both_databases
from tests.support.accounts import open_account


@pytest.fixture
def recorded(api, source):
    """A network of Peru, and one of Ecuador."""
    return [
        api.post(
            f"/networks/{country}/milestones", {"milestone": "established", "occurred": day, "source": source}
        ).json
        for country, day in (("PE", "2021-10-05"), ("EC", "2021-11"))
    ]


@pytest.fixture
def draft(knowledge):
    """Somebody's draft, with the account that began it."""
    author = open_account(knowledge, "contributor")
    practice = Practice.draft(
        id=uuid4(), practice_kind="initiative", language="es", organization="Ministerio", by=author.id
    )
    practice.revise({"title": "Borrador secreto"}, by=author.id)
    knowledge.platform.record(practice)
    return author


def events(api, **asked):
    return [entry["event"] for entry in api.get("/audit", **asked).json["results"]]


@on_both_databases
def test_events_are_listed_newest_first_with_what_they_say(api, recorded):
    newest: Any = api.get("/audit").json["results"][0]

    assert newest["position"] == api.position()
    assert (newest["kind"], newest["code"], newest["event"]) == ("network", "EC", "established")
    assert newest["facts"]["occurred"] == "2021-11"
    assert recorded


def test_one_event_has_an_address(api, recorded):
    position = recorded[0]["position"]

    assert api.get(f"/audit/{position}").json["facts"]["occurred"] == "2021-10-05"
    assert api.get("/audit/999999").status_code == 404


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"kind": "network"}, ["established", "registered"] * 2),
        ({"kind": "network", "event": "established"}, ["established"] * 2),
        ({"country": "PE"}, ["established", "registered"]),
        ({"kind": "champion"}, []),
        ({"q": "RED quedó"}, ["established"] * 2),
        ({"q": "red quedo"}, ["established"] * 2),
        ({"q": "100%"}, []),
        ({"until": "2001-01-01"}, []),
        ({"since": "2001-01-01", "kind": "document"}, ["registered"]),
    ],
)
def test_events_are_found_by_what_they_are(api, recorded, asked, expected):
    assert recorded
    assert events(api, **asked) == expected


def test_events_are_found_by_record_and_by_who_recorded_them(api, app, knowledge, recorded):
    curator = open_account(knowledge, "curator")
    Caller(app, token=curator.secret).post("/documents", {"title": "A letter"})

    assert events(api, by=str(curator.id)) == ["registered"]
    assert events(api, aggregate_id=recorded[0]["aggregate_id"]) == ["established", "registered"]


def test_an_event_tells_the_roles_its_author_had_then(api, app, knowledge):
    curator = open_account(knowledge, "curator")
    Caller(app, token=curator.secret).post("/documents", {"title": "A letter"})
    api.post(f"/accounts/{curator.id}/revoke-role", {"role": "curator"})

    assert api.get("/audit", by=str(curator.id)).json["results"][0]["roles"] == ["curator"]


def test_pages_follow_each_other_without_gap_or_repetition(api, recorded):
    assert recorded
    found, asked = [], {"limit": 2}
    while True:
        page: Any = api.get("/audit", **asked).json
        found += [entry["position"] for entry in page["results"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"]

    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found) == len(list(api.get("/audit", limit=200).json["results"]))


@pytest.mark.parametrize(("asked", "parameter"), [({"kind": "king"}, "kind"), ({"country": "XX"}, "country")])
def test_what_there_is_not_is_refused_by_name(api, asked, parameter):
    refused = api.get("/audit", **asked)

    assert (refused.status_code, refused.json["errors"][0]["parameter"]) == (422, parameter)


def test_a_draft_is_seen_by_its_author_and_an_auditor_and_nobody_else(app, knowledge, draft):
    position = knowledge.platform.position()
    callers = {
        "author": Caller(app, token=draft.secret),
        "auditor": Caller(app, token=open_account(knowledge, "auditor").secret),
        "stranger": Caller(app, token=open_account(knowledge, "contributor").secret),
    }

    for name, who in callers.items():
        sees = name != "stranger"
        found: Any = who.get_signed("/audit", q="secreto").json
        assert bool(found["results"]) == sees, name
        assert ("secreto" in who.get_signed("/audit", format="csv").text) == sees, name
        assert (who.get_signed(f"/audit/{position}").status_code == 200) == sees, name
    assert "secreto" not in app.test_client().get(f"{API}/audit?format=jsonl").text


def test_everything_can_be_had_as_lines_and_as_a_table(api, app, recorded):
    assert recorded
    lines = [json.loads(line) for line in app.test_client().get(f"{API}/audit?format=jsonl").text.splitlines()]
    rows = list(csv.DictReader(io.StringIO(app.test_client().get(f"{API}/audit?format=csv").text)))

    assert [line["position"] for line in lines] == [int(row["position"]) for row in rows]
    assert [line["facts"] for line in lines] == [json.loads(row["facts"]) for row in rows]
    assert lines[-1]["position"] == api.position()


def test_no_cell_of_the_table_is_a_formula(api, app):
    new_source(api, "=1+1")
    api.post("/working-groups", {"code": "g-1", "type": "core", "names": {"en": "A group"}})

    rows = csv.reader(io.StringIO(app.test_client().get(f"{API}/audit?format=csv").text))

    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_what_is_exported_is_not_held_in_memory(app, recorded):
    assert recorded
    answer = app.test_client().get(f"{API}/audit?format=jsonl", buffered=False)

    assert answer.is_streamed
