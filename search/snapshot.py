"""One state of an index, and what every engine must be able to say about it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from search.index import Document
from search.lexicon import Lexicon
from search.plan import Group, Stream
from search.ranking import Deadline
from search.table import Table


class Snapshot(ABC):
    """What the index holds at one position, unmoved by what is written meanwhile."""

    table: Table
    lexicon: Lexicon
    position: int

    @abstractmethod
    def document(self, number: int) -> Document:
        """A document as it was put in, its texts composed."""

    @abstractmethod
    def scores(
        self, groups: Sequence[Group], deadline: Deadline, among: set[int] | None = None
    ) -> tuple[dict[int, float], bool]:
        """Rank the documents that have any of the groups; and say whether time was up before the end.

        `among`: only these need to be ranked, though others may be.
        """

    @abstractmethod
    def holders(self, term: str, stream: Stream) -> int:
        """The set of documents that have a term."""

    @abstractmethod
    def frequency(self, term: str) -> int:
        """About how many documents have a stem."""
