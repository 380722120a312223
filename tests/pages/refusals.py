"""What the platform refuses, found by reading the code and asking its classes."""

import ast
import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from string import Formatter

from babel.messages.extract import extract_from_dir

from domain.catalogue import practice_history
from domain.commitments import connection_stages, pledge_stages
from domain.commitments.offers import OfferStage
from domain.errors import Refusal
from domain.kernel import KnowledgeAggregate
from domain.workflows import in_words
from knowledge.attachments.extraction import TOOK_TOO_LONG
from knowledge.attachments.extractor import BROKEN, CUT, OUT_OF_MEMORY
from knowledge.hub.parties import Part
from knowledge.refusals.foreign import FOREIGN

ROOT = Path(__file__).parent.parent.parent
SHELVES = ("domain", "projections", "search", "knowledge")
OF_THE_COMMAND_LINE = frozenset(
    {
        "domain/storage.py",
        "knowledge/__main__.py",
        "knowledge/bulletin_file.py",
        "knowledge/bulletins/shapes.py",
        "knowledge/importing.py",
        "knowledge/import_practices/columns.py",
        "knowledge/import_practices/rows.py",
        "knowledge/proof/bundles.py",
        "knowledge/proof/checkpoints.py",
        "knowledge/proof/notes.py",
        "knowledge/wiring.py",
        "search/places.py",
    }
)
"""What these refuse is told to whoever runs the platform, in its log or at its command line, and on no page."""
VOCABULARIES = ("agency", "country", "objective", "principle", "region", "scope", "support kind")
SPOKEN_OF = (
    practice_history.Stage,
    practice_history.Standing,
    connection_stages.Stage,
    OfferStage,
    pledge_stages.Stage,
    Part,
    (BROKEN, CUT, OUT_OF_MEMORY, TOOK_TOO_LONG),
    VOCABULARIES,
)
"""Words that fill gaps."""


def classes(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Give every class of refusals of the platform itself."""
    yield of
    for cls in of.__subclasses__():
        if cls.__module__.startswith(SHELVES):
            yield from classes(cls)


@cache
def sentences() -> frozenset[str]:
    """Return what may be refused on a page: titles, details, words in their gaps, and what libraries say."""
    _know_all()
    titles = (cls.title() for cls in classes())
    words = (in_words(word) for word in chain.from_iterable(SPOKEN_OF))
    return frozenset({*titles, *words, *_kinds(), *_written(), *FOREIGN})


def gaps(template: str) -> list[str]:
    """List the gaps of a sentence."""
    return sorted({name for _, name, _, _ in Formatter().parse(template) if name is not None})


def put_together() -> list[str]:
    """Name the places where a refusal is given a sentence that is put together, so that nobody could tell it again."""
    _know_all()
    names = _names()
    return [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for shelf in SHELVES
        for path in (ROOT / shelf).rglob("*.py")
        if str(path.relative_to(ROOT)) not in OF_THE_COMMAND_LINE
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
        if call.args and isinstance(call.args[0], (ast.JoinedStr, ast.BinOp))
    ]


def _know_all() -> None:
    for shelf in SHELVES:
        for module in pkgutil.walk_packages(import_module(shelf).__path__, f"{shelf}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)


def _written() -> Iterator[str]:
    keywords = dict.fromkeys(_names())
    for shelf in SHELVES:
        read = extract_from_dir(ROOT / shelf, [("**.py", "python")], keywords=keywords)
        for path, _, message, _, _ in read:
            if f"{shelf}/{path}" not in OF_THE_COMMAND_LINE:
                yield str(message)


def _names() -> set[str]:
    return {"Told", "ValidationError", *(cls.__name__ for cls in classes())}


def _kinds(of: type[KnowledgeAggregate] = KnowledgeAggregate) -> Iterator[str]:
    for cls in of.__subclasses__():
        if cls.kind:
            yield cls.kind
        yield from _kinds(cls)
