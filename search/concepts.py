"""The words of migration in four languages, so that a question in one finds documents in the others.

`concepts.yaml` is the list, shaped like SKOS (W3C Recommendation, 18 August 2009); `docs/concepts.md` tells how to
extend it. Countries and agencies come from the code lists everyone shares. Nothing is read before it is asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from domain import vocabulary
from domain.vocabulary import LANGUAGES
from search import analysis

Words = tuple[str, ...]

_LIST = Path(__file__).parent / "concepts.yaml"
# Folded, the World Health Organization is a question word and Réunion a meeting.
_EVERYDAY_WORDS = {("en", "who"), ("es", "reunion"), ("fr", "reunion"), ("pt", "reuniao")}
# Stems join more than inflections ("national", "nationality"); these endings tell number and gender.
_SHORTEST_ROOT = 4
_ENDINGS = {"", *"aelosxy", "aes", "al", "ao", "as", "aux", "es", "ies", "is", "oes", "os"}


@dataclass(frozen=True, kw_only=True)
class Concept:
    """One thing people search for, whatever they call it.

    Attributes:
        preferred: language to the label shown (skos:prefLabel).
        alternatives: language to its other labels (skos:altLabel).
        unofficial: the languages whose preferred label is this project's rendering.
        homonyms: language to labels that name another concept too.
        unnamed: language to the reason why it has no label.
    """

    id: str
    preferred: Mapping[str, str] = field(hash=False)
    alternatives: Mapping[str, tuple[str, ...]] = field(hash=False)
    source: str
    broader: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    unofficial: frozenset[str] = frozenset()
    homonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    unnamed: Mapping[str, str] = field(default_factory=dict, hash=False)

    def labels(self, language: str) -> tuple[str, ...]:
        """Everything it is called in a language, the preferred label first."""
        first = (self.preferred[language],) if language in self.preferred else ()
        return first + self.alternatives.get(language, ())


@dataclass(frozen=True, kw_only=True)
class Expansion:
    """A concept named by the words from `start` up to, not including, `end`; its labels are folded words."""

    start: int
    end: int
    concept_id: str
    labels: Mapping[str, tuple[Words, ...]] = field(hash=False)


@cache
def concepts() -> Mapping[str, Concept]:
    """List the concepts by id: those of the list, then agencies and countries."""
    return MappingProxyType({concept.id: concept for concept in (*listed(), *_from_code_lists())})


def listed() -> list[Concept]:
    """Read the list as it stands in the file, repeated ids included."""
    # The parser in C is ten times as fast, but not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [_concept(entry) for entry in yaml.load(_LIST.read_text("utf-8"), loader)]  # noqa: S506


def expansions(tokens: Sequence[str], language: str | None) -> list[Expansion]:
    """Tell which concepts folded words name; of overlapping labels the longest counts, then the first.

    With a language only its labels are looked up; without, or with one that has none, the labels of all.
    """
    languages = (language,) if language in LANGUAGES else LANGUAGES
    found: list[Expansion] = []
    start = 0
    while start < len(tokens):
        longest = max(_longest(each).get(analysis.stem(tokens[start], each), 0) for each in languages)
        ends = range(min(len(tokens), start + longest), start, -1)
        named = ((end, ids) for end in ends if (ids := find_by_label(tokens[start:end], language)))
        end, ids = next(named, (start + 1, ()))
        found += [Expansion(start=start, end=end, concept_id=id, labels=_folded_labels(id)) for id in ids]
        start = end
    return found


def find_by_label(words: Sequence[str], language: str | None = None) -> tuple[str, ...]:
    """Find the ids of the concepts that folded words name as a whole.

    An inflection that no label spells out counts only where it can belong to one concept.
    """
    languages = (language,) if language in LANGUAGES else LANGUAGES
    ids = [id for each in languages for id in _index(each).get(tuple(words), ())]
    return tuple(dict.fromkeys(ids or [id for each in languages for id in _inflected(words, each)]))


def faults(every: Sequence[Concept]) -> list[str]:
    """Tell in sentences what is wrong with a list of concepts."""
    times = Counter(concept.id for concept in every)
    found = [f"{id} is listed {count} times" for id, count in times.items() if count > 1]
    found += [f"{concept.id} names no source" for concept in every if not concept.source.strip()]
    for concept in every:
        unnamed = set(LANGUAGES) - {*concept.preferred, *filter(concept.unnamed.get, concept.unnamed)}
        found += [f"{concept.id} neither has a label in {language} nor says why" for language in sorted(unnamed)]
        strangers = {*concept.broader, *concept.related} - (set(times) - {concept.id})
        found += [f"{concept.id} points to {id}, which is no other concept" for id in sorted(strangers)]
    for language in LANGUAGES:
        declared = _users({concept.id: concept.homonyms.get(language, ()) for concept in every})
        users = _users({concept.id: concept.labels(language) for concept in every})
        shared = {words: ids for words, ids in users.items() if len(ids) > 1 and ids != declared.get(words)}
        found += [f"{' '.join(words)} ({language}) is shared by {', '.join(ids)}" for words, ids in shared.items()]
    return found


def _inflected(words: Sequence[str], language: str) -> tuple[str, ...]:
    candidates = _stem_index(language).get(_stems(words, language), {})
    ids = {id for label, each in candidates.items() if len(words) > 1 or _is_form_of(words[0], label[0]) for id in each}
    return tuple(ids) if len(ids) == 1 else ()


def _is_form_of(word: str, label: str) -> bool:
    roots = (label[:length] for length in range(_SHORTEST_ROOT, len(label) + 1))
    return any(word.startswith(root) and {word[len(root) :], label[len(root) :]} <= _ENDINGS for root in roots)


@cache
def _index(language: str) -> Mapping[Words, tuple[str, ...]]:
    users = _users({id: concept.labels(language) for id, concept in concepts().items()})
    return {words: ids for words, ids in users.items() if (language, " ".join(words)) not in _EVERYDAY_WORDS}


@cache
def _stem_index(language: str) -> Mapping[Words, Mapping[Words, tuple[str, ...]]]:
    index: dict[Words, dict[Words, tuple[str, ...]]] = defaultdict(dict)
    for words, ids in _index(language).items():
        index[_stems(words, language)][words] = ids
    return index


def _users(labels: Mapping[str, Iterable[str]]) -> dict[Words, tuple[str, ...]]:
    users: dict[Words, tuple[str, ...]] = {}
    for id, words in dict.fromkeys((id, _folded(label)) for id, each in labels.items() for label in each):
        users[words] = (*users.get(words, ()), id)
    return users


@cache
def _longest(language: str) -> Mapping[str, int]:
    """The length of the longest label by the stem of its first word."""
    return {words[0]: len(words) for words in sorted(_stem_index(language), key=len)}


@cache
def _folded_labels(id: str) -> Mapping[str, tuple[Words, ...]]:
    labels = concepts()[id].labels
    return MappingProxyType({each: tuple(dict.fromkeys(map(_folded, labels(each)))) for each in LANGUAGES})


def _folded(label: str) -> Words:
    return tuple(folded for _, folded in analysis.words(analysis.compose(label)))


def _stems(words: Sequence[str], language: str) -> Words:
    return tuple(analysis.stem(word, language) for word in words)


def _concept(entry: Mapping[str, Any]) -> Concept:
    return Concept(
        id=entry["id"],
        preferred=MappingProxyType(entry["prefLabel"]),
        alternatives=_tuples(entry.get("altLabel", {})),
        source=entry.get("source") or "",
        broader=tuple(entry.get("broader", ())),
        related=tuple(entry.get("related", ())),
        unofficial=frozenset(entry.get("unofficial", ())),
        homonyms=_tuples(entry.get("homonyms", {})),
        unnamed=MappingProxyType(entry.get("unnamed", {})),
    )


def _from_code_lists() -> Iterator[Concept]:
    agencies = (("agency", agency, agency.acronyms) for agency in vocabulary.agencies().values())
    countries = (("country", country, country.common_names) for country in vocabulary.countries().values())
    for kind, term, others in (*agencies, *countries):
        yield Concept(
            id=f"{kind}-{term.code}".lower(),
            preferred=term.names,
            alternatives=_tuples({language: [other] for language, other in others.items()}),
            source=f"domain/codelists, {kind} {term.code}",
            unofficial=term.unofficial,
        )


def _tuples(labels: Mapping[str, Iterable[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({language: tuple(each) for language, each in labels.items()})
