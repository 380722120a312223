"""A request for support on its way from need to help, and the accounts that bring it there."""

from typing import Any
from uuid import UUID

from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from tests.support.stories import COORDINATOR, CURATOR

REQUEST = UUID("d0000000-0000-4000-8000-000000000001")
PROVIDER = UUID("d0000000-0000-4000-8000-000000000002")
OTHER_PROVIDER = UUID("d0000000-0000-4000-8000-000000000003")
STRANGER = UUID("d0000000-0000-4000-8000-000000000004")
OFFER = UUID("d0000000-0000-4000-8000-000000000005")
OTHER_OFFER = UUID("d0000000-0000-4000-8000-000000000006")

NEED: dict[str, Any] = {
    "title": "Registro de trabajadores migrantes",
    "description": "Falta quien ayude a diseñar el registro.",
    "objectives": ["GCM-01", "GCM-06"],
    "support_kinds": ["SK-1", "SK-4"],
    "urgency": "soon",
    "dates": "2022-03/2022-09",
    "language": "es",
}
"""What a request asks for."""


def raised(*, id: UUID = REQUEST, need: dict[str, Any] = NEED) -> ConnectionRequest:
    """Raise a request for Peru."""
    return ConnectionRequest.raise_for(
        "PE", id=id, requested_by="government", organization="Ministerio de Trabajo", need=need, by=COORDINATOR
    )


def offer(request: ConnectionRequest, id: UUID = OFFER, *, by: UUID = PROVIDER) -> None:
    """Invite a provider who is not, and make an offer."""
    if not request.is_invited(by):
        request.invite_provider(by, by=CURATOR)
    request.make_offer("Dos expertas por un mes.", offer=id, organization="OIM", support_kinds=["SK-1"], by=by)


def deliver(request: ConnectionRequest, id: UUID = OFFER, *, by: UUID = PROVIDER) -> None:
    """Begin to deliver an accepted offer, and report it."""
    request.start_delivery(id, started="2022-03", by=by)
    request.report_delivery(id, "El registro está en uso.", by=by)


def at(stage: Stage, *, id: UUID = REQUEST) -> ConnectionRequest:
    """Bring a request to a stage; once it is matched, another offer waits for an answer."""
    request = raised(id=id)
    if stage is Stage.RETURNED:
        request.return_to_requester({"dates": "¿Desde cuándo?"}, by=CURATOR)
    if stage in {Stage.RAISED, Stage.RETURNED}:
        return request
    if stage is Stage.WITHDRAWN:
        request.withdraw(why="Ya no hace falta.", by=COORDINATOR)
        return request
    request.assess("Cabe en el plan de la red.", by=CURATOR)
    if stage is Stage.UNMET:
        request.close_unmet(why="Nadie puede.", by=CURATOR)
    if stage in {Stage.ASSESSED, Stage.UNMET}:
        return request
    offer(request)
    offer(request, OTHER_OFFER, by=OTHER_PROVIDER)
    request.accept_offer(OFFER, by=COORDINATOR)
    if stage is Stage.MATCHED:
        return request
    deliver(request)
    if stage is Stage.COMPLETED:
        request.complete("Muy útil.", by=COORDINATOR)
    return request


def long_life(*, id: UUID = REQUEST) -> ConnectionRequest:
    """Lead a request through everything that can happen to one that ends well."""
    request = raised(id=id)
    request.return_to_requester({"": "Falta el contexto."}, by=CURATOR)
    request.revise({"support_kinds": ["SK-2"], "urgency": "urgent"}, by=COORDINATOR)
    request.raise_again(by=COORDINATOR)
    request.assess("Cabe en el plan de la red.", by=CURATOR)
    request.invite_provider(STRANGER, by=CURATOR)
    request.withdraw_invitation(STRANGER, why="Por error.", by=CURATOR)
    offer(request)
    request.withdraw_offer(OFFER, why="Sin fondos.", by=PROVIDER)
    request.decline_invitation(why="", by=PROVIDER)
    offer(request, OTHER_OFFER, by=OTHER_PROVIDER)
    request.decline_offer(OTHER_OFFER, why="Muy tarde.", by=COORDINATOR)
    again = UUID(int=OTHER_OFFER.int + 1)
    offer(request, again, by=OTHER_PROVIDER)
    request.accept_offer(again, by=COORDINATOR)
    deliver(request, again, by=OTHER_PROVIDER)
    request.complete("Muy útil.", by=COORDINATOR)
    return request
