"""What an engine stores beside its terms: documents as they were put in, and where the index stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import msgspec

from search.index import Document
from search.table import Row, row_of
from search.terms import Terms, composed, terms_of
from search.wording import Parts, Wordings, wordings_of

EDITION = 4
"""Counts up whenever analysis, terms or stored form change: an index of another edition is built anew."""

STATE_KEY = "\u0000state"
"""Under which the state is stored; no document has such an id."""
WORDS_KEY = "\u0000words"
"""Under which the words of all documents are stored, for engines that are slow to list theirs."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A document as it was put in, or none where one was removed."""

    document: Document | None = None
    length: float = 0.0

    @property
    def row(self) -> Row | None:
        """What the table keeps of it."""
        return row_of(self.document, self.length) if self.document else None


@dataclass(frozen=True, slots=True)
class State:
    """Written in every commit; `batch` counts commits, and each stored document says in which one it came."""

    position: int = 0
    batch: int = 0
    edition: int = EDITION


@dataclass(frozen=True, slots=True)
class Words:
    """In how many documents each exact word occurred, up to a batch."""

    batch: int = 0
    counts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document on its way into an index."""

    id: str
    terms: Terms
    packed: bytes
    wordings: bytes


def prepare(documents: Iterable[Document]) -> list[Arrival]:
    """Analyse documents before the index is locked; of two with one id the last is kept."""
    arrivals = {}
    for document in map(composed, documents):
        terms = terms_of(document)
        stored = pack(Stored(document, terms.length))
        arrivals[document.id] = Arrival(document.id, terms, stored, pack(wordings_of(document)))
    return list(arrivals.values())


def pack(stored: Stored | State | Words | Wordings) -> bytes:
    """Turn into bytes."""
    return msgspec.msgpack.encode(stored)


def unpack(packed: bytes) -> Stored:
    """Read a stored document.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return _documents().decode(packed)


def unpack_wordings(packed: bytes) -> Wordings:
    """Read where the words of a document stand.

    Raises:
        msgspec.MsgspecError: that is not what it says.
    """
    return _wordings().decode(packed)


def unpack_state(packed: bytes) -> State:
    """Read a state.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return _states().decode(packed)


def unpack_words(packed: bytes) -> Words:
    """Read the words.

    Raises:
        msgspec.MsgspecError: they are none.
    """
    return msgspec.msgpack.decode(packed, type=Words)


@cache
def _documents() -> msgspec.msgpack.Decoder[Stored]:
    return msgspec.msgpack.Decoder(Stored)


@cache
def _wordings() -> msgspec.msgpack.Decoder[dict[str, Parts]]:
    return msgspec.msgpack.Decoder(dict[str, Parts])


@cache
def _states() -> msgspec.msgpack.Decoder[State]:
    return msgspec.msgpack.Decoder(State)
