"""Everything that is held of a person, told to them: beside the log, in it, and in letters that lie in the outbox."""

from collections.abc import Collection, Iterable, Iterator
from uuid import UUID

from domain.accounts import Account
from domain.catalogue.practices import Practice
from domain.commitments.connection_requests import ConnectionRequest
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.entries import Entry
from domain.kernel import KnowledgeAggregate, kind_of
from domain.milestone_history import milestone_name
from domain.storage import stored_bytes
from knowledge.answers import Answer
from knowledge.hub.parties import CURATE as CURATE_REQUESTS
from knowledge.hub.parties import party_to as party_to_request
from knowledge.hub.showing import Shown
from knowledge.in_work import InWork
from knowledge.mail.post import Outbox
from knowledge.parties import CURATE, party_to
from knowledge.permissions import permissions_of
from knowledge.pledges.answers import PledgeAnswers
from knowledge.privacy.persons import whose
from knowledge.privacy.sealing import Opener
from knowledge.private.erasing import Belongings
from knowledge.security import Caller
from knowledge.trail import COMMON, AuditTrail
from knowledge.wiring import Knowledge
from projections.trail import Searched, Sight

BATCH = 1_000
OF_CURATORS = frozenset((CURATE, CURATE_REQUESTS))
"""What somebody sees by these permissions is not about them."""


class PersonalExport:
    """Tells a person what is held of them.

    What others said to them is told as they see it on the platform: reviewers stay anonymous, and what is not decided
    yet stays open. No secret is told, and no link of a letter, for whoever has one can act in their name.
    """

    def __init__(self, knowledge: Knowledge, account: UUID) -> None:
        """Tell what `knowledge` has of the person whose an account is.

        Raises:
            NotFound: there is no such account.
        """
        self._knowledge = knowledge
        self._platform = knowledge.platform
        self._account = self._platform.find(Account, account)
        self._person = _as_a_party(self._account)

    def everything(self) -> Answer:
        """Tell everything, as plain JSON values."""
        account = self._account
        them = whose(self._knowledge, account.id)
        recorded = list(AuditTrail(self._knowledge, Sight(everything=True)).all(Searched(by=str(account.id))))
        named = list(self._named({event["position"] for event in recorded}))
        records = {UUID(event["aggregate_id"]): event["kind"] for event in (*recorded, *named)}
        return {
            "account": {"id": str(account.id), "state": account.state, "roles": account.roles},
            "kept": Belongings(self._knowledge.private).of(them),
            "letters": Outbox(self._knowledge.settings.sign_in.mail.outbox).outlines(them.addresses),
            "recorded": recorded,
            "named": named,
            "practices": list(self._practices(_of_kind(records, Practice))),
            "pledges": list(self._pledges(_of_kind(records, PledgeSubmission))),
            "connection_requests": list(self._requests(_of_kind(records, ConnectionRequest))),
        }

    def _named(self, known: Collection[int]) -> Iterator[Answer]:
        """Give what others recorded of them; by whom is not about them."""
        opener = self._knowledge.sealing.opener()
        for position in self._positions():
            if position in known:
                continue
            (entry,) = self._platform.read(position - 1, 1)
            if entry.event is not None and self._is_named_in(entry):
                yield _told(entry, opener)

    def _positions(self) -> Iterator[int]:
        """Give the positions at which they stand in the log, in whatever fact."""
        position, id = 0, str(self._account.id).encode()
        while stored := self._platform.read_stored(position, BATCH):
            position = stored[-1].id
            for event in stored:
                if event.originator_id == self._account.id or id in stored_bytes(event.state):
                    yield event.id

    def _is_named_in(self, entry: Entry) -> bool:
        # Whose key sealed something is no fact: what was said to them may be nothing that they see yet.
        return entry.aggregate_id == self._account.id or self._account.id in vars(entry.event).values()

    def _practices(self, ids: Iterable[UUID]) -> Iterator[Answer]:
        shown = InWork(self._knowledge, self._person)
        for practice in (self._platform.find(Practice, id) for id in ids):
            if party_to(practice, self._person).takes_part:
                yield {**shown.practice(practice), "history": shown.history(practice)}

    def _pledges(self, ids: Iterable[UUID]) -> Iterator[Answer]:
        shown = PledgeAnswers(self._knowledge)
        for pledge in (self._platform.find(PledgeSubmission, id) for id in ids):
            if pledge.author == self._account.id:
                yield shown.submission(pledge)

    def _requests(self, ids: Iterable[UUID]) -> Iterator[Answer]:
        shown = Shown(self._knowledge, self._person)
        for request in (self._platform.find(ConnectionRequest, id) for id in ids):
            if party_to_request(request, self._person).parts:
                yield {**shown.request(request), "history": shown.history(request)}


def _of_kind(records: dict[UUID, str], cls: type[Practice | PledgeSubmission | ConnectionRequest]) -> list[UUID]:
    return [id for id, kind in records.items() if kind == cls.kind]


def _as_a_party(account: Account) -> Caller:
    held = permissions_of(account.roles)
    return Caller(account.id, {name: held[name] for name in held if name not in OF_CURATORS})


def _told(entry: Entry, opener: Opener) -> Answer:
    event: KnowledgeAggregate.Event = entry.event
    return {
        "position": entry.position,
        "recorded_at": entry.recorded_at,
        "kind": kind_of(event),
        "aggregate_id": entry.record,
        "event": milestone_name(type(event)),
        "facts": {name: value for name, value in opener.facts(event).items() if name not in COMMON},
    }
