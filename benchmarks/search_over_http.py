"""Measures search as readers meet it: whole HTTP requests to a server, with facets and highlights, by every engine.

    python -m benchmarks.search_over_http --practices 10000 --json figures.json

The practices are made up by `benchmarks/practices_data.py` and go in through `import-practices`; `docs/performance.md`
says what came out.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

import click
from rich.console import Console
from rich.table import Table

from benchmarks.practices_data import LANGUAGES, practices, vocabulary_of
from benchmarks.search_client import Client, command, serving
from search.facets import FACETS

WARM_UPS = 10
COMMON_RANKS, RARE_RANKS = 30, 3_000
"""Of the words that are asked for singly: neither those of every sentence nor those that next to nobody uses."""
TARGETS = {("whoosh", 10_000): (150, 1_000), ("tantivy", 10_000): (15, 300), ("whoosh", 1_000): (50, 1_000)}
"""Milliseconds that 95 of 100 requests, and the way from publishing to being found, may take."""


@dataclass(frozen=True)
class Figures:
    """What one kind of request took, in milliseconds; `found`: hits in the median."""

    engine: str
    measure: str
    p50: float
    p95: float
    p99: float
    found: float = 0


@dataclass(frozen=True)
class Speed:
    """How many documents a second."""

    engine: str
    measure: str
    per_second: float


@click.command(help=__doc__)
@click.option("--practices", "count", default=10_000, show_default=True)
@click.option("--engine", "engines", multiple=True, default=("whoosh", "tantivy"), show_default=True)
@click.option("--requests", default=300, show_default=True, help="Of each kind.")
@click.option("--publications", default=20, show_default=True, help="How many practices are published to be found.")
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the figures to this file too.")
def main(count: int, engines: Sequence[str], requests: int, publications: int, file: Path | None) -> None:
    """Measure in a quarter of an hour; everything is made in a temporary folder and removed."""
    console = Console()
    figures: list[Figures] = []
    speeds: list[Speed] = []
    with TemporaryDirectory() as temporary, console.status("making up practices") as status:
        folder = Path(temporary) / "kept"
        rows = list(practices(count))
        exported = Path(temporary) / "practices.jsonl"
        exported.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        status.update("importing")
        speeds.append(Speed("", "import", count / _seconds(lambda: command(folder, "import-practices", str(exported)))))
        for engine in engines:
            status.update(f"{engine}: building the index")
            build = _seconds(lambda engine=engine: command(folder, "rebuild", "search", SEARCH_ENGINE=engine))  # type: ignore[misc]
            speeds.append(Speed(engine, "rebuild", count / build))
            with serving(folder, engine) as client:
                for name, addresses in _kinds(rows, requests):
                    status.update(f"{engine}: {name}")
                    figures.append(_ask(client, engine, name, addresses))
                status.update(f"{engine}: publishing")
                figures += _publish(client, engine, publications)
    console.print(_speed_table(speeds), _figure_table(figures, count))
    if file:
        file.write_text(json.dumps({"count": count, **_plain(speeds=speeds, figures=figures)}, indent=1))


def _kinds(rows: Sequence[dict[str, object]], count: int) -> Iterator[tuple[str, list[str]]]:
    """What is asked for: nothing twice, the same for every engine."""
    draw = Random(7)
    every = ",".join(FACETS)
    words = [_word(draw) for _ in range(count)]
    countries = [draw.choice(["PE", "MX", "AF", "AR", "BR", "CO", "EC", "GT"]) for _ in range(count)]
    sentences = [vocabulary_of(_language(draw)).text(draw, draw.randint(7, 12)) for _ in range(count)]
    yield "term", [_search(q=word, facets=every) for word in words]
    yield "sentence", [_search(q=sentence, facets=every) for sentence in sentences]
    yield "phrase", [_search(q=f'"{_phrase(draw, rows)}"', facets=every) for _ in range(count)]
    yield (
        "term and filter",
        [_search(q=word, country=country, facets=every) for word, country in zip(words, countries, strict=True)],
    )
    yield "filter alone", [_search(country=country, facets=every, year_from="2015") for country in countries]
    yield "suggest", [f"/search/suggest?{Client.query(q=word[: draw.randint(2, 5)])}" for word in words]


def _search(**query: str) -> str:
    return f"/search?{Client.query(**query)}"


def _language(draw: Random) -> str:
    (language,) = draw.choices(list(LANGUAGES), list(LANGUAGES.values()))
    return language


def _word(draw: Random) -> str:
    rank = COMMON_RANKS * (RARE_RANKS / COMMON_RANKS) ** draw.random()
    return vocabulary_of(_language(draw)).words[int(rank)]


def _phrase(draw: Random, rows: Sequence[dict[str, object]]) -> str:
    texts = draw.choice(rows)["summary"]
    words = next(iter(texts.values())).replace(".", "").split()  # type: ignore[attr-defined]
    start = draw.randrange(len(words) - 1)
    return " ".join(words[start : start + 2])


def _ask(client: Client, engine: str, name: str, addresses: Sequence[str]) -> Figures:
    for address in addresses[:WARM_UPS]:
        client.get(address)
    taken, found = [], []
    for address in addresses[WARM_UPS:]:
        began = perf_counter()
        answer = client.get(address)
        taken.append(1_000 * (perf_counter() - began))
        found.append(answer.get("total", len(answer.get("suggestions", ()))))
    return _figures(engine, name, taken, median(found))


def _publish(client: Client, engine: str, count: int) -> list[Figures]:
    """Publish practices, and look for each from the moment on at which its publication was sent."""
    answered, findable = [], []
    for number in range(count):
        word = f"caracol{'abcdefghijklmnopqrst'[number % 20]}x{number}"
        practice = client.accept(f"Un {word} en la frontera")
        began = perf_counter()
        client.post(f"/practices/{practice}/publish", {})
        answered.append(1_000 * (perf_counter() - began))
        while not client.get(_search(q=word))["total"]:
            sleep(0.001)
        findable.append(1_000 * (perf_counter() - began))
    return [_figures(engine, "publish, answered", answered), _figures(engine, "publish, findable", findable)]


def _figures(engine: str, name: str, taken: Sequence[float], found: float = 0) -> Figures:
    cuts = quantiles(taken, n=100, method="inclusive")
    return Figures(engine, name, cuts[49], cuts[94], cuts[98], found)


def _seconds(do: Callable[[], object]) -> float:
    began = perf_counter()
    do()
    return perf_counter() - began


def _plain(**lists: Sequence[Figures | Speed]) -> dict[str, list[dict[str, object]]]:
    return {name: [asdict(one) for one in several] for name, several in lists.items()}


def _speed_table(speeds: Sequence[Speed]) -> Table:
    table = Table("engine", "measure", "documents a second")
    for speed in speeds:
        table.add_row(speed.engine, speed.measure, f"{speed.per_second:,.0f}")
    return table


def _figure_table(figures: Sequence[Figures], count: int) -> Table:
    table = Table("engine", "measure", "hits", "p50, ms", "p95, ms", "p99, ms", "target")
    for one in figures:
        request, publication = TARGETS.get((one.engine, count), (0, 0))
        target = publication if one.measure == "publish, findable" else request
        judged = f"< {target} {'met' if one.p95 < target else 'missed'}" if target else ""
        table.add_row(
            one.engine, one.measure, f"{one.found:.0f}", f"{one.p50:.1f}", f"{one.p95:.1f}", f"{one.p99:.1f}", judged
        )
    return table


if __name__ == "__main__":
    main()
