"""How a question becomes an answer: the same for every engine, which only finds and ranks terms."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from heapq import nlargest
from itertools import islice
from math import log

from search.analysis import compose, fold, stem, stemming_languages, tokens
from search.concepts import expansions
from search.finding import COMMON, Search, hit_of, spelling_of
from search.index import Answer, Hit, Question, Suggestion
from search.passages import Sought
from search.plan import LEAST_ALIKE, MOST_COGNATES, Alternative, Concepts, Group, Stream
from search.ranking import Deadline
from search.snapshot import Snapshot
from search.terms import terms_of

MOST_CANDIDATES = 40
TELLING_TERMS = 24
"""By how many of its terms a document is compared to others."""
LONGEST_TYPED = 200
READ_AHEAD, READ_AHEAD_FOR = 4_000, 3.0
"""Of how many of the words that are used most it is looked up beforehand which documents have them, and for how many
seconds at most."""
SIMILAR = 0.5
"""Seconds after which the nearest found so far are the answer."""


class AnsweringIndex(ABC):
    """Answers from a snapshot; adapters provide that, and writing."""

    def __init__(self, concepts: Concepts = expansions) -> None:
        self._concepts = concepts

    @abstractmethod
    def snapshot(self) -> Snapshot:
        """The newest state.

        Raises:
            IndexUnusable: build it anew.
        """

    @property
    def position(self) -> int:
        return self.snapshot().position

    def search(self, question: Question) -> Answer:
        return Search(self.snapshot(), question, self._concepts).answer()

    def suggest(self, typed: str, *, audience: frozenset[str], limit: int = 8) -> Sequence[Suggestion]:
        snapshot = self.snapshot()
        visible = snapshot.table.visible_to(audience)
        typed = compose(typed[:LONGEST_TYPED]).strip()
        known = tokens(typed)
        if not known:
            return ()
        last, before = known[-1], typed[: known[-1].start]
        completions = [
            Suggestion(before + word)
            for word in _completions(snapshot, last.folded, visible, limit=limit)
            if before or word != typed.casefold()
        ]
        titles = list(islice(snapshot.titles.beginning_with(fold(typed), snapshot.table, visible), limit))
        kept = completions[: max(limit // 2, limit - len(titles))]
        for title, number in titles[: limit - len(kept)]:
            document = snapshot.document(number)
            kept.append(Suggestion(title, document.id, document.address))
        return tuple(kept)

    def did_you_mean(self, typed: str, *, audience: frozenset[str]) -> str:
        snapshot = self.snapshot()
        visible = snapshot.table.visible_to(audience)
        typed = compose(typed[:LONGEST_TYPED])
        better = typed
        for token in reversed(tokens(typed)):
            is_of_a_field = ":" in (typed[token.end : token.end + 1], typed[max(token.start - 1, 0) : token.start])
            if is_of_a_field or _is_known(snapshot, token.folded, visible):
                continue
            instead = snapshot.lexicon.misspelt(token.folded, limit=MOST_CANDIDATES)
            spelling = next((word for like in instead if (word := spelling_of(snapshot, like, visible))), "")
            better = better[: token.start] + (spelling or typed[token.start : token.end]) + better[token.end :]
        return better if better != typed else ""

    def similar(
        self, id: str, *, audience: frozenset[str], kinds: Collection[str] = (), limit: int = 5
    ) -> Sequence[Hit]:
        snapshot = self.snapshot()
        table = snapshot.table
        visible = table.visible_to(audience)
        number = table.numbers.get(id)
        if number is None or not visible >> number & 1:
            return ()
        wanted = visible & table.having("kind", kinds) if kinds else visible
        itself = snapshot.document(number)
        telling = nlargest(
            TELLING_TERMS,
            (
                (often / (often + 1) * log(1 + table.count / holders), term)
                for term, often in terms_of(itself).stems.items()
                if (holders := snapshot.frequency(term)) > 1 and holders <= max(2, COMMON * table.count)
            ),
        )
        groups = [Group((Alternative((term,)),)) for _, term in telling]
        nearest = snapshot.look(Deadline(SIMILAR)).best(groups, among=wanted & ~(1 << number), limit=limit)
        return [
            hit_of(*snapshot.worded(other), score, Sought(groups), next(iter(itself.texts), ""))
            for score, other in nearest
        ]

    def warm_up(self) -> None:
        snapshot = self.snapshot()
        deadline = Deadline(READ_AHEAD_FOR)
        for word in snapshot.lexicon.most_used(READ_AHEAD):
            if deadline.is_over:
                return
            snapshot.lexicon.cognates(word, least=LEAST_ALIKE, limit=MOST_COGNATES)
            for language in stemming_languages(word, snapshot.table.languages):
                snapshot.holders(stem(word, language), Stream.STEM)


def _completions(snapshot: Snapshot, beginning: str, visible: int, *, limit: int) -> list[str]:
    """Words as they are written in documents that may be seen, the most used first."""
    likely = snapshot.lexicon.beginning_with(beginning, limit=MOST_CANDIDATES)
    shown = (word for folded in likely if (word := spelling_of(snapshot, folded, visible)))
    return list(islice(shown, limit))


def _is_known(snapshot: Snapshot, folded: str, visible: int) -> bool:
    return bool(snapshot.holders(folded, Stream.FOLDED) & visible)
