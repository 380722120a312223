"""Chooses where attachments are kept by the setting that says so."""

from pathlib import Path

from knowledge.attachments.folder import FolderStore
from knowledge.attachments.store import FileStore


def open_store(url: str) -> FileStore:
    """Open the store at `url`: the path of a folder, or `s3://bucket/prefix`."""
    if not url.startswith("s3:"):
        return FolderStore(Path(url))
    # Its library takes a quarter of a second to load, which nobody waits for who keeps files in a folder.
    from knowledge.attachments.s3 import S3Store  # noqa: PLC0415

    return S3Store(url)
