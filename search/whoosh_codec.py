"""How postings are written for Whoosh to keep: as plain numbers, which are read as fast as they can be copied.

Whoosh would pickle them in blocks, which takes a hundred times as long to read and looks up names meanwhile.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from sys import maxsize
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3PostingsWriter
from whoosh.matching import ListMatcher
from whoosh.reading import TermNotFound

NUMBER, OFTEN = np.dtype("<u4"), np.dtype("<f4")
SIZE = NUMBER.itemsize
HEAD = struct.Struct("<II")
"""How many documents have the term, and in how many places where these were given."""


@dataclass(frozen=True, slots=True)
class TermPostings:
    """The documents of one segment that have a term: where they stand in it, and how often they have it.

    `values`: where in the file it is told in which places.
    """

    places: NDArray[np.uint32]
    often: NDArray[np.float32]
    values: tuple[int, int] = (0, 0)

    @classmethod
    def read(cls, file: Any, offset: int) -> Self:
        """Read what stands at an offset of a file."""
        count, words = HEAD.unpack(file.get(offset, HEAD.size))
        start = offset + HEAD.size
        numbers = file.get(start, count * 2 * SIZE)
        places = np.frombuffer(numbers, NUMBER, count)
        often = np.frombuffer(numbers, OFTEN, count, count * SIZE)
        return cls(places, often, (start + len(numbers), words))

    def places_of_words(self, file: Any) -> NDArray[np.uint32]:
        """In which places each document has the term: as many as it has it often, one document after another."""
        start, count = self.values
        return np.frombuffer(file.get(start, count * SIZE), NUMBER, count)


NOTHING = TermPostings(np.empty(0, NUMBER), np.empty(0, OFTEN))


class PlainCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own in everything but postings."""

    # Lengths of documents are in the table; the engine would look for its own with every posting.
    length_stats = False

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> "PostingsWriter":  # noqa: ARG002, FBT001, FBT002
        return PostingsWriter(dbfile, maxsize)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """Hand out what is there to be merged into another segment."""
        found = TermPostings.read(dbfile, terminfo.extent()[0])
        values: Sequence[bytes] = [b""] * len(found.places)
        if found.values[1]:
            joined = found.places_of_words(dbfile).tobytes()
            ends = accumulate((SIZE * int(often) for often in found.often), initial=0)
            values = [joined[start:end] for start, end in pairwise(ends)]
        return ListMatcher(
            found.places.tolist(), found.often.tolist(), values, format_, scorer, term=term, terminfo=terminfo
        )


class PostingsWriter(W3PostingsWriter):  # type: ignore[misc]
    """Writes all that there is of a term at once."""

    def _write_block(self, last: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        self._terminfo.add_block(self)
        values = b"".join(self._values)
        self._postfile.write(HEAD.pack(len(self._ids), len(values) // SIZE))
        self._postfile.write(np.array(self._ids, NUMBER).tobytes())
        self._postfile.write(np.array(self._weights, OFTEN).tobytes())
        self._postfile.write(values)
        self._blockcount += 1
        self._new_block()


def read_postings(terms: Any, field: str, term: str) -> TermPostings:
    """Read the postings of a term from the terms of a segment; none if it has not got it."""
    try:
        about = terms.term_info(field, term.encode())
    except TermNotFound:
        return NOTHING
    return TermPostings.read(terms._postfile, about.extent()[0])  # noqa: SLF001
