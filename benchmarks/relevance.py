"""How well the search finds what people judged relevant: nDCG@10 and recall@100.

    python -m benchmarks.relevance FOLDER [FOLDER ...] --engine memory --engine whoosh --engine tantivy

A collection is a folder with `corpus.jsonl` (id, lang, title, text), `queries.tsv` (id, question) and `qrels.tsv`
(question, document, grade). Questions go through what the platform itself asks: parser, planner, engine, ranking.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click

from search.index import Document, Question, SearchIndex, Text
from search.memory import MemoryIndex
from search.query import parse

PLACES = 10
DEPTH = 100
BATCH = 2_000
PATIENCE = 60.0


@click.command(help=__doc__)
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--engine", "engines", multiple=True, default=("memory", "whoosh", "tantivy"), show_default=True)
@click.option("--speaks", default="", help="The language of the questions, where it is not that of the documents.")
def main(folders: tuple[Path, ...], engines: tuple[str, ...], speaks: str) -> None:
    """Score each collection with each engine."""
    click.echo(f"{'collection':14} {'engine':8} nDCG@10 recall@100  build s  ms/question")
    for folder in folders:
        for engine in engines:
            with opened(engine) as index:
                began = perf_counter()
                fill(index, folder / "corpus.jsonl")
                built = perf_counter() - began
                began = perf_counter()
                gain, recall, count = score(index, folder, speaks)
                each = 1_000 * (perf_counter() - began) / count
            click.echo(f"{folder.name:14} {engine:8} {gain:7.3f} {recall:10.3f} {built:8.1f} {each:12.1f}")


@contextmanager
def opened(engine: str) -> Iterator[SearchIndex]:
    """An empty index of an engine, in a folder that goes with it."""
    with TemporaryDirectory() as folder:
        index: SearchIndex
        if engine == "memory":
            index = MemoryIndex()
        elif engine == "whoosh":
            from search.whoosh_index import WhooshIndex  # noqa: PLC0415

            index = WhooshIndex.create(Path(folder) / "index")
        else:
            from search.tantivy_index import TantivyIndex  # noqa: PLC0415

            index = TantivyIndex.create(Path(folder) / "index")
        yield index
        index.close()


def fill(index: SearchIndex, corpus: Path) -> None:
    """Put a collection in."""
    with corpus.open(encoding="utf-8") as lines:
        documents = [_document(json.loads(line)) for line in lines]
    for start in range(0, len(documents), BATCH):
        index.write(documents[start : start + BATCH], since=start, position=start + BATCH)


def score(index: SearchIndex, folder: Path, speaks: str = "") -> tuple[float, float, int]:
    """Mean nDCG@10, mean recall@100, and of how many questions."""
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for question, document, grade in _rows(folder / "qrels.tsv"):
        judged[question][document] = int(grade)
    gains, recalls = [], []
    for number, typed in _rows(folder / "queries.tsv"):
        grades = {document: grade for document, grade in judged[number].items() if grade > 0}
        if not grades:
            continue
        answer = index.search(Question(parse(typed), limit=DEPTH, speaks=speaks, deadline=PATIENCE))
        found = [hit.document.id for hit in answer.hits]
        ideal = _gain(sorted(grades.values(), reverse=True)[:PLACES])
        gains.append(_gain([grades.get(document, 0) for document in found[:PLACES]]) / ideal)
        recalls.append(len(grades.keys() & set(found)) / len(grades))
    return sum(gains) / len(gains), sum(recalls) / len(recalls), len(gains)


def _gain(grades: list[int]) -> float:
    return sum((float(2**grade) - 1) / log2(place + 2) for place, grade in enumerate(grades))


def _document(row: dict[str, str]) -> Document:
    return Document(row["id"], "document", {row["lang"]: Text(row.get("title", ""), "", row["text"])})


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


if __name__ == "__main__":
    main()
