"""Which words of a found document to show and to mark."""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from heapq import nlargest
from itertools import chain
from typing import Any, TypeAlias

import regex

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
        self._known: dict[str, _Known] = {}
        for place, group in enumerate(groups):
            for alternative in group.alternatives:
                terms = self._stems if alternative.stream is Stream.STEM else self._folded
                for term in alternative.terms:
                    terms.setdefault(term, place)

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
        known = self._known.setdefault(language, _Known(self._stems, self._folded, language))
        text = text[:LONGEST_READ]
        if fits_latin(text):
            words = ((match[0], *match.span()) for match in self._begins.finditer(text))
        else:
            words = ((text[start:end], start, end) for start, end in spans(text))
        return [(place, start, end) for word, start, end in words if (place := known[word]) is not None]

    @cached_property
    def _begins(self) -> re.Pattern[str]:
        """Finds words of Latin text that begin like one of the sought, since stems differ from words at the end."""
        beginnings = {term[:2] for term in chain(self._stems, self._folded) if term.isascii()}
        return _beginning_with(tuple(sorted(beginnings)))


class _Known(dict[str, int | None]):
    """Which of the sought each word of a language is, found out once."""

    def __init__(self, stems: Mapping[str, int], folded: Mapping[str, int], language: str) -> None:
        super().__init__()
        self._sought = stems, folded, language

    def __missing__(self, word: str) -> int | None:
        stems, folded, language = self._sought
        plain = forms(word)[1]
        found = self[word] = stems.get(stem(plain, language), folded.get(plain))
        return found


@lru_cache(maxsize=256)
def _beginning_with(beginnings: Sequence[str]) -> re.Pattern[str]:
    # A letter with a diacritic may fold into any; and of "dying", the stem is that of "die".
    either = {"i": "iy", "y": "iy"}
    parts = [f"[{first}{first.upper()}]" + _second(either.get(second, second)) for first, second in _parted(beginnings)]
    return re.compile(rf"(?<![^\W_])(?:[^\x00-\x7f\W]|{'|'.join(parts) or '(?!)'})[^\W_]*")


def _parted(beginnings: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((beginning[:1], beginning[1:]) for beginning in beginnings)


def _second(letters: str) -> str:
    return f"[{letters}{letters.upper()}\x80-\uffff]" if letters else ""


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
        """The best passages in their order; the first, if no other is better."""
        pieces = [piece for text, found in self._parts[1:] for piece in _pieces_of(text, found)]
        best = nlargest(MOST_PASSAGES, range(len(pieces)), key=lambda place: (pieces[place].worth, -place))
        telling = [place for place in best if any(pieces[place].worth)] or best[:1]
        return tuple(pieces[place].marked() for place in sorted(telling))


def _pieces_of(text: str, found: Sequence[Found]) -> list[Passage]:
    hits = deque(found)
    passages = []
    for start, end in _pieces(text[:LONGEST_READ]):
        inside = []
        while hits and hits[0][1] < end:
            inside.append(hits.popleft())
        worth = len({place for place, _, _ in inside}), len(inside)
        passages.append(Passage(worth, text, start, end, inside))
    return passages


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


def _pieces(text: str) -> list[tuple[int, int]]:
    """Ranges of about a passage's length that end with a sentence, or at least with a word."""
    pieces = []
    start = 0
    while start < len(text):
        end = min(len(text), start + PASSAGE)
        if end < len(text):
            stops = [match.end() for match in _stop().finditer(text, start + PASSAGE // 3, end)]
            blank = text.rfind(" ", start + PASSAGE // 3, end)
            end = stops[-1] if stops else max(blank, start) if blank > start else end
        pieces.append((start, end))
        start = end
        while start < len(text) and text[start].isspace():
            start += 1
    return pieces


@cache
def _stop() -> Any:
    return regex.compile("[.!?…؟]+(?=\\s)|[。\uff01\uff1f]|\n+")
