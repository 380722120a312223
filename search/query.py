"""The language people search in: whatever they type means something.

Words are wanted; the more of them a document has, the better. `"exact phrases"` and `field:value` are required, `-`
excludes what follows it, `OR` (or `|`) between two joins them into one requirement, `prefix*` stands for all words
with that beginning, and `year:2018..2021` for the years between. Everything else is a word. Any string parses, into a
tree of bounded size.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from search.analysis import compose
from search.facets import FACETS, PARTS

LONGEST_QUERY = 600
"""How many characters are read; what follows is left aside."""

MOST_PARTS = 48
"""How many words, phrases and conditions are read."""

LONGEST_PHRASE = 12
"""How many words of a phrase count."""

SHORTEST_PREFIX = 2

FIELDS = frozenset({*FACETS, *PARTS})
"""The names that may stand before a colon; another name and its colon are text."""

PART = re.compile(
    r"""
    (?P<minus>(?:(?<=\s)|^)[-−](?=\S))            # excludes what follows
    | (?P<or>(?:(?<=\s)|^)(?:OR|\|)(?=\s))
    | (?P<name>[A-Za-z_]{2,24}):(?=[^\s:])        # of a field, if it is one
    | ["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]
    | (?P<word>[^\s"“”„«»:]+)
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
YEARS = re.compile(r"(\d{4})?\.\.(\d{4})?|(\d{4})", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1, 9999


@dataclass(frozen=True, slots=True)
class Word:
    """Text as typed, without blanks; analysis may find several words in it."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """All words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A value that a facet has."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Years:
    """The years from `first` to `last`, both included."""

    first: int
    last: int


Leaf: TypeAlias = Word | Prefix | Phrase | Field | Years


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    of: Leaf


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of these."""

    of: tuple[Leaf, ...]


Node: TypeAlias = Leaf | Not | AnyOf


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody asked for."""

    nodes: tuple[Node, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, which is answered with everything."""
        return not self.nodes

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases that are required."""
        return tuple(node for node in self.nodes if isinstance(node, Phrase))

    def loosened(self) -> "Query":
        """The same with the words of its phrases instead: sentences quote what nobody wrote."""
        return Query(tuple(Word(node.text) if isinstance(node, Phrase) else node for node in self.nodes))


def parse(text: str) -> Query:
    """Understand whatever was typed; never raises."""
    nodes: list[Node] = []
    excluding = joining = False
    for part in _parts(compose(text[:LONGEST_QUERY])):
        if part == "-":
            excluding = True
            continue
        if part == "|":
            joining = bool(nodes) and not isinstance(nodes[-1], Not)
            continue
        if not isinstance(part, str):
            _add(nodes, part, excluding=excluding, joining=joining)
        excluding = joining = False
    return Query(tuple(nodes))


def _add(nodes: list[Node], leaf: Leaf, *, excluding: bool, joining: bool) -> None:
    if excluding:
        nodes.append(Not(leaf))
        return
    if not joining:
        nodes.append(leaf)
        return
    last = nodes.pop()
    before = last.of if isinstance(last, AnyOf) else (last,)
    nodes.append(AnyOf((*(one for one in before if not isinstance(one, Not)), leaf)))


def _parts(text: str) -> Iterator[Leaf | str]:
    """Leaves, `-` and `|` in the order in which they were typed."""
    count = 0
    name = ""
    for match in PART.finditer(text):
        if count >= MOST_PARTS:
            return
        kind = match.lastgroup
        if kind == "minus":
            yield "-"
        elif kind == "or":
            yield "|"
        elif kind == "name":
            name = match["name"]
            if name.casefold() not in FIELDS:
                count += 1
                yield Word(name)
                name = ""
        elif kind in {"phrase", "word"}:
            count += 1
            value, named = match[kind], name.casefold()
            name = ""
            yield from _leaf(value, named, is_phrase=kind == "phrase")
        else:
            name = ""


def _leaf(value: str, name: str, *, is_phrase: bool) -> Iterator[Leaf]:
    years = YEARS.fullmatch(value) if name == "year" else None
    if not value.strip():
        return
    if years:
        first, last, single = years.groups()
        yield Years(int(single or first or FIRST_YEAR), int(single or last or LAST_YEAR))
    elif name:
        yield Field(name, value.strip())
    elif is_phrase:
        yield Phrase(value)
    elif value.endswith("*") and len(value.rstrip("*")) >= SHORTEST_PREFIX and value.rstrip("*").isalnum():
        yield Prefix(value.rstrip("*"))
    else:
        yield Word(value)
