"""Tells the search index what the log changed, in documents.

It reads the views, not the events: they have worked out already what readers see, and tell each thing once, at the
position of its last change. So the index is never ahead of the views, and never names what they cannot show.
"""

import hashlib
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from domain.application import LOG_UNAVAILABLE, Platform
from knowledge.findable.attached import AttachedText
from knowledge.findable.milestones import milestone_document, milestone_id
from knowledge.findable.pledges import pledge_document
from knowledge.findable.practices import is_findable, practice_document
from knowledge.findable.records import COLLECTIONS, record_document
from projections.changes import Changes
from projections.pledge_book import PledgeBook
from projections.records import facts_from
from projections.timeline import own_country
from projections.views import VIEWS_UNAVAILABLE, Views
from search.index import Document
from search.source import Batch

STEP = 1_000
"""How many positions of the log are told at once."""

log = logging.getLogger(__name__)


Told = dict[str, Document | None]
"""Documents by their ids; None where nobody may find one, or there was trouble in describing it."""


def no_text(_: str) -> str:
    """Find no text in an attachment."""
    return ""


class Findable:
    """The log of one platform, as its search index is told it."""

    def __init__(
        self,
        platform: Platform,
        views: Views,
        changes: Changes,
        pledges: PledgeBook,
        *,
        attached_text: AttachedText = no_text,
    ) -> None:
        """Tell `platform`'s log from its `views`; `attached_text` gives the text of an attachment by its digest."""
        self._platform = platform
        self._views = views
        self._changes = changes
        self._pledge_book = pledges
        self._attached_text = attached_text

    def position(self) -> int:
        return self._platform.position()

    def name(self) -> str:
        return " ".join(hashlib.sha256(first.state).hexdigest() for first in self._platform.read_stored(0, 1))

    def read(self, after: int) -> Batch:
        upto = min(self._views.position(), after + STEP)
        if upto <= after:
            return Batch(after)
        parts = (
            self._practices(self._changes.practices(after, upto)),
            self._milestones(self._changes.claims(after, upto)),
            self._pledges(self._changes.pledges(after, upto)),
            self._records(self._changes.records(after, upto)),
        )
        documents = [document for part in parts for document in part.values() if document]
        return Batch(upto, documents, [id for part in parts for id, document in part.items() if document is None])

    def tell(self, records: Collection[str], position: int) -> Batch:
        told = {
            **self._practices(self._changes.practices_called(records)),
            **self._pledges(self._changes.pledges_called(records)),
        }
        documents = [document for document in told.values() if document]
        return Batch(position, documents, [id for id, document in told.items() if document is None])

    def _practices(self, rows: Sequence[Any]) -> Told:
        shown = [row.practice for row in rows if is_findable(row)]
        renderings = self._changes.renderings(shown)

        def describe(row: Any) -> Document | None:
            if not is_findable(row):
                return None
            return practice_document(row, renderings[row.practice], self._attached_text)

        return {row.practice: _told(describe, row) for row in rows}

    def _pledges(self, ids: Collection[str]) -> Told:
        if not ids:
            return {}
        today = datetime.now(tz=UTC).date().isoformat()
        standing = {one.id: one for one in self._pledge_book.on(today, position=self._views.position())}
        return {id: _told(lambda one: pledge_document(one, self._attached_text), standing.get(id)) for id in ids}

    def _milestones(self, rows: Sequence[Any]) -> Told:
        of = {row.aggregate_id for row in rows}
        facts = {row.aggregate_id: facts_from(row.facts) for row in self._changes.records_called(of)}
        countries = self._changes.countries_of(of)

        def describe(row: Any) -> Document | None:
            places = [*countries[row.aggregate_id], *own_country(row)]
            return milestone_document(row, facts[row.aggregate_id], places) if row.live else None

        return {milestone_id(row.claim): _told(describe, row) for row in rows}

    def _records(self, rows: Sequence[Any]) -> Told:
        shown = [row for row in rows if row.kind in COLLECTIONS]
        countries = self._changes.countries_of([row.aggregate_id for row in shown])

        def describe(row: Any) -> Document:
            return record_document(row, facts_from(row.facts), countries[row.aggregate_id])

        return {row.aggregate_id: _told(describe, row) for row in shown}


def _told(describe: Callable[[Any], Document | None], row: Any) -> Document | None:
    try:
        return describe(row)
    except (*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE):
        raise
    except Exception:
        # What cannot be described is not found; everything else is.
        names = (getattr(row, name, None) for name in ("practice", "aggregate_id", "id"))
        log.exception("The search cannot describe %s.", next(name for name in names if name))
        return None
