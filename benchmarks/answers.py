"""Measures how long answers take that have both clocks, with 200 countries and 10,000 milestones.

    python -m benchmarks.answers

`docs/performance.md` says what came out.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles

import click
import msgspec
from eventsourcing.persistence import StoredEvent
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table

from benchmarks.data import Chronicle, load, stored, until_milestones
from benchmarks.databases import Database, databases
from benchmarks.measures import Report, seconds
from domain import vocabulary
from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.milestone_history import MilestoneHistory
from knowledge.app import create_app
from knowledge.wiring import Knowledge
from tests.support.submissions import at, live_on

COUNTRIES = 200
MILESTONES = 10_000
QUESTIONS = 200
TARGET = 50
"""Milliseconds that an answer may take at the 99th percentile."""
REGIONS = ("americas", "419", "150", "142", "002")

Address = Callable[[int, str, int], str]
"""Writes the address of a question from its number, a day and a position of the log."""


@dataclass(frozen=True)
class Wait:
    """How long an answer takes, in milliseconds; `target` is the longest wanted at the 99th percentile."""

    database: str
    measure: str
    p50: float
    p99: float
    target: float = TARGET

    @property
    def is_met(self) -> bool:
        """Whether the target is."""
        return self.p99 < self.target


def large_record() -> list[StoredEvent]:
    """Make up the record of 200 countries that the answers are about."""
    return list(stored(until_milestones(Chronicle(countries=COUNTRIES).events(), MILESTONES)))


def measure_answers(database: Database, events: Sequence[StoredEvent], *, report: Report) -> list[Wait]:
    """Ask everything that has both clocks.

    Cold is at positions never asked for before, warm at one position on other days, both after the
    process has been warmed up as a server is.
    """
    with database.create() as settings, Knowledge(settings) as knowledge:
        knowledge.migrate()
        load(knowledge.platform, events)
        practice = at(Stage.PUBLISHED)
        live_on(practice)
        knowledge.platform.record(practice)
        knowledge.views.catch_up()
        browser = create_app(knowledge).test_client()
        knowledge.warm_up()
        return [
            wait
            for name, ask in _questions(knowledge, browser, practice).items()
            for wait in _waits(database.name, name, ask, knowledge.platform.position(), report)
        ]


def wait_table(waits: Sequence[Wait]) -> Table:
    """Show how long answers take beside what is wanted."""
    table = Table("database", "measure")
    for figure in ("p50, ms", "p99, ms", "target"):
        table.add_column(figure, justify="right")
    for wait in waits:
        judged = f"< {wait.target:.0f} {'met' if wait.is_met else 'missed'}"
        table.add_row(wait.database, wait.measure, f"{wait.p50:.1f}", f"{wait.p99:.1f}", judged)
    return table


@click.command()
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures to this file too.")
def main(file: Path | None) -> None:
    """Measure in two minutes; everything is made in temporary folders and removed."""
    console = Console()
    waits: list[Wait] = []
    with console.status("making up the record") as status:
        events = large_record()
        # What was made up belongs to no server: its collector shall not walk through it.
        gc.collect()
        gc.freeze()
        with databases() as measured:
            for database in measured:
                waits += measure_answers(database, events, report=status.update)
    console.print(wait_table(waits))
    if file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(waits)))


def _questions(
    knowledge: Knowledge, browser: FlaskClient, practice: Practice
) -> dict[str, Callable[[int, str, int], object]]:
    """Name what is asked: the board as a question to the views, everything else as an HTTP request in this process."""
    countries = sorted(vocabulary.countries())[:COUNTRIES]
    milestones = _milestones(knowledge)
    addresses: dict[str, Address] = {
        "/status": lambda _, day, at: f"/status?valid_at={day}&known_at={at}",
        "/countries/{code}": lambda n, day, at: (
            f"/countries/{countries[n % len(countries)]}?valid_at={day}&known_at={at}"
        ),
        "/milestones, all": lambda _, day, at: f"/milestones?from={day}&known_at={at}",
        "/milestones, of a country": lambda n, _, at: (
            f"/milestones?country={countries[n % len(countries)]}&known_at={at}"
        ),
        "/milestones/{position}": lambda n, _, at: f"/milestones/{milestones[n * 7 % len(milestones)]}?known_at={at}",
        "/bulletin, of a region": lambda n, day, at: (
            f"/bulletin?valid_at={day}&known_at={at}&scope={REGIONS[n % len(REGIONS)]}"
        ),
        "/bulletin, of the world": lambda _, day, at: f"/bulletin?valid_at={day}&known_at={at}",
        "/practices/{slug}": lambda n, _, at: f"/practices/{practice.slug}?known_at={at - n % 3}",
    }

    def request(write: Address, number: int, day: str, position: int) -> None:
        response = browser.get(f"/api/v1{write(number, day, position)}")
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
            raise RuntimeError(response.text)

    return {
        "status query": lambda _, day, position: knowledge.board.on(day, position=position),
        **{f"GET {name}": partial(request, write) for name, write in addresses.items()},
    }


def _waits(
    database: str, name: str, ask: Callable[[int, str, int], object], last: int, report: Report
) -> Sequence[Wait]:
    report(f"{database}: {name}, {2 * QUESTIONS} times")
    cold = [seconds(partial(ask, n, day, last - n)) for n, day in enumerate(_days())]
    warm = [seconds(partial(ask, n, day, last)) for n, day in enumerate(_days())]
    return [_wait(database, f"{name}, cold", cold), _wait(database, f"{name}, warm", warm)]


def _milestones(knowledge: Knowledge) -> list[int]:
    entries = knowledge.platform.read(0, knowledge.platform.position() // 2)
    return [entry.position for entry in entries if isinstance(entry.event, MilestoneHistory.Milestone)]


def _days() -> list[str]:
    return [f"{2019 + number % 7}-{1 + number % 12:02}-15" for number in range(QUESTIONS)]


def _wait(database: str, measure: str, taken: Sequence[float]) -> Wait:
    milliseconds = [1_000 * each for each in taken]
    return Wait(database, measure, median(milliseconds), quantiles(milliseconds, n=100)[-1])


if __name__ == "__main__":
    main()
