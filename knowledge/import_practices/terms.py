"""Finds the codes that labels stand for, in any of four languages, also where commas part labels that have commas."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from domain import vocabulary
from domain.vocabulary import Term

SURE_PARTS = re.compile(r"\s*[;|\n]\s*")
"""What parts values and stands in no label."""
CLOSE = 0.88
"""How alike a misspelt label must be; below it, it is not taken for one."""
LAST_OBJECTIVE, LAST_GOAL = 23, 17
OBJECTIVE = re.compile(
    r"(?:gcm|objective|objectives|objetivo|objectif|obj)?[\s.#no-]*0?(?P<number>[0-9]{1,2})\b[\s.:)-]*(?P<rest>.*)"
)
GOAL = re.compile(r"(?:sdg|sdgs|goal|ods|odd)?[\s.#no-]*0?(?P<number>[0-9]{1,2})\b(?:[\s.:)-]+(?P<rest>.*))?")
WORLD = frozenset(("global", "worldwide", "world", "mundial", "monde", "mundo"))

Finder = Callable[[str], str | None]
"""Gives the code that a text stands for, None where it stands for none."""
Spellings = Callable[[], Mapping[str, str]]
"""Gives codes by everything they may be called."""


@dataclass
class ReadTerms:
    """Codes that were found, those that were only close, and what was not understood."""

    codes: list[str] = field(default_factory=list)
    close: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @property
    def remark(self) -> str:
        """Say what is odd about it; empty if nothing is."""
        taken = [f"{text!r} was taken for {code}" for text, code in self.close.items()]
        left = [f"{text!r} is not known" for text in self.unknown]
        return "; ".join([*taken, *left])


def read_objectives(values: Iterable[str]) -> ReadTerms:
    """Read objectives: codes, numbers, titles or short labels."""
    return _read(values, _objective, _spellings_of_objectives)


def read_principles(values: Iterable[str]) -> ReadTerms:
    """Read guiding principles: codes or names."""
    return _read(values, _spellings_of_principles().get, _spellings_of_principles)


def read_places(values: Iterable[str]) -> ReadTerms:
    """Read countries and regions together: codes or names, `001` for what concerns the whole world."""
    return _read(values, _place, _spellings_of_places)


def read_goals(values: Iterable[str]) -> ReadTerms:
    """Read Sustainable Development Goals: numbers, with or without what they are called."""
    return _read(values, _goal, dict)


def as_values(value: object) -> list[str]:
    """Give the values of a cell, which is text or, in JSON, a list or a number."""
    values = value if isinstance(value, list) else [value]
    return [str(one).strip() for one in values if str(one).strip()]


def _read(values: Iterable[str], find: Finder, spellings: Spellings) -> ReadTerms:
    read = ReadTerms()
    for value in values:
        for part in SURE_PARTS.split(value):
            _read_part(part, find, spellings, read)
    read.codes = list(dict.fromkeys(read.codes))
    return read


def _read_part(part: str, find: Finder, spellings: Spellings, read: ReadTerms) -> None:
    """Read values between commas, each the longest run of pieces that stands for something."""
    pieces = [piece for piece in part.split(",") if piece.strip()]
    start = 0
    while start < len(pieces):
        for end in range(min(len(pieces), start + 8), start, -1):
            text = ",".join(pieces[start:end]).strip()
            if code := find(_folded(text)):
                read.codes.append(code)
                start = end
                break
        else:
            _guess(pieces[start].strip(), spellings, read)
            start += 1


def _guess(text: str, spellings: Spellings, read: ReadTerms) -> None:
    if code := _closest(_folded(text), spellings):
        read.codes.append(code)
        read.close[text] = code
    else:
        read.unknown.append(text)


@lru_cache(maxsize=10_000)
def _closest(text: str, spellings: Spellings) -> str | None:
    found = difflib.get_close_matches(text, spellings(), n=1, cutoff=CLOSE)
    return spellings()[found[0]] if found else None


def _objective(text: str) -> str | None:
    if code := _spellings_of_objectives().get(text):
        return code
    found = OBJECTIVE.fullmatch(text)
    if not found or not 1 <= int(found["number"]) <= LAST_OBJECTIVE:
        return None
    code, rest = f"GCM-{int(found['number']):02}", found["rest"].strip()
    # "7, 15" are two objectives, "7: Reduce vulnerabilities" is one.
    return code if not rest or _spellings_of_objectives().get(rest) == code or "," not in rest else None


def _goal(text: str) -> str | None:
    found = GOAL.fullmatch(text)
    if found and 1 <= int(found["number"]) <= LAST_GOAL and "," not in (found["rest"] or ""):
        return str(int(found["number"]))
    return None


def _place(text: str) -> str | None:
    return "001" if text in WORLD else _spellings_of_places().get(text) or _turned(text)


def _turned(text: str) -> str | None:
    """Look up a name whose parts are turned round, such as `Moldova, Republic of`."""
    last, comma, first = text.rpartition(", ")
    return _spellings_of_places().get(f"{first} {last}") if comma else None


@cache
def _spellings_of_objectives() -> Mapping[str, str]:
    return _spellings(vocabulary.objectives())


@cache
def _spellings_of_principles() -> Mapping[str, str]:
    return _spellings(vocabulary.principles())


@cache
def _spellings_of_places() -> Mapping[str, str]:
    return {**_spellings(vocabulary.regions()), **_spellings(vocabulary.countries())}


def _spellings(terms: Mapping[str, Term]) -> Mapping[str, str]:
    return {_folded(spelling): term.code for term in terms.values() for spelling in (*term.spellings, term.code)}


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).replace("’", "'").casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split()).strip(" .:-")
