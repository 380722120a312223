"""Who takes part in a request for support, and as what; for everybody else it does not exist."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.application import Platform
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.connection_stages import WHEN
from domain.errors import Forbidden, NotFound, Told
from domain.workflows import in_words
from knowledge.permissions import EVERYWHERE
from knowledge.security import ADMINISTRATOR, Caller
from projections.hub import Seats

RAISE = "connection-request:raise"
"""The permission of those who ask for support, for their countries."""
CURATE = "connection-request:curate"
"""The permission of the secretariat."""
OFFER = "connection-request:make-offer"
"""The permission of those who may be invited to help."""


class NotYourPart(Forbidden):
    """Others who take part in this request do that."""


class Part(StrEnum):
    """As what somebody takes part."""

    REQUESTER = "requester"
    SECRETARIAT = "secretariat"
    PROVIDER = "provider"


TAKEN_BY: Mapping[str, Part] = {
    **dict.fromkeys(("revise", "raise-again", "decline-offer", "accept-offer", "complete", "withdraw"), Part.REQUESTER),
    **dict.fromkeys(("return", "assess", "invite-provider", "withdraw-invitation", "close-unmet"), Part.SECRETARIAT),
    **dict.fromkeys(
        ("decline-invitation", "make-offer", "withdraw-offer", "start-delivery", "report-delivery"), Part.PROVIDER
    ),
}
"""Whose each step is."""


@dataclass(frozen=True)
class Party:
    """As what somebody takes part in one request; in none, `parts` is empty."""

    account: UUID | None
    parts: frozenset[Part]

    @property
    def sees_all(self) -> bool:
        """Whether nothing of the request is hidden from them but how the secretariat sought providers."""
        return bool(self.parts & {Part.REQUESTER, Part.SECRETARIAT})

    @property
    def is_secretariat(self) -> bool:
        """Whether they assess, invite and close."""
        return Part.SECRETARIAT in self.parts

    def require(self, step: str) -> None:
        """Refuse a step that others take.

        Raises:
            NotYourPart: as it says.
        """
        if TAKEN_BY[step] not in self.parts:
            raise NotYourPart(Told("The {taken_by} does that.", taken_by=in_words(TAKEN_BY[step])))


def party_to(request: ConnectionRequest, caller: Caller) -> Party:
    """Tell as what a caller takes part.

    On the requester's side is who raised it, and whoever coordinates its country by name. They are
    nothing else there, also with a curator's role; only whoever runs the platform acts for everybody.
    """
    seats = seats_of(caller)
    if request.country in seats.countries or seats.requester == str(request.requester):
        parts = {Part.REQUESTER}
    elif caller.may(OFFER) and request.is_invited(caller.account):
        parts = {Part.PROVIDER}
    else:
        parts = set()
    if caller.may(CURATE) and (not parts or caller.account == ADMINISTRATOR):
        parts.add(Part.SECRETARIAT)
    return Party(caller.account, frozenset(parts))


def seats_of(caller: Caller) -> Seats:
    """Tell where a caller takes part."""
    account = str(caller.account or "")
    countries = caller.permissions.get(RAISE, frozenset())
    return Seats(
        # Who raised a request for a country that is theirs no longer has left its side.
        requester=account if countries >= EVERYWHERE else "",
        countries=countries - EVERYWHERE,
        provider=account if caller.may(OFFER) else "",
    )


def is_on_side(country: str, permissions: Mapping[str, Collection[str]]) -> bool:
    """Tell whether somebody with these permissions coordinates a country by name."""
    return country in permissions.get(RAISE, ())


def steps_open(request: ConnectionRequest, party: Party, caller: Caller) -> list[str]:
    """List the steps that a caller can take now."""
    return [
        step
        for step, stages in WHEN.items()
        if request.stage in stages and TAKEN_BY[step] in party.parts and caller.may(f"{ConnectionRequest.kind}:{step}")
    ]


def find_request(platform: Platform, id: UUID, caller: Caller) -> ConnectionRequest:
    """Return a request for somebody who takes part in it.

    Raises:
        NotFound: there is none, or the caller does not take part, which looks the same.
    """
    request = platform.find(ConnectionRequest, id)
    if not party_to(request, caller).parts:
        raise NotFound(Told("There is no {kind} {id}.", kind=Told(ConnectionRequest.kind), id=id))
    return request
