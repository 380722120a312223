"""The audit trail with its facts: which events there are says the view, what they say the log alone."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from domain.accounts import Account
from domain.errors import NotFound, Told
from knowledge.answers import Answer
from knowledge.cells import harmless
from knowledge.wiring import Knowledge
from projections.trail import Searched, Sight

BATCH = 500
"""Events that are held in memory at once while many are written."""
SPREAD = 4
"""Up to how many times as many events are read from the log at once, rather than one by one."""
COLUMNS = (
    "position",
    "recorded_at",
    "recorded_by",
    "roles",
    "kind",
    "code",
    "aggregate_id",
    "version",
    "event",
    "facts",
)
COMMON = frozenset({"by", "timestamp"})


class AuditTrail:
    """Reads events for somebody who may see some of them."""

    def __init__(self, knowledge: Knowledge, sight: Sight) -> None:
        """Read the log of `knowledge` with somebody's `sight`."""
        self._knowledge = knowledge
        self._sight = sight
        self._accounts: dict[str, list[tuple[Any, list[str]]]] = {}

    def page(self, searched: Searched, *, before: int, limit: int) -> tuple[list[Answer], int | None]:
        """List events newest first, and the position before which the next page begins."""
        rows = self._knowledge.trail.newest(searched, self._sight, before=before, limit=limit + 1)
        shown = rows[:limit]
        return self._told(shown), (shown[-1].position if len(rows) > limit else None)

    def find(self, position: int) -> Answer:
        """Tell one event.

        Raises:
            NotFound: there is none at this position that they may see.
        """
        rows = self._knowledge.trail.newest(Searched(), self._sight, before=position + 1, limit=1)
        if not rows or rows[0].position != position:
            raise NotFound(Told("Nothing stands at position {position}.", position=position))
        return self._told(rows)[0]

    def all(self, searched: Searched) -> Iterator[Answer]:
        """Give every event in the order of the log, a few at a time in memory."""
        after = 0
        while rows := self._knowledge.trail.oldest(searched, self._sight, after=after, limit=BATCH):
            yield from self._told(rows)
            after = rows[-1].position

    def _told(self, rows: Sequence[Any]) -> list[Answer]:
        events = self._events([row.position for row in rows])
        opener = self._knowledge.sealing.opener()
        return [
            {
                "position": row.position,
                "recorded_at": row.recorded_at,
                "recorded_by": row.recorded_by,
                "roles": self._roles_at(row.recorded_by, events[row.position].timestamp),
                "kind": row.kind,
                "code": row.code,
                "aggregate_id": row.aggregate_id,
                "version": row.version,
                "event": row.event,
                "facts": {
                    name: value for name, value in opener.facts(events[row.position]).items() if name not in COMMON
                },
                "public": row.public,
            }
            for row in rows
        ]

    def _events(self, positions: Sequence[int]) -> dict[int, Any]:
        """Read the events at these positions."""
        if not positions:
            return {}
        first, last, wanted = min(positions), max(positions), set(positions)
        platform = self._knowledge.platform
        if last - first <= SPREAD * len(positions):
            entries = platform.read(first - 1, last - first + 1)
        else:
            entries = [platform.read(position - 1, 1)[0] for position in positions]
        return {entry.position: entry.event for entry in entries if entry.position in wanted}

    def _roles_at(self, account: str, moment: Any) -> list[str]:
        """List the roles that an account had at a moment."""
        if account not in self._accounts:
            self._accounts[account] = list(self._role_changes(UUID(account)))
        roles: list[str] = []
        for since, held in self._accounts[account]:
            if since > moment:
                break
            roles = held
        return roles

    def _role_changes(self, account: UUID) -> Iterator[tuple[Any, list[str]]]:
        held: set[str] = set()
        events: Iterator[Any] = iter(self._knowledge.platform.events.get(account))
        for event in events:
            match event:
                case Account.RoleGranted():
                    held.add(event.role)
                case Account.RoleRevoked():
                    held.discard(event.role)
            yield event.timestamp, sorted(held)


def as_lines(entries: Iterator[Answer]) -> Iterator[str]:
    """Write events as JSON Lines."""
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False) + "\n"


def as_table(entries: Iterator[Answer]) -> Iterator[str]:
    """Write events as CSV (RFC 4180), no cell of which is a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for entry in entries:
        facts = json.dumps(entry["facts"], ensure_ascii=False)
        cells = {**entry, "facts": facts, "roles": " ".join(entry["roles"]), "code": entry["code"] or ""}
        writer.writerow([harmless(str(cells[name])) for name in COLUMNS])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()
