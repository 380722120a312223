"""The web application: the API, the pages, and what surrounds every request."""

from contextlib import ExitStack
from threading import Event

from flask import Flask, current_app, g, request

from domain.errors import NotFound, Told
from knowledge.addressing import Application
from knowledge.api.accounts import accounts
from knowledge.api.attachments import attachments
from knowledge.api.audit import audit
from knowledge.api.blueprint import FORM, JSON, LARGEST_BODY, Access, Blueprint
from knowledge.api.bulletins import bulletins
from knowledge.api.catalogue import activities, projects
from knowledge.api.compact_reviews import regional_reviews, review_forums
from knowledge.api.connection_requests import connections
from knowledge.api.connection_steps import connection_steps
from knowledge.api.decisions import decisions
from knowledge.api.described import KnowledgeApi
from knowledge.api.directory import champions, groups, networks
from knowledge.api.documents import documents
from knowledge.api.drafts import drafts
from knowledge.api.elsewhere import elsewhere
from knowledge.api.experts import experts
from knowledge.api.joining import joining
from knowledge.api.milestones import milestones
from knowledge.api.my import my
from knowledge.api.pledge_drafts import pledge_drafts
from knowledge.api.pledge_keeping import pledge_keeping
from knowledge.api.pledges import pledges
from knowledge.api.practices import practices
from knowledge.api.privacy import privacy
from knowledge.api.projections import projections
from knowledge.api.proof import proof
from knowledge.api.requests import sent_key
from knowledge.api.reviews import reviews
from knowledge.api.saved_searches import saved_searches
from knowledge.api.search import searches
from knowledge.api.second_factor import second_factor
from knowledge.api.sessions import sessions
from knowledge.api.status import health, status
from knowledge.api.worklists import worklists
from knowledge.hardening import harden
from knowledge.limits import SIGN_IN, WRITES, Limit, limit_requests
from knowledge.pages.blueprint import Pages
from knowledge.pages.every import register_pages
from knowledge.pages.oidc import come_back
from knowledge.permissions import PUBLIC
from knowledge.problems import BadParameter, NotRead, register_problems
from knowledge.security import Caller, NotPermitted, authenticate
from knowledge.signing_in.cookies import COOKIE, send_cookies
from knowledge.signing_in.forgery import SAFE, refuse_foreign_origin, require_token
from knowledge.wiring import Knowledge

OPEN = frozenset(
    {
        "api-docs.openapi_json",
        "choose_language",
        "favicon",
        "home",
        "oidc_callback",
        "problems.explain",
        "show_health",
        "show_readiness",
        "static",
    }
)
"""What anybody may call beside the pages and the routes of the API."""
PROBES = {"healthz": "show_health", "readyz": "show_readiness"}
"""Also answered at the root, where orchestrators look for them."""


def create_app(knowledge: Knowledge) -> Flask:
    """Make the application for one platform."""
    app = Application(__name__)
    app.config.update(
        API_TITLE="Knowledge platform of the United Nations Network on Migration",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        API_SPEC_OPTIONS={
            "info": {
                "description": "Milestones, practices and sources, from one log. Readers need no account.",
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
    harden(app, knowledge.settings)
    send_cookies(app)
    _answer_at_once(app, knowledge)
    app.before_request(lambda: _guard(knowledge, token))
    limit_requests(app, knowledge, _limit)
    register_problems(app)
    _register_api(app)
    register_pages(app, knowledge.settings)
    app.add_url_rule("/oidc/callback", "oidc_callback", come_back)
    return app


def _answer_at_once(app: Flask, knowledge: Knowledge) -> None:
    """Answer whoever only asks over one connection to the views; who changes something sees what it changed."""

    def begin() -> None:
        if request.method in SAFE:
            g.asked_at_once = ExitStack()
            g.asked_at_once.enter_context(knowledge.views.reader.at_once())

    def end(_: BaseException | None) -> None:
        if asked := g.pop("asked_at_once", None):
            asked.close()

    app.before_request(begin)
    app.teardown_request(end)


def _register_api(app: Flask) -> None:
    api = KnowledgeApi(app)
    api.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    api.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": COOKIE})
    for blueprint in (
        status,
        milestones,
        networks,
        champions,
        groups,
        projects,
        activities,
        regional_reviews,
        review_forums,
        connections,
        connection_steps,
        experts,
        practices,
        drafts,
        reviews,
        decisions,
        pledges,
        pledge_drafts,
        pledge_keeping,
        my,
        attachments,
        documents,
        audit,
        proof,
        worklists,
        bulletins,
        accounts,
        privacy,
        sessions,
        joining,
        second_factor,
        elsewhere,
        searches,
        saved_searches,
        health,
        projections,
    ):
        api.register_blueprint(blueprint)
    for probe in ("healthz", "readyz"):
        app.add_url_rule(f"/{probe}", view_func=app.view_functions[f"health.{PROBES[probe]}"])


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Tell who may call an endpoint; None where nobody has said, and so nobody may."""
    if endpoint in OPEN:
        return Access(PUBLIC, limit=SIGN_IN if endpoint == "oidc_callback" else None)
    name, _, view = endpoint.rpartition(".")
    blueprint = app.blueprints.get(name)
    return blueprint.access.get(view) if isinstance(blueprint, Blueprint | Pages) else None


def _limit() -> Limit | None:
    """Tell what the request at hand counts as."""
    access = access_of(current_app, request.endpoint or "")
    if access is None or access.limit:
        return access.limit if access else None
    return None if request.method in SAFE else WRITES


def _guard(knowledge: Knowledge, token: str) -> None:
    """Let through who may call the route, and only with what it reads; refuse what no database can look up."""
    _refuse_nul()
    if request.endpoint in {None, "static"}:
        return
    access = access_of(current_app, str(request.endpoint))
    if access is None:
        raise NotPermitted("Nobody has said who may do that.")
    g.caller = authenticate(knowledge, token)
    g.caller.require(access.permission)
    request.max_content_length = access.largest
    if request.method in {"POST", "PUT", "PATCH"} and not _is_read(access):
        raise NotRead(
            Told("Send {takes}, not {sent}.", takes=access.takes, sent=request.content_type or "nothing at all")
        )
    if request.method not in SAFE:
        _refuse_forgery(g.caller, access, knowledge.settings.public_url)
        sent_key()


def _refuse_nul() -> None:
    if "\x00" in request.path:
        raise NotFound("No address has a NUL character.")
    for name, value in request.args.items(multi=True):
        if "\x00" in name + value:
            raise BadParameter("It contains a NUL character.", field=name)


def _is_read(access: Access) -> bool:
    return request.is_json if access.takes == JSON else request.mimetype == access.takes


def _refuse_forgery(caller: Caller, access: Access, own: str) -> None:
    """Refuse what another site sends in the name of who is signed in, or to sign somebody in."""
    if "Authorization" in request.headers:
        # No browser sends it by itself, so whoever does knows the token.
        return
    is_form = access.takes == FORM
    refuse_foreign_origin(own=own, must_tell=is_form or caller.session is not None)
    if is_form or caller.session is not None:
        require_token()
