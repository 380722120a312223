"""One way of taking text apart, for every engine and for questions as for documents.

Text is composed (Unicode NFC) before anything looks at it, so that offsets mean the same characters everywhere. A
word is a run of letters, marks and digits; scripts written without spaces become overlapping pairs of characters.
Each word is known by three forms: exact (case folded), folded (without diacritics too) and stem (of the folded form,
per language), so that whoever types without accents finds what was written with them, and whoever types them finds
the exact form first.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from threading import Lock
from typing import Any, NamedTuple

import regex
import snowballstemmer

SNOWBALL = {
    "ar": "arabic",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "pt": "portuguese",
    "ru": "russian",
}
"""The languages whose words are stemmed, and the name of each stemmer."""

GRAM = 4
"""How many characters a gram has: cognates of the languages written in Latin script share some of that length."""

LONGEST_WORD = 64
"""What is longer is no word; it is found by its first characters."""

UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
# Soft hyphens and joiners stand inside words without being part of their spelling.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060"
TATWEEL = "\u0640"

# Letters that Unicode does not take apart into a letter and a mark. After case folding only small ones are left.
PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
        "ŧ": "t",
        TATWEEL: "",
    }
)
CYRILLIC_SHORT_I = "и\u0306"

# The stemmers look for endings with their accents, which the folded form has lost; these are long enough to be sure of.
ACCENTED_ENDINGS = {
    "es": (("cion", "ción"), ("sion", "sión")),
    "pt": (("cao", "ção"), ("coes", "ção"), ("sao", "são"), ("soes", "são")),
    "fr": (("ite", "ité"), ("ites", "ités")),
}
SHORTEST_ROOT = 3

MOST_STEMS = 1 << 16
"""How many words of a language have their stems remembered."""


class Token(NamedTuple):
    """A word where it stands: `start` and `end` count characters of composed text, `position` counts words from 0."""

    exact: str
    folded: str
    position: int
    start: int
    end: int


def compose(text: str) -> str:
    """Bring text into the form whose characters all offsets count."""
    return unicodedata.normalize("NFC", text)


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of composed text stand."""
    if not _is_unspaced(text):
        yield from (match.span() for match in _word().finditer(text))
        return
    for match in _word().finditer(text):
        if not _unspaced().search(text, *match.span()):
            yield match.span()
            continue
        for run in _run().finditer(text, *match.span()):
            start, end = run.span()
            if run.lastindex is None or end - start == 1:
                yield start, end
            else:
                yield from ((first, first + 2) for first in range(start, end - 1))


def tokens(text: str) -> list[Token]:
    """Take composed text apart into its words."""
    return [Token(*forms(text[start:end]), position, start, end) for position, (start, end) in enumerate(spans(text))]


def words(text: str) -> list[tuple[str, str]]:
    """The exact and the folded form of each word of composed text, without saying where it stands."""
    if _is_unspaced(text):
        return [forms(text[start:end]) for start, end in spans(text)]
    return [forms(word) for word in _word().findall(text)]


@lru_cache(maxsize=1 << 17)
def forms(word: str) -> tuple[str, str]:
    """The exact and the folded form of a word as it is written."""
    exact = unicodedata.normalize("NFC", word.casefold())
    if any(character in exact for character in INVISIBLE):
        exact = "".join(character for character in exact if character not in INVISIBLE)
    exact = exact[:LONGEST_WORD]
    return exact, fold(exact)


def fold(word: str) -> str:
    """Take case and diacritics away; the short i of Cyrillic is a letter of its own and stays."""
    if word.isascii():
        return word.casefold()
    plain = unicodedata.normalize("NFKD", word.casefold())
    # Letters of mathematics and in circles show their case only now.
    parts = unicodedata.normalize("NFKD", plain.casefold()).replace(CYRILLIC_SHORT_I, "й")
    bare = "".join(character for character in parts if unicodedata.category(character) != "Mn")
    # Scripts in which marks are vowels would be left with nothing to tell words apart.
    kept = bare if _marks_are_optional(bare) else parts
    return unicodedata.normalize("NFC", kept).translate(PLAIN_LETTERS) or word


def stem(folded: str, language: str) -> str:
    """The stem of a folded word; the word itself where the language has no stemmer or the word no letters."""
    return _known_stems(language)[folded] if language in SNOWBALL else folded


class _Stems(dict[str, str]):
    """The stems of one language that were worked out; when they are too many, all are forgotten."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        # A stemmer keeps the word it works on in itself, so threads take turns.
        self._stemmer = snowballstemmer.stemmer(SNOWBALL[language])
        self._lock = Lock()

    def __missing__(self, folded: str) -> str:
        if len(self) >= MOST_STEMS:
            self.clear()
        self[folded] = found = self._stem(folded) if folded.isalpha() else folded
        return found

    def _stem(self, folded: str) -> str:
        word = folded
        for plain, accented in ACCENTED_ENDINGS.get(self._language, ()):
            if word.endswith(plain) and len(word) >= len(plain) + SHORTEST_ROOT:
                word = word[: -len(plain)] + accented
                break
        with self._lock:
            stemmed: str = self._stemmer.stemWord(word)
        return fold(stemmed) or folded


def grams(folded: str) -> list[str]:
    """The runs of four characters of a folded word in Latin script; of other words and of shorter ones, none."""
    if len(folded) < GRAM or not is_latin(folded):
        return []
    return [folded[start : start + GRAM] for start in range(len(folded) - GRAM + 1)]


def stemming_languages(folded: str, languages: frozenset[str]) -> list[str]:
    """Those of `languages` that a word could belong to by its script, in a fixed order."""
    if folded[:1].isascii() or is_latin(folded):
        return sorted(languages & {"en", "es", "fr", "pt"})
    if "\u0400" <= folded[0] <= "\u052f":
        return sorted(languages & {"ru"})
    return sorted(languages & {"ar"})


def is_latin(folded: str) -> bool:
    """Whether a folded word is written in Latin letters."""
    return folded.isalpha() and folded[0] < "\u0250"


@lru_cache(maxsize=1 << 14)
def sort_key(title: str, language: str) -> tuple[str, str]:
    """What titles are sorted by: letters without accents first, with them second; in Spanish, ñ follows n."""
    exact = compose(title).casefold()
    if language == "es":
        exact = exact.replace("ñ", "n\uffff")
    return " ".join(folded for _, folded in words(exact.replace("\uffff", "zzzz"))), exact


@cache
def _word() -> Any:
    return regex.compile(rf"[\p{{L}}\p{{M}}\p{{N}}][\p{{L}}\p{{M}}\p{{N}}{INVISIBLE}]*")


def fits_latin(text: str) -> bool:
    """Whether composed text has but letters of western Latin script, none of them with marks of their own."""
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        try:
            text.encode("cp1252")
        except UnicodeEncodeError:
            return False
    return "\u00ad" not in text


def _is_unspaced(text: str) -> bool:
    """Whether text has characters of scripts written without spaces."""
    return not fits_latin(text) and bool(_unspaced().search(text))


@cache
def _unspaced() -> Any:
    return regex.compile(rf"[{UNSPACED}]")


@cache
def _run() -> Any:
    return regex.compile(rf"([{UNSPACED}]+)|[^{UNSPACED}{INVISIBLE}][^{UNSPACED}]*")


def _marks_are_optional(bare: str) -> bool:
    """In Latin, Greek, Cyrillic, Hebrew and Arabic (all below U+0780) a reader does without marks."""
    return all(character < "\u0780" or "\u1e00" <= character < "\u2000" for character in bare)


@cache
def _known_stems(language: str) -> _Stems:
    return _Stems(language)
