"""Requests for support: from a government or a network, by way of the secretariat, to those who can help.

`seal` seals what is said where it is personal.
"""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

import msgspec

from domain.commitments.needs import Need, RequestedBy, read_need
from domain.commitments.offered import OfferedTo
from domain.commitments.offers import NothingDelivered
from domain.errors import InvalidField, Told
from domain.facts import CountryCode, check_code
from domain.sealing import Seal, openly, seal_each
from domain.workflows import NothingRevised, mendings, said


class ConnectionRequest(OfferedTo):
    """Support that a country asks for, and what becomes of that.

    Who acts for the requester and for the secretariat is known to whoever commands; providers are named here.
    """

    kind = "connection-request"

    @classmethod
    def raise_for(
        cls, country: str, *, id: UUID, requested_by: str, organization: str, need: Mapping[str, Any], by: UUID
    ) -> Self:
        """Ask for support.

        Args:
            country: ISO 3166-1 alpha-2.
            id: random.
            requested_by: government or network.
            organization: the office that asks.
            need: fields of `Need`.
            by: the requester.

        Raises:
            InvalidField: a field cannot be recorded.
        """
        check_code(country, CountryCode, field="country")
        if requested_by not in set(RequestedBy):
            raise InvalidField(
                Told("{given!r} is none of {known}.", given=requested_by, known=", ".join(RequestedBy)),
                field="requested_by",
            )
        return cls._begin(
            id,
            by=by,
            country=country,
            requested_by=requested_by,
            organization=said(organization, field="organization"),
            need=read_need(need),
        )

    def revise(self, changes: Mapping[str, Any], *, by: UUID) -> None:
        """Change what it asks for.

        Args:
            changes: fields of `Need` and their new values.
            by: the requester.

        Raises:
            WrongStage: the secretariat has assessed it.
            InvalidField: a value cannot be recorded.
            NothingRevised: everything is so already.
        """
        self._only_when("revise")
        revised = msgspec.to_builtins(read_need({**self.fields, **changes}))
        new = {name: value for name, value in revised.items() if value != self.fields[name]}
        if not new:
            raise NothingRevised
        self.trigger_event(self.Revised, by=by, changes=new)

    def return_to_requester(self, reasons: Mapping[str, str], *, by: UUID, seal: Seal = openly) -> None:
        """Give it back, saying what is to be mended.

        Raises:
            WrongStage: it does not wait for that.
            InvalidField: nothing is said, or of no field there is.
        """
        self._only_when("return")
        told = mendings(reasons)
        for name in told:
            if name and name not in Need.__struct_fields__:
                raise InvalidField("A request has no such field.", field=f"reasons/{name}")
        self.trigger_event(self.Returned, by=by, reasons=seal_each(told, seal, self._place("reasons")))

    def raise_again(self, *, by: UUID) -> None:
        """Hand it in after it was returned.

        Raises:
            WrongStage: it was not.
        """
        self._only_when("raise-again")
        self.trigger_event(self.RaisedAgain, by=by)

    def assess(self, assessment: str, *, by: UUID, seal: Seal = openly) -> None:
        """Find it fit for providers.

        Raises:
            WrongStage: it does not wait for that.
            InvalidField: nothing is said of it.
        """
        self._only_when("assess")
        words = seal(said(assessment, field="assessment"), self._place("assessment"))
        self.trigger_event(self.Assessed, by=by, assessment=words)

    def complete(self, feedback: str, *, by: UUID, seal: Seal = openly) -> None:
        """Say that the need is met, and how it went.

        Raises:
            WrongStage: nothing is being delivered.
            NothingDelivered: no delivery was reported.
        """
        self._only_when("complete")
        if not any(offer.reports for offer in self.offers.values()):
            raise NothingDelivered
        words = seal(said(feedback, field="feedback"), self._place("feedback"))
        self.trigger_event(self.Completed, by=by, feedback=words)

    def close_unmet(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Give it up, as nobody can meet it.

        Raises:
            WrongStage: it has ended.
        """
        self._only_when("close-unmet")
        self.trigger_event(self.ClosedUnmet, by=by, reason=seal(said(why), self._place("reason")))

    def withdraw(self, *, why: str, by: UUID, seal: Seal = openly) -> None:
        """Take it back before anything is delivered.

        Raises:
            WrongStage: a delivery has begun, or it has ended.
        """
        self._only_when("withdraw")
        self.trigger_event(self.Withdrawn, by=by, reason=seal(said(why), self._place("reason")))
