"""The life of a request for support as events, none of them public: it concerns its parties and the secretariat."""

from typing import Any, ClassVar
from uuid import UUID

import msgspec

from domain.commitments.connection_stages import Stage
from domain.commitments.needs import Need
from domain.commitments.offers import Offer, OfferStage
from domain.facts import CountryCode, Period, SupportKindCode
from domain.kernel import KnowledgeAggregate
from domain.sealing import Words


class ConnectionHistory(KnowledgeAggregate):
    """What can happen to a request, and what that makes of it."""

    class Event(KnowledgeAggregate.Event):
        """For its parties and the secretariat alone."""

        public: ClassVar[bool] = False

    class Registered(KnowledgeAggregate.Registered):
        """A government or a network raised it; `requested_by` says which, `organization` the office."""

        public = False

        country: CountryCode
        requested_by: str
        organization: str
        need: Need

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.requester = self.by

    class Revised(Event):
        """Its requester changed what it asks for; `changes` maps fields to their new values."""

        changes: dict[str, Any]

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.fields = {**aggregate.fields, **self.changes}

    class Returned(Event):
        """The secretariat gave it back; `reasons` by field, the empty name for the whole."""

        reasons: dict[str, Words]

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.RETURNED

    class RaisedAgain(Event):
        """Its requester raised it again after it was returned."""

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.RAISED

    class Assessed(Event):
        """The secretariat found it fit for providers, and said what it makes of it."""

        assessment: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.ASSESSED

    class ProviderInvited(Event):
        """The secretariat opened it to a provider."""

        provider: UUID

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.providers[self.provider] = True

    class InvitationWithdrawn(Event):
        """The secretariat closed it to a provider again."""

        provider: UUID
        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.providers[self.provider] = False

    class InvitationDeclined(Event):
        """A provider has nothing to offer."""

        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.providers[self.by] = False

    class OfferMade(Event):
        """A provider offered support, in the name of `organization`; `dates` is EDTF."""

        offer: UUID
        organization: str
        offered: str
        support_kinds: list[SupportKindCode]
        dates: Period | None

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer] = Offer(self.by)

    class OfferWithdrawn(Event):
        """A provider took an offer back."""

        offer: UUID
        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer].stage = OfferStage.WITHDRAWN

    class OfferDeclined(Event):
        """Its requester did not take an offer."""

        offer: UUID
        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer].stage = OfferStage.DECLINED

    class OfferAccepted(Event):
        """Its requester took an offer, perhaps one of several."""

        offer: UUID

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer].stage = OfferStage.ACCEPTED

    class DeliveryStarted(Event):
        """A provider began to deliver what was accepted; `started` is EDTF."""

        offer: UUID
        started: Period

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer].stage = OfferStage.IN_DELIVERY

    class DeliveryReported(Event):
        """A provider told what was delivered so far."""

        offer: UUID
        report: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.offers[self.offer].reports += 1

    class Completed(Event):
        """Its requester has what was needed, and says how it was."""

        feedback: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.COMPLETED

    class ClosedUnmet(Event):
        """The secretariat closed it, as nobody could meet it."""

        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.UNMET

    class Withdrawn(Event):
        """Its requester took it back."""

        reason: Words

        def apply(self, aggregate: "ConnectionHistory") -> None:
            aggregate.reached = Stage.WITHDRAWN

    def __init__(self, country: str, requested_by: str, organization: str, need: Need) -> None:
        self.country = country
        self.requested_by = requested_by
        self.organization = organization
        self.fields: dict[str, Any] = msgspec.to_builtins(need)
        self.requester = UUID(int=0)
        self.reached = Stage.RAISED
        self.providers: dict[UUID, bool] = {}
        self.offers: dict[UUID, Offer] = {}

    @property
    def need(self) -> Need:
        """What it asks for."""
        return msgspec.convert(self.fields, Need)

    @property
    def stage(self) -> Stage:
        """Where it stands: once it was assessed, how far the offers to it are."""
        if self.reached is not Stage.ASSESSED:
            return self.reached
        offered = {offer.stage for offer in self.offers.values()}
        if OfferStage.IN_DELIVERY in offered:
            return Stage.IN_DELIVERY
        return Stage.MATCHED if OfferStage.ACCEPTED in offered else Stage.ASSESSED
