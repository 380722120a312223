"""Answers which requests for support there are: for their parties, for the secretariat, and counted for everybody."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, tuple_

from domain.commitments.connection_stages import OPEN, Stage
from projections.connection_requests import ConnectionRequests
from projections.reader import Reader

Page = tuple[Sequence[Row[Any]], Any]
"""The rows of a page, and where the next one goes on if there is one."""
WAITING = (Stage.RAISED, Stage.ASSESSED, Stage.MATCHED, Stage.IN_DELIVERY)
"""The stages that the secretariat keeps an eye on; what was returned waits for its requester."""


class Outcome(StrEnum):
    """What became of a request, for those who count."""

    OPEN = "open"
    MET = "met"
    UNMET = "unmet"


OUTCOMES: Mapping[str, Outcome] = {
    **dict.fromkeys(OPEN, Outcome.OPEN),
    Stage.COMPLETED: Outcome.MET,
    Stage.UNMET: Outcome.UNMET,
}
"""What each stage counts as; a request that was withdrawn is counted nowhere."""
Figures = Mapping[tuple[str, str], Counter[Outcome]]
"""How many requests there are of each outcome, by kind of support and the year in which they were raised."""


@dataclass(frozen=True)
class Seats:
    """Where somebody takes part: with the requests of an account, of countries, and as an invited provider.

    Empty means nowhere.
    """

    requester: str = ""
    countries: frozenset[str] = frozenset()
    provider: str = ""


@dataclass(frozen=True)
class Asked:
    """Which requests to list; empty means any."""

    country: str = ""
    stage: str = ""
    support_kind: str = ""


class Hub:
    """Looks requests for support up."""

    def __init__(self, reader: Reader, requests: ConnectionRequests) -> None:
        """Read from the tables of `requests` with `reader`."""
        self._reader = reader
        self._requests = requests.requests
        self._providers = requests.providers
        self._kinds = requests.kinds

    def of_party(self, seats: Seats, *, after: int | None = None, limit: int = 50) -> Page:
        """List the requests in which somebody takes part, the last raised first; `after` is its `raised`."""
        kept, provider = self._requests.c, self._providers.c
        opened = select(provider.request).where(provider.account == seats.provider, provider.is_invited)
        query = select(self._requests).where(
            or_(
                kept.requester == seats.requester,
                kept.country.in_(seats.countries),
                kept.request.in_(opened),
            )
        )
        return self._newest(query, after, limit)

    def all(self, asked: Asked, *, after: int | None = None, limit: int = 50) -> Page:
        """List every request that is asked for, the last raised first; `after` is its `raised`."""
        kept, kind = self._requests.c, self._kinds.c
        query = select(self._requests)
        if asked.country:
            query = query.where(kept.country == asked.country)
        if asked.stage:
            query = query.where(kept.stage == asked.stage)
        if asked.support_kind:
            of_kind = select(kind.request).where(kind.kind == asked.support_kind, kind.is_asked)
            query = query.where(kept.request.in_(of_kind))
        return self._newest(query, after, limit)

    def waiting(
        self, stages: Collection[Stage] = WAITING, *, after: tuple[str, str] | None = None, limit: int = 50
    ) -> Page:
        """List what is under way, what has stood where it is for longest first.

        Args:
            stages: only those at these.
            after: `stage_since` and `request` of the one that the page before ended with.
            limit: how many at most.
        """
        kept = self._requests.c
        query = select(self._requests).where(kept.stage.in_(stages)).order_by(kept.stage_since, kept.request)
        if after:
            query = query.where(tuple_(kept.stage_since, kept.request) > after)
        return self._page(query, limit, lambda row: (row.stage_since, row.request))

    def figures(self) -> Figures:
        """Count requests by kind of support, year and outcome; one that asks for two kinds counts for both."""
        kept, kind = self._requests.c, self._kinds.c
        year = func.substr(kept.raised_at, 1, 4).label("year")
        query = (
            select(kind.kind, year, kept.stage, func.count().label("number"))
            .join(self._kinds, kind.request == kept.request)
            .where(kind.is_asked, kept.stage.in_(OUTCOMES))
            .group_by(kind.kind, year, kept.stage)
        )
        found: dict[tuple[str, str], Counter[Outcome]] = {}
        for row in self._all(query):
            found.setdefault((row.kind, row.year), Counter())[OUTCOMES[row.stage]] += row.number
        return found

    def _newest(self, query: Select[Any], after: int | None, limit: int) -> Page:
        raised = self._requests.c.raised
        if after is not None:
            query = query.where(raised < after)
        return self._page(query.order_by(raised.desc()), limit, lambda row: row.raised)

    def _page(self, query: Select[Any], limit: int, place: Any) -> Page:
        rows = self._all(query.limit(limit + 1))
        if len(rows) <= limit:
            return rows, None
        return rows[:limit], place(rows[limit - 1])

    def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        with self._reader.connect() as connection:
            return connection.execute(query).all()
