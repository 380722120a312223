"""Which files were uploaded to which practice. Their bytes are kept elsewhere, by digest."""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Connection, Row, Table, Text, delete, func, insert, select, text

from domain.entries import moment
from domain.errors import RuleBroken
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
    """The files of a practice have limits together."""


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

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def note(self, practice: UUID, *, digest: str, name: str, media_type: str, size: int, by: UUID) -> None:
        """Remember that a file was uploaded to a practice, the last time under this name.

        Raises:
            QuotaReached: it would be one too many.
        """
        row = {"name": name, "media_type": media_type, "size": size, "uploaded_by": str(by)}
        with self._database.writing() as connection:
            self._one_at_a_time(connection, practice)
            connection.execute(
                delete(UPLOADS).where(UPLOADS.c.practice == str(practice), UPLOADS.c.digest == digest),
            )
            _check_quota(connection, practice, size)
            at = moment(datetime.now(tz=UTC))
            connection.execute(insert(UPLOADS).values(practice=str(practice), digest=digest, at=at, **row))

    def check_quota(self, practice: UUID) -> None:
        """Refuse more files of a practice before another one is received.

        Raises:
            QuotaReached: it has as many as it can.
        """
        with self._database.reading() as connection:
            _check_quota(connection, practice, 0)

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

    def forget(self, practice: UUID) -> list[str]:
        """Forget the files of a practice; return the digests that no other practice has, whose bytes can go."""
        with self._database.writing() as connection:
            named = set(
                connection.execute(select(UPLOADS.c.digest).where(UPLOADS.c.practice == str(practice))).scalars()
            )
            connection.execute(delete(UPLOADS).where(UPLOADS.c.practice == str(practice)))
            left = connection.execute(select(UPLOADS.c.digest).where(UPLOADS.c.digest.in_(named))).scalars()
            return sorted(named - set(left))

    @staticmethod
    def _one_at_a_time(connection: Connection, practice: UUID) -> None:
        # SQLite has one writer anyway; on PostgreSQL two uploads of the same file would stumble over each other.
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext(:practice))"), {"practice": str(practice)})


def _check_quota(connection: Connection, practice: UUID, size: int) -> None:
    counted = select(func.count(), func.coalesce(func.sum(UPLOADS.c.size), 0)).where(
        UPLOADS.c.practice == str(practice),
    )
    files, so_far = connection.execute(counted).one()
    if files >= MOST_FILES or so_far + size > MOST_BYTES:
        raise QuotaReached(f"A practice has at most {MOST_FILES} files of {MOST_BYTES:,} bytes together.")


def _upload(row: Row[tuple[object, ...]]) -> Upload:
    facts = row._asdict()
    return Upload(**{**facts, "practice": UUID(facts["practice"]), "uploaded_by": UUID(facts["uploaded_by"])})
