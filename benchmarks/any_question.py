"""Asks the search what nobody should type, over HTTP and with every facet: does it ever fail, or keep one waiting?

    python -m benchmarks.any_question --engine tantivy --questions 100000

`docs/performance.md` says what came out.
"""

import json
from collections.abc import Iterator
from heapq import nlargest
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from hypothesis import HealthCheck, given, seed, settings
from rich.console import Console
from rich.progress import track

from benchmarks.practices_data import practices
from benchmarks.search_client import Client, command, serving
from search.facets import FACETS
from tests.support.nasty import nasty

PATIENCE = 500
"""Milliseconds that no answer may take; what took longer is asked again, for it may have been the machine."""
AGAIN = 3
AT_ONCE = 1_000
"""Strings drawn at once: what Hypothesis remembers of them grows."""
SLOWEST = 5
FAILED = 500


@click.command(help=__doc__)
@click.option("--practices", "count", default=10_000, show_default=True)
@click.option("--engine", "engines", multiple=True, default=("whoosh", "tantivy"), show_default=True)
@click.option("--questions", default=100_000, show_default=True, help="For each engine.")
def main(count: int, engines: tuple[str, ...], questions: int) -> None:
    """Ask; everything is made in a temporary folder and removed."""
    console = Console()
    with TemporaryDirectory() as temporary:
        folder = Path(temporary) / "kept"
        exported = Path(temporary) / "practices.jsonl"
        with console.status("making up practices"):
            rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in practices(count))
            exported.write_text("".join(rows), encoding="utf-8")
            command(folder, "import-practices", str(exported))
        for engine in engines:
            with console.status(f"{engine}: building the index"):
                command(folder, "rebuild", "search", SEARCH_ENGINE=engine)
            with serving(folder, engine) as client:
                _report(console, engine, list(_asked(client, questions, console)))


def _asked(client: Client, questions: int, console: Console) -> Iterator[tuple[float, int, str]]:
    """Give how long each answer took in milliseconds, its status, and what was asked."""
    for start in track(range(0, questions, AT_ONCE), "asking", console=console):
        yield from _some(client, min(AT_ONCE, questions - start), start)


def _some(client: Client, number: int, start: int) -> list[tuple[float, int, str]]:
    answered: list[tuple[float, int, str]] = []

    @seed(start)
    @settings(max_examples=number, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(nasty)
    def ask(typed: str) -> None:
        milliseconds, status = _once(client, typed)
        if milliseconds > PATIENCE:
            milliseconds, status = min(_once(client, typed) for _ in range(AGAIN))
        answered.append((milliseconds, status, typed))

    ask()
    return answered


def _once(client: Client, typed: str) -> tuple[float, int]:
    began = perf_counter()
    status = client.status_of(f"/search?{client.query(q=typed, facets=','.join(FACETS))}")
    return 1_000 * (perf_counter() - began), status


def _report(console: Console, engine: str, answered: list[tuple[float, int, str]]) -> None:
    failed = [one for one in answered if one[1] >= FAILED]
    late = [one for one in answered if one[0] > PATIENCE]
    taken = sorted(milliseconds for milliseconds, *_ in answered)
    console.print(
        f"{engine}: {len(answered)} questions, {len(failed)} failed, {len(late)} took more than {PATIENCE} ms; "
        f"p50 {taken[len(taken) // 2]:.1f}, p99 {taken[len(taken) * 99 // 100]:.1f}, longest {taken[-1]:.1f} ms"
    )
    for milliseconds, status, typed in [*failed[:SLOWEST], *nlargest(SLOWEST, answered)]:
        console.print(f"  {milliseconds:8.1f} ms, {status}: {typed[:80]!r}", markup=False)


if __name__ == "__main__":
    main()
