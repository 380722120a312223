"""What there is: a row for each thing on record, be it a network, a project, a pledge, a document or an account."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import BigInteger, Column, Index, Table, Text

from domain.accounts import Account
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import SupportKind
from domain.commitments.pledges import Pledge
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.entries import Entry
from domain.facts import facts_of
from domain.kernel import KnowledgeAggregate
from projections.bulk import Row
from projections.projection import Projection, as_json

COMMON = frozenset({"by", "timestamp"})


class Records(Projection):
    """Records and the countries they belong to.

    `code` is what addresses name a record by; `facts` is how it was described when registered.
    """

    name = "records"
    edition = 4

    def define(self) -> None:
        self.records = Table(
            f"records{self.suffix}",
            self.metadata,
            Column("aggregate_id", Text, primary_key=True),
            Column("kind", Text, nullable=False),
            Column("code", Text, nullable=False),
            Column("facts", Text, nullable=False),
            Column("position", BigInteger, nullable=False),
            Column("registered_at", Text, nullable=False),
            Column("registered_by", Text, nullable=False),
            Index(None, "kind", "code", unique=True),
        )
        self.countries = Table(
            f"record_countries{self.suffix}",
            self.metadata,
            Column("aggregate_id", Text, primary_key=True),
            Column("country", Text, primary_key=True),
            Index(None, "country"),
            sqlite_with_rowid=False,
        )

    def rows(self, entry: Entry) -> Iterable[tuple[Table, Row]]:
        event = entry.event
        if not isinstance(event, KnowledgeAggregate.Registered):
            return
        described = _DESCRIBED.get(type(event))
        if described is None:
            return
        kind, code_of, countries_of = described
        identifier = entry.record
        yield (
            self.records,
            {
                "aggregate_id": identifier,
                "kind": kind,
                "code": code_of(event, identifier),
                "facts": as_json(_facts(event)),
                "position": entry.position,
                "registered_at": entry.recorded_at,
                "registered_by": entry.recorded_by,
            },
        )
        for country in countries_of(event):
            yield self.countries, {"aggregate_id": identifier, "country": country}


def _facts(event: KnowledgeAggregate.Registered) -> dict[str, Any]:
    facts = {name: getattr(event, name) for name in facts_of(type(event)).names if name not in COMMON}
    if isinstance(event, Pledge.Registered):
        # What a pledge promised first stands beside what it is known by, as other records are described.
        facts |= msgspec.structs.asdict(facts.pop("promise"))
    return facts


_DESCRIBED: Mapping[type, tuple[str, Callable[[Any, str], str], Callable[[Any], Iterable[str]]]] = {
    NationalNetwork.Registered: (
        NationalNetwork.kind,
        lambda event, _: event.country,
        lambda event: [event.country],
    ),
    ChampionCountry.Registered: (
        ChampionCountry.kind,
        lambda event, _: event.country,
        lambda event: [event.country],
    ),
    WorkingGroup.Registered: (WorkingGroup.kind, lambda event, _: event.code, lambda _: []),
    Project.Registered: (
        Project.kind,
        lambda event, _: event.code,
        lambda event: dict.fromkeys(event.countries),
    ),
    SupportActivity.Registered: (
        SupportActivity.kind,
        lambda _, identifier: identifier,
        lambda event: [event.network],
    ),
    SupportKind.Registered: (SupportKind.kind, lambda event, _: event.code, lambda _: []),
    Pledge.Registered: (
        Pledge.kind,
        lambda event, _: str(event.number),
        lambda event: dict.fromkeys(event.countries),
    ),
    RegionalReview.Registered: (RegionalReview.kind, lambda event, _: event.code, lambda _: []),
    ReviewForum.Registered: (ReviewForum.kind, lambda event, _: event.code, lambda _: []),
    SourceDocument.Registered: (
        SourceDocument.kind,
        lambda _, identifier: identifier,
        lambda _: [],
    ),
    Account.Registered: (Account.kind, lambda _, identifier: identifier, lambda _: []),
}
"""For each event that begins a record: its kind, its code and its countries."""


def facts_from(text: str) -> dict[str, object]:
    """Read the facts of a row."""
    facts: dict[str, object] = msgspec.json.decode(text)
    return facts
