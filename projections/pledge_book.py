"""Answers which pledges had been made by a day, as known at a position, and how far each was."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, select

from domain.commitments.pledge_content import Progress
from domain.commitments.pledges import KNOWN_BY, Pledge
from domain.status import Evidence, Knowledge, Status, status_on
from projections.milestones import Milestones
from projections.pledges import Pledges
from projections.positions import Footing, footing_of
from projections.records import Records, facts_from

MATCH, MADE, WITHDRAWN = "match-linked", "made", "withdrawn"
STANDING = (MADE, *Progress)
"""The states of a pledge that stands; `made` is one of which nothing was reported yet."""
STATES = (*STANDING, WITHDRAWN)


@dataclass(frozen=True)
class Edition:
    """What a pledge promises from `position` of the log on; `reason` is why it was amended."""

    number: int
    position: int
    promise: Mapping[str, Any]
    reason: str
    published_at: str


@dataclass(frozen=True)
class Standing:
    """A pledge on a day.

    Attributes:
        id: of the record.
        number: its own.
        known_by: who pledged, where, in which form.
        published_at: when it was first published here.
        edition: what it promised then.
        status: how far it was, as far as is known.
        made: the dates at which it may have been made, EDTF; usually one.
        matches: the numbers of the pledges that it matched.
        withdrawn_because: why it was withdrawn; empty while it stands.
    """

    id: str
    number: int
    known_by: Mapping[str, Any]
    published_at: str
    edition: Edition
    status: Status
    made: Sequence[str]
    matches: Sequence[int]
    withdrawn_because: str

    @property
    def stands(self) -> Knowledge:
        """Whether it surely or possibly had not been withdrawn; `unknown` if it surely had."""
        return self.is_in(*STANDING)

    def is_in(self, *states: str) -> Knowledge:
        """Tell whether it was surely, possibly or not (`unknown`) in one of these states."""
        return self.status.meets(frozenset(states))


@dataclass(frozen=True)
class _Claim:
    since: int
    until: int
    milestone: str
    evidence: Evidence
    details: Mapping[str, Any]


@dataclass(frozen=True)
class _Kept:
    """Everything that was ever believed of a pledge."""

    id: str
    number: int
    known_by: Mapping[str, Any]
    editions: Sequence[Edition]
    claims: Sequence[_Claim]

    def on(self, day: str, position: int) -> Standing | None:
        """Tell how it stood at the end of a day, as known at a position; None while it was not made."""
        claims = [claim for claim in self.claims if claim.since <= position < claim.until]
        status = status_on(day, (claim.evidence for claim in claims if claim.evidence.track))
        known = [one for one in self.editions if one.position <= position]
        if status.knowledge is Knowledge.UNKNOWN or not known:
            return None
        told = [claim for claim in claims if claim.evidence.earliest <= day]
        return Standing(
            self.id,
            self.number,
            self.known_by,
            known[0].published_at,
            [known[0], *(one for one in known if one.published_at[: len(day)] <= day)][-1],
            status,
            list(dict.fromkeys(claim.evidence.edtf for claim in claims if claim.milestone == MADE)),
            sorted({claim.details["matched"] for claim in told if claim.milestone == MATCH}),
            "".join(claim.details["reason"] for claim in told if claim.milestone == WITHDRAWN),
        )


class PledgeBook:
    """Reads pledges.

    What was read of those that are published is kept until more is recorded: there are hundreds of them, not
    millions, and each question is about all.
    """

    def __init__(self, engine: Engine, records: Records, milestones: Milestones, pledges: Pledges) -> None:
        """Read from the tables of these projections in `engine`."""
        self._engine = engine
        self._records = records.records
        self._claims = milestones.claims
        self._editions = pledges.editions
        self._reading = Lock()
        self._kept: tuple[Footing, Sequence[_Kept]] = (Footing(0, ""), ())

    def on(self, day: str, *, position: int) -> list[Standing]:
        """List the pledges that had surely or possibly been made by the end of a day, the highest number first.

        Args:
            day: ISO 8601.
            position: of the log; only what was recorded up to it is known.
        """
        return [standing for kept in self._read() if (standing := kept.on(day, position))]

    def find(self, number: int, day: str, *, position: int) -> Standing | None:
        """Return one pledge as it stood at the end of a day; None while it was not made."""
        return next((kept.on(day, position) for kept in self._read() if kept.number == number), None)

    def last_number(self) -> int:
        """Return the highest number that was given; 0 if none was."""
        return max((kept.number for kept in self._read()), default=0)

    def _read(self) -> Sequence[_Kept]:
        with self._engine.connect() as connection:
            footing = footing_of(connection, Milestones.name, Records.name, Pledges.name)
            with self._reading:
                if footing != self._kept[0]:
                    self._kept = (footing, self._read_all(connection))
                return self._kept[1]

    def _read_all(self, connection: Connection) -> Sequence[_Kept]:
        editions = self._editions_of(connection)
        claims = self._claims_of(connection)
        records = self._records.c
        query = select(records.aggregate_id, records.facts).where(records.kind == Pledge.kind)
        found = []
        for id, text in connection.execute(query):
            facts = facts_from(text)
            number = int(str(facts["number"]))
            found.append(_Kept(id, number, {name: facts[name] for name in KNOWN_BY}, editions[id], claims[id]))
        return sorted(found, key=lambda kept: -kept.number)

    def _editions_of(self, connection: Connection) -> Mapping[str, list[Edition]]:
        edition = self._editions.c
        found: dict[str, list[Edition]] = defaultdict(list)
        for row in connection.execute(select(self._editions).order_by(edition.pledge, edition.edition)):
            promise = msgspec.json.decode(row.promise)
            found[row.pledge].append(Edition(row.edition, row.position, promise, row.reason, row.published_at))
        return found

    def _claims_of(self, connection: Connection) -> Mapping[str, list[_Claim]]:
        claims = self._claims.c
        found: dict[str, list[_Claim]] = defaultdict(list)
        query = select(self._claims).where(claims.kind == Pledge.kind, claims.live).order_by(claims.claim, claims.since)
        for row in connection.execute(query):
            evidence = Evidence(
                row.track,
                tuple(row.states.split()),
                row.happening if row.milestone == MADE else "",
                row.earliest,
                row.latest,
                row.occurred,
                row.claim,
            )
            details = msgspec.json.decode(row.details)
            found[row.aggregate_id].append(_Claim(row.since, row.until, row.milestone, evidence, details))
        return found
