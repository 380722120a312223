"""Working copies: what an author has typed into a draft and not recorded yet. No history is kept of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, Column, Table, Text, delete, insert, select

from domain.entries import moment
from domain.errors import ChangedMeanwhile, Told
from knowledge.private.belongings import of_author
from knowledge.private.database import METADATA, PrivateDatabase

WORKING_COPIES = Table(
    "working_copies",
    METADATA,
    Column("practice", Text, primary_key=True),
    Column("fields", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("saved_at", Text, nullable=False),
    info=of_author("practice"),
)


@dataclass(frozen=True)
class WorkingCopy:
    """Fields of a draft as they were typed; `number` grows with each save, `saved_at` is RFC 3339 UTC."""

    fields: Mapping[str, Any]
    number: int
    saved_at: str


class WorkingCopies:
    """One working copy for each draft that has any."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def save(self, practice: UUID, fields: Mapping[str, Any], *, seen: int | None = None) -> WorkingCopy:
        """Keep what was typed, in place of what was kept before.

        Args:
            practice: the draft.
            fields: those that differ from what is recorded.
            seen: the number that the author has read, if only that one may be replaced.

        Raises:
            ChangedMeanwhile: the working copy is not, or no longer, the one seen.
        """
        with self._database.writing() as connection:
            same = WORKING_COPIES.c.practice == str(practice)
            last = connection.execute(select(WORKING_COPIES.c.number).where(same)).scalar() or 0
            if seen is not None and seen != last:
                raise ChangedMeanwhile(
                    Told("The working copy is number {last}; you have read number {seen}.", last=last, seen=seen)
                )
            now = datetime.now(tz=UTC)
            # Numbers never come back, also after the copy was dropped: whoever has read one knows which it was.
            copy = WorkingCopy(dict(fields), max(last + 1, int(now.timestamp() * 1_000)), moment(now))
            connection.execute(delete(WORKING_COPIES).where(same))
            connection.execute(
                insert(WORKING_COPIES).values(
                    practice=str(practice),
                    fields=msgspec.json.encode(copy.fields).decode(),
                    number=copy.number,
                    saved_at=copy.saved_at,
                )
            )
        return copy

    def find(self, practice: UUID) -> WorkingCopy | None:
        """Return the working copy of a draft, if it has one."""
        with self._database.reading() as connection:
            query = select(WORKING_COPIES).where(WORKING_COPIES.c.practice == str(practice))
            row = connection.execute(query).one_or_none()
        return WorkingCopy(msgspec.json.decode(row.fields), row.number, row.saved_at) if row else None

    def drop(self, practice: UUID, number: int) -> None:
        """Forget a working copy, unless more was typed after `number`."""
        kept = WORKING_COPIES.c
        with self._database.writing() as connection:
            connection.execute(delete(WORKING_COPIES).where(kept.practice == str(practice), kept.number == number))
