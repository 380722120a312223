"""Another system that calls the API, and insists that every answer is what the OpenAPI document promises."""

import io
import re
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Flask, json
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse, encode_multipart

API = "/api/v1"
TOKEN = "the-token-of-these-tests"
PROBLEM = "application/problem+json"

_document: dict[str, Any] = {}
"""The document is the same for every application, and takes a while to make."""
_titles: dict[str, str] = {}


class Caller:
    """Calls the API with the administrator's token."""

    def __init__(self, app: Flask, *, token: str = TOKEN) -> None:
        """Call `app`."""
        self.app = app
        self._client = app.test_client()
        self._authorization = f"Bearer {token}"

    def get(self, address: str, **query: object) -> TestResponse:
        """Read something; `address` is below `/api/v1`, or whole as in a Link."""
        return self.call("GET", address, query_string={name.rstrip("_"): value for name, value in query.items()})

    def get_signed(self, address: str, **query: object) -> TestResponse:
        """Read something that is not for everybody."""
        named = {name.rstrip("_"): value for name, value in query.items()}
        return self.call("GET", address, query_string=named, headers={"Authorization": self._authorization})

    def post(self, address: str, body: object, **headers: str) -> TestResponse:
        """Record something, with headers such as `if_match`."""
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.call("POST", address, data=sent, headers=self.headers(**headers))

    def upload(self, address: str, content: bytes, name: str, **headers: str) -> TestResponse:
        """Send a file as a browser's form does."""
        boundary, form = encode_multipart({"file": FileStorage(io.BytesIO(content), name)})
        sent = {**self.headers(**headers), "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self.call("POST", address, data=form, headers=sent)

    def headers(self, **more: str) -> dict[str, str]:
        """Give the headers of a request that records something."""
        usual = {"Authorization": self._authorization, "Content-Type": "application/json"}
        return usual | {name.replace("_", "-").title(): value for name, value in more.items()}

    def call(self, method: str, address: str, **request: Any) -> TestResponse:
        """Call an address in any way."""
        whole = address if address.startswith(API) else API + address
        answer = self._client.open(whole, method=method, buffered=True, **request)
        check_answer(self.app, method, whole, answer)
        return answer

    def position(self) -> int:
        """Return the position of the log."""
        return int(self.get("/readyz").json["position"])  # type: ignore[index]

    def explain(self, slug: str) -> TestResponse:
        """Ask what a kind of problem means."""
        return self._client.get(f"/problems/{slug}")


def check_answer(app: Flask, method: str, address: str, answer: TestResponse) -> None:
    """Insist that an answer has the status, the type and the shape that the document gives it."""
    document = document_of(app)
    documented = _documented(app, document, method, address)
    told = f"{method} {address} answered {answer.status_code} {answer.get_data()[:400].decode(errors='replace')}"
    assert answer.status_code < 500 or answer.status_code == 503, told
    if documented is None:
        assert answer.mimetype == PROBLEM, told
        _insist({"$ref": "#/components/schemas/Problem"}, document, answer, told)
    else:
        assert str(answer.status_code) in documented, f"{told}: this status is not documented"
        content = documented[str(answer.status_code)].get("content", {})
        if answer.status_code != 304:
            assert answer.mimetype in content, f"{told}: {answer.mimetype} is not documented"
        if answer.is_json:
            _insist(content[answer.mimetype]["schema"], document, answer, told)
    if answer.mimetype == PROBLEM:
        _check_problem(app, answer, told)


def document_of(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document, made strict: a property that it does not name is an error."""
    if not _document:
        _document.update(app.test_client().get(f"{API}/openapi.json").json or {})
        for schema in _document["components"]["schemas"].values():
            if "properties" in schema:
                schema.setdefault("additionalProperties", False)
    return _document


def documented_path(rule: str) -> str:
    """Write a route as the document does: `/networks/{code}`."""
    return re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule)


def _documented(app: Flask, document: dict[str, Any], method: str, address: str) -> dict[str, Any] | None:
    try:
        rule, _ = app.url_map.bind("").match(unquote(urlsplit(address).path), method, return_rule=True)
    except HTTPException:
        return None
    path = documented_path(rule.rule)
    responses: dict[str, Any] | None = document["paths"].get(path, {}).get(method.lower(), {}).get("responses")
    return responses


def _insist(schema: dict[str, Any], document: dict[str, Any], answer: TestResponse, told: str) -> None:
    whole = {**schema, "components": document["components"]}
    wrong = list(OAS31Validator(whole, format_checker=oas31_format_checker).iter_errors(answer.json))
    assert not wrong, f"{told}: {[(list(error.path), error.message) for error in wrong[:3]]}"


def _check_problem(app: Flask, answer: TestResponse, told: str) -> None:
    problem: dict[str, Any] = answer.json  # type: ignore[assignment]
    assert problem["status"] == answer.status_code, told
    address = problem["type"]
    if address not in _titles:
        explained = app.test_client().get(address)
        assert explained.status_code == 200, f"{address} explains nothing"
        _titles[address] = str(explained.json["title"])  # type: ignore[index]
    assert _titles[address] == problem["title"], told
