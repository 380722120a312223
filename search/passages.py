"""Which words of a found document to show and to mark."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import compress, groupby
from operator import itemgetter
from typing import TypeAlias

from search.index import Document, Marked, Text
from search.plan import Group, Stream
from search.wording import Parts, Wording, Wordings

MOST_PASSAGES = 2

Found: TypeAlias = tuple[int, int, int]
"""Which of the sought, and where the word starts and ends."""

Sequenced: TypeAlias = tuple[tuple[str, ...], int]
"""Folded words that follow one another, and which of the sought they are."""


Passage: TypeAlias = tuple[tuple[int, int], int, int, Sequence[Found]]
"""How many of the sought are in it, and how often; then, which part of the text it is in, which passage of that, and
what was found there."""


class Sought:
    """The words that were looked for, to be shown in any number of documents."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._stems: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._sequences: dict[str, list[Sequenced]] = {}
        for place, group in enumerate(groups):
            for alternative in group.alternatives:
                first, *others = alternative.terms
                if others:
                    self._sequences.setdefault(first, []).append((alternative.terms, place))
                else:
                    terms = self._stems if alternative.stream is Stream.STEM else self._folded
                    terms.setdefault(first, place)

    def shown(self, document: Document, wordings: Wordings, preferred: str) -> tuple[str, Marked, tuple[Marked, ...]]:
        """Language, title and best passages: in the preferred language, else in the one that answers best."""
        if not document.texts:
            return "", Marked(""), ()
        languages = [preferred] if preferred in document.texts else list(document.texts)
        looked = [self._look_through(document.texts[one], wordings[one]) for one in languages]
        # Of equals, the original.
        best = max(range(len(languages)), key=lambda place: looked[place].variety)
        return languages[best], looked[best].title, looked[best].passages()

    def _look_through(self, text: Text, parts: Parts) -> "Looked":
        texts = zip((text.title, text.summary, text.body), parts, strict=True)
        return Looked([(part, wording, self._found(wording)) for part, wording in texts])

    def _found(self, wording: Wording) -> list[Found]:
        """Which words of a text were sought, and where they stand."""
        hits: dict[int, int] = {}
        if self._sequences or self._folded:
            words = wording.words
            if self._sequences:
                hits |= self._in_sequence(words)
            if self._folded:
                hits |= _sought(self._folded, words)
        if self._stems:
            hits |= _sought(self._stems, wording.stems)
        if not hits:
            return []
        starts, ends = wording.places()
        return [(hits[number], starts[number], ends[number]) for number in sorted(hits)]

    def _in_sequence(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The numbers of words that stand in a row that was sought; "of" alone tells of nothing."""
        starts = [*compress(range(len(words)), map(self._sequences.__contains__, words))]
        # Of rows that share a word, the first counts.
        for first in reversed(starts):
            for terms, place in reversed(self._sequences[words[first]]):
                end = first + len(terms)
                if tuple(words[first:end]) == terms:
                    yield from ((number, place) for number in range(first, end))


def _sought(terms: Mapping[str, int], formed: Sequence[str]) -> dict[int, int]:
    """The numbers of the words that were sought, and which of the sought they are."""
    numbers = compress(range(len(formed)), map(terms.__contains__, formed))
    return {number: terms[formed[number]] for number in numbers}


class Looked:
    """What was found in the parts of one text."""

    def __init__(self, parts: Sequence[tuple[str, Wording, list[Found]]]) -> None:
        self._parts = parts

    @property
    def variety(self) -> int:
        """How many of the sought are there."""
        return len({place for _, _, found in self._parts for place, _, _ in found})

    @property
    def title(self) -> Marked:
        """The title with marks."""
        title, _, found = self._parts[0]
        return Marked(title, _marks(found, 0, len(title)))

    def passages(self) -> tuple[Marked, ...]:
        """The best passages in their order; the first of all, if none has what was sought."""
        telling = [one for part in range(1, len(self._parts)) for one in self._telling(part)]
        if not telling:
            return tuple(_passage(text, wording, 0, ()) for text, wording, _ in self._parts[1:] if wording.pieces)[:1]
        # Of equals, the first.
        best = nlargest(MOST_PASSAGES, telling, key=itemgetter(0))
        shown = sorted(best, key=itemgetter(1, 2))
        return tuple(_passage(*self._parts[part][:2], piece, found) for _, part, piece, found in shown)

    def _telling(self, part: int) -> list[Passage]:
        """The passages in which something was found."""
        _, wording, found = self._parts[part]
        if not found:
            return []
        _, ends = wording.passages()
        inside = groupby(found, lambda one: bisect_right(ends, one[1]))
        several = [(piece, list(there)) for piece, there in inside]
        return [((len({one[0] for one in there}), len(there)), part, piece, there) for piece, there in several]


def _passage(text: str, wording: Wording, piece: int, found: Sequence[Found]) -> Marked:
    starts, ends = wording.passages()
    return Marked(text[starts[piece] : ends[piece]], _marks(found, starts[piece], ends[piece]))


def _marks(found: Iterable[Found], first: int, last: int) -> tuple[tuple[int, int], ...]:
    """Ranges in order, counted from `first`; those that overlap as one."""
    marks: list[tuple[int, int]] = []
    for _, word_start, word_end in found:
        start, end = word_start - first, min(word_end, last) - first
        if marks and start < marks[-1][1]:
            marks[-1] = marks[-1][0], max(end, marks[-1][1])
        else:
            marks.append((start, end))
    return tuple(marks)
