"""Files that were uploaded and that nothing ever named: found, and forgotten."""

from collections.abc import Sequence
from datetime import timedelta

from knowledge.private.uploads import Upload
from knowledge.wiring import Knowledge

UNNAMED_FOR = timedelta(days=30)
"""How long a file waits to be named by what it was uploaded to."""


def unnamed_files(knowledge: Knowledge, since: str) -> Sequence[Upload]:
    """List files uploaded before a time, RFC 3339 UTC, that neither the log nor what is being typed names."""
    return [upload for upload in knowledge.attachments.uploaded_before(since) if not _is_named(knowledge, upload)]


def _is_named(knowledge: Knowledge, upload: Upload) -> bool:
    copy = knowledge.working_copies.find(upload.practice)
    said = [event.changes for event in knowledge.platform.history(upload.practice) if hasattr(event, "changes")]
    return any(upload.digest in repr(one) for one in [*said, copy and copy.fields])
