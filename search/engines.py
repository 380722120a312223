"""The engines there are, by name. Only the one that is used is imported."""

from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, cast

from search.index import SearchIndex

IN_FOLDERS = {"whoosh": ("search.whoosh_index", "WhooshIndex"), "tantivy": ("search.tantivy_index", "TantivyIndex")}
MEMORY = "memory"


class Engine(Protocol):
    """Begins and opens indexes in folders."""

    def create(self, folder: Path) -> SearchIndex:
        """Begin an empty index."""
        ...

    def open(self, folder: Path) -> SearchIndex:
        """Open an index.

        Raises:
            IndexUnusable: build it anew.
        """
        ...


def engine_called(name: str) -> Engine:
    """Give an engine that keeps its index in a folder."""
    module, kind = IN_FOLDERS[name]
    found: Any = getattr(import_module(module), kind)
    return cast("Engine", found)
