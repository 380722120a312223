"""The words of the pages, by language, from the gettext catalogues in `knowledge/translations`."""

from collections.abc import Sequence
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations

from domain.milestones import MilestoneAggregate

TRANSLATIONS = Path(__file__).parent.parent / "translations"
"""A folder for each language, with several catalogues, so that each area of the pages has its own."""


class Labels:
    """Every label in one language, under names such as `states.network.established`."""

    def __init__(self, language: str) -> None:
        """Speak `language`, one of `LANGUAGES`."""
        self.language = language
        self._texts = texts_in(language)

    def __call__(self, *names: object, **values: object) -> str:
        """Give a label, with `values` in the places that it leaves open.

        Args:
            names: its name, in parts or with dots.
            values: what its braces name; `n` is a number that also chooses between its plural forms.

        Raises:
            KeyError: there is no such label, or a value is missing.
        """
        name, number = ".".join(map(str, names)), values.get("n")
        if not isinstance(number, int):
            text: str = self._texts.gettext(name)
            # Without values it is said as it stands: whoever prints a bulletin fills in the number of each page.
            return text.format(**values) if values else text
        return self._texts.ngettext(name, name, number).format(**{**values, "n": self.number(number)})

    def number(self, number: int) -> str:
        """Write a whole number as the language does."""
        return _number(number, self.language)

    def month(self, number: int) -> str:
        """Name a month, from 1 for January."""
        return _months(self.language)[number]

    def states(self, track: str, states: Sequence[str]) -> str:
        """Word what may be true on a track: "drafting or awaiting approval"."""
        return f" {self('certainty.or')} ".join(self("states", track, state) for state in states)

    def milestone(self, record: str, milestone: str, track: str, states: Sequence[str]) -> str:
        """Name what happened, without saying to whom; `record` is the kind of what it happened to."""
        if milestone != MilestoneAggregate.OBSERVED:
            return self("milestones", record, milestone)
        return self("observed", track=self("tracks", track), states=self.states(track, states))


@lru_cache(maxsize=10_000)
def _number(number: int, language: str) -> str:
    # A page of results writes hundreds, for which the library reads the rules of the language each time.
    return format_decimal(number, locale=language)


@cache
def _months(language: str) -> dict[int, str]:
    return dict(Locale(language).months["format"]["wide"])


def key(name: str) -> str:
    """Name a label that is said elsewhere, so that whoever looks for the labels in use finds it."""
    return name


@cache
def texts_in(language: str) -> Translations:
    """Return the labels of a language.

    They are read as they are written, for a compiled copy could be older than what it was made from.
    """
    every = Catalog(language)
    for path in catalogues_of(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language, abort_invalid=True):
                if message.id:
                    every[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, every)
    compiled.seek(0)
    found = Translations(compiled)
    found.add_fallback(_Nothing())
    return found


def catalogues_of(language: str) -> Sequence[Path]:
    """List the catalogues of a language."""
    return sorted((TRANSLATIONS / language / "LC_MESSAGES").glob("*.po"))


class _Nothing(NullTranslations):
    """Refuses names that no catalogue has, where gettext would show them to readers."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, *_: object) -> str:
        raise KeyError(msgid1)
