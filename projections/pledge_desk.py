"""Answers which pledges are on somebody's desk: those of who submits them, and those that wait for the secretariat."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Row, Select, select, tuple_

from projections.pledges import Pledges

Page = tuple[Sequence[Row[Any]], Any]
"""The rows of a page, and where the next one goes on if there is one."""


class PledgeDesk:
    """Lists submissions."""

    def __init__(self, engine: Engine, pledges: Pledges) -> None:
        """Read from the tables of `pledges` in `engine`."""
        self._engine = engine
        self._submissions = pledges.submissions

    def of_author(self, author: UUID, *, after: int | None = None, limit: int = 50) -> Page:
        """List what somebody submits, what was begun last first; `after` is its `begun`."""
        kept = self._submissions.c
        query = select(self._submissions).where(kept.author == str(author)).order_by(kept.begun.desc())
        if after is not None:
            query = query.where(kept.begun < after)
        return self._page(query, limit, lambda row: row.begun)

    def waiting(self, *, after: tuple[str, str] | None = None, limit: int = 50) -> Page:
        """List submissions and amendments that wait for the secretariat, those that have waited longest first."""
        kept = self._submissions.c
        query = select(self._submissions).where(kept.waiting_since != "").order_by(kept.waiting_since, kept.submission)
        if after:
            query = query.where(tuple_(kept.waiting_since, kept.submission) > after)
        return self._page(query, limit, lambda row: (row.waiting_since, row.submission))

    def _page(self, query: Select[Any], limit: int, place: Any) -> Page:
        with self._engine.connect() as connection:
            rows = connection.execute(query.limit(limit + 1)).all()
        return (rows, None) if len(rows) <= limit else (rows[:limit], place(rows[limit - 1]))
