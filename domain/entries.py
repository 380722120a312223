"""What is read back from the log: events with the position at which they stand."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Entry:
    """One event in the log; `event` is None where this version cannot read it, and `trouble` says why.

    `stored` are the bytes of its facts as they are kept.
    """

    position: int
    aggregate_id: UUID
    version: int
    name: str
    event: Any
    trouble: str = ""
    stored: bytes = b""

    @cached_property
    def record(self) -> str:
        """The id of the aggregate as text."""
        return str(self.aggregate_id)

    @cached_property
    def recorded_at(self) -> str:
        """When it was recorded, RFC 3339 UTC with six decimals, so that times sort as text."""
        return moment(self.event.timestamp)

    @cached_property
    def recorded_by(self) -> str:
        """The id of the account that recorded it, as text."""
        return str(self.event.by)


def moment(timestamp: datetime) -> str:
    """Write a time as RFC 3339 UTC with six decimals, so that times sort as text."""
    return timestamp.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
