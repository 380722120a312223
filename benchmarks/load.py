"""Measures how long answers take at a given rate, whatever came before them: an open loop over HTTP.

    python -m benchmarks.load --rate 200 --seconds 60

It starts a server with the demonstration on a database of its own, durable as one for others, and removes both.
`docs/performance.md` says what came out.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from rich.console import Console
from rich.table import Table

from benchmarks.databases import Database, PostgreSQL, SQLite
from benchmarks.open_loop import Answered, ask_all, errors, percentiles, schedule
from benchmarks.servers import GUNICORN, KINDS, processor_seconds, running
from tests.serving.served import TOKEN, Served
from tests.support.postgres import PostgresServer

WARM_UP, WARM_UPS = 5.0, 3
"""Seconds of the same requests, at a tenth of the rate, before those that count, and how often: every process answers
its first questions slowly."""
TARGETS = {"reads": 100, "writes": 200}
"""Milliseconds that 99 of 100 answers may take."""


@click.command(help=__doc__)
@click.option("--rate", default=200.0, show_default=True, help="Requests a second.")
@click.option("--seconds", default=60.0, show_default=True)
@click.option("--writes", default=5.0, show_default=True, help="Of a hundred requests, how many record something.")
@click.option("--server", type=click.Choice(KINDS), default=GUNICORN, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
def main(*, rate: float, seconds: float, writes: float, server: str, database: str) -> None:
    """Measure, and print a table."""
    console = Console()
    with (
        console.status("starting") as status,
        databases(database) as made,
        made.create() as settings,
        running(server, settings) as served,
    ):
        document = served.post("/documents", {"title": "Minutes"}).json["id"]
        status.update("warming up")
        for turn in range(WARM_UPS):
            ask(served, rate / 10, WARM_UP, writes / 100, document, seed=turn)
        before = processor_seconds(served)
        status.update(f"{rate:.0f} requests a second for {seconds:.0f} s")
        answers = ask(served, rate, seconds, writes / 100, document)
        spent = 1_000 * (processor_seconds(served) - before) / len(answers)
    console.print(
        f"{server}, {made.name}: {rate:.0f} requests a second for {seconds:.0f} s, {writes:.0f} % of them writes"
    )
    console.print(table(answers))
    console.print(f"processor time of the server: {spent:.1f} ms a request")
    for what, times in errors(answers).items():
        console.print(f"{what}: {times} times")


@contextmanager
def databases(name: str) -> Iterator[Database]:
    """Yield the kind of database that is named."""
    if name == "sqlite":
        yield SQLite()
        return
    with PostgresServer(durable=True) as server:
        yield PostgreSQL(server)


def ask(served: Served, rate: float, seconds: float, writes: float, document: str, *, seed: int = 7) -> list[Answered]:
    """Send what is drawn, and wait for every answer."""
    dues = schedule(rate, seconds, writes=writes, document=document, token=TOKEN, seed=seed)
    return asyncio.run(ask_all(served.port, dues))


def table(answers: Sequence[Answered]) -> Table:
    """Show how long answers took, all of a kind and each."""
    shown = Table()
    shown.add_column("requests", no_wrap=True)
    for figure in ("number", "errors", "p50, ms", "p99, ms", "longest, ms", "target"):
        shown.add_column(figure, justify="right")
    groups = {
        "reads": [one for one in answers if not one.due.is_write],
        "writes": [one for one in answers if one.due.is_write],
    }
    for what in sorted({one.due.what for one in answers}):
        groups[f"  {what}"] = [one for one in answers if one.due.what == what]
    for name, group in groups.items():
        p50, p99, longest = percentiles(group)
        target = TARGETS.get(name)
        judged = f"< {target} {'met' if p99 < target else 'missed'}" if target else ""
        wrong = sum(errors(group).values())
        shown.add_row(name, f"{len(group)}", f"{wrong}", f"{p50:.1f}", f"{p99:.1f}", f"{longest:.0f}", judged)
    return shown


if __name__ == "__main__":
    main()
