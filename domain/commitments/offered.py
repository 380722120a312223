"""Providers and their offers: who is asked to help with a request, and what they deliver.

`seal` seals what is said where it is personal.
"""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from domain.commitments.connection_history import ConnectionHistory
from domain.commitments.connection_stages import WHEN
from domain.commitments.offers import (
    OF_OFFERS,
    STANDING,
    NotAProvider,
    Offer,
    OfferStands,
    OwnRequest,
    ProviderInvitedAlready,
    UnknownOffer,
    WrongStageOfOffer,
)
from domain.dates import When
from domain.errors import InvalidField, Told
from domain.facts import SupportKindCode, check_code, check_plain
from domain.sealing import Seal, openly
from domain.workflows import either, in_words, only_while, said


class OfferedTo(ConnectionHistory):
    """A request on its way through the hands of those who can help."""

    def invite_provider(self, provider: UUID, *, by: UUID) -> None:
        """Open it to an account that may be able to help.

        Raises:
            WrongStage: providers are not sought.
            OwnRequest: it is the requester.
            ProviderInvitedAlready: as it says.
        """
        self._only_when("invite-provider")
        if provider == self.requester:
            raise OwnRequest
        if self.is_invited(provider):
            raise ProviderInvitedAlready
        self.trigger_event(self.ProviderInvited, by=by, provider=provider)

    def withdraw_invitation(self, provider: UUID, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Close it to a provider again.

        Raises:
            WrongStage: providers are not sought.
            InvalidField: this account is not invited.
            OfferStands: as it says.
        """
        self._only_when("withdraw-invitation")
        if not self.is_invited(provider):
            raise InvalidField("This provider is not invited.", field="provider")
        self._refuse_standing(provider)
        reason = seal(said(why), self._place("reason"))
        self.trigger_event(self.InvitationWithdrawn, by=by, provider=provider, reason=reason)

    def decline_invitation(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Say that one has nothing to offer.

        Raises:
            NotAProvider, WrongStage, OfferStands: as they say.
        """
        self._only_provider(by)
        self._only_when("decline-invitation")
        self._refuse_standing(by)
        check_plain(why, field="reason")
        self.trigger_event(self.InvitationDeclined, by=by, reason=seal(why.strip(), self._place("reason")))

    def make_offer(
        self,
        offered: str,
        *,
        offer: UUID,
        organization: str,
        by: UUID,
        support_kinds: Sequence[str] = (),
        dates: str | None = None,
    ) -> None:
        """Offer support.

        Args:
            offered: what, in words.
            offer: its id, random.
            organization: in whose name.
            by: the provider.
            support_kinds: SK-1 to SK-7.
            dates: when, EDTF; None where that is open.

        Raises:
            NotAProvider, WrongStage: as they say.
            InvalidField: a field cannot be recorded.
        """
        self._only_provider(by)
        self._only_when("make-offer")
        self.trigger_event(
            self.OfferMade,
            by=by,
            offer=offer,
            organization=said(organization, field="organization"),
            offered=said(offered, field="offered"),
            support_kinds=[
                check_code(code, SupportKindCode, field="support_kinds") for code in dict.fromkeys(support_kinds)
            ],
            dates=None if dates is None else _read_date(dates, When.parse, field="dates"),
        )

    def withdraw_offer(self, offer: UUID, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Take an offer back before its delivery began.

        Raises:
            NotAProvider, WrongStage, UnknownOffer, WrongStageOfOffer: as they say.
        """
        self._own_offer(offer, "withdraw-offer", by=by)
        self.trigger_event(self.OfferWithdrawn, by=by, offer=offer, reason=seal(said(why), self._place("reason")))

    def decline_offer(self, offer: UUID, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Leave an offer.

        Raises:
            WrongStage, UnknownOffer, WrongStageOfOffer: as they say.
        """
        self._find_offer(offer, "decline-offer")
        self.trigger_event(self.OfferDeclined, by=by, offer=offer, reason=seal(said(why), self._place("reason")))

    def accept_offer(self, offer: UUID, *, by: UUID) -> None:
        """Take an offer; others can be taken too.

        Raises:
            WrongStage, UnknownOffer, WrongStageOfOffer: as they say.
        """
        self._find_offer(offer, "accept-offer")
        self.trigger_event(self.OfferAccepted, by=by, offer=offer)

    def start_delivery(self, offer: UUID, *, started: str, by: UUID) -> None:
        """Say that the delivery of an accepted offer has begun.

        Args:
            offer: its id.
            started: when, EDTF, not in the future.
            by: the provider.

        Raises:
            NotAProvider, WrongStage, UnknownOffer, WrongStageOfOffer: as they say.
            InvalidField: the date cannot be read, or has not come.
        """
        self._own_offer(offer, "start-delivery", by=by)
        begun = _read_date(started, When.parse_past, field="started")
        self.trigger_event(self.DeliveryStarted, by=by, offer=offer, started=begun)

    def report_delivery(self, offer: UUID, report: str, *, by: UUID, seal: Seal = openly) -> None:
        """Tell what was delivered so far.

        Raises:
            NotAProvider, WrongStage, UnknownOffer, WrongStageOfOffer: as they say.
        """
        self._own_offer(offer, "report-delivery", by=by)
        words = seal(said(report, field="report"), self._place("report"))
        self.trigger_event(self.DeliveryReported, by=by, offer=offer, report=words)

    def is_invited(self, account: UUID | None) -> bool:
        """Tell whether the secretariat has opened it to an account."""
        return account is not None and self.providers.get(account, False)

    def _only_when(self, step: str) -> None:
        only_while(self.stage, WHEN[step])

    def _only_provider(self, account: UUID) -> None:
        if not self.is_invited(account):
            raise NotAProvider

    def _refuse_standing(self, provider: UUID) -> None:
        if any(offer.provider == provider and offer.stage in STANDING for offer in self.offers.values()):
            raise OfferStands

    def _own_offer(self, offer: UUID, step: str, *, by: UUID) -> None:
        self._only_provider(by)
        # What others offer is nothing that a provider can ask about.
        self._find_offer(offer, step, among={id: one for id, one in self.offers.items() if one.provider == by})

    def _find_offer(self, offer: UUID, step: str, *, among: Mapping[UUID, Offer] | None = None) -> None:
        self._only_when(step)
        found = (self.offers if among is None else among).get(offer)
        if found is None:
            raise UnknownOffer(Told("There is no offer {id}.", id=offer), field="offer")
        if found.stage not in OF_OFFERS[step]:
            raise WrongStageOfOffer(
                Told("It is {stage}, not {stages}.", stage=in_words(found.stage), stages=either(OF_OFFERS[step]))
            )


def _read_date(text: str, read: Callable[[str], When], *, field: str) -> str:
    try:
        return read(text).edtf
    except InvalidField as error:
        error.field = field
        raise
