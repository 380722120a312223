"""The code lists everyone shares: places, objectives, principles, agencies, kinds of support.

The lists are files in `codelists/`, each of which names its sources. None is read before it is
first asked for. Codes are exact; every `find_…` raises `UnknownCode` with what may have been meant.
"""

import csv
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import yaml

from domain.errors import UnknownCode

LANGUAGES = ("en", "es", "fr", "pt")

_CODELISTS = Path(__file__).parent / "codelists"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One entry of a code list, named in several languages.

    Attributes:
        code: what records carry; exact, case included.
        names: language to name.
        unofficial: the languages whose name no official source gives.
    """

    code: str
    names: Mapping[str, str] = field(hash=False)
    unofficial: frozenset[str] = frozenset()

    def name(self, language: str = "en") -> str:
        """Name it in a language, or in English where that language has no name."""
        return self.names.get(language, self.names["en"])

    def short_name(self, language: str = "en") -> str:
        """Name it in as few words as people do."""
        return self.name(language)

    @property
    def spellings(self) -> frozenset[str]:
        """Everything a person may call it, in any language."""
        return frozenset(self.names.values())


T = TypeVar("T", bound=Term)


@dataclass(frozen=True, kw_only=True)
class Country(Term):
    """A country or area; its code is ISO 3166-1 alpha-2, or the user-assigned XK.

    Attributes:
        alpha3: ISO 3166-1 alpha-3, or the user-assigned XKX.
        m49: three digits; None where M49 has no entry.
        common_names: the everyday name by language, where the United Nations use another.
        regions: the M49 regions around it, innermost first.
        footnotes: what must accompany the name, by language; empty for nearly all.
    """

    alpha3: str
    m49: str | None
    common_names: Mapping[str, str] = field(hash=False)
    regions: tuple[str, ...]
    footnotes: Mapping[str, str] = field(hash=False)

    def short_name(self, language: str = "en") -> str:
        return self.common_names.get(language) or self.name(language)

    def footnote(self, language: str = "en") -> str | None:
        """Tell what must accompany the name, if anything."""
        return self.footnotes.get(language, self.footnotes.get("en"))

    @property
    def spellings(self) -> frozenset[str]:
        return super().spellings | frozenset(self.common_names.values()) | {self.alpha3}


@dataclass(frozen=True, kw_only=True)
class Region(Term):
    """A group of countries: three digits are an M49 region, a word is a reporting region.

    Attributes:
        includes: other regions whose countries belong to this one too.
    """

    includes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Objective(Term):
    """One of the 23 objectives of the Global Compact, A/RES/73/195 §16."""

    number: int
    labels: Mapping[str, str] = field(hash=False)

    def short_name(self, language: str = "en") -> str:
        return self.labels.get(language, self.labels["en"])

    @property
    def spellings(self) -> frozenset[str]:
        return super().spellings | frozenset(self.labels.values())


@dataclass(frozen=True, kw_only=True)
class Principle(Term):
    """One of the ten guiding principles of the Global Compact, A/RES/73/195 §15."""

    slug: str


@dataclass(frozen=True, kw_only=True)
class Agency(Term):
    """A United Nations entity."""

    acronyms: Mapping[str, str] = field(hash=False)

    def acronym(self, language: str = "en") -> str:
        """Abbreviate it in a language, or as in English."""
        return self.acronyms.get(language, self.acronyms["en"])

    @property
    def spellings(self) -> frozenset[str]:
        return super().spellings | frozenset(self.acronyms.values())


@dataclass(frozen=True, kw_only=True)
class SupportKind(Term):
    """One of the kinds of support that national networks give governments."""

    slug: str


@cache
def countries() -> Mapping[str, Country]:
    """List the countries and areas by alpha-2 code."""
    footnotes = _entries("country_footnotes.yaml")
    return _by_code(_country(row, footnotes.get(row["alpha2"], {})) for row in _rows("countries.csv"))


@cache
def regions() -> Mapping[str, Region]:
    """List the M49 regions, outer before inner, then the reporting regions."""
    return _by_code(
        Region(**_common(entry), includes=tuple(entry.get("includes", ()))) for entry in _entries("regions.yaml")
    )


@cache
def objectives() -> Mapping[str, Objective]:
    """List the 23 objectives."""
    return _by_code(
        Objective(**_common(entry), number=entry["number"], labels=MappingProxyType(entry["labels"]))
        for entry in _entries("objectives.yaml")
    )


@cache
def principles() -> Mapping[str, Principle]:
    """List the ten guiding principles."""
    return _by_code(Principle(**_common(entry), slug=entry["slug"]) for entry in _entries("principles.yaml"))


@cache
def agencies() -> Mapping[str, Agency]:
    """List the United Nations entities."""
    return _by_code(
        Agency(**_common(entry), acronyms=MappingProxyType(entry["acronyms"])) for entry in _entries("agencies.yaml")
    )


@cache
def support_kinds() -> Mapping[str, SupportKind]:
    """List the kinds of support."""
    return _by_code(SupportKind(**_common(entry), slug=entry["slug"]) for entry in _entries("support_kinds.yaml"))


def find_country(code: str) -> Country:
    """Find a country by alpha-2 code."""
    return _find("country", countries(), code)


def find_region(code: str) -> Region:
    """Find a region by M49 code or reporting name."""
    return _find("region", regions(), code)


def find_objective(code: str) -> Objective:
    """Find an objective by code, such as GCM-01."""
    return _find("objective", objectives(), code)


def find_principle(code: str) -> Principle:
    """Find a guiding principle by code, such as GP-A."""
    return _find("principle", principles(), code)


def find_agency(code: str) -> Agency:
    """Find a United Nations entity by code, such as IOM."""
    return _find("agency", agencies(), code)


def find_support_kind(code: str) -> SupportKind:
    """Find a kind of support by code, such as SK-1."""
    return _find("support kind", support_kinds(), code)


@cache
def countries_in(scope: str) -> frozenset[str]:
    """Tell which countries, by alpha-2 code, a region or a country covers.

    Raises:
        UnknownCode: the scope is neither.
    """
    if scope in countries():
        return frozenset({scope})
    if scope not in regions():
        both: list[Term] = [*regions().values(), *countries().values()]
        raise UnknownCode("scope", scope, _close_to(scope, both))
    inside = {country.code for country in countries().values() if scope in country.regions}
    return frozenset(inside.union(*map(countries_in, regions()[scope].includes)))


def _find(vocabulary: str, terms: Mapping[str, T], code: str) -> T:
    if code in terms:
        return terms[code]
    raise UnknownCode(vocabulary, code, _close_to(code, terms.values()))


def _close_to(code: str, terms: Iterable[Term]) -> list[str]:
    asked = code.casefold()
    meant = {spelling.casefold(): term for term in terms for spelling in (term.code, *term.spellings)}
    close = set(difflib.get_close_matches(asked, meant, n=len(meant)))
    # Among the equally close, the first of the list: GCM-01 before GCM-10 for "GCM-1".
    ranked = sorted(
        (spelling for spelling in meant if spelling in close),
        key=lambda spelling: difflib.SequenceMatcher(None, spelling, asked).ratio(),
        reverse=True,
    )
    hints = (f"{meant[spelling].code} ({meant[spelling].short_name()})" for spelling in ranked)
    return list(dict.fromkeys(hints))[:3]


def _by_code(terms: Iterable[T]) -> Mapping[str, T]:
    return MappingProxyType({term.code: term for term in terms})


def _country(row: Mapping[str, str], footnotes: Mapping[str, str]) -> Country:
    common = {language: row[f"common_{language}"] for language in LANGUAGES}
    return Country(
        code=row["alpha2"],
        names=MappingProxyType({language: row[language] for language in LANGUAGES}),
        unofficial=frozenset(row["unofficial"].split()),
        alpha3=row["alpha3"],
        m49=row["m49"] or None,
        common_names=MappingProxyType({key: name for key, name in common.items() if name}),
        regions=tuple(row["regions"].split()),
        footnotes=MappingProxyType(footnotes),
    )


def _common(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": entry["code"],
        "names": MappingProxyType(entry["names"]),
        "unofficial": frozenset(entry.get("unofficial", ())),
    }


def _entries(file_name: str) -> Any:
    # The parser in C is ten times as fast, but not every build of PyYAML has it.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((_CODELISTS / file_name).read_text("utf-8"), loader)  # noqa: S506


def _rows(file_name: str) -> list[dict[str, str]]:
    with (_CODELISTS / file_name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
