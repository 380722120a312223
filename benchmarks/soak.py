"""Watches a server for a long time under an even load: whether its memory grows, and what it holds open.

    python -m benchmarks.soak --minutes 60 --rate 10

Memory is what its processes have for themselves (PSS). Growth is from the median of the tenth after the warm-up to that
of the last tenth. What is held open are the files of databases, no more than their connections, those of the search
index, and the rest: mostly sockets, one for each request that is under way. `docs/performance.md` says what came out.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import monotonic

import click
import psutil
from rich.console import Console

from benchmarks.load import databases
from benchmarks.open_loop import ask_all, errors, percentiles, schedule
from benchmarks.servers import KINDS, SERVE, family, running
from tests.serving.served import TOKEN, Served

EVERY = 10.0
"""Seconds between two looks at the server."""
WARM_UP = 0.2
"""The share of the time after which memory is expected to stay."""
TARGET = 5.0
"""Percent that memory may grow."""
DATABASES, INDEX, REST = "databases", "search index", "the rest"
HELD = (DATABASES, INDEX, REST)
"""Kinds of what is open."""


@dataclass(frozen=True)
class Look:
    """What a server had at a moment: seconds after the beginning, bytes, and what was open, by kind."""

    at: float
    memory: int
    held: dict[str, int]


@click.command(help=__doc__)
@click.option("--minutes", default=60.0, show_default=True)
@click.option("--rate", default=10.0, show_default=True, help="Requests a second, 5 in 100 of which record something.")
@click.option("--server", type=click.Choice(KINDS), default=SERVE, show_default=True)
@click.option("--database", type=click.Choice(["sqlite", "postgresql"]), default="sqlite", show_default=True)
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write every look to this file, as they come.")
def main(*, minutes: float, rate: float, server: str, database: str, file: Path | None) -> None:
    """Watch, and print what was seen."""
    console = Console()
    with databases(database) as made, made.create() as settings, running(server, settings) as served:
        document = served.post("/documents", {"title": "Minutes"}).json["id"]
        dues = schedule(rate, 60 * minutes, writes=0.05, document=document, token=TOKEN)
        watching = Watch(served, file)
        watching.start()
        answers = asyncio.run(ask_all(served.port, dues))
        watching.stop()
    p50, p99, longest = percentiles(answers)
    console.print(f"{server}, {made.name}: {len(answers)} requests in {minutes:.0f} minutes")
    console.print(f"p50 {p50:.0f} ms, p99 {p99:.0f} ms, longest {longest:.0f} ms; errors: {errors(answers) or 'none'}")
    console.print(told(watching.looks, minutes))


class Watch(Thread):
    """Looks at a server again and again."""

    def __init__(self, served: Served, file: Path | None) -> None:
        """Prepare to look at it, and to write each look to a file."""
        super().__init__(name="watch", daemon=True)
        self.looks: list[Look] = []
        self._served = served
        self._file = file
        self._stopped = Event()

    def run(self) -> None:
        """Look, rest, and again, until stopped."""
        began = monotonic()
        while not self._stopped.is_set():
            processes = family(self._served)
            memory = sum(process.memory_full_info().pss for process in processes)
            look = Look(monotonic() - began, memory, held_by(processes))
            self.looks.append(look)
            if self._file:
                with self._file.open("a") as lines:
                    lines.write(json.dumps(asdict(look)) + "\n")
            self._stopped.wait(EVERY)

    def stop(self) -> None:
        """Look no more."""
        self._stopped.set()
        self.join()


def held_by(processes: Sequence[psutil.Process]) -> dict[str, int]:
    """Count what processes hold open."""
    held = Counter(dict.fromkeys(HELD, 0))
    for process in processes:
        paths = [Path(one.path) for one in process.open_files()]
        held[DATABASES] += sum(".db" in path.name for path in paths)
        held[INDEX] += sum("search" in path.parts for path in paths)
        held[REST] += process.num_fds()
    held[REST] -= held[DATABASES] + held[INDEX]
    return dict(held)


def told(looks: Sequence[Look], minutes: float) -> str:
    """Compare the beginning, after the warm-up, with the end."""
    tenth, warm = 60 * minutes / 10, 60 * minutes * WARM_UP
    early = [look for look in looks if warm <= look.at < warm + tenth]
    late = [look for look in looks if look.at >= 60 * minutes - tenth]
    if not early or not late:
        return "Too short to tell."
    before, after = (median(look.memory for look in part) for part in (early, late))
    growth = 100 * (after / before - 1)
    judged = "met" if growth < TARGET else "missed"
    size = f"{before / 2**20:.0f} MB after the warm-up, {after / 2**20:.0f} MB at the end"
    lines = [f"memory: {size}, {growth:+.1f} % (< {TARGET:.0f} %: {judged})"]
    for kind in HELD:
        ranges = [f"{min(many)}-{max(many)}" for many in ([look.held[kind] for look in part] for part in (early, late))]
        lines.append(f"open, {kind}: {ranges[0]} after the warm-up, {ranges[1]} at the end")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
