"""Where the words and passages of a document stand: noted when it is put in, so that showing it is quick."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TypeAlias

from search.analysis import forms, spans, stem
from search.index import Document

LONGEST_READ = 20_000
"""How many characters of a text are looked through for the best passages."""

PASSAGE = 240
"""About how many characters a passage has."""

BETWEEN = "\n"
"""Parts words, none of which has it."""

PLACE = "H"
"""How a place is written: in two bytes, which suffices for texts of that length."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text, folded and as stems, and the places of the characters at which each starts and ends.

    `pieces`: where the passages start and end that the text falls into.
    """

    folded: str = ""
    stemmed: str = ""
    starts: bytes = b""
    ends: bytes = b""
    pieces: bytes = b""

    @property
    def words(self) -> list[str]:
        """The folded words in their order."""
        return _parted(self.folded)

    @property
    def stems(self) -> list[str]:
        """The stem of each."""
        return _parted(self.stemmed)

    def places(self) -> "tuple[array[int], array[int]]":
        """Where each word starts, and where it ends."""
        return array(PLACE, self.starts), array(PLACE, self.ends)

    def passages(self) -> "tuple[array[int], array[int]]":
        """Where each passage starts, and where it ends."""
        both = array(PLACE, self.pieces)
        return both[0::2], both[1::2]


Parts: TypeAlias = tuple[Wording, Wording, Wording]
"""Of title, summary and body."""

Wordings: TypeAlias = Mapping[str, Parts]
"""By language."""


def wordings_of(document: Document) -> dict[str, Parts]:
    """Note where the words of a document stand, whose texts are composed."""
    return {
        language: (
            _wording_of(text.title, language),
            _wording_of(text.summary, language),
            _wording_of(text.body, language),
        )
        for language, text in document.texts.items()
    }


def _wording_of(text: str, language: str) -> Wording:
    text = text[:LONGEST_READ]
    found = [(forms(text[start:end])[1], start, end) for start, end in spans(text)]
    folded, starts, ends = zip(*found, strict=True) if found else ((), (), ())
    return Wording(
        BETWEEN.join(folded),
        BETWEEN.join(stem(word, language) for word in folded),
        _packed(starts),
        _packed(ends),
        _packed(chain.from_iterable(_pieces(text))),
    )


def _parted(joined: str) -> list[str]:
    return joined.split(BETWEEN) if joined else []


def _packed(places: Iterable[int]) -> bytes:
    return array(PLACE, places).tobytes()


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of about a passage's length that end with a sentence, or at least with a word."""
    return (match.span(1) for match in _piece().finditer(text))


@cache
def _piece() -> re.Pattern[str]:
    least, most = PASSAGE // 3, PASSAGE
    sentence = rf".{{{least},{most - 1}}}(?:[.!?…؟](?=\s)|[。\uff01\uff1f\n])"
    return re.compile(rf"\s*((?=\S)(?:.{{1,{most}}}\Z|{sentence}|.{{{least},{most}}}(?=\s)|.{{1,{most}}}))", re.DOTALL)
