"""What is measured, each beside the least that it could cost, in turns so that both meet the same noise."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from statistics import median, quantiles
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
from knowledge.app import create_app
from knowledge.wiring import Knowledge

T = TypeVar("T")

Report = Callable[[str], object]
"""Told what is being measured."""

BATCH = 500
LARGE_BATCH = 2_000
APPENDS = 400
QUESTIONS = 200


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


@dataclass(frozen=True)
class Wait:
    """How long an answer takes, in milliseconds; `target` is the longest wanted at the 99th percentile."""

    database: str
    measure: str
    p50: float
    p99: float
    target: float

    @property
    def is_met(self) -> bool:
        """Whether the target is."""
        return self.p99 < self.target


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
        bare.append(len(part) / _seconds(partial(_read, knowledge.platform, after=before)))
        ours[batch].append(len(part) / _seconds(partial(knowledge.views.catch_up, batch)))
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
        bare.append(_seconds(partial(_read, knowledge.platform)))
        for projection, times in taken.items():
            times.append(_seconds(partial(knowledge.views.rebuild, projection)))
    together = [sum(times) for times in zip(*taken.values(), strict=True)]
    return [
        Speed(name, f"rebuild {what}", events / median(times), events / median(bare))
        for what, times in (taken | {"all, one after the other": together}).items()
    ]


def measure_status(knowledge: Knowledge, *, name: str, report: Report) -> list[Wait]:
    """Ask where all countries stand, as a question to the views and as an HTTP request in this process.

    Cold is at positions never asked for before, warm at one position on other days.
    """
    browser = create_app(knowledge).test_client()
    knowledge.warm_up()

    def ask_views(day: str, position: int) -> None:
        knowledge.board.on(day, position=position)

    def request(day: str, position: int) -> None:
        response = browser.get(f"/api/v1/status?valid_at={day}&known_at={position}")
        if response.status_code != HTTPStatus.OK:
            raise RuntimeError(response.text)

    waits = []
    last = knowledge.platform.position()
    for what, ask, first in (("status query", ask_views, last), ("GET /status", request, last - QUESTIONS)):
        report(f"{what}, {2 * QUESTIONS} times")
        cold = [_seconds(partial(ask, day, first - place)) for place, day in enumerate(_days())]
        ask(_days()[0], first)
        warm = [_seconds(partial(ask, day, first)) for day in _days()]
        waits += [_wait(name, f"{what}, cold", cold), _wait(name, f"{what}, warm", warm)]
    return waits


def _days() -> list[str]:
    return [f"{2019 + number % 7}-{1 + number % 12:02}-15" for number in range(QUESTIONS)]


def _wait(database: str, measure: str, seconds: Sequence[float]) -> Wait:
    milliseconds = [1_000 * taken for taken in seconds]
    return Wait(database, measure, median(milliseconds), quantiles(milliseconds, n=100)[-1], target=50)


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
    return len(done) / _seconds(lambda: [do(thing) for thing in done])


def _seconds(do: Callable[[], object]) -> float:
    started = perf_counter()
    do()
    return perf_counter() - started
