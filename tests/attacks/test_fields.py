"""Fields that nobody may set, and words of SQL where a name is expected, on every route."""

import re

from tests.api.caller import Caller, document_of
from tests.attacks.conftest import filled

RESERVED = {
    "id",
    "role",
    "roles",
    "state",
    "stage",
    "owner",
    "author",
    "by",
    "version",
    "edition",
    "is_admin",
    "standing",
}
SQL = "'; DROP TABLE practices; -- 1) UNION SELECT name FROM people -- \" OR 1=1 -- ;SELECT pg_sleep(9) \\"


def test_no_route_takes_a_field_that_it_does_not_name(attacked):
    runs = Caller(attacked.app)
    before, refused = attacked.knowledge.platform.position(), 0
    for method, rule in attacked.routes("POST", "PUT", "PATCH"):
        if not rule.rule.startswith("/api/") or "multipart" in str(declared(attacked.app, method, rule)):
            continue
        unknown = RESERVED - named(attacked.app, method, rule)
        body = dict.fromkeys(unknown, "x")
        answer = attacked.ask(method, filled(rule.rule), runs, json=body)
        if answer.status_code == 422:
            pointers = {one.get("pointer", "")[2:] for one in answer.json["errors"]}
            assert unknown <= pointers, (method, rule.rule, unknown - pointers)
            refused += 1
        else:
            assert answer.status_code in {404, 409}, (method, rule.rule, answer.status_code)

    assert refused > 100
    assert attacked.knowledge.platform.position() == before


def declared(app, method, rule):
    path = re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"{\1}", rule.rule)
    return document_of(app)["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {})


def named(app, method, rule):
    """Give the fields that the document names for a route."""
    document = document_of(app)
    (content,) = declared(app, method, rule).get("content", {"": {}}).values()
    schema = content.get("schema", {})
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return set(schema.get("properties", ()))


def test_words_of_sql_sort_and_filter_nothing(attacked):
    runs = Caller(attacked.app)
    asked = 0
    for _, rule in attacked.routes("GET"):
        for name in parameters(attacked.app, rule):
            answer = attacked.ask("GET", filled(rule.rule), runs, query_string={name: SQL})
            said = answer.get_data(as_text=True).lower()
            assert answer.status_code < 500, (rule.rule, name)
            assert not [word for word in ("syntax error", "sqlite", "psycopg") if word in said], (rule.rule, name)
            asked += 1

    assert asked > 300
    assert attacked.ask("GET", "/api/v1/practices").json["results"]


def test_numbers_larger_than_any_column_are_refused_or_find_nothing(attacked):
    runs = Caller(attacked.app)
    numbers = {"from", "to", "position", "known_at", "limit", "page", "number", "months", "first", "second", "size"}
    for _, rule in attacked.routes("GET"):
        names = parameters(attacked.app, rule)
        numeric = names & numbers or numbers
        for asked in (dict.fromkeys(names, 10**30), dict.fromkeys(numeric, -(10**30))):
            answer = attacked.ask("GET", filled(rule.rule), runs, query_string=asked)
            assert answer.status_code < 500, (rule.rule, asked)


def parameters(app, rule):
    """Give the names of what can be asked for beside an address."""
    path = re.sub(r"<(?:[^:<>]*:)?(\w+)>", r"{\1}", rule.rule)
    told = document_of(app)["paths"].get(path, {})
    known = [*told.get("parameters", []), *told.get("get", {}).get("parameters", [])]
    return {one["name"] for one in known if one.get("in") == "query"} | {"sort", "order", "q"}
