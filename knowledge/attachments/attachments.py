"""What is done with attachments: received for a practice, named by it, given to readers, read for the search."""

import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import BinaryIO
from uuid import UUID

import msgspec

from domain.errors import InvalidField, NotFound
from domain.files import File
from knowledge.attachments.extraction import BUSY, READABLE, FoundText, find_text
from knowledge.attachments.inspection import look_into
from knowledge.attachments.kinds import KINDS, kind_of
from knowledge.attachments.names import check_name
from knowledge.attachments.scanner import NoScanner, Scanner
from knowledge.attachments.store import FileStore, FilesUnavailable, Stored
from knowledge.private.uploads import Upload, Uploads

log = logging.getLogger(__name__)


class NotUploaded(InvalidField):
    """Only files that were uploaded to a practice can be named by it."""


class Attachments:
    """The files of practices: which there are, their bytes, and the text in them."""

    def __init__(self, store: FileStore, uploads: Uploads, scanner: Scanner | None = None) -> None:
        """Keep bytes in `store`, and whose they are in `uploads`; `scanner` looks for viruses."""
        self._store = store
        self._uploads = uploads
        self._scanner = scanner or NoScanner()

    def receive(self, practice: UUID, stream: BinaryIO, *, name: str, by: UUID) -> File:
        """Keep a file that belongs to a practice.

        Raises:
            QuotaReached: it would be one too many.
            FileTooLarge, UnknownKind, BadName, WrongExtension, Infected: nothing is kept of it.
            InvalidField: likewise, as `look_into` says.
            FilesUnavailable, ScannerUnavailable: it cannot be kept now.
        """
        self._uploads.check_quota(practice, by=by)
        noted: list[File] = []

        def check(file: BinaryIO, stored: Stored) -> None:
            kind = kind_of(file)
            kept = File(stored.digest, check_name(name, kind.extensions), kind.media_type, stored.size)
            look_into(file, kind)
            self._scanner.check(file)
            # Noted before its bytes are in their place, so that nothing lies there of which nobody knows.
            self._uploads.note(practice, kept, by=by)
            noted.append(kept)

        self._store.put(stream, check=check)
        # The file is kept, which is what was asked; its text can be looked for again.
        with suppress(FilesUnavailable):
            self._find_text(noted[0].digest, noted[0].media_type)
        return noted[0]

    def check_uploaded(self, practice: UUID, files: Iterable[File]) -> None:
        """Refuse files that a practice cannot name; their names may be changed, but not to mislead.

        Raises:
            NotUploaded: one was not uploaded to this practice, or is said to be another than it is.
            BadName, WrongExtension: as they say.
        """
        there = {upload.digest: upload for upload in self._uploads.of_practice(practice)}
        for place, file in enumerate(files):
            upload = there.get(file.digest)
            if upload is None or (upload.media_type, upload.size) != (file.media_type, file.size):
                raise NotUploaded("Upload it to this practice, and name it as the answer did.", field=f"files/{place}")
            try:
                check_name(file.name, KINDS[file.media_type].extensions)
            except InvalidField as error:
                error.field = f"files/{place}/name"
                raise

    def of_practice(self, practice: UUID) -> list[Upload]:
        """List what was uploaded to a practice."""
        return self._uploads.of_practice(practice)

    def find(self, practice: UUID, digest: str) -> Upload:
        """Return what is known of a file of a practice.

        Raises:
            NotFound: it was not uploaded there.
        """
        for upload in self._uploads.of_file(digest):
            if upload.practice == practice:
                return upload
        raise NotFound("There is no such file.")

    def practices_with(self, digest: str) -> list[UUID]:
        """List the practices that a file was uploaded to."""
        return [upload.practice for upload in self._uploads.of_file(digest)]

    def open(self, digest: str) -> BinaryIO:
        """Open a file for reading.

        Raises:
            NotFound: its bytes are not kept.
        """
        return self._store.open(digest)

    def text_of(self, digest: str) -> str:
        """Return the text of a file for the search; empty where it has none that can be read now."""
        try:
            return self.found_in(digest).text
        except (FilesUnavailable, NotFound) as error:
            log.warning("The text of %s is missing from the search: %s", digest, error)
            return ""

    def found_in(self, digest: str) -> FoundText:
        """Return the text of a file, and why there is none; looked for now if nobody has."""
        uploads = self._uploads.of_file(digest)
        return self._find_text(digest, uploads[0].media_type) if uploads else FoundText("")

    def uploaded_before(self, time: str) -> list[Upload]:
        """List what was last uploaded before a time, RFC 3339 UTC."""
        return self._uploads.before(time)

    def forget(self, practice: UUID, digest: str = "") -> None:
        """Forget the files of a practice, or one of them, and remove those that no other one has.

        Raises:
            FilesUnavailable: they are not forgotten.
        """
        self._uploads.forget(practice, digest, remove=self._store.remove)

    def _find_text(self, digest: str, media_type: str) -> FoundText:
        if media_type not in READABLE:
            return FoundText("")
        # What was kept and cannot be read any more is looked for again.
        with suppress(msgspec.DecodeError):
            if (kept := self._store.kept_text(digest)) is not None:
                return msgspec.json.decode(kept, type=FoundText)
        with self._store.open(digest) as file:
            found = find_text(file, media_type)
        if found.trouble != BUSY:
            self._store.keep_text(digest, msgspec.json.encode(found))
        return found
