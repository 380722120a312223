"""Practices that come from another repository, where somebody had published or written them before."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from domain.catalogue.peer_review import PeerReviewed
from domain.catalogue.practice_history import PracticeHistory, Stage
from domain.errors import InvalidField, RuleBroken, Told
from domain.facts import check_plain

LONGEST_ORIGIN = 2_000
"""Characters of what names a practice where it comes from."""


class ImportedAlready(RuleBroken):
    """It was imported already."""


class NotImported(RuleBroken):
    """Only what was published elsewhere comes to readers without peer review."""


class ImportedPractice(PeerReviewed):
    """A practice that may have come from elsewhere.

    What comes from elsewhere is as good as it is: it may lack what a submission must say, and whatever of it
    could not be understood is kept as it stood.
    """

    class Imported(PracticeHistory.Event):
        """It was taken over from `source`, where it is called `key` and can be read at `url`.

        `original` keeps what was not taken over as it stood, by field, in pieces that follow each other;
        `remarks` says by field what was done about it. Neither is for readers: it may hold anything.
        """

        source: str
        key: str
        url: str
        original: dict[str, list[str]]
        remarks: dict[str, str]

        def apply(self, aggregate: "PracticeHistory") -> None:
            aggregate.origin = self.source

    def import_from(
        self,
        source: str,
        key: str,
        *,
        by: UUID,
        url: str = "",
        original: Mapping[str, list[str]] | None = None,
        remarks: Mapping[str, str] | None = None,
    ) -> None:
        """Say where a draft comes from.

        Args:
            source: the name of the repository or file.
            key: what it is called there.
            by: the account that imports it.
            url: where it could be read.
            original: what is not taken over as it stood.
            remarks: what was done about that.

        Raises:
            WrongStage: it is not a draft.
            ImportedAlready: its origin was said.
            InvalidField: source or key are missing or too long, or something cannot be kept.
        """
        self._only_while(Stage.DRAFT)
        if self.origin:
            raise ImportedAlready
        for field, text in (("source", source), ("key", key)):
            if not 0 < len(text.strip()) <= LONGEST_ORIGIN:
                raise InvalidField(Told("It has 1 to {longest} characters.", longest=LONGEST_ORIGIN), field=field)
        facts: dict[str, Any] = {
            "source": source.strip(),
            "key": key.strip(),
            "url": url.strip()[:LONGEST_ORIGIN],
            "original": {name: list(pieces) for name, pieces in (original or {}).items()},
            "remarks": dict(remarks or {}),
        }
        check_plain(facts)
        self.trigger_event(self.Imported, by=by, **facts)
