"""Answers what became other between two positions of the log, for whoever keeps a copy of it, such as the search.

Each practice, claim and record is told once, at the position of its last change, so a copy that is made anew meets
nothing twice.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from domain.commitments.pledges import Pledge
from projections.milestones import Milestones
from projections.pledges import Pledges
from projections.practices import Practices
from projections.projection import FOREVER
from projections.reader import Reader
from projections.records import Records

Rows = Sequence[Row[Any]]


class Changes:
    """Looks up by position."""

    def __init__(
        self, reader: Reader, records: Records, milestones: Milestones, practices: Practices, pledges: Pledges
    ) -> None:
        """Read from the tables of these projections with `reader`."""
        self._reader = reader
        self._records = records.records
        self._countries = records.countries
        self._claims = milestones.claims
        self._practices = practices.practices
        self._versions = practices.versions
        self._translations = practices.translations
        self._editions = pledges.editions

    def practices(self, after: int, upto: int) -> Rows:
        """List the practices that readers see otherwise since then, with the last version; others have none."""
        shown_since = self._practices.c.shown_since
        return self._described(and_(shown_since > after, shown_since <= upto))

    def practices_called(self, ids: Collection[str]) -> Rows:
        """List practices by their ids, with the last version."""
        return self._described(self._practices.c.practice.in_(ids))

    def renderings(self, practices: Collection[str]) -> Mapping[str, list[Row[Any]]]:
        """Map practices to the last rendering in each language."""
        rendered = self._translations.c
        of_these = rendered.practice.in_(practices)
        last = select(func.max(rendered.position)).where(of_these).group_by(rendered.practice, rendered.language)
        found: dict[str, list[Row[Any]]] = {practice: [] for practice in practices}
        query = select(self._translations).where(of_these, rendered.position.in_(last)).order_by(rendered.language)
        for row in self._all(query):
            found[row.practice].append(row)
        return found

    def claims(self, after: int, upto: int) -> Rows:
        """List the claims of which something was recorded then, as believed now, with the code of the record."""
        claims, records = self._claims.c, self._records.c
        return self._all(
            select(self._claims, records.code)
            .join(self._records, records.aggregate_id == claims.aggregate_id)
            .where(claims.since > after, claims.since <= upto, claims.until == FOREVER)
            .order_by(claims.claim)
        )

    def pledges(self, after: int, upto: int) -> Collection[str]:
        """List the ids of the pledges of which something was recorded then."""
        edition, claims = self._editions.c, self._claims.c
        amended = select(edition.pledge).where(edition.position > after, edition.position <= upto)
        told = select(claims.aggregate_id).where(claims.kind == Pledge.kind, claims.since > after, claims.since <= upto)
        return sorted({row[0] for row in (*self._all(amended), *self._all(told))})

    def pledges_called(self, ids: Collection[str]) -> Collection[str]:
        """List those of these ids that are a pledge's."""
        edition = self._editions.c
        return [row[0] for row in self._all(select(edition.pledge).where(edition.pledge.in_(ids)).distinct())]

    def records(self, after: int, upto: int) -> Rows:
        """List the records that were registered then."""
        position = self._records.c.position
        return self._all(select(self._records).where(position > after, position <= upto).order_by(position))

    def records_called(self, ids: Collection[str]) -> Rows:
        """List records by their ids."""
        return self._all(select(self._records).where(self._records.c.aggregate_id.in_(ids)))

    def countries_of(self, records: Collection[str]) -> Mapping[str, list[str]]:
        """Map records to their countries (ISO 3166-1 alpha-2), in order."""
        places = self._countries.c
        found: dict[str, list[str]] = {record: [] for record in records}
        query = select(self._countries).where(places.aggregate_id.in_(records)).order_by(places.country)
        for row in self._all(query):
            found[row.aggregate_id].append(row.country)
        return found

    def _described(self, which: ColumnElement[bool]) -> Rows:
        kept, version = self._practices.c, self._versions.c
        is_last = and_(version.practice == kept.practice, version.edition == kept.edition)
        return self._all(
            select(self._practices, version.content)
            .outerjoin(self._versions, is_last)
            .where(which)
            .order_by(kept.shown_since)
        )

    def _all(self, query: Select[Any]) -> Rows:
        with self._reader.connect() as connection:
            return connection.execute(query).all()
