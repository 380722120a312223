"""What a query asks of the index: groups of terms, each ranked as if it were one term."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from search.analysis import SNOWBALL, fold, stem, stemming_languages, tokens, words
from search.concepts import Expansion
from search.function_words import telling_words
from search.lexicon import Lexicon
from search.query import LONGEST_PHRASE, MOST_PARTS, AnyOf, Field, Leaf, Not, Prefix, Query, Word, Years

TRANSLATION = 0.7
"""How much a translation or synonym counts, where the word itself counts 1."""
COGNATE = 0.3
LEAST_ALIKE = 0.5
MOST_COGNATES = 6
SHORTEST_COGNATE = 5
MISSPELLING = 0.6
MOST_MISSPELLINGS = 4
MOST_FORGIVEN = 6
"""So many unknown words of a query are taken for misspelt; looking for others like them takes time."""
MOST_COMPLETIONS = 48
EXACT_FORM = 1.0
"""Where words differ in accents alone, the one that was typed has this bonus, shared among the words of a query."""
ADJACENT = 0.15
MOST_ALTERNATIVES = 48


class Stream(StrEnum):
    """In which of its three forms a term is looked up."""

    STEM = "stem"
    FOLDED = "folded"
    EXACT = "exact"


@dataclass(frozen=True, slots=True)
class Alternative:
    """A term, or several that follow one another (folded words then)."""

    terms: tuple[str, ...]
    stream: Stream = Stream.STEM
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Group:
    """Alternatives that mean the same: ranked as one term found in as many documents as there are with any of them."""

    alternatives: tuple[Alternative, ...]
    weight: float = 1.0

    @property
    def is_flat(self) -> bool:
        """Whether having it once counts as much as can be."""
        return all(one.stream is Stream.EXACT for one in self.alternatives)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a document must have, or must not: one of the groups, or one of the values of a facet."""

    groups: tuple[Group, ...] = ()
    values: tuple[Field | Years, ...] = ()
    excludes: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How a query is carried out.

    Documents have one of `wanted` and meet all `requirements`; `bonuses` only rank. `forgiven`: words nobody uses,
    and those looked for instead.
    """

    wanted: tuple[Group, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    bonuses: tuple[Group, ...] = ()
    forgiven: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def positive(self) -> Iterator[Group]:
        """What to highlight."""
        yield from self.wanted
        for requirement in self.requirements:
            if not requirement.excludes:
                yield from requirement.groups


Concepts: TypeAlias = Callable[[Sequence[str], str | None], Sequence[Expansion]]
"""Tells which concepts folded words name; the second is the language they are in, if that is known."""


class Planner:
    """Turns queries into plans, knowing which languages and words the index holds."""

    def __init__(self, lexicon: Lexicon, languages: frozenset[str], concepts: Concepts, *, speaks: str = "") -> None:
        self._lexicon = lexicon
        self._languages = languages & frozenset(SNOWBALL)
        self._has_unstemmed = not languages <= frozenset(SNOWBALL)
        # In one language alone, words that look alike mean different things.
        self._has_cognates = len(languages | {speaks} - {""}) > 1
        self._concepts = concepts
        self._speaks = speaks

    def plan(self, query: Query) -> Plan:
        """Work out what to look for."""
        typed = [pair for node in query.nodes if isinstance(node, Word) for pair in words(node.text)][:MOST_PARTS]
        telling = telling_words([folded for _, folded in typed], self._speaks)
        forgiven: dict[str, tuple[str, ...]] = {}
        wanted = [*self._word_groups(typed, telling, forgiven)]
        wanted += [self._completed(node.text) for node in query.nodes if isinstance(node, Prefix)]
        return Plan(
            tuple(dict.fromkeys(group for group in wanted if group.alternatives)),
            tuple(dict.fromkeys(self._requirements(query))),
            tuple(self._bonuses(typed, telling)),
            forgiven,
        )

    def _word_groups(
        self, typed: Sequence[tuple[str, str]], telling: frozenset[str], forgiven: dict[str, tuple[str, ...]]
    ) -> Iterator[Group]:
        folded = [pair[1] for pair in typed]
        synonyms: dict[int, list[Alternative]] = {}
        for concept in self._concepts(folded, self._speaks or None):
            labels = list(self._labels(concept))
            if concept.end - concept.start == 1:
                synonyms.setdefault(concept.start, []).extend(labels)
            elif labels:
                itself = Alternative(tuple(folded[concept.start : concept.end]), Stream.FOLDED)
                yield _group([itself, *labels])
        for place, word in enumerate(folded):
            if word not in telling:
                continue
            alternatives = [*self._stems(word), *synonyms.get(place, ())]
            alternatives += self._cognates(word)
            if len(forgiven) < MOST_FORGIVEN and not self._is_used(word):
                instead = self._lexicon.misspelt(word, limit=MOST_MISSPELLINGS)
                forgiven[typed[place][0]] = tuple(instead)
                alternatives += [one for like in instead for one in self._stems(like, weight=MISSPELLING)]
            yield _group(alternatives)

    def _stems(self, folded: str, *, weight: float = 1.0) -> Sequence[Alternative]:
        return _stems(folded, self._languages, weight, has_unstemmed=self._has_unstemmed)

    def _is_used(self, folded: str) -> bool:
        """Whether the word, or another form of it, occurs: a plural that nobody wrote is no misspelling."""
        if self._lexicon.count(folded):
            return True
        root = min((one.terms[0] for one in self._stems(folded)), key=len)
        return any(
            set(self._stems(like)) & set(self._stems(folded))
            for like in self._lexicon.beginning_with(root, limit=MOST_MISSPELLINGS)
        )

    def _cognates(self, folded: str) -> Iterator[Alternative]:
        if not self._has_cognates or len(folded) < SHORTEST_COGNATE:
            return
        for word, alike in self._lexicon.cognates(folded, least=LEAST_ALIKE, limit=MOST_COGNATES):
            yield from self._stems(word, weight=COGNATE * alike)

    def _labels(self, concept: Expansion) -> Iterator[Alternative]:
        for language in sorted(concept.labels.keys() & self._languages):
            for label in concept.labels[language]:
                if len(label) == 1:
                    yield Alternative((stem(label[0], language),), weight=TRANSLATION)
                else:
                    yield Alternative(label, Stream.FOLDED, TRANSLATION)

    def _completed(self, prefix: str) -> Group:
        beginning = fold(prefix)
        found = self._lexicon.beginning_with(beginning, limit=MOST_COMPLETIONS)
        return _group([Alternative((word,), Stream.FOLDED) for word in found or [beginning]])

    def _bonuses(self, typed: Sequence[tuple[str, str]], telling: frozenset[str]) -> Iterator[Group]:
        there = [(exact, folded) for exact, folded in typed if folded in telling]
        for exact, folded in dict.fromkeys(there):
            if len(self._lexicon.spellings(folded)) > 1:
                yield Group((Alternative((exact,), Stream.EXACT),), EXACT_FORM / len(there))
        for pair in dict.fromkeys(pairwise(folded for _, folded in typed)):
            if telling.intersection(pair):
                yield Group((Alternative(pair, Stream.FOLDED),), ADJACENT)

    def _requirements(self, query: Query) -> Iterator[Requirement]:
        for node in query.nodes:
            if isinstance(node, Not):
                yield self._required((node.of,), excludes=True)
            elif isinstance(node, AnyOf):
                yield self._required(node.of, excludes=False)
            elif not isinstance(node, Word | Prefix):
                yield self._required((node,), excludes=False)

    def _required(self, leaves: Sequence[Leaf], *, excludes: bool) -> Requirement:
        groups: list[Group] = []
        values: list[Field | Years] = []
        for leaf in leaves:
            if isinstance(leaf, Field | Years):
                values.append(leaf)
            elif isinstance(leaf, Prefix):
                groups.append(self._completed(leaf.text))
            else:
                folded = tuple(token.folded for token in tokens(leaf.text))[:LONGEST_PHRASE]
                if len(folded) == 1 and isinstance(leaf, Word):
                    groups.append(_group(self._stems(folded[0])))
                elif folded:
                    groups.append(_group([Alternative(folded, Stream.FOLDED)]))
        return Requirement(tuple(groups), tuple(values), excludes)


@lru_cache(maxsize=1 << 14)
def _stems(folded: str, languages: frozenset[str], weight: float, *, has_unstemmed: bool) -> tuple[Alternative, ...]:
    stems = dict.fromkeys(stem(folded, language) for language in stemming_languages(folded, languages))
    if has_unstemmed or not stems:
        stems[folded] = None
    return tuple(Alternative((one,), weight=weight) for one in stems)


def _group(alternatives: Iterable[Alternative]) -> Group:
    best: dict[tuple[tuple[str, ...], Stream], Alternative] = {}
    for one in alternatives:
        key = one.terms, one.stream
        if key not in best or best[key].weight < one.weight:
            best[key] = one
    return Group(tuple(best.values())[:MOST_ALTERNATIVES])
