"""The headline figures that documents print, to be held against what the claims add up to."""

from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Integer, Table, Text

from domain.documents import SourceDocument
from domain.entries import Entry
from projections.bulk import Row
from projections.projection import Projection


class Figures(Projection):
    """One row for each figure stated."""

    name = "figures"
    edition = 1

    def define(self) -> None:
        self.figures = Table(
            f"figures{self.suffix}",
            self.metadata,
            Column("position", BigInteger, primary_key=True, autoincrement=False),
            Column("document", Text, nullable=False),
            Column("headline", Text, nullable=False),
            Column("figure", Integer, nullable=False),
            Column("valid_at", Text, nullable=False),
            Column("locator", Text, nullable=False),
            Column("recorded_at", Text, nullable=False),
            Column("recorded_by", Text, nullable=False),
        )

    def rows(self, entry: Entry) -> Iterable[tuple[Table, Row]]:
        event = entry.event
        if isinstance(event, SourceDocument.FigureStated):
            yield (
                self.figures,
                {
                    "position": entry.position,
                    "document": entry.record,
                    "headline": event.headline,
                    "figure": event.figure,
                    "valid_at": event.valid_at,
                    "locator": event.locator,
                    "recorded_at": entry.recorded_at,
                    "recorded_by": entry.recorded_by,
                },
            )
