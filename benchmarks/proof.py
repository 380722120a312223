"""Measures what the proof of the log costs: appends with and without it, proofs, and the check of 100,000 events.

    python -m benchmarks.proof

`docs/performance.md` says what came out.
"""

import gc
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from eventsourcing.persistence import StoredEvent
from rich.console import Console
from rich.table import Table

from benchmarks.data import Chronicle, load, stored
from benchmarks.databases import Database, databases
from benchmarks.measures import activities_to_record
from knowledge.proof.bundles import Exporter, opened
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.offline import BundleCheck
from knowledge.proof.verification import LogCheck
from knowledge.wiring import Knowledge
from projections.proof import ProofTree
from projections.views import Views

SIZES = (1_000, 10_000, 100_000)
QUESTIONS = 500
APPENDS = 200
PIECES, PIECE = 12, 2_000

Row = tuple[str, str, str]
Report = Callable[[str], object]


@click.command()
@click.option("--events", default=SIZES[-1], show_default=True, help="In the largest log.")
@click.option("--rounds", default=7, show_default=True, help="Of appends; the median counts.")
def main(events: int, rounds: int) -> None:
    """Measure in a few minutes; everything is made in temporary folders and removed."""
    console = Console()
    table = Table("database", "measure", "figure")
    with console.status("making up the record") as status:
        record = list(stored(islice(Chronicle().events(), events)))
        gc.collect()
        gc.freeze()
        with databases() as measured:
            for database in measured:
                for row in (
                    *_appends(database, rounds, status.update),
                    *_catching_up(database, record, status.update),
                    *_proofs(database, record, status.update),
                ):
                    table.add_row(*row)
    console.print(table)


def _appends(database: Database, rounds: int, report: Report) -> list[Row]:
    """Record one event a commit and bring the views along, as a request does: with the tree, and without it."""
    taken: dict[str, list[float]] = {"log alone": [], "without": [], "with": []}
    with ExitStack() as stack:
        logs = {name: stack.enter_context(Knowledge(stack.enter_context(database.create()))) for name in taken}
        for name, knowledge in logs.items():
            knowledge.migrate()
            if name == "without":
                _leave_tree_out(knowledge)
            if name == "log alone":
                knowledge.platform.followers.clear()
        for number in range(rounds):
            report(f"{database.name}: appends, round {number + 1} of {rounds}")
            waiting = [activities_to_record(logs[name].platform)[:APPENDS] for name in taken]
            # In turns for every single event, so that all three meet the same noise.
            for activities in zip(*waiting, strict=True):
                for name, activity in zip(taken, activities, strict=True):
                    taken[name].append(_seconds(partial(logs[name].platform.record, activity)))
    each = {name: median(times) * 1e6 for name, times in taken.items()}
    return [
        (database.name, "append, log alone", f"{each['log alone']:,.0f} µs"),
        (database.name, "append and all views but the tree", f"{each['without']:,.0f} µs"),
        (database.name, "append and all views", f"{each['with']:,.0f} µs ({each['with'] / each['without'] - 1:+.1%})"),
    ]


def _catching_up(database: Database, record: Sequence[StoredEvent], report: Report) -> list[Row]:
    """Take a log in, with the tree and without it."""
    taken: dict[str, list[float]] = {"without": [], "with": []}
    with ExitStack() as stack:
        logs = {name: stack.enter_context(Knowledge(stack.enter_context(database.create()))) for name in taken}
        for name, knowledge in logs.items():
            knowledge.migrate()
            if name == "without":
                _leave_tree_out(knowledge)
        for start in range(0, PIECES * PIECE, PIECE):
            report(f"{database.name}: catching up, event {start:,}")
            for name, knowledge in logs.items():
                load(knowledge.platform, record[start : start + PIECE])
                taken[name].append(_seconds(knowledge.views.catch_up) / PIECE)
    each = {name: median(times) * 1e6 for name, times in taken.items()}
    return [
        (database.name, "catch up, all views but the tree", f"{each['without']:.1f} µs an event"),
        (
            database.name,
            "catch up, all views",
            f"{each['with']:.1f} µs an event ({each['with'] / each['without'] - 1:+.1%})",
        ),
    ]


def _proofs(database: Database, record: Sequence[StoredEvent], report: Report) -> list[Row]:
    rows: list[Row] = []
    with database.create() as settings, Knowledge(settings) as knowledge:
        knowledge.migrate()
        views = Views(knowledge.views.engine, knowledge.platform, [ProofTree()])
        sizes = [size for size in SIZES if size < len(record)] + [len(record)]
        for before, size in zip([0, *sizes], sizes, strict=False):
            report(f"{database.name}: proofs among {size:,} events")
            load(knowledge.platform, record[before:size])
            took = _seconds(views.catch_up)
            if before == 0:
                rows.append((database.name, f"tree alone, {size:,} events", f"{took / size * 1e6:.1f} µs an event"))
            evidence = knowledge.evidence
            included = [_seconds(partial(evidence.inclusion, leaf, size)) for leaf in _spread(size)]
            grown = [_seconds(partial(evidence.consistency, leaf + 1, size)) for leaf in _spread(size)]
            rows.append((database.name, f"proof of inclusion, {size:,} events", _waits(included)))
            rows.append((database.name, f"proof of consistency, {size:,} events", _waits(grown)))
        rows += _checks(database, knowledge, report)
    return rows


def _checks(database: Database, knowledge: Knowledge, report: Report) -> list[Row]:
    report(f"{database.name}: verifying")
    key = knowledge.checkpoints.key.verifier
    note = knowledge.checkpoints.sign()
    checkpoint = Checkpoint.verified(note, key)
    check = LogCheck(knowledge.platform, knowledge.evidence, [checkpoint])
    rows = [(database.name, f"verify {checkpoint.size:,} events", f"{_seconds(check.run):.1f} s")]
    with TemporaryDirectory() as folder:
        bundle, file = Path(folder) / "bundle", BytesIO()
        exporter = Exporter(knowledge.platform, lambda _: None)
        report(f"{database.name}: exporting a bundle")
        took = _seconds(partial(exporter.write, file, note=note, key=str(key)))
        bundle.write_bytes(file.getvalue())
        rows.append((database.name, "export a bundle", f"{took:.1f} s, {bundle.stat().st_size / 1e6:.0f} MB"))
        report(f"{database.name}: verifying a bundle")
        with opened(bundle) as whole:
            rows.append((database.name, "verify a bundle", f"{_seconds(BundleCheck(whole, checkpoint, []).run):.1f} s"))
    return rows


def _leave_tree_out(knowledge: Knowledge) -> None:
    others = [one for one in knowledge.views._projections.values() if one.name != ProofTree.name]  # noqa: SLF001
    knowledge.views = Views(knowledge.views.engine, knowledge.platform, others)


def _spread(size: int) -> list[int]:
    return [number * 7_919 % size for number in range(QUESTIONS)]


def _waits(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * 1e6:,.0f} µs, p99 {quantiles(seconds, n=100)[-1] * 1e6:,.0f} µs"


def _seconds(do: Callable[[], object]) -> float:
    started = perf_counter()
    do()
    return perf_counter() - started


if __name__ == "__main__":
    main()
