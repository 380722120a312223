"""The words that documents use: how a beginning goes on, and which words are like a given one."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from heapq import nsmallest
from threading import RLock

from search.analysis import GRAM, fold, grams

LAST_CHARACTER = "\U0010ffff"
SHORTEST_MISSPELT = 3
SHORT = 4
"""Words up to this length may differ by one letter, longer ones by more."""
MOST_EDITS = 2


class Lexicon:
    """Exact words with the number of documents that use each; approximate, since words are added but never taken away.

    Whoever shows a word to somebody asks the index first whether a document that this person may see uses it.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts: Counter[str] = Counter(counts)
        self._sorted: list[str] = []
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._by_gram: dict[str, list[str]] = defaultdict(list)
        self._unsorted = True
        self._lock = RLock()
        for word in self._counts:
            self._learn(word)

    def add(self, words: Iterable[str]) -> None:
        """Count one more document that uses these words."""
        with self._lock:
            for word in words:
                if word not in self._counts:
                    self._learn(word)
                self._counts[word] += 1

    def beginning_with(self, prefix: str, *, limit: int) -> list[str]:
        """The most used folded words with a beginning."""
        with self._lock:
            found = self._between(prefix)
            return nsmallest(limit, found, key=lambda word: (-self.count(word), word))

    def spellings(self, folded: str) -> list[str]:
        """The exact forms of a folded word, most used first."""
        with self._lock:
            return sorted(self._exact.get(folded, ()), key=lambda word: (-self._counts[word], word))

    def count(self, folded: str) -> int:
        """About how many documents use a folded word."""
        with self._lock:
            return sum(self._counts[exact] for exact in self._exact.get(folded, ()))

    def cognates(self, folded: str, *, least: float, limit: int) -> list[tuple[str, float]]:
        """Words that share character 4-grams with a word, and how alike they are (Dice), the most alike first."""
        mine = set(grams(folded))
        with self._lock:
            shared = Counter(word for gram in mine for word in self._by_gram.get(gram, ()))
        alike = [
            (word, 2 * count / (len(mine) + max(1, len(word) - GRAM + 1)))
            for word, count in shared.items()
            if word != folded
        ]
        return sorted((one for one in alike if one[1] >= least), key=lambda one: (-one[1], one[0]))[:limit]

    def misspelt(self, folded: str, *, limit: int) -> list[str]:
        """Words that a word could be a misspelling of, the nearest and most used first."""
        if len(folded) < SHORTEST_MISSPELT:
            return []
        distance = 1 if len(folded) <= SHORT else MOST_EDITS
        with self._lock:
            near = self._neighbours(folded)
        measured = [(_edits(folded, word, distance), word) for word in near]
        near_enough = [one for one in measured if one[0] <= distance]
        ranked = sorted(near_enough, key=lambda one: (one[0], one[1][0] != folded[0], -self.count(one[1]), one[1]))
        return [word for _, word in ranked[:limit]]

    def _learn(self, word: str) -> None:
        folded = fold(word)
        if folded not in self._exact:
            self._unsorted = True
            for gram in set(grams(folded)):
                self._by_gram[gram].append(folded)
        self._exact[folded].add(word)

    def _neighbours(self, folded: str) -> list[str]:
        """Words of about the same length that begin alike or share a gram."""
        candidates = {word for gram in grams(folded) for word in self._by_gram.get(gram, ())}
        for beginning in {folded[:1]} if len(folded) <= SHORT else {folded[:2], folded[1::-1]}:
            candidates.update(self._between(beginning))
        return [word for word in candidates if abs(len(word) - len(folded)) <= MOST_EDITS and word != folded]

    def _between(self, beginning: str) -> list[str]:
        if self._unsorted:
            self._sorted = sorted(self._exact)
            self._unsorted = False
        start = bisect_left(self._sorted, beginning)
        return self._sorted[start : bisect_left(self._sorted, beginning + LAST_CHARACTER)]


def _edits(one: str, other: str, most: int) -> int:
    """How many letters are missing, added, replaced or swapped; what is above `most` is not counted further."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        current = [row]
        for column, sought in enumerate(other, start=1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != sought))
            if row > 1 < column and letter == other[column - 2] and one[row - 2] == sought:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > most:
            return most + 1
        before_last, last = last, current
    return last[-1]
