"""A blueprint whose OpenAPI document tells the truth about problems, keys and tags."""

import re
from collections.abc import Callable
from typing import Any

from flask import Request
from flask_smorest import Blueprint as SmorestBlueprint
from marshmallow import RAISE, Schema
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest

from knowledge.api.schemas import AcceptedSchema, ProblemSchema

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

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Check what is sent against `schema` and pass it to the view, as the library does.

        A parameter that nobody knows is refused: it may be a filter with a slip in its name.
        """
        options.setdefault("unknown", RAISE)
        decorate: Callable[[View], View] = super().arguments(schema, **options)
        return decorate

    def query(self, rule: str, schema: Any, *problems: int) -> Callable[[View], View]:
        """Route a GET that answers with `schema`, and document the problems it may end in."""
        return self._route("GET", rule, (200, schema), problems, [])

    def command(self, rule: str, schema: Any, *problems: int) -> Callable[[View], View]:
        """Route a POST that records something; it takes a key, and a tag where one can be read."""
        usual = (400, 401, 412, 413, 415, 422)
        route = self._route("POST", rule, (201, schema), (*usual, *problems), [IF_MATCH, IDEMPOTENCY_KEY])
        return lambda view: route(self.alt_response(202, schema=AcceptedSchema)(view))

    def _route(
        self,
        method: str,
        rule: str,
        answer: tuple[int, Any],
        problems: tuple[int, ...],
        headers: list[dict[str, Any]],
    ) -> Callable[[View], View]:
        def decorate(view: View) -> View:
            documented = view
            for status in sorted({*problems, 503}):
                documented = self.alt_response(status, schema=ProblemSchema, content_type=PROBLEM_TYPE)(documented)
            documented = self.response(*answer)(documented)
            extra: dict[str, Any] = {"operationId": _operation(view.__name__)}
            if headers:
                extra["security"] = [{"token": []}]
                extra["parameters"] = headers
            documented = self.doc(**extra)(documented)
            return self.route(rule, methods=[method])(documented)  # type: ignore[no-any-return]

        return decorate


def _operation(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match.group(1).upper(), name)
