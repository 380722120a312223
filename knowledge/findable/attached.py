"""The text of attachments, by which what they belong to is found."""

import logging
from collections.abc import Callable, Iterable

from domain.files import File
from knowledge.findable.common import paragraphs

LONGEST_ATTACHED = 200_000
"""Characters of all attachments together; what follows is not searched."""

AttachedText = Callable[[str], str]
"""Gives the text of an attachment by its digest."""

log = logging.getLogger(__name__)


def attached(files: Iterable[File], attached_text: AttachedText) -> str:
    """Put the texts of files below one another."""
    found: list[str] = []
    left = LONGEST_ATTACHED
    for file in files:
        text = _read(file.digest, attached_text)[:left]
        # What programs find in files may be half a character.
        found.append(text.encode("utf-8", "replace").decode())
        left -= len(text)
    return paragraphs(*found)


def _read(digest: str, attached_text: AttachedText) -> str:
    try:
        return attached_text(digest)
    except Exception:
        # What it belongs to is found by its own words.
        log.exception("The search cannot read the attachment %s.", digest)
        return ""
