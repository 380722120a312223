"""Whatever is sent, a refusal names the field that is wrong, and the log stays as it was."""

import json
from typing import Any

import pytest

from tests.api.caller import TOKEN

NOWHERE = "00000000-0000-4000-8000-000000000000"
ADDRESS = "/networks/PE/milestones"
DATES: list[object] = [
    *("2021-13", "2021-02-30", "2999", "3000-01-01", "", " ", "yesterday", "2021-09-30T12:00:00Z"),
    *(None, 2021, 2021.5, True, ["2021"], {"edtf": "2021"}, "2021/2019", "x" * 100_000, "2\x00", "\ud800"),
]
UNKNOWN: list[object] = [
    *("founded", "", "Established", "status-observed", "registered"),
    *(None, 1, [], {}, "\ud800", "\x00"),
]
NO_DOCUMENT: list[object] = [NOWHERE, "bulletin-2", None, 1, "", []]
NO_TEXT: list[object] = [1, None, ["p. 2"], "a\x00b", "\udfff", "x" * 20_001]
NO_OBJECT: list[object] = [None, "IOM", [], 1]
DEEP: dict[str, Any] = {"deep": {}}
for _ in range(40):
    DEEP = {"deep": DEEP}


def good(source, **others):
    return {"milestone": "established", "occurred": "2021-10", "source": source} | others


def without(body, name):
    return {key: value for key, value in body.items() if key != name}


BAD: dict[str, list[dict[str, Any]]] = {
    "#/occurred": [{"occurred": date} for date in DATES],
    "#/milestone": [{"milestone": name} for name in UNKNOWN],
    "#/source": [{"source": value} for value in NO_OBJECT],
    "#/source/document": [{"source": {"document": value}} for value in NO_DOCUMENT],
    "#/source/locator": [{"source": {"document": NOWHERE, "locator": value}} for value in NO_TEXT],
    "#/source/quote": [{"source": {"document": NOWHERE, "quote": value}} for value in NO_TEXT],
    "#/source/page": [{"source": {"document": NOWHERE, "page": 2}}],
    "#/details": [{"details": value} for value in NO_OBJECT],
    "#/details/agency": [{"details": {"agency": "IOM"}}],
    "#/by": [{"by": NOWHERE}],
    "#/a~1b~0c": [{"a/b~c": 1}],
}
CODED: dict[str, list[dict[str, Any]]] = {
    "#/details/agency": [
        {},
        {"agency": "MI6"},
        {"agency": None},
        {"agency": 1},
        {"agency": ["IOM"]},
        {"agency": "\ud800"},
    ],
    "#/details/colour": [{"agency": "IOM", "colour": "red"}],
}


def pointers(answer):
    return [error.get("pointer") for error in answer.json["errors"]]


@pytest.mark.parametrize("pointer", BAD)
def test_a_field_that_cannot_be_recorded_is_named(api, source, pointer):
    before = api.position()

    for bad in BAD[pointer]:
        body = good(source) | bad
        if isinstance(bad.get("source"), dict) and "document" not in pointer:
            body["source"] = {**bad["source"], "document": source["document"]}
        refused = api.post(ADDRESS, body)
        assert refused.status_code == 422, bad
        assert pointer in pointers(refused), bad
    assert api.position() == before


@pytest.mark.parametrize("pointer", CODED)
def test_a_detail_that_cannot_be_recorded_is_named(api, source, pointer):
    before = api.position()

    for details in CODED[pointer]:
        refused = api.post(ADDRESS, good(source, milestone="coordinator-named", details=details))
        assert refused.status_code == 422, details
        assert pointers(refused) == [pointer], details
    assert api.position() == before


@pytest.mark.parametrize("name", ["milestone", "occurred", "source"])
def test_a_field_that_is_missing_is_named(api, source, name):
    before = api.position()

    refused = api.post(ADDRESS, without(good(source), name))

    assert (refused.status_code, pointers(refused)) == (422, [f"#/{name}"])
    assert api.position() == before


def test_everything_that_is_missing_is_named_at_once(api):
    assert sorted(pointers(api.post(ADDRESS, {}))) == ["#/milestone", "#/occurred", "#/source"]


@pytest.mark.parametrize("country", ["ZZ", "UK", "pe", "%ED%A0%80"])
def test_an_unknown_country_is_named(api, source, country):
    before = api.position()

    refused = api.post(f"/networks/{country}/milestones", good(source))

    assert (refused.status_code, pointers(refused)) == (422, ["#/country"])
    assert api.position() == before


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"",
        b"{'a': 1}",
        b"\xff\xfe",
        b'{"a": 1}{',
        b'"\xed\xa0\x80"',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b"1" * 5_000,
    ],
    ids=["open", "empty", "quotes", "bytes", "twice", "surrogate", "deep lists", "deep objects", "a huge number"],
)
def test_what_is_no_json_is_refused(api, body):
    before = api.position()

    refused = api.post(ADDRESS, body)

    assert refused.status_code == (422 if not body else 400)
    assert api.position() == before


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"1", b"true", b"NaN", b"[{}]"])
def test_what_is_no_object_is_refused_as_a_whole(api, body):
    before = api.position()

    refused = api.post(ADDRESS, body)

    assert (refused.status_code, pointers(refused)) == (422, ["#"])
    assert api.position() == before


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400, "9" * 5_000, str(2**63)])
def test_a_number_that_no_database_can_keep_is_refused(api, source, number):
    before = api.position()
    body = json.dumps(good(source, details={"agency": "AMOUNT"})).replace('"AMOUNT"', number).encode()
    project = {
        "code": "MPTF-1",
        "title": {"en": "Skills"},
        "countries": ["PE"],
        "money": {"amount": 0, "currency": "USD"},
    }
    sent = json.dumps(project).replace('"amount": 0', f'"amount": {number}').encode()

    answers = [api.post(ADDRESS, body), api.post("/projects", sent)]

    assert {answer.status_code for answer in answers} <= {400, 422}
    assert api.position() == before


def test_details_that_are_nested_too_deep_are_refused(api, source):
    refused = api.post(ADDRESS, good(source, milestone="coordinator-named", details={"agency": "IOM", "more": DEEP}))

    assert refused.status_code == 422
    assert pointers(refused)[0].startswith("#/details/more/deep")


def test_a_large_body_is_refused_before_it_is_read(api, source):
    before = api.position()

    refused = api.post(ADDRESS, json.dumps(good(source, quote="x" * 10_000_000)).encode())

    assert refused.status_code == 413
    assert api.position() == before


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_only_json_is_read(api, source, kind):
    before = api.position()

    refused = api.call("POST", ADDRESS, data=json.dumps(good(source)), headers=api.headers(content_type=kind))

    assert (refused.status_code, refused.json["type"]) == (415, "/problems/not-read")
    assert api.position() == before


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, "Bearer another", f"Bearer {TOKEN}x", f"Bearer é{TOKEN}"],
)
def test_who_writes_needs_the_token(api, source, authorization):
    before = api.position()
    headers = {"Content-Type": "application/json"}
    if authorization is not None:
        headers["Authorization"] = authorization

    refused = api.call("POST", ADDRESS, data=json.dumps(good(source)), headers=headers)

    assert (refused.status_code, refused.json["type"]) == (401, "/problems/not-authenticated")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer ")
    assert api.position() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_nothing_is_overwritten_or_deleted(api, method):
    refused = api.call(method, "/networks/PE", headers=api.headers())

    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]


def test_an_unknown_address_is_not_found(api):
    assert api.get("/nothing").status_code == 404
    assert api.post("/nothing", {}).status_code == 404
