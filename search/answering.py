"""How a question becomes an answer: the same for every engine, which only finds and ranks terms."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import log

from search.analysis import compose, fold, tokens
from search.concepts import expansions
from search.facets import PARTS
from search.index import Answer, Document, Hit, Question, Sort, Suggestion
from search.passages import Sought
from search.plan import Alternative, Concepts, Group, Planner, Requirement, Stream
from search.query import Field
from search.ranking import Deadline
from search.snapshot import Snapshot
from search.table import numbers_in, set_of
from search.terms import terms_of

FINE_RANKED = 100
"""How many of the best are looked at again for exact forms and for words that stand together."""

COMMON = 0.4
"""A word that more of the documents have than this only ranks, if another word of the query is rarer."""
FEW_DOCUMENTS = 200
"""With fewer documents, every word counts."""

MOST_CANDIDATES = 40
TELLING_TERMS = 24
"""By how many of its terms a document is compared to others."""
LONGEST_TYPED = 200


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
        beginning = fold(typed)
        titles = [
            Suggestion(title, row.id)
            for row in map(snapshot.table.row, numbers_in(visible))
            for folded, title in row.titles
            if folded.startswith(beginning)
        ]
        half = max(limit // 2, limit - len(titles))
        return (*completions[:half], *titles)[:limit]

    def did_you_mean(self, typed: str, *, audience: frozenset[str]) -> str:
        snapshot = self.snapshot()
        visible = snapshot.table.visible_to(audience)
        typed = compose(typed[:LONGEST_TYPED])
        better = typed
        for token in reversed(tokens(typed)):
            if _is_known(snapshot, token.folded, visible):
                continue
            instead = snapshot.lexicon.misspelt(token.folded, limit=MOST_CANDIDATES)
            spelling = next((word for like in instead if (word := _spelling(snapshot, like, visible))), "")
            better = better[: token.start] + (spelling or typed[token.start : token.end]) + better[token.end :]
        return better if better != typed else ""

    def similar(self, id: str, *, audience: frozenset[str], limit: int = 5) -> Sequence[Hit]:
        snapshot = self.snapshot()
        table = snapshot.table
        visible = table.visible_to(audience)
        number = table.numbers.get(id)
        if number is None or not visible >> number & 1:
            return ()
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
        scores, _ = snapshot.scores(groups, Deadline(1))
        others = ((score, -one) for one, score in scores.items() if one != number and visible >> one & 1)
        return [
            _hit(snapshot.document(-one), score, Sought(groups), next(iter(itself.texts), ""))
            for score, one in nlargest(limit, others)
        ]


class Search:
    """One question, asked of one snapshot."""

    def __init__(self, snapshot: Snapshot, question: Question, concepts: Concepts) -> None:
        self._snapshot = snapshot
        self._table = snapshot.table
        self._question = question
        self._is_partial = False
        self._is_loosened = False
        self._planner = Planner(snapshot.lexicon, snapshot.table.languages, concepts, speaks=question.speaks)
        self._plan = self._planner.plan(question.query)
        self._deadline = Deadline(question.deadline)

    def answer(self) -> Answer:
        """Find, filter, count, sort, and show the part that was asked for."""
        scores, matching = self._match()
        if not matching and self._question.query.phrases:
            self._is_loosened = True
            self._plan = self._planner.plan(self._question.query.loosened())
            scores, matching = self._match()
        found = matching & self._filtered_by()
        if self._question.sort is Sort.RELEVANCE:
            ranked = self._by_relevance(scores, found)
        else:
            ranked = [(scores.get(number, 0.0), number) for number in self._sorted(found)]
        start = self._question.offset
        sought = Sought(tuple(self._plan.positive))
        hits = tuple(
            _hit(self._snapshot.document(number), score, sought, self._question.language or self._question.speaks)
            for score, number in ranked[start : start + self._question.limit]
        )
        return Answer(
            hits,
            found.bit_count(),
            {
                name: self._table.count_by(name, matching & self._filtered_by(leaving_out=name))
                for name in self._question.facets
            },
            self._visible_corrections(),
            self._is_loosened,
            self._is_partial,
        )

    def _match(self) -> tuple[dict[int, float], int]:
        """The documents that answer the query itself, and how well."""
        matching = self._table.visible_to(self._question.audience)
        if self._question.language:
            matching &= self._table.having("language", [self._question.language])
        if self._asks_in_vain():
            return {}, 0
        scores: dict[int, float] = {}
        if self._plan.wanted:
            scores = self._scores(self._telling_groups())
            matching &= set_of(scores)
        for requirement in self._plan.requirements:
            more = self._scores(requirement.groups)
            having = set_of(more) | self._having(requirement)
            matching &= ~having if requirement.excludes else having
            if not requirement.excludes:
                _add(scores, more)
        return scores, matching

    def _asks_in_vain(self) -> bool:
        """Whether something was typed in which there is no word."""
        return not self._question.query.is_empty and not self._plan.wanted and not self._plan.requirements

    def _telling_groups(self) -> Sequence[Group]:
        groups = self._plan.wanted
        if self._table.count < FEW_DOCUMENTS or len(groups) == 1:
            return groups
        most = COMMON * self._table.count
        telling = [group for group in groups if self._snapshot.frequency(group.alternatives[0].terms[0]) <= most]
        return telling or groups

    def _scores(self, groups: Sequence[Group], *, among: Iterable[int] | None = None) -> dict[int, float]:
        if not groups:
            return {}
        chosen = None if among is None else set(among)
        scores, is_partial = self._snapshot.scores(groups, self._deadline, chosen)
        self._is_partial |= is_partial
        return scores if chosen is None else {number: scores[number] for number in scores.keys() & chosen}

    def _having(self, requirement: Requirement) -> int:
        documents = 0
        for value in requirement.values:
            if isinstance(value, Field):
                for name in PARTS.get(value.name, (value.name,)):
                    documents |= self._table.having(name, self._table.values_like(name, value.value))
            else:
                years = self._table.facets.get("year", {})
                wanted = [year for year in years if year.isdecimal() and value.first <= int(year) <= value.last]
                documents |= self._table.having("year", wanted)
        return documents

    def _filtered_by(self, *, leaving_out: str = "") -> int:
        documents = self._table.everything
        for name, values in self._question.filters.items():
            if name != leaving_out:
                documents &= self._table.having(name, values)
        return documents

    def _by_relevance(self, scores: dict[int, float], found: int) -> list[tuple[float, int]]:
        if not scores:
            return [(0.0, number) for number in self._newest(found)]
        within = set(numbers_in(found))
        ranked = nlargest(
            max(FINE_RANKED, self._question.offset + self._question.limit),
            ((score, -number) for number, score in scores.items() if number in within),
        )
        best = {-number: score for score, number in ranked[:FINE_RANKED]}
        common = set(self._plan.wanted) - set(self._telling_groups())
        _add(best, self._scores([*common, *self._plan.bonuses], among=best.keys()))
        fine = sorted(((score, number) for number, score in best.items()), key=lambda one: (-one[0], one[1]))
        return fine + [(score, -number) for score, number in ranked[FINE_RANKED:]]

    def _newest(self, found: int) -> list[int]:
        return self._sorted(found, by=Sort.PUBLISHED)

    def _sorted(self, found: int, by: Sort | None = None) -> list[int]:
        """By title from A to Z; by date from new to old, those without a date last."""
        sort = by or self._question.sort
        numbers = numbers_in(found)
        row = self._table.row
        if sort is Sort.TITLE:
            return sorted(numbers, key=lambda number: row(number).title_key)
        if sort is Sort.PRACTICED:
            return sorted(numbers, key=lambda number: row(number).practiced, reverse=True)
        return sorted(numbers, key=lambda number: row(number).published, reverse=True)

    def _visible_corrections(self) -> dict[str, tuple[str, ...]]:
        visible = self._table.visible_to(self._question.audience)
        shown_instead = {
            typed: tuple(word for like in instead if (word := _spelling(self._snapshot, like, visible)))
            for typed, instead in self._plan.forgiven.items()
        }
        return {typed: instead for typed, instead in shown_instead.items() if instead}


def _add(scores: dict[int, float], more: dict[int, float]) -> None:
    for number, score in more.items():
        scores[number] = scores.get(number, 0.0) + score


def _hit(document: Document, score: float, sought: Sought, preferred: str) -> Hit:
    language, title, passages = sought.shown(document, preferred)
    return Hit(document, score, language, title, passages)


def _completions(snapshot: Snapshot, beginning: str, visible: int, *, limit: int) -> list[str]:
    """Words as they are written in documents that may be seen, the most used first."""
    counted = [
        ((snapshot.holders(folded, Stream.FOLDED) & visible).bit_count(), word)
        for folded in snapshot.lexicon.beginning_with(beginning, limit=MOST_CANDIDATES)
        if (word := _spelling(snapshot, folded, visible))
    ]
    return [word for _, word in sorted(counted, key=lambda one: (-one[0], one[1]))[:limit]]


def _spelling(snapshot: Snapshot, folded: str, visible: int) -> str:
    """How most documents that may be seen write a folded word; empty if none does."""
    spellings = snapshot.lexicon.spellings(folded)
    return next((word for word in spellings if snapshot.holders(word, Stream.EXACT) & visible), "")


def _is_known(snapshot: Snapshot, folded: str, visible: int) -> bool:
    return bool(snapshot.holders(folded, Stream.FOLDED) & visible)
