"""The connection hub at browsers: a request is raised, assessed, offered to and completed; others see nothing of it."""

import re

import pytest

from knowledge.app import create_app
from tests.pages.conftest import SCRIPT
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

NEED = {
    "country": "PE",
    "requested_by": "government",
    "organization": "Ministerio de Trabajo",
    "title": "Registro de trabajadores migrantes",
    "description": f"Falta quien ayude a diseñarlo. {SCRIPT}",
    "objectives": ["GCM-01", "GCM-06"],
    "support_kinds": ["SK-1", "SK-4"],
    "urgency": "soon",
    "dates": "2022-03/2022-09",
    "language": "es",
}


class Cast:
    """A coordinator of Peru, the secretariat, two providers and an unrelated coordinator, each at a browser."""

    def __init__(self, knowledge):
        self.knowledge, self.app = knowledge, create_app(knowledge)
        self.ids = {}
        self.coordinator = self.somebody("coordinator", countries=["PE"])
        self.secretariat = self.somebody("curator")
        self.provider = self.somebody("contributor", organization="OIM", affiliation="un")
        self.other = self.somebody("contributor", organization="Universidad")
        self.unrelated = self.somebody("coordinator", countries=["EC"])

    def somebody(self, role, **person):
        account = open_account(self.knowledge, role, **person)
        visitor = Visitor(self.app).sign_in(self.knowledge, account.id)
        self.ids[visitor] = account.id
        return visitor

    def begin(self):
        done = self.coordinator.send("/es/hub/raise", **NEED)
        assert done.status_code == 303, done.text
        return done.headers["Location"]


@pytest.fixture
def cast(knowledge):
    return Cast(knowledge)


def takes(visitor, request, step, **fields):
    """Take a step, and return the page that follows."""
    done = visitor.send(f"{request}/{step}", **fields)
    assert done.status_code == 303, done.text
    return visitor.get(done.headers["Location"]).text


def offer_in(page, organization):
    """Give the id of the offer of an organization."""
    (article,) = [one for one in page.split("<article") if f"<h3>{organization}" in one]
    found = re.search(r'(?:offer=|name="offer" value=")([0-9a-f-]{36})', article)
    assert found, article
    return found[1]


def test_a_request_is_raised_returned_assessed_offered_twice_delivered_and_completed(cast):
    request = cast.begin()
    page = cast.coordinator.get(request).text
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "Registro de trabajadores" in cast.secretariat.get("/es/hub/queue").text
    takes(cast.secretariat, request, "return", **{"reasons/dates": "¿Desde cuándo?"})
    assert "¿Desde cuándo?" in cast.coordinator.get(f"{request}/revise").text
    changed = {name: NEED[name] for name in NEED if name not in {"country", "requested_by", "organization"}}
    assert "abril de 2022" in takes(cast.coordinator, request, "revise", **{**changed, "dates": "2022-04"})
    takes(cast.coordinator, request, "raise-again")
    takes(cast.secretariat, request, "assess", assessment="Cabe en el plan de la red.")
    for who in (cast.provider, cast.other):
        assert str(cast.ids[who]) in cast.secretariat.get(f"{request}/invite-provider").text
        takes(cast.secretariat, request, "invite-provider", provider=str(cast.ids[who]))
        assert "Registro de trabajadores" in who.get("/es/hub/mine").text
        takes(who, request, "make-offer", offered="Dos expertas por un mes.", support_kinds="SK-1")
    assert "Universidad" not in cast.provider.get(request).text
    chosen = offer_in(cast.coordinator.get(request).text, "OIM")

    takes(cast.coordinator, request, "accept-offer", offer=chosen)
    ahead = cast.provider.send(f"{request}/start-delivery", offer=chosen, started="2999")
    assert (ahead.status_code, 'href="#field-started"' in ahead.text) == (422, True)
    takes(cast.provider, request, "start-delivery", offer=chosen, started="2022-04")
    takes(cast.provider, request, "report-delivery", offer=chosen, report="El registro está en uso.")
    page = takes(cast.coordinator, request, "complete", feedback=f"Muy útil. {SCRIPT}")

    assert "Completada" in page
    assert "El registro está en uso." in page
    assert "Muy útil. &lt;script&gt;" in cast.provider.get(request).text
    assert "Muy útil" not in cast.other.get(request).text
    assert "<table" not in Visitor(cast.app).get("/es/hub").text.split("<main")[1]


def test_nobody_else_comes_to_know_of_a_request(cast):
    request = cast.begin()
    stranger = Visitor(cast.app)

    for who in (cast.unrelated, cast.provider):
        assert who.get(request).status_code == who.get(f"{request}/assess").status_code == 404
        assert who.send(f"{request}/withdraw", reason="No.").status_code == 404
        assert "Registro de trabajadores" not in who.get("/es/hub/mine").text
    assert stranger.get(request).status_code == 302
    for address in ("/es/hub", "/es/milestones", "/es/worklists"):
        assert "Registro de trabajadores" not in stranger.get(address).text
    assert "Registro de trabajadores" not in stranger.get("/es/repository", q="registro").text
    assert cast.unrelated.send("/es/hub/raise", **NEED).status_code == 403
    assert cast.coordinator.get(f"{request}/assess").status_code == 403
    assert cast.coordinator.get(f"{request}/demolish").status_code == 404


def test_what_is_missing_or_was_changed_meanwhile_is_said_and_nothing_typed_is_lost(cast):
    refused = cast.coordinator.send("/es/hub/raise", **{**NEED, "title": "", "objectives": []})
    assert refused.status_code == 422
    assert all(f'href="#field-{name}"' in refused.text for name in ("title", "objectives"))
    assert "Falta quien ayude" in refused.text
    request = cast.begin()
    takes(
        cast.coordinator, request, "revise", **{name: NEED[name] for name in ("title", "description")}, urgency="urgent"
    )

    late = cast.secretariat.send(f"{request}/assess", assessment="Cabe en el plan.", seen="1")

    assert late.status_code == 412
    assert "Solicitud cambiada" in late.text
    assert "Cabe en el plan." in late.text
    assert takes(cast.secretariat, request, "assess", assessment="Cabe.", seen="2")
    assert "Cerrada sin atender" in takes(cast.secretariat, request, "close-unmet", reason="Nadie puede.")
