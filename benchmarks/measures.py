"""What is measured, each beside the least that it could cost, in turns so that both meet the same noise."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter
from typing import TypeVar
from uuid import uuid4

from eventsourcing.persistence import StoredEvent

from benchmarks.data import load
from benchmarks.databases import Database
from domain.application import Platform
from domain.catalogue.support_activities import SupportActivity
from domain.claims import Source
from domain.documents import SourceDocument
from knowledge.wiring import Knowledge

T = TypeVar("T")

Report = Callable[[str], object]
"""Told what is being measured."""

BATCH = 500
LARGE_BATCH = 2_000
APPENDS = 400


@dataclass(frozen=True)
class Speed:
    """How many events a second, beside the most there could be.

    `ceiling` is what the driver, or reading and decoding, reaches alone; both are medians of all
    rounds. `target` is the least share of it that is wanted, or 0.
    """

    database: str
    measure: str
    per_second: float
    ceiling: float
    target: float = 0

    @property
    def share(self) -> float:
        """The share of the ceiling that is reached."""
        return self.per_second / self.ceiling

    @property
    def is_met(self) -> bool:
        """Whether the target is."""
        return self.share >= self.target


def measure_appends(database: Database, *, rounds: int, report: Report) -> Speed:
    """Record one event a commit, against a prepared INSERT of the same bytes by the driver."""
    ours, bare = [], []
    with ExitStack() as stack:
        settings, plain = (stack.enter_context(database.create()) for _ in range(2))
        log, same_table = (stack.enter_context(closing(Platform(one.database_url))) for one in (settings, plain))
        log.migrate()
        same_table.migrate()
        insert = stack.enter_context(database.bare(plain))
        for number in range(rounds):
            report(f"appends, round {number + 1} of {rounds}")
            activities = activities_to_record(log)
            events = [log.mapper.to_stored_event(activity.pending_events[0]) for activity in activities]
            if number % 2:
                ours.append(_per_second(log.record, activities))
                bare.append(_per_second(insert, events))
            else:
                bare.append(_per_second(insert, events))
                ours.append(_per_second(log.record, activities))
    return Speed(database.name, "append, one event a commit", median(ours), median(bare), target=1 / 3)


def measure_catching_up(
    knowledge: Knowledge, events: Sequence[StoredEvent], *, name: str, rounds: int, report: Report
) -> list[Speed]:
    """Take a growing log in, in batches of two sizes, against reading and decoding the same events."""
    ours: dict[int, list[float]] = {BATCH: [], LARGE_BATCH: []}
    bare: list[float] = []
    steps = [batch for _ in range(rounds) for batch in ours]
    for number, batch in enumerate(steps):
        report(f"catching up, round {number // len(ours) + 1} of {rounds}")
        part = events[len(events) * number // len(steps) : len(events) * (number + 1) // len(steps)]
        before = knowledge.platform.position()
        load(knowledge.platform, part)
        bare.append(len(part) / seconds(partial(_read, knowledge.platform, after=before)))
        ours[batch].append(len(part) / seconds(partial(knowledge.views.catch_up, batch)))
    return [
        Speed(name, f"catch up, {batch} a batch", median(speeds), median(bare), target=1 / 2)
        for batch, speeds in ours.items()
    ]


def measure_rebuilds(knowledge: Knowledge, *, name: str, rounds: int, report: Report) -> list[Speed]:
    """Build each projection anew, and all, against reading and decoding the log."""
    events = knowledge.platform.position()
    bare: list[float] = []
    taken: dict[str, list[float]] = {projection: [] for projection in knowledge.views.names}
    for number in range(rounds):
        report(f"rebuilding, round {number + 1} of {rounds}")
        bare.append(seconds(partial(_read, knowledge.platform)))
        for projection, times in taken.items():
            times.append(seconds(partial(knowledge.views.rebuild, projection)))
    together = [sum(times) for times in zip(*taken.values(), strict=True)]
    return [
        Speed(name, f"rebuild {what}", events / median(times), events / median(bare))
        for what, times in (taken | {"all, one after the other": together}).items()
    ]


def activities_to_record(log: Platform) -> list[SupportActivity]:
    """Register activities, and command one milestone of each that is not recorded yet."""
    by = uuid4()
    document = SourceDocument.register(title="Bulletin", by=by, slug=str(by))
    facts = {"network": "PE", "title": {"en": "Training of border officials"}}
    activities = [SupportActivity.register(id=uuid4(), by=by, facts=facts) for _ in range(APPENDS)]
    log.record(document, *activities)
    for activity in activities:
        activity.record_milestone("carried-out", occurred="2021-09", source=Source(document.id, "page 3"), by=by)
    return activities


def _read(log: Platform, *, after: int = 0) -> None:
    while entries := log.read(after, BATCH):
        after = entries[-1].position


def _per_second(do: Callable[[T], object], things: Iterable[T]) -> float:
    done = list(things)
    return len(done) / seconds(lambda: [do(thing) for thing in done])


def seconds(do: Callable[[], object]) -> float:
    """Do something, and tell how long it took."""
    started = perf_counter()
    do()
    return perf_counter() - started
