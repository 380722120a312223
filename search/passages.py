"""Which words of a found document to show and to mark."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import nlargest
from typing import Any, TypeAlias

import regex

from search.analysis import forms, spans, stem
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
    marked: Marked


class Sought:
    """The words that were looked for, to be shown in any number of documents."""

    def __init__(self, groups: Sequence[Group]) -> None:
        self._stems: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self._known: dict[str, dict[str, int | None]] = {}
        for place, group in enumerate(groups):
            for alternative in group.alternatives:
                terms = self._stems if alternative.stream is Stream.STEM else self._folded
                for term in alternative.terms:
                    terms.setdefault(term, place)

    def shown(self, document: Document, preferred: str) -> tuple[str, Marked, tuple[Marked, ...]]:
        """Language, title and best passages: in the preferred language, else in the one that answers best."""
        if not document.texts:
            return "", Marked(""), ()
        language = preferred if preferred in document.texts else self._best_language(document)
        text = document.texts[language]
        title = Marked(text.title, _marks(self._found_in(text.title, language), 0, len(text.title)))
        pieces = [piece for part in (text.summary, text.body) for piece in self._pieces_of(part, language)]
        best = nlargest(MOST_PASSAGES, range(len(pieces)), key=lambda place: (pieces[place].worth, -place))
        telling = [place for place in best if any(pieces[place].worth)] or best[:1]
        return language, title, tuple(pieces[place].marked for place in sorted(telling))

    def _best_language(self, document: Document) -> str:
        """The language in which a document has most of the sought; of equals, the original."""
        if len(document.texts) == 1:
            return next(iter(document.texts))
        return max(document.texts, key=lambda language: self._variety(document.texts[language], language))

    def _variety(self, text: Text, language: str) -> int:
        together = f"{text.title}\n{text.summary}\n{text.body}"
        return len({place for place, _, _ in self._found_in(together, language)})

    def _pieces_of(self, text: str, language: str) -> list[Passage]:
        hits = deque(self._found_in(text, language))
        passages = []
        for start, end in _pieces(text[:LONGEST_READ]):
            inside = []
            while hits and hits[0][1] < end:
                inside.append(hits.popleft())
            worth = len({place for place, _, _ in inside}), len(inside)
            passages.append(Passage(worth, Marked(text[start:end], _marks(inside, start, end))))
        return passages

    def _found_in(self, text: str, language: str) -> list[Found]:
        known = self._known.setdefault(language, {})
        found = []
        for start, end in spans(text[:LONGEST_READ]):
            word = text[start:end]
            if word not in known:
                folded = forms(word)[1]
                known[word] = self._stems.get(stem(folded, language), self._folded.get(folded))
            place = known[word]
            if place is not None:
                found.append((place, start, end))
        return found


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
