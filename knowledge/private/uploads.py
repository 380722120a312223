"""Which files were uploaded to which practice. Their bytes are kept elsewhere, by digest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Row,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
)

from domain.entries import moment
from domain.errors import RuleBroken, Told
from domain.files import File
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

MOST_FILES = 100
"""Files that a practice can name."""
MOST_BYTES = 250 * 1_048_576
"""Bytes of all files of a practice."""

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("practice", Text, primary_key=True),
    Column("digest", Text, primary_key=True, index=True),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("uploaded_by", Text, nullable=False, index=True),
    Column("at", Text, nullable=False),
    info=of_account("uploaded_by", stays="They are part of a practice; those of a draft go with the draft."),
)


class QuotaReached(RuleBroken):
    """The files of a practice, and those of an account, have limits together."""


@dataclass(frozen=True)
class Upload:
    """A file of a practice; `at` is RFC 3339."""

    practice: UUID
    digest: str
    name: str
    media_type: str
    size: int
    uploaded_by: UUID
    at: str


class Uploads:
    """The files of each practice."""

    def __init__(self, database: PrivateDatabase, *, quota: int = 0) -> None:
        """Remember in `database`; `quota`: bytes of all files that an account uploaded, 0 for as many as it likes."""
        self._database = database
        self._quota = quota

    def note(self, practice: UUID, file: File, *, by: UUID) -> None:
        """Remember that a file was uploaded to a practice, the last time under this name.

        Raises:
            QuotaReached: it would be one too many.
        """
        told = {name: getattr(file, name) for name in file.__struct_fields__}
        with self._database.writing() as connection:
            _one_at_a_time(connection)
            connection.execute(
                delete(UPLOADS).where(UPLOADS.c.practice == str(practice), UPLOADS.c.digest == file.digest),
            )
            self._check_quotas(connection, practice, by, file.size)
            at = moment(datetime.now(tz=UTC))
            connection.execute(insert(UPLOADS).values(practice=str(practice), uploaded_by=str(by), at=at, **told))

    def check_quota(self, practice: UUID, *, by: UUID) -> None:
        """Refuse more files of a practice, or of an account, before another one is received.

        Raises:
            QuotaReached: it has as many as it can.
        """
        with self._database.reading() as connection:
            self._check_quotas(connection, practice, by, 1)

    def of_practice(self, practice: UUID) -> list[Upload]:
        """List what was uploaded to a practice."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(UPLOADS).where(UPLOADS.c.practice == str(practice)).order_by(UPLOADS.c.at, UPLOADS.c.digest)
            )
            return [_upload(row) for row in rows]

    def of_file(self, digest: str) -> list[Upload]:
        """List where a file was uploaded."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(UPLOADS).where(UPLOADS.c.digest == digest).order_by(UPLOADS.c.at, UPLOADS.c.practice)
            )
            return [_upload(row) for row in rows]

    def before(self, time: str) -> list[Upload]:
        """List what was last uploaded before a time, RFC 3339 UTC."""
        with self._database.reading() as connection:
            rows = connection.execute(select(UPLOADS).where(UPLOADS.c.at < time).order_by(UPLOADS.c.at))
            return [_upload(row) for row in rows]

    def forget(self, practice: UUID, digest: str = "", *, remove: Callable[[str], object]) -> None:
        """Forget the files of a practice, or one of them.

        Args:
            practice: whose they are.
            digest: of the one; empty for all.
            remove: called with the digest of each that no other practice has, while nobody uploads it.
        """
        these = [UPLOADS.c.practice == str(practice), *([UPLOADS.c.digest == digest] if digest else [])]
        with self._database.writing() as connection:
            _one_at_a_time(connection)
            named = set(connection.execute(select(UPLOADS.c.digest).where(*these)).scalars())
            connection.execute(delete(UPLOADS).where(*these))
            left = connection.execute(select(UPLOADS.c.digest).where(UPLOADS.c.digest.in_(named))).scalars()
            for one in sorted(named - set(left)):
                remove(one)

    def _check_quotas(self, connection: Connection, practice: UUID, by: UUID, size: int) -> None:
        files, so_far = _counted(connection, UPLOADS.c.practice == str(practice))
        if files >= MOST_FILES or so_far + size > MOST_BYTES:
            raise QuotaReached(
                Told(
                    "A practice has at most {most_files} files of {most:,} bytes together.",
                    most_files=MOST_FILES,
                    most=MOST_BYTES,
                )
            )
        _, so_far = _counted(connection, UPLOADS.c.uploaded_by == str(by))
        if self._quota and so_far + size > self._quota:
            raise QuotaReached(Told("All files of an account have at most {most:,} bytes together.", most=self._quota))


def _counted(connection: Connection, which: ColumnElement[bool]) -> tuple[int, int]:
    """Return how many files there are, and their bytes together."""
    counted = select(func.count(), func.coalesce(func.sum(UPLOADS.c.size), 0)).where(which)
    files, size = connection.execute(counted).one()
    return files, int(size)


def _one_at_a_time(connection: Connection) -> None:
    # SQLite has one writer anyway; on PostgreSQL two uploads of the same file would stumble over each other.
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('uploads'))"))


def _upload(row: Row[tuple[object, ...]]) -> Upload:
    facts = row._asdict()
    return Upload(**{**facts, "practice": UUID(facts["practice"]), "uploaded_by": UUID(facts["uploaded_by"])})
