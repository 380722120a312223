"""Offers to a request for support, and what stands against them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.errors import Forbidden, InvalidField, RuleBroken
from domain.workflows import WrongStage


class OfferStage(StrEnum):
    """Where an offer stands."""

    MADE = "made"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    ACCEPTED = "accepted"
    IN_DELIVERY = "in_delivery"


STANDING = (OfferStage.MADE, OfferStage.ACCEPTED, OfferStage.IN_DELIVERY)
"""The stages of an offer that still holds."""
OF_OFFERS: Mapping[str, Sequence[OfferStage]] = {
    "withdraw-offer": (OfferStage.MADE, OfferStage.ACCEPTED),
    "decline-offer": (OfferStage.MADE,),
    "accept-offer": (OfferStage.MADE,),
    "start-delivery": (OfferStage.ACCEPTED,),
    "report-delivery": (OfferStage.IN_DELIVERY,),
}
"""At which stages of an offer each step can be taken."""


class OwnRequest(RuleBroken):
    """Nobody offers support for a request of their own."""


class ProviderInvitedAlready(RuleBroken):
    """This provider was invited already."""


class NotAProvider(Forbidden):
    """Only providers that the secretariat has invited may do that."""


class UnknownOffer(InvalidField):
    """There is no such offer."""


class OfferStands(RuleBroken):
    """A provider whose offer stands stays invited."""


class WrongStageOfOffer(WrongStage):
    """The offer is not at the stage for it."""


class NothingDelivered(RuleBroken):
    """A request is completed only after something was delivered."""


@dataclass
class Offer:
    """What one provider offers; `reports` counts what was told of its delivery."""

    provider: UUID
    stage: OfferStage = OfferStage.MADE
    reports: int = 0
