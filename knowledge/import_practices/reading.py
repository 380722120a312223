"""Makes a practice of a row, as far as it can be understood; what cannot is kept as it stands, and remarked on."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain.catalogue.practice_content import LONGEST_TEXT, MOST, TRANSLATABLE, Kind, read_changes
from domain.documents import LANGUAGE
from domain.errors import InvalidField
from domain.facts import LONGEST_NAME
from domain.facts import LONGEST_TEXT as LONGEST_FACT
from domain.kernel import identity
from knowledge.cells import meant
from knowledge.import_practices.columns import ANY, Cells, Columns
from knowledge.import_practices.periods import read_period, read_start_and_end
from knowledge.import_practices.rows import Row
from knowledge.import_practices.terms import (
    ReadTerms,
    as_values,
    read_goals,
    read_objectives,
    read_places,
    read_principles,
)
from knowledge.import_practices.texts import WEB_ADDRESS, pieces, read_text

NAMES = ("title", "place", "implementer", "type", "licence")
WORLD = "001"
YES = frozenset(("yes", "true", "1", "x", "y", "si", "sí", "oui", "sim", "global"))
NO = frozenset(("", "no", "false", "0", "n", "non", "não"))
KINDS = {
    **{kind.value: kind.value for kind in Kind},
    **dict.fromkeys(("practice", "goodpractice", "buena_practica", "bonne_pratique", "boa_pratica"), "good_practice"),
    **dict.fromkeys(("project", "programme", "iniciativa"), "initiative"),
    **dict.fromkeys(("lesson", "lessons_learned", "leccion_aprendida", "licao_aprendida"), "lesson_learned"),
}
LANGUAGE_NAMES = {
    **dict.fromkeys(("english", "inglés", "ingles", "anglais", "inglês"), "en"),
    **dict.fromkeys(("spanish", "español", "espanol", "castellano", "espagnol", "espanhol"), "es"),
    **dict.fromkeys(("french", "français", "francais", "francés", "frances", "francês"), "fr"),
    **dict.fromkeys(("portuguese", "português", "portugues", "portugués", "portugais"), "pt"),
    **dict.fromkeys(("arabic", "العربية"), "ar"),
    **dict.fromkeys(("russian", "русский"), "ru"),
    **dict.fromkeys(("chinese", "中文"), "zh"),
}


class BadRow(Exception):
    """A row of which no practice can be made; `field` names where that shows."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True)
class Defaults:
    """What is taken for granted where a row does not say: where it comes from, its kind, its language."""

    source: str
    kind: str = Kind.GOOD_PRACTICE
    language: str = "en"


@dataclass
class Found:
    """What was found in a row: a practice, its translations, and what is odd about it.

    `original` keeps cells as they stood, by field, where they could not be taken over as they are.
    """

    line: int
    id: UUID
    key: str
    kind: str
    language: str
    url: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    original: dict[str, list[str]] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, value: object, remark: str) -> None:
        """Keep a cell as it stood, and say what was done about it."""
        self.original[name] = pieces(value if isinstance(value, str) else repr(value), longest=LONGEST_FACT)
        said = self.remarks.get(name, "")
        self.remarks[name] = f"{said} {remark}".strip()[:LONGEST_FACT]

    def keep_translations(self) -> None:
        """Keep the other languages with the origin, where a draft has no place for them."""
        for language, texts in self.translations.items():
            for name, text in texts.items():
                self.keep(f"{name}_{language}", text, "A draft has one language; this one is kept with its origin.")
        self.translations = {}


class RowReader:
    """Reads the rows of one file."""

    def __init__(self, columns: Columns, defaults: Defaults) -> None:
        """Read rows with these columns."""
        self._columns = columns
        self._defaults = defaults

    def read(self, row: Row) -> Found:
        """Make a practice of a row.

        Raises:
            BadRow: it cannot be read, or has no title or nothing beside it.
        """
        if row.trouble:
            raise BadRow("", row.trouble)
        return _RowInWork(row.line, self._columns.sort(row.cells), self._defaults).read()


class _RowInWork:
    """One row, while it is read."""

    def __init__(self, line: int, cells: Cells, defaults: Defaults) -> None:
        self._cells = cells
        self._defaults = defaults
        key = self._key()
        language = self._language()
        self._found = Found(line, identity("practice", f"{defaults.source}/{key}"), key, self._kind(), language)

    def read(self) -> Found:
        found = self._found
        found.url = self._plain("url")
        self._read_texts()
        self._read_dates()
        self._read_codes()
        self._read_lists()
        self._read_switch()
        self._check()
        return found

    def _key(self) -> str:
        for name in ("key", "slug", "url"):
            if key := self._plain(name):
                return key[:1_000]
        told = repr(sorted((name, sorted(map(repr, cells.items()))) for name, cells in self._cells.items()))
        return f"sha256:{hashlib.sha256(told.encode()).hexdigest()}"

    def _kind(self) -> str:
        given = self._plain("kind")
        folded = given.lower().replace(" ", "_").replace("-", "_")
        if not given or folded in KINDS:
            return KINDS.get(folded, self._defaults.kind)
        raise BadRow("kind", f"{given[:60]!r} is none of {', '.join(Kind)}.")

    def _language(self) -> str:
        """Tell the language of the original: as said, else the usual one if there is a title in it, else another."""
        given = self._plain("language")
        language = LANGUAGE_NAMES.get(given.lower(), given.replace("_", "-"))
        if language and not LANGUAGE.fullmatch(language):
            raise BadRow("language", f"{given[:60]!r} is not a language of BCP 47.")
        titles = self._cells.get("title", {})
        if language or ANY in titles or not titles or self._defaults.language in titles:
            return language or self._defaults.language
        return next(iter(titles))

    def _read_texts(self) -> None:
        for name in (*TRANSLATABLE, *(name for name in NAMES if name not in TRANSLATABLE)):
            cells = dict(self._cells.get(name, {}))
            unnamed, own = cells.pop(ANY, None), cells.pop(self._found.language, None)
            if own is None:
                # A column that names no language is in that of the original.
                own = unnamed
            elif unnamed not in {None, own}:
                self._found.keep(name, unnamed, f"The column for {self._found.language} was read instead.")
            if own is not None and (text := self._text(name, own)):
                self._found.fields[name] = text
            for language, value in cells.items():
                self._read_rendering(name, language, value)
        self._keep_whole_renderings()

    def _read_rendering(self, name: str, language: str, value: object) -> None:
        if name not in TRANSLATABLE or not LANGUAGE.fullmatch(language):
            self._found.keep(f"{name}_{language}", value, "It is not translated, and was left out.")
        elif text := self._text(name, value, language):
            self._found.translations.setdefault(language, {})[name] = text

    def _keep_whole_renderings(self) -> None:
        for language, texts in list(self._found.translations.items()):
            if "title" not in texts:
                for name, text in texts.items():
                    self._found.keep(f"{name}_{language}", text, "There is no title in this language; it was left out.")
                del self._found.translations[language]

    def _text(self, name: str, value: object, language: str = "") -> str:
        if isinstance(value, str):
            value = meant(value)
        read = read_text(value, longest=LONGEST_NAME if name in NAMES else LONGEST_TEXT)
        if name in NAMES:
            read.text = " ".join(read.text.split())
        if read.remarks:
            self._found.keep(f"{name}_{language}" if language else name, value, " ".join(read.remarks))
        return read.text

    def _read_dates(self) -> None:
        whole, start, end = (self._plain(name) for name in ("dates", "start", "end"))
        if not (whole or start or end):
            return
        read = read_period(whole) if whole else read_start_and_end(start, end)
        if read.edtf:
            self._found.fields["dates"] = read.edtf
        if read.remark:
            self._found.keep("dates", whole or f"{start} – {end}", read.remark)

    def _read_codes(self) -> None:
        readers: Mapping[str, Callable[[list[str]], ReadTerms]] = {
            "primary_objectives": read_objectives,
            "secondary_objectives": read_objectives,
            "principles": read_principles,
            "sdgs": read_goals,
            "countries": read_places,
            "regions": read_places,
        }
        for name, read in readers.items():
            values = self._values(name)
            if not values:
                continue
            terms = read(values)
            self._add(name, terms.codes)
            if terms.remark:
                self._found.keep(name, " | ".join(values), terms.remark)

    def _add(self, name: str, codes: list[str]) -> None:
        fields = self._found.fields
        if name == "sdgs":
            fields[name] = [int(code) for code in codes]
        elif name not in {"countries", "regions"}:
            fields[name] = codes
        else:
            for code in codes:
                kind = "countries" if code.isalpha() and code.isupper() else "regions"
                if code == WORLD:
                    fields["is_global"] = True
                elif code not in fields.setdefault(kind, []):
                    fields[kind].append(code)

    def _read_lists(self) -> None:
        for name in ("partners", "donors"):
            names = [
                one for value in self._values(name) for one in value.replace("\n", "|").replace(";", "|").split("|")
            ]
            kept = [" ".join(one.split())[:LONGEST_NAME] for one in names if one.strip()]
            self._limit(name, kept)
        links = []
        for value in (*self._values("links"), self._found.url):
            address, _, label = value.strip().partition(" ")
            if WEB_ADDRESS.fullmatch(address):
                links.append({"url": address[:2_000], "label": label.strip()[:LONGEST_NAME]})
            elif value.strip() and value != self._found.url:
                self._found.keep("links", value, "It is no web address.")
        self._limit("links", list({link["url"]: link for link in links}.values()))

    def _limit(self, name: str, values: list[Any]) -> None:
        if values:
            self._found.fields[name] = values[:MOST]
        if len(values) > MOST:
            self._found.keep(name, " | ".join(map(str, values)), f"There are more than {MOST}.")

    def _read_switch(self) -> None:
        given = self._plain("is_global").lower()
        if given in YES:
            self._found.fields["is_global"] = True
        elif given not in NO:
            self._found.keep("is_global", given, "It is neither yes nor no.")

    def _check(self) -> None:
        """Leave out what cannot be recorded, and refuse what then says nothing."""
        fields = self._found.fields
        while True:
            try:
                self._found.fields = fields = read_changes(fields)
                break
            except InvalidField as error:
                name = error.field.partition("/")[0]
                if name not in fields:
                    raise BadRow(error.field, error.detail) from error
                self._found.keep(name, fields.pop(name), error.detail)
        if not fields.get("title"):
            raise BadRow("title", "There is no title.")
        if not (fields.get("summary") or fields.get("detailed_information")):
            raise BadRow("detailed_information", "It says nothing but its title.")

    def _values(self, name: str) -> list[str]:
        cells = self._cells.get(name, {})
        own = cells.get(self._found.language, cells.get(ANY))
        chosen = own if own is not None else next(iter(cells.values()), [])
        return [meant(value) for value in as_values(chosen)]

    def _plain(self, name: str) -> str:
        value = next(iter(self._cells.get(name, {}).values()), "")
        return meant(" ".join(str(value).split()))
