"""Which words of a found document to show and to mark."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nlargest
from itertools import accumulate, chain, islice, product
from typing import TypeAlias

from search.analysis import fits_latin, forms, spans, stem
from search.index import Document, Marked, Text
from search.plan import Group, Stream

LONGEST_READ = 20_000
"""How many characters of a text are looked through for the best passages."""

PASSAGE = 240
"""About how many characters a passage has."""

MOST_PASSAGES = 2

Found: TypeAlias = tuple[int, int, int]
"""Which of the sought, and where the word starts and ends."""

Sequenced: TypeAlias = tuple[tuple[str, ...], int]
"""Folded words that follow one another, and which of the sought they are."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Part of a text; `worth`: how many of the sought are in it, and how often."""

    worth: tuple[int, int]
    text: str
    start: int
    end: int
    found: Sequence[Found]

    def marked(self) -> Marked:
        """The part with marks."""
        return Marked(self.text[self.start : self.end], _marks(self.found, self.start, self.end))


class Sought:
    """The words that were looked for, to be shown in any number of documents."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._stems: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._sequences: dict[str, list[Sequenced]] = {}
        self._told: dict[str, _Told] = {}
        for place, group in enumerate(groups):
            for alternative in group.alternatives:
                first, *others = alternative.terms
                if others:
                    self._sequences.setdefault(first, []).append((alternative.terms, place))
                else:
                    terms = self._stems if alternative.stream is Stream.STEM else self._folded
                    terms.setdefault(first, place)

    def shown(self, document: Document, preferred: str) -> tuple[str, Marked, tuple[Marked, ...]]:
        """Language, title and best passages: in the preferred language, else in the one that answers best."""
        if not document.texts:
            return "", Marked(""), ()
        languages = [preferred] if preferred in document.texts else list(document.texts)
        looked = [self._look_through(document.texts[language], language) for language in languages]
        # Of equals, the original.
        best = max(range(len(languages)), key=lambda place: looked[place].variety)
        return languages[best], looked[best].title, looked[best].passages()

    def _look_through(self, text: Text, language: str) -> "Looked":
        return Looked([(part, self._found_in(part, language)) for part in (text.title, text.summary, text.body)])

    def _found_in(self, text: str, language: str) -> list[Found]:
        if not (self._stems or self._folded or self._sequences):
            return []
        told = self._told.get(language) or _Told(self._stems, self._folded, self._sequences, language)
        self._told[language] = told
        text = text[:LONGEST_READ]
        if not fits_latin(text):
            placed = [(text[start:end], start, end) for start, end in spans(text)]
            return told.found(placed) if told.has_any(word for word, _, _ in placed) else []
        # Between words stands what parts them, so that the ends of all parts are the places of words.
        parts = _word().split(text)
        words = parts[1::2]
        if not told.has_any(words):
            return []
        ends = list(accumulate(map(len, parts)))
        return told.found(zip(words, ends[0::2], ends[1::2], strict=False))


class _Told:
    """Tells of words of a language whether they were sought; each word is looked at once."""

    def __init__(
        self,
        stems: Mapping[str, int],
        folded: Mapping[str, int],
        sequences: Mapping[str, Sequence["Sequenced"]],
        language: str,
    ) -> None:
        self._stems = stems
        self._folded = folded
        self._sequences = sequences
        self._links = frozenset(term for several in sequences.values() for terms, _ in several for term in terms)
        self._language = language
        sought = chain(stems, folded, self._links)
        self._beginnings = frozenset(chain.from_iterable(_written(term[:2]) for term in sought))
        self._seen: set[str] = set()
        self._sought: dict[str, int] = {}
        self._linked: dict[str, str] = {}

    def has_any(self, words: Iterable[str]) -> bool:
        """Whether one of the words was sought."""
        different = set(words)
        self._look_at(different - self._seen)
        return not (different.isdisjoint(self._sought) and different.isdisjoint(self._linked))

    def found(self, words: Iterable[tuple[str, int, int]]) -> list[Found]:
        """Which of the words, given with their places, were sought; they have been looked at."""
        sought = self._sought
        if not self._links:
            return [(sought[word], start, end) for word, start, end in words if word in sought]
        placed = list(words)
        hits = {number: sought[word] for number, (word, _, _) in enumerate(placed) if word in sought}
        for number, place in self._in_sequence([word for word, _, _ in placed]):
            hits.setdefault(number, place)
        return [(hits[number], *placed[number][1:]) for number in sorted(hits)]

    def _in_sequence(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """The numbers of words that stand in a row that was sought; "of" alone tells of nothing."""
        linked = {number: self._linked[word] for number, word in enumerate(words) if word in self._linked}
        for first, term in linked.items():
            for terms, place in self._sequences.get(term, ()):
                row = range(first, first + len(terms))
                if all(linked.get(number) == wanted for number, wanted in zip(row, terms, strict=True)):
                    yield from ((number, place) for number in row)

    def _look_at(self, words: set[str]) -> None:
        self._seen |= words
        # Stems differ from words at the end, and letters with diacritics may fold into any.
        likely = [word for word in words if word[:2] in self._beginnings or not word[:2].isascii()]
        for word in likely:
            plain = forms(word)[1]
            if plain in self._links:
                self._linked[word] = plain
            place = self._stems.get(stem(plain, self._language), self._folded.get(plain))
            if place is not None:
                self._sought[word] = place


@lru_cache(maxsize=1 << 12)
def _written(beginning: str) -> frozenset[str]:
    """How words may begin whose stem begins so: of "dying", the stem is that of "die"."""
    either = {"i": "iy", "y": "iy"}
    letters = [either.get(letter, letter) for letter in beginning]
    return frozenset(map("".join, product(*(several + several.upper() for several in letters))))


class Looked:
    """What was found in the parts of one text."""

    def __init__(self, parts: Sequence[tuple[str, list[Found]]]) -> None:
        self._parts = parts

    @property
    def variety(self) -> int:
        """How many of the sought are there."""
        return len({place for _, found in self._parts for place, _, _ in found})

    @property
    def title(self) -> Marked:
        """The title with marks."""
        title, found = self._parts[0]
        return Marked(title, _marks(found, 0, len(title)))

    def passages(self) -> tuple[Marked, ...]:
        """The best passages in their order; the first of all, if none has what was sought."""
        telling = [passage for text, found in self._parts[1:] if found for passage in _telling(text, found)]
        if not telling:
            begun = next((text for text, _ in self._parts[1:] if text), "")
            return tuple(Marked(begun[start:end]) for start, end in islice(_pieces(begun), 1))
        best = nlargest(MOST_PASSAGES, range(len(telling)), key=lambda place: (telling[place].worth, -place))
        return tuple(telling[place].marked() for place in sorted(best))


def _telling(text: str, found: Sequence[Found]) -> Iterator[Passage]:
    """The passages in which something was found."""
    starts = [start for _, start, _ in found]
    first = 0
    for start, end in _pieces(text[:LONGEST_READ]):
        after = bisect_left(starts, end, lo=first)
        if after > first:
            inside = found[first:after]
            yield Passage((len({place for place, _, _ in inside}), len(inside)), text, start, end, inside)
        first = after


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


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Ranges of about a passage's length that end with a sentence, or at least with a word."""
    return (match.span(1) for match in _piece().finditer(text))


@cache
def _word() -> re.Pattern[str]:
    return re.compile(r"([^\W_]+)")


@cache
def _piece() -> re.Pattern[str]:
    least, most = PASSAGE // 3, PASSAGE
    sentence = rf".{{{least},{most - 1}}}(?:[.!?…؟](?=\s)|[。\uff01\uff1f\n])"
    return re.compile(rf"\s*((?=\S)(?:.{{1,{most}}}\Z|{sentence}|.{{{least},{most}}}(?=\s)|.{{1,{most}}}))", re.DOTALL)
