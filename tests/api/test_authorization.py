"""Every route tried by everybody: who may call it is what the table of permissions says, and nobody else may."""

import re
from typing import Any

import pytest

from domain.accounts import Role
from knowledge.app import access_of
from knowledge.permissions import EVERYTHING, GRANTS, PUBLIC, SIGNED_IN
from tests.api.caller import Caller
from tests.support.accounts import open_account

ANYTHING = {
    "int": "1",
    "uuid": "00000000-0000-4000-8000-000000000000",
    "string": "XX",
    "path": "x",
}


def routes(app):
    """Every address of the API, its parts filled with something, with its method and permission."""
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            access = access_of(app, rule.endpoint)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield method, filled(rule.rule), access


def filled(rule):
    return re.sub(r"<(?:(\w+)(?:\([^)]*\))?:)?\w+>", lambda match: ANYTHING[match[1] or "string"], rule)


def test_nobody_may_call_a_route_that_has_no_rule(app):
    assert [rule.endpoint for rule in app.url_map.iter_rules() if access_of(app, rule.endpoint) is None] == []

    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "shown")

    assert app.test_client().get("/api/v1/forgotten").status_code == 403


def test_every_permission_a_route_asks_for_is_held_by_some_role(app):
    asked = {access.permission for _, _, access in routes(app)}

    assert asked - {PUBLIC} <= EVERYTHING


def test_every_permission_of_the_table_opens_some_route(app):
    asked = {access.permission for _, _, access in routes(app)}

    assert sorted(EVERYTHING - asked - UNUSED) == []


UNUSED = {"audit:read"}
"""What routes still to come will ask for."""


@pytest.mark.parametrize("role", ["reader", *Role])
def test_a_role_may_call_what_the_table_gives_it_and_nothing_else(app, knowledge, role):
    who = None if role == "reader" else open_account(knowledge, role)
    client = app.test_client()
    sent = {"Authorization": f"Bearer {who.secret}"} if who else {}
    held = {PUBLIC} | (GRANTS[Role(role)] | {SIGNED_IN} if who else set())

    for method, address, access in routes(app):
        body = {"content_type": access.takes, "data": b"{}"} if method != "GET" else {}
        status = client.open(address, method=method, headers=sent, **body).status_code
        if access.permission in held:
            assert status not in {401, 403}, (method, address)
        else:
            assert status == (403 if who else 401), (method, address)


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
