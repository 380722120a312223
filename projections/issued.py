"""Answers which bulletins were issued, what they rest on, and which came before another."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from projections.bulletins import Bulletins
from projections.reader import Reader

Rows = Sequence[Row[Any]]


class Issued:
    """Looks bulletins up by series and number."""

    def __init__(self, reader: Reader, bulletins: Bulletins) -> None:
        """Read from the tables of `bulletins` with `reader`."""
        self._reader = reader
        self._bulletins = bulletins.bulletins
        self._printed = bulletins.printed
        self._errata = bulletins.errata

    def one(self, series: str, number: int) -> Row[Any] | None:
        """Return the bulletin of a series that has a number."""
        kept = self._bulletins.c
        with self._reader.connect() as connection:
            return connection.execute(
                select(self._bulletins).where(kept.series == series, kept.number == number)
            ).one_or_none()

    def listed(self, *, series: str = "", after: tuple[str, int] = ("", 0), limit: int = 50) -> Rows:
        """List up to one more than `limit` bulletins by series and number, after a place in that order."""
        kept = self._bulletins.c
        beyond = (kept.series > after[0]) | ((kept.series == after[0]) & (kept.number > after[1]))
        query = select(self._bulletins).where(beyond).order_by(kept.series, kept.number).limit(limit + 1)
        return self._all(query.where(kept.series == series) if series else query)

    def last_number(self, series: str) -> int:
        """Return the highest number of a series; 0 before its first bulletin."""
        kept = self._bulletins.c
        with self._reader.connect() as connection:
            query = select(func.max(kept.number)).where(kept.series == series)
            return connection.execute(query).scalar_one() or 0

    def before(self, *, valid_at: str, known_at: int, scope: str) -> Row[Any] | None:
        """Return the last bulletin about a scope that a bulletin with these three could follow.

        It was issued by position `known_at` and describes no later day than `valid_at`.
        """
        kept = self._bulletins.c
        query = (
            select(self._bulletins)
            .where(kept.position <= known_at, kept.valid_at <= valid_at, kept.scope == scope)
            .order_by(kept.valid_at.desc(), kept.known_at.desc(), kept.position.desc())
            .limit(1)
        )
        with self._reader.connect() as connection:
            return connection.execute(query).one_or_none()

    def printed(self, aggregate_id: str) -> list[int]:
        """List the positions of the milestones that a bulletin rests on."""
        printed = self._printed.c
        query = select(printed.claim).where(printed.aggregate_id == aggregate_id).order_by(printed.claim)
        with self._reader.connect() as connection:
            return list(connection.execute(query).scalars())

    def printed_in(self, claim: int) -> Rows:
        """List the bulletins that rest on the milestone recorded at position `claim`, by series and number."""
        kept, printed = self._bulletins.c, self._printed.c
        return self._all(
            select(self._bulletins)
            .join(self._printed, printed.aggregate_id == kept.aggregate_id)
            .where(printed.claim == claim)
            .order_by(kept.series, kept.number)
        )

    def errata(self, aggregate_id: str) -> Rows:
        """List the errata of a bulletin, oldest first."""
        errata = self._errata.c
        return self._all(select(self._errata).where(errata.aggregate_id == aggregate_id).order_by(errata.position))

    def _all(self, query: Any) -> Rows:
        with self._reader.connect() as connection:
            return connection.execute(query).all()
