"""The web application: the API, the pages, and what surrounds every request."""

from threading import Event
from typing import Any

from flask import Flask, g, request
from flask_smorest import Api

from domain.errors import NotFound
from knowledge.api.blueprint import PROBLEM_TYPE
from knowledge.api.catalogue import activities, projects
from knowledge.api.directory import champions, groups, networks
from knowledge.api.documents import documents
from knowledge.api.milestones import milestones
from knowledge.api.schemas import ProblemSchema
from knowledge.api.status import health, status
from knowledge.pages import register_pages
from knowledge.problems import BadParameter, NotJson, register_problems
from knowledge.security import authenticate
from knowledge.wiring import Knowledge

LARGEST_BODY = 1_048_576
"""Bytes of a request; a milestone has a few hundred."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/"
PROBES = {"healthz": "show_health", "readyz": "show_readiness"}
"""Also answered at the root, where orchestrators look for them."""


class KnowledgeApi(Api):  # type: ignore[misc]
    """The API, whose document says that errors are problems, as they are."""

    ERROR_SCHEMA = ProblemSchema

    def _register_error_handlers(self) -> None:
        """Leave errors to `knowledge.problems`."""

    def _register_responses(self) -> None:
        usual = Api.DEFAULT_RESPONSE_CONTENT_TYPE
        self.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM_TYPE
        super()._register_responses()
        self.DEFAULT_RESPONSE_CONTENT_TYPE = usual


def create_app(knowledge: Knowledge) -> Flask:
    """Make the application for one platform."""
    app = Flask(__name__)
    app.config.update(
        API_TITLE="Knowledge platform of the United Nations Network on Migration",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        API_SPEC_OPTIONS={
            "info": {
                "description": "Milestones, status and sources, from one log. Reading needs no account.",
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
        },
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["knowledge"] = knowledge
    app.extensions["draining"] = Event()
    token, _ = knowledge.settings.find_or_make_token()
    app.before_request(lambda: _guard(token))
    register_problems(app)
    _register_api(app)
    register_pages(app)
    return app


def _register_api(app: Flask) -> None:
    api = KnowledgeApi(app)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for blueprint in (
        status,
        milestones,
        networks,
        champions,
        groups,
        projects,
        activities,
        documents,
        health,
    ):
        api.register_blueprint(blueprint)
    for probe in ("healthz", "readyz"):
        app.add_url_rule(f"/{probe}", view_func=app.view_functions[f"health.{PROBES[probe]}"])


def _guard(token: str) -> Any:
    """Let only the administrator write, and only JSON; refuse what no database can look up."""
    if "\x00" in request.path:
        raise NotFound("No address has a NUL character.")
    for name, value in request.args.items(multi=True):
        if "\x00" in name + value:
            raise BadParameter("It contains a NUL character.", field=name)
    if request.method in READING or not request.path.startswith(API):
        return
    g.account = authenticate(token)
    if not request.is_json:
        raise NotJson(f"Send application/json, not {request.content_type or 'nothing at all'}.")
