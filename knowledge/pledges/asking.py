"""Which pledges are asked for: those that stand on a day, narrowed by what they say and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from domain import vocabulary
from domain.status import Knowledge
from knowledge.wiring import Knowledge as Platform
from projections.pledge_book import STANDING, Standing


@dataclass(frozen=True)
class Asked:
    """Which pledges; empty means any.

    Attributes:
        objective, principle: one of theirs.
        kind, form, pledger_type: as they say.
        country: ISO 3166-1 alpha-2.
        region: M49, or a reporting region.
        progress: one of `STATES`, surely or possibly; without it, those that stand.
        matches: the number of a pledge that they match.
    """

    objective: str = ""
    principle: str = ""
    kind: str = ""
    form: str = ""
    pledger_type: str = ""
    country: str = ""
    region: str = ""
    progress: str = ""
    matches: int = 0

    def find(self, platform: Platform, day: str, *, position: int) -> list[Standing]:
        """List them as they stood at the end of a day, as known at a position, the highest number first."""
        return [one for one in platform.pledges.on(day, position=position) if self.takes(one)]

    def takes(self, pledge: Standing) -> bool:
        """Tell whether a pledge is one of them."""
        states = (self.progress,) if self.progress else STANDING
        return pledge.is_in(*states) is not Knowledge.UNKNOWN and self.is_about(pledge)

    def is_about(self, pledge: Standing) -> bool:
        """Tell whether a pledge says what is asked for, however far it is."""
        promise, known_by = pledge.edition.promise, pledge.known_by
        return (
            _among(self.objective, promise["objectives"])
            and _among(self.principle, promise["principles"])
            and _among(self.kind, promise["kinds"])
            and self.form in {"", known_by["form"]}
            and self.pledger_type in {"", known_by["pledger_type"]}
            and _among(self.country, known_by["countries"])
            and (not self.region or self._is_within(pledge))
            and (not self.matches or self.matches in pledge.matches)
        )

    def _is_within(self, pledge: Standing) -> bool:
        known_by = pledge.known_by
        return self.region in known_by["regions"] or not self._countries.isdisjoint(known_by["countries"])

    @cached_property
    def _countries(self) -> frozenset[str]:
        return vocabulary.countries_in(self.region)


def _among(value: str, values: Sequence[str]) -> bool:
    return not value or value in values
