"""What each party sees of a request for support: what concerns it, and no more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from domain.commitments.connection_history import ConnectionHistory
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import Stage
from domain.commitments.offers import Offer, OfferStage
from domain.entries import moment
from domain.errors import kebab
from knowledge.answers import Answer
from knowledge.hub.parties import Part, Party, party_to, seats_of, steps_open
from knowledge.private.people import NOBODY, Person
from knowledge.security import Caller
from knowledge.wiring import Knowledge

OF_PROVIDERS = (
    ConnectionHistory.ProviderInvited,
    ConnectionHistory.InvitationWithdrawn,
    ConnectionHistory.InvitationDeclined,
)
"""How the secretariat sought providers: between it and each of them."""
FOR_ALL = (
    ConnectionHistory.Registered,
    ConnectionHistory.Assessed,
    ConnectionHistory.ClosedUnmet,
    ConnectionHistory.Withdrawn,
)
"""What every party may know of."""
ENDS = (ConnectionHistory.ClosedUnmet, ConnectionHistory.Withdrawn)
"""How a request ends without support."""
NOT_TOLD = frozenset({"by", "timestamp", "need"})
"""Facts that a history leaves out: too long, or not for it."""
AGREED = (OfferStage.ACCEPTED, OfferStage.IN_DELIVERY)
"""The stages of an offer at which its provider and the requester are told how to reach each other."""


class Shown:
    """Shows requests to one caller."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Read from `knowledge` what `caller` may see."""
        self._platform = knowledge.platform
        self._people = knowledge.people
        self._opener = knowledge.sealing.opener()
        self._caller = caller

    def request(self, request: ConnectionRequest) -> Answer:
        """Show a request as it is now.

        Whoever ceases to take part by their own command is still told what that led to, without what it says.
        """
        party = party_to(request, self._caller)
        events = self._platform.history(request.id)
        offers = list(self._offers(request, events, party))
        is_agreed = any(offer["stage"] in AGREED for offer in offers)
        return {
            "id": str(request.id),
            "country": request.country if party.parts else None,
            "requested_by": request.requested_by if party.parts else None,
            "organization": request.organization if party.parts else None,
            "need": msgspec.to_builtins(request.need) if party.parts else None,
            "stage": request.stage,
            "version": request.version,
            "raised_at": moment(request.created_on),
            "updated_at": moment(request.modified_on),
            "parts": sorted(party.parts),
            "steps": steps_open(request, party, self._caller),
            "asked": self._said(events, "reasons") if request.stage is Stage.RETURNED and party.sees_all else {},
            "assessment": self._said(events, "assessment") if party.parts else None,
            "offers": offers,
            "providers": self._providers(request) if party.is_secretariat else [],
            "requester_contact": self._contact(request.requester) if party.is_secretariat or is_agreed else None,
            "feedback": self._said(events, "feedback") if party.sees_all or is_agreed else None,
            "closing_reason": self._said(events, "reason", ENDS) if party.parts else None,
        }

    def history(self, request: ConnectionRequest) -> list[Answer]:
        """List what happened to a request and may be known to the caller, in the order in which it did."""
        party = party_to(request, self._caller)
        return [
            self._happening(event, party)
            for event in self._platform.history(request.id)
            if _is_for(event, party, request.offers)
        ]

    def listed(self, row: Any) -> Answer:
        """Tell a party of a request in a list."""
        fields, seats = msgspec.json.decode(row.fields), seats_of(self._caller)
        is_own = row.country in seats.countries or row.requester == seats.requester
        return {**_in_list(row, fields), "part": Part.REQUESTER if is_own else Part.PROVIDER}

    def waiting(self, row: Any) -> Answer:
        """Tell the secretariat of a request: for how many days it has stood at its stage, and who was sought."""
        fields = msgspec.json.decode(row.fields)
        offers = msgspec.json.decode(row.offers, type=dict[UUID, Offer]).values()
        invited = msgspec.json.decode(row.providers, type=dict[UUID, bool])
        since = datetime.fromisoformat(row.stage_since)
        return {
            **_in_list(row, fields),
            "days": (datetime.now(tz=UTC) - since).days,
            "invited": sum(invited.values()),
            "offers": {stage.value: sum(offer.stage == stage for offer in offers) for stage in OfferStage},
        }

    def _offers(self, request: ConnectionRequest, events: Iterable[Any], party: Party) -> Iterator[Answer]:
        told: dict[UUID, Answer] = {}
        for event in events:
            match event:
                case ConnectionHistory.OfferMade():
                    told[event.offer] = _offered(event, request.offers[event.offer])
                case ConnectionHistory.OfferWithdrawn() | ConnectionHistory.OfferDeclined():
                    told[event.offer]["reason"] = self._opener.facts(event)["reason"]
                case ConnectionHistory.DeliveryStarted():
                    told[event.offer]["started"] = event.started
                case ConnectionHistory.DeliveryReported():
                    report = self._opener.facts(event)["report"]
                    told[event.offer]["reports"].append({"report": report, "at": moment(event.timestamp)})
        for id, offer in request.offers.items():
            if party.sees_all or offer.provider == party.account:
                is_told = party.is_secretariat or offer.stage in AGREED
                yield {**told[id], "contact": self._contact(offer.provider) if is_told else None}

    def _said(self, events: Sequence[Any], name: str, kinds: tuple[type, ...] = (object,)) -> Any:
        """Return what was said last under a name, in an event of some kinds; None where nothing was."""
        for event in reversed(events):
            if isinstance(event, kinds) and hasattr(event, name):
                return self._opener.facts(event)[name]
        return None

    def _happening(self, event: Any, party: Party) -> Answer:
        facts = {name: value for name, value in self._opener.facts(event).items() if name not in NOT_TOLD}
        by = str(event.by) if party.is_secretariat or event.by == party.account else None
        return {"event": kebab(type(event)), "at": moment(event.timestamp), "by": by, "facts": facts}

    def _providers(self, request: ConnectionRequest) -> list[Answer]:
        known = self._people.by_account(list(request.providers))
        return [
            {"account": str(account), "is_invited": is_invited, **_named(known.get(account, NOBODY))}
            for account, is_invited in request.providers.items()
        ]

    def _contact(self, account: UUID) -> Answer:
        person = self._people.find(account)
        return {**_named(person), "email": person.email or None}


def _offered(event: Any, offer: Offer) -> Answer:
    return {
        "id": str(event.offer),
        "organization": event.organization,
        "offered": event.offered,
        "support_kinds": event.support_kinds,
        "dates": event.dates,
        "stage": offer.stage,
        "made_at": moment(event.timestamp),
        "reason": None,
        "started": None,
        "reports": [],
    }


def _named(person: Person) -> Answer:
    return {"name": person.name or None, "organization": person.organization or None}


def _in_list(row: Any, fields: Mapping[str, Any]) -> Answer:
    return {
        "id": row.request,
        "country": row.country,
        "requested_by": row.requested_by,
        "organization": row.organization,
        "title": fields["title"],
        "objectives": fields["objectives"],
        "support_kinds": fields["support_kinds"],
        "urgency": fields["urgency"],
        "dates": fields["dates"],
        "language": fields["language"],
        "stage": row.stage,
        "stage_since": row.stage_since,
        "raised_at": row.raised_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }


def _is_for(event: Any, party: Party, offers: Mapping[UUID, Offer]) -> bool:
    if party.is_secretariat:
        return True
    if event.by == party.account:
        return bool(party.parts)
    if Part.REQUESTER in party.parts:
        return not isinstance(event, OF_PROVIDERS)
    return Part.PROVIDER in party.parts and (
        isinstance(event, FOR_ALL) or party.account in set(_concerned(event, offers))
    )


def _concerned(event: Any, offers: Mapping[UUID, Offer]) -> Iterator[UUID]:
    """Name the providers whom an event is about."""
    if hasattr(event, "provider"):
        yield event.provider
    if hasattr(event, "offer"):
        yield offers[event.offer].provider
