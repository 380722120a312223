"""The steps of a request for support, each `POST /connection-requests/{id}/{step}`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from marshmallow import Schema

from domain.application import Done
from domain.commitments.connection_requests import ConnectionRequest
from domain.sealing import Seal, openly
from knowledge.api.blueprint import Blueprint
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
from knowledge.recording import Author
from knowledge.security import my_account

Body = dict[str, Any]
Act = Callable[[Author, UUID, Body], Done]

connection_steps = Blueprint("connection-steps", "The steps of a request for support, each for the part that takes it.")


@dataclass(frozen=True)
class Step:
    """What is done with a request: the shape of what is said with it, and what carries it out."""

    shape: type[Schema]
    act: Act


STEPS: dict[str, Step] = {}
"""Every step, each under the name of its route and its permission; pages give the same commands."""


def step(name: str, shape: type[Schema]) -> Callable[[Act], Act]:
    """Route a step, which takes the permission of the same name; `shape` is what is sent."""

    def decorate(act: Act) -> Act:
        STEPS[name] = Step(shape, act)

        def view(body: Body, id: UUID) -> ResponseReturnValue:
            return done_to(act(author(), id, body))

        view.__name__, view.__doc__ = act.__name__, act.__doc__
        route = connection_steps.command(
            f"/connection-requests/<uuid:id>/{name}",
            ConnectionRequestSchema,
            404,
            409,
            permission=f"{ConnectionRequest.kind}:{name}",
            status=200,
        )
        route(connection_steps.arguments(shape)(view))
        return act

    return decorate


def take(who: Author, id: UUID, name: str, act: Callable[[ConnectionRequest, UUID], None]) -> Done:
    """Let the caller take a step; `act` is given the request and the caller's account."""
    return requests().take(who, id, name, lambda request: act(request, who.by))


def speak(who: Author, id: UUID, name: str, body: Body, act: Callable[[ConnectionRequest, UUID, Seal], None]) -> Done:
    """Let the caller take a step with words; `act` is also given who seals them, if the body marks them as personal.

    They are sealed under the keys of who says them and of the requester.
    """

    def sealing(request: ConnectionRequest) -> Seal:
        return knowledge().sealing.under(my_account(), request.requester) if body["personal"] else openly

    return take(who, id, name, lambda request, by: act(request, by, sealing(request)))


@step("revise", RevisionRequest)
def revise_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Change what is asked for, before the secretariat has assessed it."""
    return take(who, id, "revise", lambda request, by: request.revise(body, by=by))


@step("return", MendingsRequest)
def return_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Give it back, saying by field what is to be mended."""
    return speak(
        who,
        id,
        "return",
        body,
        lambda request, by, seal: request.return_to_requester(body["reasons"], by=by, seal=seal),
    )


@step("raise-again", NothingRequest)
def raise_connection_request_again(who: Author, id: UUID, _: Body) -> Done:
    """Hand it in after it was returned."""
    return take(who, id, "raise-again", lambda request, by: request.raise_again(by=by))


@step("assess", AssessmentRequest)
def assess_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Find it fit for providers."""
    return speak(
        who, id, "assess", body, lambda request, by, seal: request.assess(body["assessment"], by=by, seal=seal)
    )


@step("invite-provider", ProviderRequest)
def invite_provider(who: Author, id: UUID, body: Body) -> Done:
    """Open it to an account that may be able to help."""
    return requests().invite_provider(who, id, body["provider"])


@step("withdraw-invitation", ClosedInvitationRequest)
def withdraw_provider_invitation(who: Author, id: UUID, body: Body) -> Done:
    """Close it to a provider again."""
    return take(
        who,
        id,
        "withdraw-invitation",
        lambda request, by: request.withdraw_invitation(
            body["provider"], why=body["reason"], by=by, seal=under(body["provider"])
        ),
    )


@step("decline-invitation", DeclinedInvitationRequest)
def decline_provider_invitation(who: Author, id: UUID, body: Body) -> Done:
    """Say that one has nothing to offer; it is gone from one's sight then."""
    return take(
        who,
        id,
        "decline-invitation",
        lambda request, by: request.decline_invitation(why=body["reason"], by=by, seal=under(by)),
    )


@step("make-offer", OfferRequest)
def make_offer(who: Author, id: UUID, body: Body) -> Done:
    """Offer support."""
    return requests().make_offer(who, id, body.pop("offered"), **body)


@step("withdraw-offer", LeftOfferRequest)
def withdraw_offer(who: Author, id: UUID, body: Body) -> Done:
    """Take an offer back before its delivery began."""
    return speak(
        who,
        id,
        "withdraw-offer",
        body,
        lambda request, by, seal: request.withdraw_offer(body["offer"], why=body["reason"], by=by, seal=seal),
    )


@step("decline-offer", LeftOfferRequest)
def decline_offer(who: Author, id: UUID, body: Body) -> Done:
    """Leave an offer, and say why."""
    return speak(
        who,
        id,
        "decline-offer",
        body,
        lambda request, by, seal: request.decline_offer(body["offer"], why=body["reason"], by=by, seal=seal),
    )


@step("accept-offer", NamedOfferRequest)
def accept_offer(who: Author, id: UUID, body: Body) -> Done:
    """Take an offer; several can be taken."""
    return take(who, id, "accept-offer", lambda request, by: request.accept_offer(body["offer"], by=by))


@step("start-delivery", StartRequest)
def start_delivery(who: Author, id: UUID, body: Body) -> Done:
    """Say that the delivery of an accepted offer has begun."""
    return take(
        who,
        id,
        "start-delivery",
        lambda request, by: request.start_delivery(body["offer"], started=body["started"], by=by),
    )


@step("report-delivery", ReportRequest)
def report_delivery(who: Author, id: UUID, body: Body) -> Done:
    """Tell what was delivered so far."""
    return speak(
        who,
        id,
        "report-delivery",
        body,
        lambda request, by, seal: request.report_delivery(body["offer"], body["report"], by=by, seal=seal),
    )


@step("complete", FeedbackRequest)
def complete_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Say that the need is met, and how it went."""
    return speak(
        who, id, "complete", body, lambda request, by, seal: request.complete(body["feedback"], by=by, seal=seal)
    )


@step("close-unmet", PersonalReasonRequest)
def close_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Give it up, as nobody can meet it."""
    return speak(
        who,
        id,
        "close-unmet",
        body,
        lambda request, by, seal: request.close_unmet(why=body["reason"], by=by, seal=seal),
    )


@step("withdraw", PersonalReasonRequest)
def withdraw_connection_request(who: Author, id: UUID, body: Body) -> Done:
    """Take it back before anything is delivered."""
    return speak(
        who, id, "withdraw", body, lambda request, by, seal: request.withdraw(why=body["reason"], by=by, seal=seal)
    )
