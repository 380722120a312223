"""Those who take part in a request for support over the API, and those who do not, each with an account."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from knowledge.wiring import Knowledge
from tests.api.caller import Caller
from tests.api.cast import Actor
from tests.support.connections import NEED

RAISED = {"country": "PE", "requested_by": "government", **NEED}
OFFERED = {"offered": "Dos expertas por un mes.", "support_kinds": ["SK-1"], "dates": "2022-04"}
WHY = {"reason": "Por una razón."}


class Party(Actor):
    """Somebody who may take part in requests."""

    def step(self, name: str, request: str, body: object = None, **headers: str) -> TestResponse:
        """Take a step, whatever the answer."""
        return self.post(f"/connection-requests/{request}/{name}", {} if body is None else body, **headers)

    def take(self, name: str, request: str, body: object = None, **headers: str) -> dict[str, Any]:
        """Take a step that is not refused, and return the request as it is shown."""
        return shown(self.step(name, request, body, **headers))

    def look(self, request: str) -> dict[str, Any]:
        """Read a request."""
        return shown(self.get_signed(f"/connection-requests/{request}"))

    def happenings(self, request: str) -> list[str]:
        """Name what one may know to have happened to a request."""
        return [one["event"] for one in self.list(f"/connection-requests/{request}/history")]

    def requests(self, address: str = "/my/connection-requests", **query: object) -> list[str]:
        """Name the requests of a list."""
        return [one["id"] for one in self.list(address, **query)]


class HubCast:
    """A coordinator of Peru and a colleague, the secretariat, two providers, and others who have no part in it."""

    def __init__(self, app: Flask, knowledge: Knowledge) -> None:
        """Open an account for each."""
        self.app, self.knowledge = app, knowledge
        self.coordinator = self.party("coordinator", countries=["PE"], organization="Ministerio de Trabajo")
        self.colleague = self.party("coordinator", countries=["BR", "PE"])
        self.secretariat = self.party("curator", organization="Secretariat", affiliation="un")
        self.provider = self.party("contributor", organization="OIM", affiliation="un")
        self.other_provider = self.party("contributor", organization="Universidad")
        self.outsiders = {
            "stranger": self.party("contributor", "reviewer"),
            "account without a role": self.party(),
            "coordinator of another country": self.party("coordinator", countries=["EC"]),
            "coordinator of no country in particular": self.party("coordinator"),
        }

    def party(self, *roles: str, countries: Sequence[str] = (), **person: Any) -> Party:
        """Open a further account."""
        return Party(self.app, self.knowledge, *roles, countries=countries, **person)

    def operator(self) -> Caller:
        """Return whoever runs the platform."""
        return Caller(self.app)

    def begin(self, **others: Any) -> str:
        """Raise a request, and return its id."""
        answer = self.coordinator.post("/connection-requests", {**RAISED, **others})
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return str(answer.json["id"])  # type: ignore[index]

    def assess(self, request: str | None = None) -> str:
        """Bring a request so far that providers are sought."""
        request = request or self.begin()
        self.secretariat.take("assess", request, {"assessment": "Cabe en el plan de la red."})
        return request

    def offer(self, provider: Party, request: str) -> str:
        """Let a provider be invited and make an offer, and return its id."""
        self.secretariat.take("invite-provider", request, {"provider": str(provider.id)})
        return str(provider.take("make-offer", request, OFFERED)["offers"][-1]["id"])

    def deliver(self, request: str | None = None) -> str:
        """Bring a request so far that something was delivered of one offer, while another is open."""
        request = self.assess(request)
        offer = self.offer(self.provider, request)
        self.offer(self.other_provider, request)
        self.coordinator.take("accept-offer", request, {"offer": offer})
        self.provider.take("start-delivery", request, {"offer": offer, "started": "2022-04"})
        self.provider.take("report-delivery", request, {"offer": offer, "report": "El registro está en uso."})
        return request

    def complete(self, request: str | None = None) -> str:
        """Bring a request to a good end."""
        request = self.deliver(request)
        self.coordinator.take("complete", request, {"feedback": "Muy útil."})
        return request


def shown(answer: TestResponse) -> dict[str, Any]:
    """Return the request that an answer shows."""
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert isinstance(answer.json, dict)
    return answer.json
