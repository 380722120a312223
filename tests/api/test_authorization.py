"""Every route tried by everybody: who may call it is what the table of permissions says, and nobody else may."""

import re
from typing import Any

import pytest

from domain.accounts import Role
from knowledge.api.blueprint import JSON
from knowledge.app import access_of
from knowledge.permissions import EVERYTHING, GRANTS, PUBLIC, SIGNED_IN
from knowledge.signing_in.cookies import PLAIN_COOKIE
from knowledge.signing_in.forgery import HEADER, token_for
from tests.api.caller import Caller
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

ANYTHING = {
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "string": "XX",
    "path": "x",
}


LANGUAGE = "<language:language>"
PREFIXES = ("/api/", f"/{LANGUAGE}")
"""How addresses of the API begin, and those of pages."""


def routes(app):
    """Every address of API and pages, its parts filled with something, with its method and permission."""
    # Whoever has erased themself may call nothing any more, so that comes last.
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule.endswith("/my/account/erase")):
        if rule.rule.startswith(PREFIXES):
            access = access_of(app, rule.endpoint)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, filled(rule.rule), access


def filled(rule):
    named = rule.replace(LANGUAGE, "en")
    return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?\w+>", something, named)


def something(part):
    """Fill a part of an address: with the first of a few words, or with anything of its kind."""
    kind, bounds = part.groups()
    return bounds.split(",")[0] if kind == "any" else ANYTHING[kind or "string"]


def test_nobody_may_call_a_route_that_has_no_rule(app):
    assert [rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None] == []

    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "shown")

    assert app.test_client().get("/api/v1/forgotten").status_code == 403


def test_every_page_and_every_address_of_the_api_is_among_those_that_are_tried(app):
    others = {rule.rule for rule in app.url_map.iter_rules() if not rule.rule.startswith(PREFIXES)}

    assert {method for method, address, _ in routes(app) if address.startswith("/en/")} == {"GET", "POST"}
    assert others == OUTSIDE


OUTSIDE = {
    "/",
    "/favicon.ico",
    "/healthz",
    "/language/<code>",
    "/oidc/callback",
    "/problems/<slug>",
    "/readyz",
    "/static/<path:filename>",
}
"""Addresses that belong to no language and are not the API's; all of them are for everybody."""


def test_every_permission_a_route_asks_for_is_held_by_some_role(app):
    asked = {access.permission for _, _, access in routes(app)}

    assert asked - {PUBLIC} <= EVERYTHING


def test_every_permission_of_the_table_opens_some_route(app):
    asked = {access.permission for _, _, access in routes(app)}

    assert sorted(EVERYTHING - asked - UNUSED) == []


UNUSED = {"audit:read"}
"""What routes still to come will ask for."""


def by_token(_, who):
    return {"Authorization": f"Bearer {who.secret}"}


def by_session(app, who):
    return with_cookie(Visitor(app).sign_in(app.extensions["knowledge"], who.id).secret)


def with_cookie(secret):
    return {"Cookie": f"{PLAIN_COOKIE}={secret}", "Origin": "http://localhost", HEADER: token_for(secret)}


@pytest.mark.parametrize(("identify", "prefix"), [(by_token, "/api/"), (by_session, "/en/")])
@pytest.mark.parametrize("role", Role)
def test_a_role_may_call_what_the_table_gives_it_and_nothing_else(app, knowledge, role, identify, prefix):
    who = open_account(knowledge, role)
    held = {PUBLIC, SIGNED_IN} | GRANTS[role]

    for method, address, access in routes(app):
        if not address.startswith(prefix):
            continue
        # Signing out is among them, so each begins anew.
        status = status_of(app, method, address, access, identify(app, who))
        if access.permission in held:
            assert status not in {401, 403}, (method, address)
        else:
            assert status == 403, (method, address)


def test_a_reader_may_call_what_is_public_and_nothing_else(app):
    for method, address, access in routes(app):
        status = status_of(app, method, address, access, with_cookie("unknown"))
        if access.permission == PUBLIC:
            assert status not in {401, 403}, (method, address)
        else:
            assert status == (302 if is_page(method, address) else 401), (method, address)


def is_page(method, address):
    return method == "GET" and not address.startswith("/api/")


def status_of(app, method, address, access, sent):
    body = {"content_type": access.takes, "data": b"{}" if access.takes == JSON else b""} if method != "GET" else {}
    headers = {"Accept": "text/html" if is_page(method, address) else "application/json", **sent}
    with app.test_client(use_cookies=False).open(address, method=method, headers=headers, **body) as answer:
        return answer.status_code


def test_a_curator_may_all_that_a_coordinator_may_and_a_coordinator_all_that_a_contributor_may():
    # Nobody grants what they lack, and curators bring coordinators and contributors to the platform.
    assert GRANTS[Role.CURATOR] > GRANTS[Role.COORDINATOR] > GRANTS[Role.CONTRIBUTOR]


def test_a_coordinator_records_for_the_countries_of_the_role_alone(app, knowledge, source):
    mine = Caller(app, token=open_account(knowledge, "coordinator", countries=["PE"]).secret)
    established = {"milestone": "established", "occurred": "2021-10", "source": source}

    assert mine.post("/networks/PE/milestones", established).status_code == 201
    for address in ("/networks/EC/milestones", "/champions/EC/milestones", "/working-groups/core/milestones"):
        refused: Any = mine.post(address, established)
        assert (refused.status_code, refused.json["type"]) == (403, "/problems/outside-your-countries"), address


def test_a_coordinator_changes_only_milestones_of_those_countries(app, api, knowledge, source):
    other = Caller(app, token=open_account(knowledge, "coordinator", countries=["EC"]).secret)
    established = {"milestone": "established", "occurred": "2021-10", "source": source}
    position = api.post("/networks/PE/milestones", established).json["position"]

    for address in (f"/milestones/{position}", f"/networks/PE/milestones/{position}"):
        for noun, body in {
            "refinements": {"occurred": "2021-10-05", "source": source},
            "corrections": {"occurred": "2021-11", "source": source, "reason": "It was later."},
            "retractions": {"reason": "It never was."},
            "reinstatements": {"reason": "It was after all."},
        }.items():
            assert other.post(f"{address}/{noun}", body).status_code == 403, noun


def test_a_project_of_two_countries_is_open_to_the_coordinators_of_both(app, api, knowledge, source):
    project = {"code": "MX-GT-1", "title": {"en": "Borders"}, "countries": ["GT", "MX"]}
    assert api.post("/projects", project).status_code == 201

    for country, milestone, status in (
        ("MX", "assigned", 201),
        ("GT", "funding-approved", 201),
        ("PE", "revised", 403),
    ):
        coordinator = Caller(app, token=open_account(knowledge, "coordinator", countries=[country]).secret)
        recorded = {"milestone": milestone, "occurred": "2021", "source": source}
        assert coordinator.post("/projects/MX-GT-1/milestones", recorded).status_code == status, country
