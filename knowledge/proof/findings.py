"""What a check of the log finds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from domain.entries import Entry


class Kind(StrEnum):
    """What is wrong."""

    ROLLED_BACK = "rolled-back"
    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    EXCHANGED = "exchanged"
    RENUMBERED = "renumbered"
    CHANGED_WITH_ITS_TREE = "changed-with-its-tree"
    VERSION = "version"
    UNREADABLE = "unreadable"
    TREE = "tree"
    PROOF = "proof"
    CHECKPOINT = "checkpoint"


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be; `position` is the first it concerns, None where that cannot be told."""

    kind: Kind
    detail: str
    position: int | None = None


@dataclass
class Verdict:
    """What was checked: how many events of how many, their root, the sizes of the checkpoints; and what is wrong."""

    events: int = 0
    size: int = 0
    root: bytes = b""
    checkpoints: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Versions:
    """The versions of every record, which count from 1 without gaps."""

    def __init__(self) -> None:
        """Begin before the first event."""
        self._last: dict[UUID, int] = {}

    def check(self, entry: Entry) -> Iterator[Finding]:
        """Tell what is wrong with the version of the next event."""
        expected = self._last.get(entry.aggregate_id, 0) + 1
        self._last[entry.aggregate_id] = entry.version
        if entry.version != expected:
            detail = f"Version {entry.version} of {entry.record} stands where {expected} belongs."
            yield Finding(Kind.VERSION, detail, entry.position)
