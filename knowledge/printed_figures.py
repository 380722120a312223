"""The figures that a document prints, held against what its own lists add up to."""

from collections import Counter
from collections.abc import Mapping, Sequence

from domain.dates import When
from domain.documents import SourceDocument
from domain.milestones import MilestoneAggregate, milestones_of
from domain.status import HEADLINES


class PrintedFigures:
    """Counts what the lists of one document say, headline by headline."""

    def __init__(self) -> None:
        self._listed: Counter[str] = Counter()

    def note_milestone(self, record: MilestoneAggregate, milestone: str) -> None:
        """Count a milestone that the document lists."""
        event = milestones_of(type(record))[milestone]
        self._note(event.track, [event.state])

    def note_observation(self, track: str, states: Sequence[str]) -> None:
        """Count a state that the document describes."""
        self._note(track, states)

    def doubts(self, printed: Mapping[str, int]) -> list[str]:
        """Tell in sentences where a printed figure differs from the list."""
        return [
            f"The document prints {figure} for {name}, its lists add up to {self._listed[name]}."
            for name, figure in printed.items()
            if figure != self._listed[name]
        ]

    def _note(self, track: str, states: Sequence[str]) -> None:
        for name, headline in HEADLINES.items():
            if headline.track == track and headline.states.issuperset(states):
                self._listed[name] += 1


def day_of(document: SourceDocument) -> str:
    """Tell the day of which the figures of a document are true: the last on which it can have been published."""
    latest = When.parse(document.published).latest if document.published else None
    return latest.isoformat() if latest else ""
