"""The steps of a request for support, each `POST /connection-requests/{id}/{step}`."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.commitments.connection_requests import ConnectionRequest
from domain.sealing import Seal, openly
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.connection_bodies import (
    AssessmentRequest,
    ClosedInvitationRequest,
    FeedbackRequest,
    LeftOfferRequest,
    NamedOfferRequest,
    OfferRequest,
    ProviderRequest,
    ReportRequest,
    RevisionRequest,
    StartRequest,
)
from knowledge.api.connection_requests import done_to, requests
from knowledge.api.connection_schemas import ConnectionRequestSchema
from knowledge.api.practice_bodies import (
    DeclinedInvitationRequest,
    MendingsRequest,
    NothingRequest,
    PersonalReasonRequest,
)
from knowledge.api.practice_commands import under
from knowledge.api.requests import author, knowledge
from knowledge.security import my_account

Body = dict[str, Any]

connection_steps = Blueprint("connection-steps", "The steps of a request for support, each for the part that takes it.")


def step(name: str, shape: type[Schema]) -> Callable[[View], View]:
    """Route a step, which takes the permission of the same name; `shape` is what is sent."""

    def decorate(view: View) -> View:
        route = connection_steps.command(
            f"/connection-requests/<uuid:id>/{name}",
            ConnectionRequestSchema,
            404,
            409,
            permission=f"{ConnectionRequest.kind}:{name}",
            status=200,
        )
        return route(connection_steps.arguments(shape)(view))

    return decorate


def take(id: UUID, name: str, act: Callable[[ConnectionRequest, UUID], None]) -> Response:
    """Let the caller take a step; `act` is given the request and the caller's account."""
    who = author()
    return done_to(requests().take(who, id, name, lambda request: act(request, who.by)))


def speak(id: UUID, name: str, body: Body, act: Callable[[ConnectionRequest, UUID, Seal], None]) -> Response:
    """Let the caller take a step with words; `act` is also given who seals them, if the body marks them as personal.

    They are sealed under the keys of who says them and of the requester.
    """

    def sealing(request: ConnectionRequest) -> Seal:
        return knowledge().sealing.under(my_account(), request.requester) if body["personal"] else openly

    return take(id, name, lambda request, by: act(request, by, sealing(request)))


@step("revise", RevisionRequest)
def revise_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Change what is asked for, before the secretariat has assessed it."""
    return take(id, "revise", lambda request, by: request.revise(body, by=by))


@step("return", MendingsRequest)
def return_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Give it back, saying by field what is to be mended."""
    return speak(
        id, "return", body, lambda request, by, seal: request.return_to_requester(body["reasons"], by=by, seal=seal)
    )


@step("raise-again", NothingRequest)
def raise_connection_request_again(_: Body, id: UUID) -> ResponseReturnValue:
    """Hand it in after it was returned."""
    return take(id, "raise-again", lambda request, by: request.raise_again(by=by))


@step("assess", AssessmentRequest)
def assess_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Find it fit for providers."""
    return speak(id, "assess", body, lambda request, by, seal: request.assess(body["assessment"], by=by, seal=seal))


@step("invite-provider", ProviderRequest)
def invite_provider(body: Body, id: UUID) -> ResponseReturnValue:
    """Open it to an account that may be able to help."""
    return done_to(requests().invite_provider(author(), id, body["provider"]))


@step("withdraw-invitation", ClosedInvitationRequest)
def withdraw_provider_invitation(body: Body, id: UUID) -> ResponseReturnValue:
    """Close it to a provider again."""
    return take(
        id,
        "withdraw-invitation",
        lambda request, by: request.withdraw_invitation(
            body["provider"], why=body["reason"], by=by, seal=under(body["provider"])
        ),
    )


@step("decline-invitation", DeclinedInvitationRequest)
def decline_provider_invitation(body: Body, id: UUID) -> ResponseReturnValue:
    """Say that one has nothing to offer; it is gone from one's sight then."""
    return take(
        id,
        "decline-invitation",
        lambda request, by: request.decline_invitation(why=body["reason"], by=by, seal=under(by)),
    )


@step("make-offer", OfferRequest)
def make_offer(body: Body, id: UUID) -> ResponseReturnValue:
    """Offer support."""
    return done_to(requests().make_offer(author(), id, body.pop("offered"), **body))


@step("withdraw-offer", LeftOfferRequest)
def withdraw_offer(body: Body, id: UUID) -> ResponseReturnValue:
    """Take an offer back before its delivery began."""
    return speak(
        id,
        "withdraw-offer",
        body,
        lambda request, by, seal: request.withdraw_offer(body["offer"], why=body["reason"], by=by, seal=seal),
    )


@step("decline-offer", LeftOfferRequest)
def decline_offer(body: Body, id: UUID) -> ResponseReturnValue:
    """Leave an offer, and say why."""
    return speak(
        id,
        "decline-offer",
        body,
        lambda request, by, seal: request.decline_offer(body["offer"], why=body["reason"], by=by, seal=seal),
    )


@step("accept-offer", NamedOfferRequest)
def accept_offer(body: Body, id: UUID) -> ResponseReturnValue:
    """Take an offer; several can be taken."""
    return take(id, "accept-offer", lambda request, by: request.accept_offer(body["offer"], by=by))


@step("start-delivery", StartRequest)
def start_delivery(body: Body, id: UUID) -> ResponseReturnValue:
    """Say that the delivery of an accepted offer has begun."""
    return take(
        id, "start-delivery", lambda request, by: request.start_delivery(body["offer"], started=body["started"], by=by)
    )


@step("report-delivery", ReportRequest)
def report_delivery(body: Body, id: UUID) -> ResponseReturnValue:
    """Tell what was delivered so far."""
    return speak(
        id,
        "report-delivery",
        body,
        lambda request, by, seal: request.report_delivery(body["offer"], body["report"], by=by, seal=seal),
    )


@step("complete", FeedbackRequest)
def complete_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Say that the need is met, and how it went."""
    return speak(id, "complete", body, lambda request, by, seal: request.complete(body["feedback"], by=by, seal=seal))


@step("close-unmet", PersonalReasonRequest)
def close_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Give it up, as nobody can meet it."""
    return speak(
        id, "close-unmet", body, lambda request, by, seal: request.close_unmet(why=body["reason"], by=by, seal=seal)
    )


@step("withdraw", PersonalReasonRequest)
def withdraw_connection_request(body: Body, id: UUID) -> ResponseReturnValue:
    """Take it back before anything is delivered."""
    return speak(id, "withdraw", body, lambda request, by, seal: request.withdraw(why=body["reason"], by=by, seal=seal))
