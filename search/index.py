"""The port: what is put into a search index and what can be asked of it, whatever engine keeps it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from search.query import Query, Years

EVERYONE = "public"
"""The audience that every caller belongs to."""


class IndexUnusable(Exception):
    """The index is missing, damaged or of another edition: whoever called builds it anew from the log."""


class IndexBusy(Exception):
    """Another process is writing to the index."""


class IndexMoved(Exception):
    """The index is no longer where the writer took it to be: somebody else has written meanwhile."""


class Sort(StrEnum):
    """What comes first."""

    RELEVANCE = "relevance"
    PRACTICED = "practiced"
    PUBLISHED = "published"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Text:
    """What a document says in one language."""

    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What can be found.

    `texts` by language (BCP 47), the original first. `facets` by name, without kind and language, which follow from
    the rest. `practiced` is the latest known day, `published` and `updated` are times (ISO 8601). `audience`: who may
    find it.
    """

    id: str
    kind: str
    texts: Mapping[str, Text]
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    practiced: str = ""
    published: str = ""
    updated: str = ""
    address: str = ""
    audience: tuple[str, ...] = (EVERYONE,)


@dataclass(frozen=True, slots=True)
class Question:
    """A query and what surrounds it.

    `filters`: a document has one of the values of each facet named. `years`: it happened, or went on, in one of these,
    if any are given. `facets`: what to count. `published_after`: only
    what became public later than that (ISO 8601). `after`: the id of the hit that the part asked for follows, to be
    found about `offset`. `language`: only documents in that language. `speaks`: the language titles and passages are
    shown in where there is a choice. `deadline`: seconds after which what was found so far is the answer.
    """

    query: Query = field(default_factory=Query)
    filters: Mapping[str, frozenset[str]] = field(default_factory=dict)
    years: tuple[Years, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort = Sort.RELEVANCE
    published_after: str = ""
    after: str = ""
    offset: int = 0
    limit: int = 10
    language: str = ""
    speaks: str = ""
    audience: frozenset[str] = frozenset({EVERYONE})
    deadline: float = 0.25


@dataclass(frozen=True, slots=True)
class Marked:
    """Text and the ranges of it, in characters, in which what was asked for stands."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that answers the question, and the words in which it does; `language` is theirs."""

    document: Document
    score: float
    language: str
    title: Marked
    passages: tuple[Marked, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    `total` counts all hits, of which `hits` are those from the offset on. `facets`: by name, how many hits have each
    value, most frequent first, the filter on the facet itself left aside. `forgiven`: words that nobody uses, and
    those that were looked for instead. `is_loosened`: nothing has the phrases, so their words were looked for.
    `is_partial`: the deadline came first. `position`: up to where in the log this is true. `offset`: where the hits
    begin.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    forgiven: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_loosened: bool = False
    is_partial: bool = False
    position: int = 0
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How what is being typed could go on; `document` and its `address` where it is a title."""

    text: str
    document: str = ""
    address: str = ""


class SearchIndex(Protocol):
    """Keeps documents so that they are found. Any number of threads and processes may ask; one at a time writes."""

    @property
    def position(self) -> int:
        """Up to where in the log it is built; 0 is before everything.

        Raises:
            IndexUnusable: build it anew.
        """
        ...

    def write(self, documents: Iterable[Document], *, removed: Iterable[str] = (), since: int, position: int) -> None:
        """Put documents in, replacing those of the same id, and take the removed out: one commit, with the position.

        Raises:
            IndexMoved: the index is not at `since`.
            IndexBusy: another process is writing.
            IndexUnusable: build it anew.
        """
        ...

    def search(self, question: Question) -> Answer:
        """Find documents.

        Raises:
            IndexUnusable: build it anew.
        """
        ...

    def suggest(self, typed: str, *, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        """Complete the last word of what was typed, or the whole to a title."""
        ...

    def did_you_mean(self, typed: str, *, audience: frozenset[str]) -> str:
        """What was typed, its unknown words replaced by known ones like them; empty when there is nothing better."""
        ...

    def similar(
        self, id: str, *, audience: frozenset[str], kinds: Collection[str] = (), limit: int = 5
    ) -> Sequence[Hit]:
        """Documents about the same, of some kinds or of all; none if the caller may not see the document itself."""
        ...

    def warm_up(self) -> None:
        """Read ahead what many questions will need."""
        ...

    def close(self) -> None:
        """Let go of files and locks."""
        ...
