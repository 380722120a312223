"""What a curator should look at: claims without an exact date, on one source, in conflict; figures that differ."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select, tuple_

from domain.commitments.pledges import Pledge
from projections.figures import Figures
from projections.milestones import OBSERVED, Milestones
from projections.positions import Footing
from projections.projection import FOREVER
from projections.reader import Reader
from projections.records import Records

MOST = 500
"""Claims in conflict that are listed at once; settling some brings the next."""


class Worklists:
    """Reads what is believed now, claim by claim; each list is paged by the position of the claim."""

    def __init__(self, reader: Reader, records: Records, milestones: Milestones, figures: Figures) -> None:
        """Read from the tables of these projections with `reader`."""
        self._reader = reader
        self._records = records.records
        self._claims = milestones.claims
        self._figures = figures.figures
        self._conflicts: tuple[Footing, Sequence[Row[Any]]] = (Footing(0, ""), ())

    def inexact(self, *, after: int = 0, limit: int = 50) -> Sequence[Row[Any]]:
        """List live claims whose date is not a single day."""
        claims = self._claims.c
        return self._rows(self._select().where(claims.earliest != claims.latest), after, limit)

    def single_sourced(self, *, after: int = 0, limit: int = 50) -> Sequence[Row[Any]]:
        """List live claims on happenings that only one document ever spoke of.

        What those who pledge say of their own pledge is left out: nobody else would say it.
        """
        claims, others = self._claims.c, self._claims.alias("others")
        same_claim = others.c.claim == claims.claim
        same_happening = and_(
            others.c.aggregate_id == claims.aggregate_id,
            others.c.happening == claims.happening,
            claims.happening.not_in(("", OBSERVED)),
        )
        elsewhere = (
            select(others.c.claim)
            .where(same_claim | same_happening, others.c.live, others.c.document != claims.document)
            .exists()
        )
        return self._rows(self._select().where(~elsewhere, claims.kind != Pledge.kind), after, limit)

    def conflicts(self) -> Sequence[Row[Any]]:
        """List the live claims of happenings whose dates exclude each other, together, by record and happening.

        Every claim has to be looked at, so what was found is kept until more is recorded.
        """
        with self._reader.connect() as connection:
            footing = self._reader.footing(Milestones.name, Records.name)
            if footing != self._conflicts[0]:
                self._conflicts = (footing, connection.execute(self._disputed()).all())
        return self._conflicts[1]

    def companions(self, claim: int, *, position: int) -> Sequence[Row[Any]]:
        """List the other claims on the happening that a claim is about, as believed at a position."""
        claims, own = self._claims.c, self._claims.alias("own")
        happening = select(own.c.aggregate_id, own.c.happening).where(
            own.c.claim == claim, own.c.happening.not_in(("", OBSERVED))
        )
        query = (
            self._joined()
            .where(
                claims.since <= position,
                claims.until > position,
                claims.claim != claim,
                tuple_(claims.aggregate_id, claims.happening).in_(happening),
            )
            .order_by(claims.claim)
        )
        with self._reader.connect() as connection:
            return connection.execute(query).all()

    def figures(self) -> Sequence[Row[Any]]:
        """List the figures that documents print, oldest day first."""
        figures = self._figures
        with self._reader.connect() as connection:
            return connection.execute(select(figures).order_by(figures.c.valid_at, figures.c.position)).all()

    def _disputed(self) -> Select[Any]:
        claims = self._claims.c
        disputed = (
            select(claims.aggregate_id, claims.happening)
            .where(*self._believed(), claims.happening.not_in(("", OBSERVED)))
            .group_by(claims.aggregate_id, claims.happening)
            .having(func.max(claims.earliest) > func.min(claims.latest))
        )
        return (
            self._select()
            .where(tuple_(claims.aggregate_id, claims.happening).in_(disputed))
            .order_by(claims.aggregate_id, claims.happening, claims.claim)
            .limit(MOST)
        )

    def _rows(self, query: Select[Any], after: int, limit: int) -> Sequence[Row[Any]]:
        claims = self._claims.c
        with self._reader.connect() as connection:
            return connection.execute(query.where(claims.claim > after).order_by(claims.claim).limit(limit)).all()

    def _select(self) -> Select[Any]:
        return self._joined().where(*self._believed())

    def _joined(self) -> Select[Any]:
        return select(self._claims, self._records.c.code).join(
            self._records, self._records.c.aggregate_id == self._claims.c.aggregate_id
        )

    def _believed(self) -> tuple[ColumnElement[bool], ...]:
        return self._claims.c.until == FOREVER, self._claims.c.live
