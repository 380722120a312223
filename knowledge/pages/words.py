"""Says what the answers contain in the language of a page."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal

from domain import vocabulary
from domain.milestones import MilestoneAggregate
from knowledge.answers import TRACK_NAMES, Answer
from knowledge.pages.dates import say_date, say_day
from knowledge.pages.labels import Labels, key
from knowledge.refusals.telling import ENGLISH, in_words, told_in
from knowledge.security import ADMINISTRATOR, IMPORTER, RETENTION

ROLES: Mapping[UUID, str] = {ADMINISTRATOR: "administrator", IMPORTER: "import", RETENTION: "retention"}
"""The accounts that stand for a role."""
TRACK_OF: Mapping[str, str] = {answered: track for track, answered in TRACK_NAMES.items()}
DECIMALS: Mapping[str, int] = dict.fromkeys(
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0
) | dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3)
"""Decimals of the currencies that have not two (ISO 4217)."""
THOUSAND, MILLION = 1_000, 1_000_000
THIN = "\N{NARROW NO-BREAK SPACE}"


class Words:
    """Everything that a page says, in one language.

    `footnotes` collects what must accompany the names said so far.
    """

    def __init__(self, language: str) -> None:
        """Speak `language`, one of `vocabulary.LANGUAGES`."""
        self.language = language
        self.label = Labels(language)
        self.footnotes: dict[str, None] = {}

    def __call__(self, *names: object, **values: object) -> str:
        """Give a label, as `Labels` does."""
        return self.label(*names, **values)

    def date(self, edtf: str) -> str:
        """Word a date of EDTF."""
        return say_date(edtf, self.label)

    def day(self, iso: str) -> str:
        """Word a day of ISO 8601."""
        return say_day(date.fromisoformat(iso), self.label)

    def moment(self, text: str) -> str:
        """Word a time of RFC 3339 UTC."""
        time = datetime.fromisoformat(text)
        return self.label("dates.moment", day=say_day(time.date(), self.label), time=f"{time:%H:%M}")

    def country(self, code: str) -> str:
        """Name a country; an asterisk calls for its footnote."""
        country = vocabulary.find_country(code)
        if note := country.footnote(self.language):
            self.footnotes[note] = None
            return f"{country.short_name(self.language)}*"
        return country.short_name(self.language)

    def countries(self) -> list[tuple[str, str]]:
        """List the code and name of every country in the order of the names."""
        return self.by_name([(code, self.country(code)) for code in vocabulary.countries()])

    def regions(self) -> list[tuple[str, str]]:
        """List the code and name of every region, outer before inner."""
        return [(code, region.name(self.language)) for code, region in vocabulary.regions().items()]

    def by_name(self, named: Sequence[tuple[Any, str]]) -> list[tuple[Any, str]]:
        """Sort pairs by their names, as readers do: an accent makes no difference."""
        return sorted(named, key=lambda pair: unicodedata.normalize("NFKD", pair[1]).encode("ascii", "ignore").lower())

    def text(self, texts: Mapping[str, str]) -> str:
        """Choose this page's language from texts by language, else English, else any."""
        return texts.get(self.language) or texts.get("en") or next(iter(texts.values()), "")

    def refusal(self, text: str) -> Mapping[str, str]:
        """Tell a refusal, by the language that it could be told in: this page's, else English."""
        told = in_words(text) if self.language == ENGLISH else told_in(self.language, text)
        return {self.language: told} if told is not None else {ENGLISH: text}

    def tongue(self, texts: Mapping[str, str]) -> str:
        """Tell the language of what `text` chooses, BCP 47."""
        spoken = (language for language, text in texts.items() if text == self.text(texts))
        return self.language if self.language in texts else next(spoken, self.language)

    def spoken_language(self, tag: str) -> str:
        """Name a language (BCP 47), or give its tag where nobody has a name for it."""
        try:
            return Locale.parse(tag, sep="-").get_display_name(self.language) or tag
        except (UnknownLocaleError, ValueError):
            return tag

    def agency(self, code: str) -> str:
        """Name a United Nations entity, its acronym first."""
        agency = vocabulary.find_agency(code)
        return f"{agency.acronym(self.language)} ({agency.name(self.language)})"

    def objective(self, code: str) -> str:
        """Name an objective of the Compact with its number."""
        objective = vocabulary.find_objective(code)
        return f"{objective.number}. {objective.short_name(self.language)}"

    def principle(self, code: str) -> str:
        """Name a guiding principle of the Compact."""
        return vocabulary.find_principle(code).name(self.language)

    def region(self, code: str) -> str:
        """Name a region."""
        return vocabulary.find_region(code).name(self.language)

    def support_kind(self, code: str) -> str:
        """Name a kind of support."""
        return vocabulary.find_support_kind(code).name(self.language)

    def criterion(self, name: str) -> str:
        """Name what a review rates; a criterion that a deployment made up is said as it is written."""
        try:
            return self.label("acts.criterion", name)
        except KeyError:
            return name.replace("_", " ").capitalize()

    def pledger_type(self, name: str) -> str:
        """Name a type of those who pledge; one that a deployment made up is said as it is written."""
        try:
            return self.label("pledge.pledger_type", name)
        except KeyError:
            return name.replace("_", " ")

    def account(self, id: str) -> str:
        """Name the role that an account stands for, else give its id."""
        role = ROLES.get(UUID(id))
        return self.label("accounts", role) if role else id

    def states(self, track: str, states: Sequence[str]) -> str:
        """Word what may be true on a track: "drafting or awaiting approval"."""
        return self.label.states(track, states)

    def milestone(self, claim: Answer) -> str:
        """Name what happened, without saying to whom."""
        return self.label.milestone(claim["aggregate"], claim["milestone"], claim["track"] or "", claim["states"])

    def subject(self, claim: Answer, record: Answer) -> str:
        """Name the country, project, activity or group that a milestone is about."""
        names = record.get("title") or record.get("names")
        return self.text(names) if names else self.country(claim["code"])

    def money(self, money: Answer) -> str:
        """Word an amount, with its currency in front."""
        decimals = DECIMALS.get(money["currency"], 2)
        whole, part = divmod(money["amount"], 10**decimals)
        fraction = f".{part:0{decimals}}" if part else ""
        amount = f"{money['currency']} {whole:,}".replace(",", THIN) + fraction
        return self.label("project.approximately", amount=amount) if money["approximate"] else amount

    def size(self, count: int) -> str:
        """Word the size of a file."""
        if count < THOUSAND:
            return self.label("site.bytes", amount=count)
        unit, step = (key("site.megabytes"), MILLION) if count >= MILLION else (key("site.kilobytes"), THOUSAND)
        return self.label(unit, amount=format_decimal(round(count / step, 1), locale=self.language))

    def details(self, claim: Answer) -> Iterator[tuple[str, str]]:
        """List what else belongs to a milestone, each with its name."""
        if claim["milestone"] == MilestoneAggregate.OBSERVED:
            return
        for name, value in claim["details"].items():
            if value:
                yield self.label("details", name), self._detail(name, value)

    def _detail(self, name: str, value: Any) -> str:
        said: Mapping[str, Callable[[Any], str]] = {
            "agency": self.agency,
            "country": self.country,
            "mode": lambda mode: self.label("reviews.mode", mode),
            "money": self.money,
            "names": self.text,
            "objectives": lambda codes: "; ".join(map(self.objective, codes)),
            "period": self.date,
            "planned_for": self.date,
            "scheduled_for": self.date,
            "status": lambda status: self.label("output_status", status),
            "successors": ", ".join,
        }
        return said.get(name, str)(value)
