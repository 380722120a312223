"""Answers which pledges are on somebody's desk: those of who submits them, and those that wait for the secretariat."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, tuple_

from domain.commitments.pledge_stages import Stage
from projections.pledges import Pledges
from projections.reader import Reader

Page = tuple[Sequence[Row[Any]], Any]
"""The rows of a page, and where the next one goes on if there is one."""


class PledgeDesk:
    """Lists submissions."""

    def __init__(self, reader: Reader, pledges: Pledges) -> None:
        """Read from the tables of `pledges` with `reader`."""
        self._reader = reader
        self._submissions = pledges.submissions

    def of_author(self, author: UUID, *, after: int | None = None, limit: int = 50) -> Page:
        """List what somebody submits, what was begun last first; `after` is its `begun`."""
        kept = self._submissions.c
        query = select(self._submissions).where(kept.author == str(author)).order_by(kept.begun.desc())
        if after is not None:
            query = query.where(kept.begun < after)
        return self._page(query, limit, lambda row: row.begun)

    def drafts_of(self, author: UUID) -> list[UUID]:
        """List what somebody writes, what was begun first first."""
        kept = self._submissions.c
        return self._ids(kept.author == str(author))

    def untouched(self, since: str) -> list[UUID]:
        """List drafts that were never handed in and not revised since a time (RFC 3339 UTC)."""
        kept = self._submissions.c
        return self._ids(kept.submitted_at == "", kept.updated_at < since)

    def waiting(self, *, after: tuple[str, str] | None = None, limit: int = 50) -> Page:
        """List submissions and amendments that wait for the secretariat, those that have waited longest first."""
        kept = self._submissions.c
        query = select(self._submissions).where(kept.waiting_since != "").order_by(kept.waiting_since, kept.submission)
        if after:
            query = query.where(tuple_(kept.waiting_since, kept.submission) > after)
        return self._page(query, limit, lambda row: (row.waiting_since, row.submission))

    def _ids(self, *conditions: ColumnElement[bool]) -> list[UUID]:
        kept = self._submissions.c
        query = select(kept.submission).where(kept.stage == Stage.DRAFT, *conditions).order_by(kept.begun)
        with self._reader.connect() as connection:
            return [UUID(id) for id in connection.execute(query).scalars()]

    def _page(self, query: Select[Any], limit: int, place: Any) -> Page:
        with self._reader.connect() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        return (rows, None) if len(rows) <= limit else (rows[:limit], place(rows[limit - 1]))
