"""Tells refusals in a language."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from domain.errors import Told
from knowledge.refusals.foreign import known_again

FOLDER = Path(__file__).parent
ENGLISH = "en"


def told_in(language: str, text: str) -> str | None:
    """Tell a refusal in a language; None where nobody has written it in that language."""
    if language == ENGLISH:
        return text
    told = text if isinstance(text, Told) else known_again(text) or Told(text)
    found = sentences(language).get(told.template)
    if found is None or not told.values:
        return found
    return found.format(**{name: _filling(language, value) for name, value in told.values.items()})


def in_words(text: str) -> str:
    """Tell a refusal in English as pages do, with its days in words."""
    if not isinstance(text, Told):
        return text
    return text.template.format(**{name: _in_words(value) for name, value in text.values.items()})


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return every sentence that is written in a language, by its English; none in a language that has no file."""
    path = FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}


class _Number(int):
    """A whole number, whose thousands are set apart as a language does where English has commas."""

    language = ENGLISH

    def __format__(self, form: str) -> str:
        return format_decimal(int(self), locale=self.language) if form == "," else super().__format__(form)


def _in_words(value: object) -> object:
    if isinstance(value, Told):
        return in_words(value)
    return format_date(value, "d MMMM y", locale=ENGLISH) if isinstance(value, date) else value


def _filling(language: str, value: object) -> object:
    if isinstance(value, Told):
        return told_in(language, value) or value
    if isinstance(value, date):
        return format_date(value, "long", locale=language)
    if isinstance(value, int) and not isinstance(value, bool):
        number = _Number(value)
        number.language = language
        return number
    return value
