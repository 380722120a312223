"""What a curator should look at next, as answers."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from domain.status import HEADLINES
from knowledge.answers import Answer, Answers, claim_answer
from knowledge.wiring import Knowledge

LISTS = ("inexact-dates", "single-source", "conflicts", "figures")
"""The lists there are."""


class WorklistAnswers:
    """Answers from one platform."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Answer from the views of `knowledge`."""
        self._knowledge = knowledge
        self._worklists = knowledge.worklists

    def inexact(self, *, after: int, limit: int) -> tuple[list[Answer], int | None]:
        """List milestones without an exact date, and after which the next page begins."""
        return self._page(self._worklists.inexact(after=after, limit=limit + 1), limit)

    def single_sourced(self, *, after: int, limit: int) -> tuple[list[Answer], int | None]:
        """List milestones that rest on one document alone, and after which the next page begins."""
        return self._page(self._worklists.single_sourced(after=after, limit=limit + 1), limit)

    def conflicts(self) -> list[Answer]:
        """List happenings whose dates exclude each other, each with its claims."""
        rows = self._worklists.conflicts()
        together = groupby(rows, key=lambda row: (row.aggregate_id, row.happening))
        return [{"claims": self._claims(list(claims))} for _, claims in together]

    def companions(self, claim: int, *, position: int) -> list[Answer]:
        """List the other claims on the happening of one; `excluding` tells those that cannot be true beside it."""
        own = self._knowledge.timeline.history(claim, position=position)[-1]
        return [
            {**told, "excluding": row.latest < own.earliest or row.earliest > own.latest}
            for row, told in self._told(self._worklists.companions(claim, position=position))
        ]

    def figures(self) -> list[Answer]:
        """List the figures that documents print, beside what the claims add up to on that day."""
        answers = Answers(self._knowledge)
        position = answers.position(None)
        found = []
        for row in self._worklists.figures():
            counted = answers.board(row.valid_at, position=position).counts.get(row.headline)
            found.append(
                {
                    "position": row.position,
                    "document": row.document,
                    "headline": row.headline,
                    "is_known": row.headline in HEADLINES,
                    "valid_at": row.valid_at,
                    "printed": row.figure,
                    "counted": dict(counted) if counted else None,
                    "differs": not counted or counted["sure"] != row.figure or counted["possible"] != row.figure,
                }
            )
        return found

    def _page(self, rows: Sequence[Any], limit: int) -> tuple[list[Answer], int | None]:
        shown = rows[:limit]
        return self._claims(shown), (shown[-1].claim if len(rows) > limit else None)

    def _claims(self, rows: Sequence[Any]) -> list[Answer]:
        return [told for _, told in self._told(rows)]

    def _told(self, rows: Sequence[Any]) -> list[tuple[Any, Answer]]:
        return list(zip(rows, map(claim_answer, rows, self._knowledge.timeline.places_of(rows)), strict=True))
