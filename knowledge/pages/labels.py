"""The words of the pages, by language: the one place where they are written is `labels.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from domain.milestones import MilestoneAggregate
from domain.vocabulary import LANGUAGES

_LABELS = Path(__file__).parent / "labels.yaml"


class Labels:
    """Every label in one language, under names such as `states.network.established`."""

    def __init__(self, language: str) -> None:
        """Speak `language`, one of `LANGUAGES`."""
        self._texts = {name: texts[language] for name, texts in catalogue().items()}

    def __call__(self, *names: object, **values: object) -> str:
        """Give a label, with `values` in the places that it leaves open.

        Args:
            names: its name, in parts or with dots.
            values: what its braces name.

        Raises:
            KeyError: there is no such label, or a value is missing.
        """
        text = self._texts[".".join(map(str, names))]
        return text.format(**values) if values else text

    def states(self, track: str, states: Sequence[str]) -> str:
        """Word what may be true on a track: "drafting or awaiting approval"."""
        return f" {self('certainty.or')} ".join(self("states", track, state) for state in states)

    def milestone(self, record: str, milestone: str, track: str, states: Sequence[str]) -> str:
        """Name what happened, without saying to whom; `record` is the kind of what it happened to."""
        if milestone != MilestoneAggregate.OBSERVED:
            return self("milestones", record, milestone)
        return self("observed", track=self("tracks", track), states=self.states(track, states))


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Map the name of each label to its text by language."""
    return dict(_flat(yaml.safe_load(_LABELS.read_text("utf-8")), ""))


def _flat(labels: Mapping[Any, Any], place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    if labels.keys() == set(LANGUAGES):
        yield place, labels
        return
    for name, inner in labels.items():
        yield from _flat(inner, f"{place}.{name}" if place else str(name))
