"""The OpenAPI document is the contract: valid, complete, and honest about what goes wrong."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from knowledge.app import access_of
from knowledge.permissions import PUBLIC
from tests.api.caller import API, PROBLEM, documented_path


@pytest.fixture(scope="session")
def document(imported):
    """The document as it is served."""
    return imported.api.app.test_client().get(f"{API}/openapi.json").json


@pytest.fixture(scope="session")
def operations(document):
    """Every operation, by its method and path."""
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post", "put", "delete"}
    }


def test_the_document_is_valid(document):
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_address_of_the_api_is_in_the_document_and_no_other(imported, operations):
    routes = {
        (method.lower(), documented_path(rule.rule))
        for rule in imported.api.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith(API)
    }

    assert set(operations) == routes - {("get", f"{API}/openapi.json")}


def test_every_operation_has_a_name_of_its_own_and_says_what_it_does(operations):
    names = [operation["operationId"] for operation in operations.values()]

    assert len(set(names)) == len(names)
    assert all(operation["summary"].strip() for operation in operations.values())


def test_every_error_is_documented_as_a_problem(document, operations):
    for place, operation in operations.items():
        told = operation["responses"].items()
        errors = {status: response for status, response in told if not status.startswith(("2", "3"))}
        assert "503" in errors, place
        for status, told in errors.items():
            response = document["components"]["responses"][told["$ref"].rpartition("/")[2]] if "$ref" in told else told
            assert list(response["content"]) == [PROBLEM], (place, status)


BESIDE_THE_LOG = {"elsewhere", "experts", "joining", "projections", "second-factor", "sessions"}
"""Whose changes are made beside the log, and end in the same however often they are sent."""


def test_every_operation_that_records_tells_how_it_may_be_refused(operations):
    changes = {place: operation for place, operation in operations.items() if place[0] != "get"}
    commands = {place: operation for place, operation in changes.items() if not BESIDE_THE_LOG & set(operation["tags"])}

    for place, operation in commands.items():
        assert {"202", "400", "401", "403", "412", "413", "415", "422"} <= set(operation["responses"]), place
        assert operation["security"] == [{"token": []}, {"session": []}], place
        headers = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "header"}
        assert headers == {"If-Match", "Idempotency-Key"}, place


def test_what_needs_a_token_says_so_and_names_the_permission(imported, operations):
    app = imported.api.app
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            operation = operations.get((method.lower(), documented_path(rule.rule)))
            if operation is not None:
                access = access_of(app, rule.endpoint)
                assert access is not None
                permission = access.permission
                assert operation.get("x-permission", PUBLIC) == permission, rule
                assert ("security" in operation) == (permission != PUBLIC), rule


def test_the_milestone_probes_answer_at_the_root_too(imported):
    client = imported.api.app.test_client()

    assert client.get("/healthz").json == {"status": "alive"}
    assert client.get("/readyz").json["status"] == "ready"
