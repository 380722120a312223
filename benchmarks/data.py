"""A made-up record of many years in many countries: valid, and the same for the same seed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from random import Random
from typing import Any, cast
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from domain import vocabulary
from domain.application import Platform
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.claims import Source
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.errors import RuleBroken
from domain.facts import facts_of
from domain.kernel import KnowledgeAggregate
from domain.milestone_history import MilestoneHistory
from domain.milestones import MilestoneAggregate, milestones_of
from domain.storage import TypedMapper

Event = KnowledgeAggregate.Event

SEED = 2021
YEARS = range(2019, 2026)
CHAMPIONS = 40
GROUPS = 12
ACCOUNTS = 25
COMMIT = 5_000

STEPS: Mapping[str, int] = {
    "milestone": 76,
    "refinement": 8,
    "correction": 3,
    "retraction": 2,
    "reinstatement": 1,
    "project": 3,
    "activity": 5,
    "document": 2,
}
"""What is recorded next, of a hundred times."""

SUBJECTS: Mapping[type[MilestoneAggregate], int] = {
    NationalNetwork: 45,
    Project: 25,
    SupportActivity: 15,
    ChampionCountry: 10,
    WorkingGroup: 5,
}
"""Whose milestone it is, of a hundred times."""


class Chronicle:
    """Records one event after another, as curators all over the world might.

    It goes through the commands of the domain, so whatever they refuse is not in it.
    """

    def __init__(self, *, countries: int = 200, seed: int = SEED) -> None:
        """Begin with nothing recorded.

        Args:
            countries: how many have a network; the first of ISO 3166-1 alpha-2.
            seed: another makes another record.
        """
        self._draw = Random(seed)
        self._countries = sorted(vocabulary.countries())[:countries]
        self._agencies = sorted(vocabulary.agencies())
        self._objectives = sorted(vocabulary.objectives())
        self._kinds = sorted(vocabulary.support_kinds())
        self._accounts = [self._id() for _ in range(ACCOUNTS)]
        self._documents: list[SourceDocument] = []
        self._subjects: dict[type[MilestoneAggregate], list[MilestoneAggregate]] = {cls: [] for cls in SUBJECTS}

    def events(self) -> Iterator[Event]:
        """Yield events without end: first what there is, then what happens to it."""
        for aggregate in self._foundations():
            yield from _pending(aggregate)
        steps: Mapping[str, Callable[[], KnowledgeAggregate]] = {
            "milestone": self._milestone,
            "refinement": self._refinement,
            "correction": self._correction,
            "retraction": self._retraction,
            "reinstatement": self._reinstatement,
            "project": self._project,
            "activity": self._activity,
            "document": self._document,
        }
        while True:
            (step,) = self._draw.choices(list(STEPS), list(STEPS.values()))
            # What is recorded already, or is not live, is refused and another step taken.
            with suppress(RuleBroken, LookupError):
                yield from _pending(steps[step]())

    def _foundations(self) -> Iterator[KnowledgeAggregate]:
        for _ in range(20):
            yield self._document()
        for country in self._countries:
            yield self._add(NationalNetwork.register(country=country, by=self._account()))
        for country in self._draw.sample(self._countries, min(CHAMPIONS, len(self._countries))):
            yield self._add(ChampionCountry.register(country=country, by=self._account()))
        for number in range(GROUPS):
            names = {"en": f"Thematic working group {number}"}
            yield self._add(
                WorkingGroup.register(code=f"WG-{number}", type="thematic", names=names, by=self._account())
            )
        for _ in range(50):
            yield self._project()
            yield self._activity()

    def _document(self) -> SourceDocument:
        number = len(self._documents)
        document = SourceDocument.register(
            title=f"Regional bulletin {number}",
            publisher="United Nations Network on Migration",
            published=self._month(),
            language=self._draw.choice(vocabulary.LANGUAGES),
            url=f"https://example.org/bulletins/{number}",
            by=self._account(),
        )
        self._documents.append(document)
        return document

    def _project(self) -> MilestoneAggregate:
        number = len(self._subjects[Project])
        facts = {
            "title": {"en": f"Joint programme {number}", "es": f"Programa conjunto {number}"},
            "countries": self._draw.sample(self._countries, self._draw.choice([1, 1, 1, 2, 3])),
            "lead": self._draw.choice(self._agencies),
            "participating": self._draw.sample(self._agencies, 2),
            "purpose": {"en": "To support governments in making migration safe, orderly and regular."},
            "money": self._money(),
        }
        return self._add(Project.register(code=f"MPTF-{number:05}", by=self._account(), facts=facts))

    def _activity(self) -> MilestoneAggregate:
        number = len(self._subjects[SupportActivity])
        facts = {
            "network": self._draw.choice(self._countries),
            "title": {"en": f"Training of border officials {number}"},
            "summary": {"en": "The network trained officials of three ministries and civil society."},
            "support_kinds": [self._draw.choice(self._kinds)],
            "objectives": self._draw.sample(self._objectives, 2),
            "counterparts": ["Ministry of the Interior"],
            "tags_inferred": True,
        }
        return self._add(SupportActivity.register(id=self._id(), by=self._account(), facts=facts))

    def _milestone(self) -> MilestoneAggregate:
        (cls,) = self._draw.choices(list(SUBJECTS), list(SUBJECTS.values()))
        subject = self._draw.choice(self._subjects[cls])
        name = self._draw.choice(list(milestones_of(cls)))
        subject.record_milestone(
            name,
            occurred=self._when(),
            source=self._source(),
            by=self._account(),
            facts=self._details(milestones_of(cls)[name]),
        )
        return subject

    def _refinement(self) -> MilestoneAggregate:
        subject = self._any_subject()
        about = self._draw.choice([at for at, claim in subject.claims.items() if len(claim.occurred) == len("2021-09")])
        month = subject.claims[about].occurred
        day = f"{month}-{self._draw.randint(1, 28):02}"
        subject.refine(about, occurred=day, source=self._source(), by=self._account())
        return subject

    def _correction(self) -> MilestoneAggregate:
        subject = self._any_subject()
        subject.correct(
            self._draw.choice(list(subject.claims)),
            occurred=self._when(),
            source=self._source(),
            reason="The agenda was read for the minutes.",
            by=self._account(),
        )
        return subject

    def _retraction(self) -> MilestoneAggregate:
        subject = self._any_subject()
        about = self._draw.choice(list(subject.claims))
        subject.retract(about, reason="It was another country.", by=self._account())
        return subject

    def _reinstatement(self) -> MilestoneAggregate:
        subject = self._any_subject()
        about = self._draw.choice([at for at, claim in subject.claims.items() if not claim.live])
        subject.reinstate(about, reason="It was this country after all.", by=self._account())
        return subject

    def _any_subject(self) -> MilestoneAggregate:
        (cls,) = self._draw.choices(list(SUBJECTS), list(SUBJECTS.values()))
        return self._draw.choice(self._subjects[cls])

    def _details(self, event: type[MilestoneHistory.Milestone]) -> dict[str, Any]:
        common = facts_of(MilestoneHistory.Milestone).names
        return {name: self._fact(name) for name in facts_of(event).names if name not in common}

    def _fact(self, name: str) -> object:
        number = self._draw.randint(1, 99)
        facts = {
            "agency": self._draw.choice(self._agencies),
            "period": "2022/2024",
            "planned_for": "2022/2024",
            "money": self._money(),
            "practice": str(self._id()),
            "names": {"en": f"Working group on data {number}"},
            "status": self._draw.choice(["yet to start", "ongoing", "completed"]),
            "successors": ["WG-1"],
        }
        return facts.get(name, f"{name} {number}")

    def _when(self) -> str:
        month = self._month()
        forms = [f"{month}-{self._draw.randint(1, 28):02}", month, month[:4], f"[..{month}]"]
        (form,) = self._draw.choices(forms, [45, 40, 5, 10])
        return form

    def _month(self) -> str:
        return f"{self._draw.choice(YEARS)}-{self._draw.randint(1, 12):02}"

    def _source(self) -> Source:
        quote = self._draw.choice(["", "The network was set up under the lead of the resident coordinator."])
        return Source(self._draw.choice(self._documents).id, f"page {self._draw.randint(1, 40)}", quote)

    def _money(self) -> dict[str, Any]:
        return {"amount": self._draw.randint(1, 50) * 10_000_000, "currency": "USD", "approximate": True}

    def _account(self) -> UUID:
        return self._draw.choice(self._accounts)

    def _id(self) -> UUID:
        return UUID(int=self._draw.getrandbits(128), version=4)

    def _add(self, subject: MilestoneAggregate) -> MilestoneAggregate:
        self._subjects[type(subject)].append(subject)
        return subject


def until_milestones(events: Iterable[Event], number: int) -> Iterator[Event]:
    """Yield events up to the one that is the given number of milestones."""
    recorded = 0
    for event in events:
        yield event
        recorded += isinstance(event, MilestoneHistory.Milestone)
        if recorded == number:
            return


def stored(events: Iterable[Event]) -> Iterator[StoredEvent]:
    """Yield events as the log keeps them."""
    mapper = TypedMapper()
    return map(mapper.to_stored_event, events)


def load(platform: Platform, events: Iterable[StoredEvent]) -> None:
    """Append events in commits of thousands, as no user could."""
    waiting = iter(events)
    while batch := list(islice(waiting, COMMIT)):
        platform.recorder.insert_events(batch)


def _pending(aggregate: KnowledgeAggregate) -> Iterator[Event]:
    yield from cast("Iterable[Event]", aggregate.collect_events())
