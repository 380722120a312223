"""Writes the log as text that anybody can read without the platform."""

import json
from collections.abc import Iterator

from domain.application import Platform
from domain.storage import stored_bytes

BATCH = 1_000


def export_lines(platform: Platform) -> Iterator[tuple[int, str]]:
    """Give every stored event, as one JSON object, with its position.

    `facts` are the stored bytes themselves, so an event that this version cannot read is exported too.
    """
    position = 0
    while stored := platform.read_stored(position, BATCH):
        for event in stored:
            position = event.id
            facts = stored_bytes(event.state).decode(errors="replace")
            head = {
                "position": position,
                "aggregate_id": str(event.originator_id),
                "version": event.originator_version,
                "name": event.topic,
            }
            yield position, f'{json.dumps(head)[:-1]}, "facts": {facts}}}'
