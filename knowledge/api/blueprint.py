"""A blueprint whose OpenAPI document tells the truth about problems, keys and tags."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from knowledge.api.schemas import AcceptedSchema, ProblemSchema
from knowledge.limits import Limit
from knowledge.permissions import PUBLIC

PROBLEM_TYPE = "application/problem+json"

IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The ETag that you have read; with another one now, nothing is recorded.",
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Chosen by you; sent again with the same request, it is carried out once.",
}

View = Callable[..., Any]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
LARGEST_BODY = 1_048_576
"""Bytes of a request; a milestone has a few hundred."""


@dataclass(frozen=True)
class Access:
    """Who may call a route, and with what: `takes` is the media type of its body, `largest` its bytes.

    `limit` says what a call counts as; whatever changes something counts as writing.
    """

    permission: str
    takes: str = JSON
    largest: int = LARGEST_BODY
    limit: Limit | None = None


class JsonReader(FlaskParser):
    """Reads bodies; a number or a nesting that Python cannot read is no more JSON to us than an open bracket."""

    def load_json(self, req: Request, schema: Schema) -> Any:
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError) as error:
            raise BadRequest("The numbers or the nesting of this body are beyond what is read here.") from error


class Blueprint(SmorestBlueprint):  # type: ignore[misc]  # the library has no types
    """Routes of one collection."""

    ARGUMENTS_PARSER = JsonReader()

    def __init__(self, name: str, description: str) -> None:
        """Group the routes under `name`, with a description for the document."""
        super().__init__(name, __name__, url_prefix="/api/v1", description=description)
        self.access: dict[str, Access] = {}

    def register_views_in_doc(self, api: Any, *described: Any, **options: Any) -> None:
        api.describe_later(partial(super().register_views_in_doc, api, *described, **options))

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Check what is sent against `schema` and pass it to the view, as the library does.

        A parameter that nobody knows is refused: it may be a filter with a slip in its name.
        """
        options.setdefault("unknown", RAISE)
        # Of a class, the library would make an instance for every request.
        decorate: Callable[[View], View] = super().arguments(_shared(schema), **options)
        return decorate

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        decorate: Callable[[View], View] = super().response(status_code, _shared(schema), **options)
        return decorate

    def alt_response(self, status_code: int, *, schema: Any = None, **options: Any) -> Callable[[View], View]:
        decorate: Callable[[View], View] = super().alt_response(status_code, schema=_shared(schema), **options)
        return decorate

    def query(
        self, rule: str, schema: Any, *problems: int, permission: str, limit: Limit | None = None
    ) -> Callable[[View], View]:
        """Route a GET that answers with `schema`, and document the problems it may end in."""
        usual = () if permission == PUBLIC else (401, 403)
        access = Access(permission, limit=limit)
        return self._route("GET", rule, (200, schema), (*usual, *problems), headers=[], access=access)

    def also_answers(self, *media_types: str) -> Callable[[View], View]:
        """Document that a route answers in other media types too, as text."""
        content = {media_type: {"schema": {"type": "string"}} for media_type in media_types}
        decorate: Callable[[View], View] = self.doc(responses={200: {"content": content}})
        return decorate

    def command(
        self,
        rule: str,
        schema: Any,
        *problems: int,
        permission: str,
        method: str = "POST",
        status: int = 201,
        takes: str = JSON,
        largest: int = LARGEST_BODY,
        limit: Limit | None = None,
    ) -> Callable[[View], View]:
        """Route a request that records something; it takes a key, and a tag where one can be read.

        Args:
            rule: the address below `/api/v1`.
            schema: of the answer.
            problems: status codes it may end in, beside the usual ones.
            permission: what its sender must hold.
            method: POST, PUT or DELETE.
            status: of the answer.
            takes: the media type of the body.
            largest: bytes of the body.
            limit: that of `Access`.
        """
        usual = (400, 401, 403, 412, 413, 415, 422)
        access = Access(permission, takes, largest, limit)
        headers = [IF_MATCH, IDEMPOTENCY_KEY]
        route = self._route(method, rule, (status, schema), (*usual, *problems), headers=headers, access=access)
        return lambda view: route(self.alt_response(202, schema=AcceptedSchema)(view))

    def action(
        self,
        rule: str,
        schema: Any,
        *problems: int,
        permission: str,
        method: str = "POST",
        limit: Limit | None = None,
    ) -> Callable[[View], View]:
        """Route a request that changes what is kept beside the log; it is the same however often it is sent."""
        usual = (400, 401, 403, 413, 415, 422)
        access = Access(permission, limit=limit)
        return self._route(method, rule, (200, schema), (*usual, *problems), headers=[], access=access)

    def _route(
        self,
        method: str,
        rule: str,
        answer: tuple[int, Any],
        problems: tuple[int, ...],
        *,
        headers: list[dict[str, Any]],
        access: Access,
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            self.access[view.__name__] = access
            documented = self.response(*answer)(view)
            limited = [429] if access.limit or method != "GET" else []
            extra: dict[str, Any] = {
                "operationId": _operation(view.__name__),
                # Said in one piece: a decorator for each would copy all that those before it have said.
                "responses": {status: _problem(status) for status in sorted({*problems, *limited, 503})},
            }
            if access.permission != PUBLIC:
                extra["security"] = [{"token": []}, {"session": []}]
                extra["x-permission"] = access.permission
            if headers:
                extra["parameters"] = headers
            documented = self.doc(**extra)(documented)
            return self.route(rule, methods=[method])(documented)  # type: ignore[no-any-return]

        return decorate


def _shared(schema: Any) -> Any:
    """Make one instance of a schema, which stays one.

    The library copies what is documented of a route with each thing that it learns of it: with whole schemas in it,
    that took a fifth of the time in which the program starts.
    """
    made = schema() if isinstance(schema, type) else schema
    if isinstance(made, Schema):
        made.__deepcopy__ = lambda _: made  # type: ignore[attr-defined]
    return made


def _problem(status: int) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM_TYPE: {"schema": ProblemSchema}}}


def _operation(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match.group(1).upper(), name)
