"""What is commanded of requests for support, for the API and the pages alike."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from domain.accounts import Account
from domain.application import Done, check_seen
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.offers import OwnRequest
from domain.errors import ChangedMeanwhile, InvalidField, Told
from knowledge.hub.parties import OFFER, RAISE, find_request, is_on_side, party_to
from knowledge.permissions import permissions_of
from knowledge.recording import Author
from knowledge.security import Caller
from knowledge.wiring import Knowledge


class Requests:
    """Carries out what a caller commands, each command once."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Record in the log of `knowledge` as `caller` may."""
        self._platform = knowledge.platform
        self._people = knowledge.people
        self._caller = caller

    def raise_for(
        self, author: Author, country: str, *, requested_by: str, organization: str | None, need: Mapping[str, Any]
    ) -> Done:
        """Ask for support; `organization` None is the one that is known of the author.

        Raises:
            OutsideYourCountries: the caller does not speak for this country.
            InvalidField: something cannot be recorded.
        """
        self._caller.require(RAISE, [country])

        def command() -> ConnectionRequest:
            if author.seen is not None:
                raise ChangedMeanwhile("Nothing is recorded of it yet, so there is no version that can have been read.")
            request = ConnectionRequest.raise_for(
                country,
                id=uuid4(),
                requested_by=requested_by,
                organization=self._organization(author, organization),
                need=need,
                by=author.by,
            )
            self._platform.record(request, key=author.key)
            return request

        return self._platform.once(author.key, command)

    def take(self, author: Author, id: UUID, step: str, act: Callable[[ConnectionRequest], None]) -> Done:
        """Take a step with a request in which the caller takes part.

        Raises:
            NotFound: the caller does not take part.
            ChangedMeanwhile: it is not, or no longer, at the version seen.
            NotYourPart: others take this step.
        """

        def command() -> ConnectionRequest:
            request = find_request(self._platform, id, self._caller)
            # Who may not know of it is not told its version either.
            check_seen(request, author.seen or None)
            party_to(request, self._caller).require(step)
            act(request)
            self._platform.record(request, key=author.key)
            return request

        return self._platform.once(author.key, command)

    def invite_provider(self, author: Author, id: UUID, provider: UUID) -> Done:
        """Open a request to an account.

        Raises:
            InvalidField: the account cannot help.
            OwnRequest: it is on the requester's side.
        """

        def invite(request: ConnectionRequest) -> None:
            self._check_provider(provider, request)
            request.invite_provider(provider, by=author.by)

        return self.take(author, id, "invite-provider", invite)

    def make_offer(
        self,
        author: Author,
        id: UUID,
        offered: str,
        *,
        organization: str | None,
        support_kinds: Sequence[str],
        dates: str | None,
    ) -> Done:
        """Offer support; `organization` None is the one that is known of the author."""
        return self.take(
            author,
            id,
            "make-offer",
            lambda request: request.make_offer(
                offered,
                offer=uuid4(),
                organization=self._organization(author, organization),
                support_kinds=support_kinds,
                dates=dates,
                by=author.by,
            ),
        )

    def _organization(self, author: Author, said: str | None) -> str:
        return self._people.find(author.by).organization if said is None else said

    def _check_provider(self, provider: UUID, request: ConnectionRequest) -> None:
        if not self._platform.has(Account, provider):
            raise InvalidField(Told("There is no account {id}.", id=provider), field="provider")
        account = self._platform.find(Account, provider)
        held = permissions_of(account.roles)
        if not account.is_active or OFFER not in held:
            raise InvalidField("This account cannot help: it lacks the role, or may not act.", field="provider")
        if is_on_side(request.country, held):
            raise OwnRequest
