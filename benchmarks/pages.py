"""Measures how long pages take, whole requests to a server of 10,000 practices, and how much of them travels.

    python -m benchmarks.pages --engine tantivy

`docs/performance.md` says what came out.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

import click
from rich.console import Console
from rich.table import Table

from benchmarks.practices_data import practices
from benchmarks.search_client import Client, command, serving
from knowledge.demonstrating import DEMONSTRATION

TARGET = 100
"""Milliseconds that 99 of 100 requests may take."""
WARM_UPS = 5
COUNTRIES = ("MX", "CR", "EC", "CL", "PE", "GT", "HN", "PY")
WORDS = ("salud", "frontera", "mujeres", "trabajo", "datos", "retorno", "health", "border", "women", "work")


@click.command(help=__doc__)
@click.option("--practices", "count", default=10_000, show_default=True)
@click.option("--engine", default="whoosh", show_default=True)
@click.option("--requests", default=200, show_default=True, help="Of each kind of page.")
def main(count: int, engine: str, requests: int) -> None:
    """Measure; everything is made in a temporary folder and removed."""
    console = Console()
    table = Table("page", "p50 ms", "p99 ms", "kB sent", title=f"{count:,} practices, {engine}")
    with TemporaryDirectory() as temporary, console.status("making up practices") as status:
        folder, exported = Path(temporary) / "kept", Path(temporary) / "practices.jsonl"
        rows = (json.dumps(row, ensure_ascii=False) + "\n" for row in practices(count))
        exported.write_text("".join(rows), encoding="utf-8")
        command(folder, "import-bulletin", str(DEMONSTRATION))
        command(folder, "import-practices", str(exported))
        status.update("building the index")
        command(folder, "rebuild", "search", SEARCH_ENGINE=engine)
        with serving(folder, engine) as client:
            for name, addresses in _kinds(client, requests):
                status.update(name)
                table.add_row(name, *_measured(client, addresses))
    console.print(table)


def _measured(client: Client, addresses: Sequence[str]) -> tuple[str, str, str]:
    waits, lengths = [], []
    for number, address in enumerate(addresses):
        before = perf_counter()
        length = client.page(address)
        if number >= WARM_UPS:
            waits.append((perf_counter() - before) * 1_000)
            lengths.append(length / 1_000)
    p99 = quantiles(waits, n=100, method="inclusive")[-1]
    return f"{median(waits):.1f}", f"{p99:.1f}{'' if p99 < TARGET else ' missed'}", f"{median(lengths):.0f}"


def _kinds(client: Client, count: int) -> Iterator[tuple[str, list[str]]]:
    """Name each kind of page, with what is asked of it: another day, word or practice each time."""
    draw = Random(7)
    slugs = [one["slug"] for one in client.get("/practices?limit=200")["results"]]
    positions = [one["position"] for one in client.get("/milestones?limit=200")["results"]]
    days = [f"20{draw.randint(18, 25)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}" for _ in range(count)]
    countries, words = draw.choices(COUNTRIES, k=count), draw.choices(WORDS, k=count)
    yield "home, today", ["/es/"] * count
    yield "home, another day", [f"/es/?valid_at={day}" for day in days]
    yield "country", [f"/es/countries/{code}?valid_at={day}" for code, day in zip(countries, days, strict=True)]
    yield "milestone", [f"/es/milestones/{position}" for position in draw.choices(positions, k=count)]
    yield "timeline", [f"/es/milestones?country={code}" for code in countries]
    yield "comparison", [f"/es/compare?from_valid_at={day}" for day in days]
    yield "bulletin", [f"/es/bulletin?scope=americas&valid_at={day}" for day in days]
    yield "repository", ["/es/repository"] * count
    yield "repository, a word", [f"/es/repository?q={word}" for word in words]
    yield "repository, filtered", [f"/es/repository?country={code}" for code in countries]
    yield "practice", [f"/es/practices/{draw.choice(slugs)}" for _ in range(count)]


if __name__ == "__main__":
    main()
