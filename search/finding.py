"""Finds what answers one question in one state of an index."""

from collections.abc import Sequence
from heapq import nlargest, nsmallest

from search.facets import concerns
from search.index import Answer, Document, Hit, Question, Sort
from search.passages import Sought
from search.plan import Concepts, Group, Planner, Requirement, Stream
from search.query import Field
from search.ranking import Deadline
from search.snapshot import Snapshot
from search.table import numbers_in, set_of, union
from search.wording import Wordings

FINE_RANKED = 100
"""How many of the best are looked at again for exact forms and for words that stand together."""

SLACK = 50
"""How many hits may have come since the page before."""

COMMON = 0.4
"""A word that more of the documents have than this only ranks, if another word of the query is rarer."""
FEW_DOCUMENTS = 200
"""With fewer documents, every word counts."""


class Search:
    """One question, asked of one snapshot."""

    def __init__(self, snapshot: Snapshot, question: Question, concepts: Concepts) -> None:
        self._snapshot = snapshot
        self._table = snapshot.table
        self._question = question
        self._is_loosened = False
        self._planner = Planner(snapshot.lexicon, snapshot.table.languages, concepts, speaks=question.speaks)
        self._plan = self._planner.plan(question.query)
        self._look = snapshot.look(Deadline(question.deadline))

    def answer(self) -> Answer:
        """Find, filter, count, sort, and show the part that was asked for."""
        matching = self._match()
        if not matching and self._question.query.phrases:
            self._is_loosened = True
            self._plan = self._planner.plan(self._question.query.loosened())
            matching = self._match()
        conditions = self._conditions()
        found = _passing(matching, conditions)
        ranked = self._ranked(found)
        start = self._start(ranked)
        sought = Sought(tuple(self._plan.positive))
        hits = tuple(
            hit_of(*self._snapshot.worded(number), score, sought, self._question.language or self._question.speaks)
            for score, number in ranked[start : start + self._question.limit]
        )
        return Answer(
            hits,
            found.bit_count(),
            {name: self._table.count_by(name, _passing(matching, conditions, name)) for name in self._question.facets},
            self._visible_corrections(),
            self._is_loosened,
            self._look.is_partial,
            self._snapshot.position,
            start,
        )

    def _start(self, ranked: Sequence[tuple[float, int]]) -> int:
        """Where the part that was asked for begins: after the last hit of the part before, wherever that is now."""
        last = self._table.numbers.get(self._question.after)
        places = (place for place, (_, number) in enumerate(ranked, start=1) if number == last)
        return next(places, self._question.offset) if last is not None else self._question.offset

    def _match(self) -> int:
        """The documents that answer the query itself."""
        if self._asks_in_vain():
            return 0
        matching = self._table.visible_to(self._question.audience)
        if self._plan.wanted:
            matching &= self._look.documents(self._telling_groups())
        for requirement in self._plan.requirements:
            having = self._look.documents(requirement.groups) | self._having(requirement)
            matching &= ~having if requirement.excludes else having
        return matching

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

    def _having(self, requirement: Requirement) -> int:
        documents = 0
        for value in requirement.values:
            if isinstance(value, Field):
                documents |= self._table.having(value.name, self._table.values_like(value.name, value.value))
            else:
                documents |= self._table.in_years(value)
        return documents

    def _conditions(self) -> Sequence[tuple[str, int]]:
        """The names of the filters, and the documents each lets through."""
        table, question = self._table, self._question
        conditions = [(name, table.having(name, values)) for name, values in question.filters.items()]
        if question.language:
            conditions.append(("language", table.having("language", [question.language])))
        if question.years:
            conditions.append(("year", union(map(table.in_years, question.years))))
        if question.published_after:
            later = [one for one in numbers_in(table.everything) if table.row(one).published > question.published_after]
            conditions.append(("published", set_of(later)))
        return conditions

    def _ranked(self, found: int) -> list[tuple[float, int]]:
        """Scores and numbers of what was found, in order; of what is ranked, no more than can be asked for."""
        groups = [*self._telling_groups()]
        for requirement in self._plan.requirements:
            groups += () if requirement.excludes else requirement.groups
        limit = max(FINE_RANKED, self._question.offset + self._question.limit + SLACK)
        if self._question.sort is not Sort.RELEVANCE or not groups:
            return [(0.0, number) for number in self._sorted(found, limit)]
        ranked = self._look.best(groups, among=found, limit=limit)
        best = {number: score for score, number in ranked[:FINE_RANKED]}
        common = set(self._plan.wanted) - set(groups)
        finer = [*common, *(bonus for bonus in self._plan.bonuses if not self._is_everywhere(bonus))]
        for score, number in self._look.best(finer, among=set_of(best), limit=len(best)):
            best[number] += score
        fine = sorted(((score, number) for number, score in best.items()), key=lambda one: (-one[0], one[1]))
        return fine + ranked[FINE_RANKED:]

    def _is_everywhere(self, group: Group) -> bool:
        """Whether words are so common that it says nothing if they follow one another."""
        most = COMMON * max(self._table.count, FEW_DOCUMENTS)
        return all(self._snapshot.lexicon.count(word) > most for one in group.alternatives for word in one.terms)

    def _sorted(self, found: int, limit: int) -> list[int]:
        """By title from A to Z; by date from new to old, those without a date last; relevance is that of news."""
        sort = self._question.sort
        numbers = numbers_in(found)
        row = self._table.row
        if sort is Sort.TITLE:
            return nsmallest(limit, numbers, key=lambda number: row(number).title_key)
        if sort is Sort.PRACTICED:
            return nlargest(limit, numbers, key=lambda number: row(number).practiced)
        return nlargest(limit, numbers, key=lambda number: row(number).published)

    def _visible_corrections(self) -> dict[str, tuple[str, ...]]:
        visible = self._table.visible_to(self._question.audience)
        shown_instead = {
            typed: tuple(word for like in instead if (word := spelling_of(self._snapshot, like, visible)))
            for typed, instead in self._plan.forgiven.items()
        }
        return {typed: instead for typed, instead in shown_instead.items() if instead}


def _passing(documents: int, conditions: Sequence[tuple[str, int]], counted: str = "") -> int:
    """Those of some documents that all filters let through, but for those on the facet that is to be counted."""
    for name, let_through in conditions:
        if not concerns(name, counted):
            documents &= let_through
    return documents


def hit_of(document: Document, wordings: Wordings, score: float, sought: Sought, preferred: str) -> Hit:
    """Show a document with the words that answer, in the preferred language if it has that."""
    language, title, passages = sought.shown(document, wordings, preferred)
    return Hit(document, score, language, title, passages)


def spelling_of(snapshot: Snapshot, folded: str, visible: int) -> str:
    """How most documents that may be seen write a folded word; empty if none does."""
    spellings = snapshot.lexicon.spellings(folded)
    return next((word for word in spellings if snapshot.holders(word, Stream.EXACT) & visible), "")
