"""What an index is built from, as far as the index is concerned."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from search.index import Document


@dataclass(frozen=True)
class Batch:
    """What the log changed up to a position: documents that are new or other than before, and ids that are gone."""

    position: int
    documents: Sequence[Document] = ()
    removed: Collection[str] = ()


class Source(Protocol):
    """The log, told in documents."""

    def position(self) -> int:
        """The last position of the log."""
        ...

    def name(self) -> str:
        """What tells this log from every other; empty while nothing is recorded."""
        ...

    def read(self, after: int) -> Batch:
        """Tell what followed a position, as it is now; with that same position if nothing did."""
        ...

    def tell(self, records: Collection[str], position: int) -> Batch:
        """Tell records as they are now, by their ids, to an index that is at a position."""
        ...
