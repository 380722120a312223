"""The words that documents use: how a beginning goes on, and which words are like a given one."""

from array import array
from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from operator import neg
from threading import RLock
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import GRAM, fold, grams

LAST_CHARACTER = "\U0010ffff"
SHORTEST_MISSPELT = 3
SHORT = 4
"""Words up to this length may differ by one letter, longer ones by more."""
MOST_EDITS = 2
MOST_REMEMBERED = 4_096
"""For so many words the cognates are remembered, until there is another word that could be one."""
MOST_SHARING = 1_000
"""A run of characters that more words share than these tells nothing of a word."""


class Cognates(NamedTuple):
    """The 4-grams of a word, and the words that share some of them, with how alike they are."""

    grams: frozenset[str]
    words: Sequence[tuple[str, float]]


class Lexicon:
    """Exact words with the number of documents that use each; approximate, since words are added but never taken away.

    Whoever shows a word to somebody asks the index first whether a document that this person may see uses it.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts: Counter[str] = Counter(counts)
        self._sorted: list[str] = []
        self._plain: dict[str, str] = {}
        self._exact: dict[str, set[str]] = defaultdict(set)
        self._folded: list[str] = []
        self._lengths = array("H")
        # By their places in the two lists above, which numpy reads at once.
        self._by_gram: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._by_length: dict[int, list[str]] = defaultdict(list)
        self._used: Counter[str] = Counter()
        self._cognates: dict[tuple[str, float, int], Cognates] = {}
        self._lock = RLock()
        for word in self._counts:
            self._learn(word)
        for word, count in self._counts.items():
            self._used[self._plain[word]] += count

    def add(self, words: Iterable[str]) -> None:
        """Count one more document that uses these words."""
        learnt = set[str]()
        with self._lock:
            for word in words:
                if word not in self._plain:
                    self._learn(word)
                    learnt.update(grams(self._plain[word]))
                self._counts[word] += 1
                self._used[self._plain[word]] += 1
            if learnt:
                known = self._cognates.items()
                self._cognates = {key: found for key, found in known if learnt.isdisjoint(found.grams)}

    def counts(self) -> dict[str, int]:
        """In how many documents each exact word occurs."""
        with self._lock:
            return dict(self._counts)

    def beginning_with(self, prefix: str, *, limit: int) -> list[str]:
        """The most used folded words with a beginning."""
        with self._lock:
            found = self._between(prefix)
            used = map(self._used.__getitem__, found)
            return [word for _, word in nsmallest(limit, zip(map(neg, used), found, strict=True))]

    def most_used(self, limit: int) -> list[str]:
        """The folded words that most documents use."""
        with self._lock:
            return [word for word, _ in self._used.most_common(limit)]

    def spellings(self, folded: str) -> list[str]:
        """The exact forms of a folded word, most used first."""
        with self._lock:
            return sorted(self._exact.get(folded, ()), key=lambda word: (-self._counts[word], word))

    def count(self, folded: str) -> int:
        """About how many documents use a folded word."""
        with self._lock:
            return self._used[folded]

    def cognates(self, folded: str, *, least: float, limit: int) -> Sequence[tuple[str, float]]:
        """Words that share character 4-grams with a word, and how alike they are (Dice), the most alike first."""
        key = folded, least, limit
        with self._lock:
            if key not in self._cognates:
                if len(self._cognates) >= MOST_REMEMBERED:
                    self._cognates.clear()
                mine = frozenset(grams(folded))
                self._cognates[key] = Cognates(mine, self._look_for_cognates(folded, mine, least, limit))
            return self._cognates[key].words

    def misspelt(self, folded: str, *, limit: int) -> list[str]:
        """Words that a word could be a misspelling of, the nearest and most used first."""
        if len(folded) < SHORTEST_MISSPELT:
            return []
        most = 1 if len(folded) <= SHORT else MOST_EDITS
        near = []
        with self._lock:
            for length in range(len(folded) - most, len(folded) + most + 1):
                words = self._by_length.get(length, [])
                near += process.extract(folded, words, scorer=OSA.distance, score_cutoff=most, limit=None)
        ranked = sorted(
            (edits, word[0] != folded[0], -self.count(word), word) for word, edits, _ in near if word != folded
        )
        return [word for _, _, _, word in ranked[:limit]]

    def _look_for_cognates(
        self, folded: str, mine: frozenset[str], least: float, limit: int
    ) -> Sequence[tuple[str, float]]:
        having = {gram: self._by_gram[gram] for gram in mine if gram in self._by_gram}
        # What words share an ending with many others for is grammar, not kinship.
        telling = {gram for gram in mine if len(having.get(gram, ())) <= MOST_SHARING} or mine
        sharing = [np.frombuffer(having[gram], np.uint32) for gram in telling if gram in having]
        if not sharing:
            return []
        places, counts = np.unique(np.concatenate(sharing), return_counts=True)
        others = mine - telling
        # Of words that are longer than this, even all grams that could be shared are too small a part.
        longest = 2 * (counts + len(others)) / least - len(mine) + GRAM - 1
        fits = np.frombuffer(self._lengths, np.uint16)[places] <= longest
        shared = zip(map(self._folded.__getitem__, places[fits].tolist()), counts[fits].tolist(), strict=True)
        alike = [
            (word, 2 * (count + sum(gram in word for gram in others)) / (len(mine) + max(1, len(word) - GRAM + 1)))
            for word, count in shared
            if word != folded
        ]
        return nsmallest(limit, (one for one in alike if one[1] >= least), key=lambda one: (-one[1], one[0]))

    def _learn(self, word: str) -> None:
        folded = self._plain[word] = fold(word)
        if folded not in self._exact:
            if self._sorted:
                insort(self._sorted, folded)
            self._by_length[len(folded)].append(folded)
            for gram in set(grams(folded)):
                self._by_gram[gram].append(len(self._folded))
            self._folded.append(folded)
            self._lengths.append(len(folded))
        self._exact[folded].add(word)

    def _between(self, beginning: str) -> list[str]:
        if not self._sorted:
            self._sorted = sorted(self._exact)
        start = bisect_left(self._sorted, beginning)
        return self._sorted[start : bisect_left(self._sorted, beginning + LAST_CHARACTER)]
