"""Measures the log, its projections and the status, on SQLite and on PostgreSQL in one run.

`make benchmark` starts it; `docs/performance.md` says what came out and what it means.
"""

import gc
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import click
import msgspec
from eventsourcing.persistence import StoredEvent
from rich.console import Console
from rich.table import Table

from benchmarks import measures
from benchmarks.answers import COUNTRIES, Wait, large_record, measure_answers, wait_table
from benchmarks.data import Chronicle, stored
from benchmarks.databases import Database, databases
from benchmarks.measures import Report, Speed
from knowledge.wiring import Knowledge


@click.command()
@click.option("--events", default=100_000, show_default=True, help="In the log that is taken in and rebuilt.")
@click.option("--rounds", default=3, show_default=True, help="Of everything; the median counts.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures to this file too.")
def main(events: int, rounds: int, file: Path | None) -> None:
    """Measure in a few minutes; everything is made in temporary folders and removed."""
    console = Console()
    speeds: list[Speed] = []
    waits: list[Wait] = []
    with console.status("making up the record") as status:
        large = list(stored(islice(Chronicle(countries=COUNTRIES).events(), events)))
        small = large_record()
        # What was made up belongs to no server: its collector shall not walk through it.
        gc.collect()
        gc.freeze()
        with databases() as measured:
            for database in measured:
                speeds += _speeds(database, large, rounds, status.update)
                waits += measure_answers(database, small, report=status.update)
    console.print(_speed_table(speeds), wait_table(waits))
    if file:
        file.write_bytes(msgspec.json.format(msgspec.json.encode({"speeds": speeds, "waits": waits})))


def _speeds(database: Database, events: Sequence[StoredEvent], rounds: int, report: Report) -> list[Speed]:
    named = _naming(database, report)
    appends = measures.measure_appends(database, rounds=rounds, report=named)
    with database.create() as settings, Knowledge(settings) as knowledge:
        knowledge.migrate()
        catching_up = measures.measure_catching_up(knowledge, events, name=database.name, rounds=rounds, report=named)
        rebuilds = measures.measure_rebuilds(knowledge, name=database.name, rounds=rounds, report=named)
    return [appends, *catching_up, *rebuilds]


def _naming(database: Database, report: Report) -> Report:
    return lambda what: report(f"{database.name}: {what}")


def _speed_table(speeds: Sequence[Speed]) -> Table:
    table = _table("events a second", "the least alone", "share", "target")
    for speed in speeds:
        target = f"{speed.target:.2f}" if speed.target else ""
        table.add_row(
            speed.database,
            speed.measure,
            f"{speed.per_second:,.0f}",
            f"{speed.ceiling:,.0f}",
            f"{speed.share:.2f}",
            _judged(target, is_met=speed.is_met),
        )
    return table


def _table(*figures: str) -> Table:
    table = Table("database", "measure")
    for figure in figures:
        table.add_column(figure, justify="right")
    return table


def _judged(target: str, *, is_met: bool) -> str:
    return f"{target} {'met' if is_met else 'missed'}" if target else ""


if __name__ == "__main__":
    main()
