"""One state of an index, and what every engine must be able to say about it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Protocol

from search.index import Document
from search.lexicon import Lexicon
from search.plan import Group, Stream
from search.ranking import Deadline
from search.table import Table
from search.titles import Titles
from search.wording import Wordings


class Look(Protocol):
    """What one question sees. Documents are given as sets (see `search.table`) and by their numbers."""

    def documents(self, groups: Sequence[Group]) -> int:
        """The set of documents that have any of the groups; fewer if time is up."""
        ...

    def best(self, groups: Sequence[Group], *, among: int, limit: int) -> list[tuple[float, int]]:
        """Scores and numbers of the documents of a set that have most of the groups, best first."""
        ...

    @property
    def is_partial(self) -> bool:
        """Whether time was up before everything was looked at."""
        ...


class Snapshot(ABC):
    """What the index holds at one position, unmoved by what is written meanwhile."""

    table: Table
    lexicon: Lexicon
    titles: Titles
    position: int

    @abstractmethod
    def document(self, number: int) -> Document:
        """A document as it was put in, its texts composed."""

    @abstractmethod
    def worded(self, number: int) -> tuple[Document, Wordings]:
        """The same, and where its words stand."""

    @abstractmethod
    def look(self, deadline: Deadline) -> Look:
        """Begin to look for what a question asks."""

    @abstractmethod
    def holders(self, term: str, stream: Stream) -> int:
        """The set of documents that have a term."""

    @abstractmethod
    def frequency(self, term: str) -> int:
        """About how many documents have a stem."""
