"""Sessions: who is signed in, in which browser. A browser holds a secret, of which only the hash is kept."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, Connection, Row, Table, Text, delete, insert, select, update

from domain.entries import moment
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

NOTED_EVERY = timedelta(minutes=1)
"""How exact the time of last use is."""
DRIFT = timedelta(minutes=5)
"""How far the clocks of several hosts may be apart."""
LONGEST_AGENT = 200

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("session", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False, unique=True),
    Column("roles", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("begun_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    info=of_account("account", secret={"digest"}, ends="expires_at"),
)


@dataclass(frozen=True)
class Session:
    """Somebody is signed in: `id` names it to its owner, `roles` are those it was last seen with, `agent` the browser.

    Times are RFC 3339 UTC; `expires_at` is when it ends however much it is used.
    """

    id: str
    account: UUID
    roles: str
    agent: str
    begun_at: str
    seen_at: str
    expires_at: str


class Sessions:
    """The sessions that have not ended."""

    def __init__(self, database: PrivateDatabase, *, idle: timedelta, longest: timedelta) -> None:
        """Keep sessions that end when they are not used for `idle`, and after `longest` in any case."""
        self._database = database
        self._idle = idle
        self._longest = longest

    def begin(self, account: UUID, *, roles: str, agent: str) -> str:
        """Sign an account in, and return the secret for its browser."""
        secret, now = secrets.token_urlsafe(32), datetime.now(tz=UTC)
        row = {
            "session": secrets.token_hex(8),
            "account": str(account),
            "digest": _digest(secret),
            "roles": roles,
            "agent": agent[:LONGEST_AGENT],
            "begun_at": moment(now),
            "seen_at": moment(now),
            "expires_at": moment(now + self._longest),
        }
        with self._database.writing() as connection:
            self._drop_ended(connection, now)
            connection.execute(insert(SESSIONS).values(row))
        return secret

    def find(self, secret: str) -> Session | None:
        """Return the session of a secret, and note that it was used; None if it has ended.

        What has ended is forgotten: a clock that is set back does not bring it to life again.
        """
        same = SESSIONS.c.digest == _digest(secret)
        with self._database.reading() as connection:
            row = connection.execute(select(SESSIONS).where(same)).one_or_none()
        if row is None:
            return None
        now = datetime.now(tz=UTC)
        if not self._goes_on(row, now):
            with self._database.writing() as connection:
                connection.execute(delete(SESSIONS).where(same))
            return None
        if row.seen_at < moment(now - NOTED_EVERY):
            with self._database.writing() as connection:
                connection.execute(update(SESSIONS).where(same).values(seen_at=moment(now)))
        return _session(row)

    def rotate(self, secret: str, *, roles: str) -> str | None:
        """Give a session another secret, so that whoever has the old one has nothing; None if it has ended."""
        fresh = secrets.token_urlsafe(32)
        renewed = update(SESSIONS).where(SESSIONS.c.digest == _digest(secret))
        with self._database.writing() as connection:
            changed = connection.execute(renewed.values(digest=_digest(fresh), roles=roles)).rowcount
        return fresh if changed else None

    def of(self, account: UUID) -> list[Session]:
        """List the sessions of an account, the one used last first."""
        query = select(SESSIONS).where(SESSIONS.c.account == str(account)).order_by(SESSIONS.c.seen_at.desc())
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        now = datetime.now(tz=UTC)
        return [_session(row) for row in rows if self._goes_on(row, now)]

    def end(self, account: UUID, session: str) -> bool:
        """End one session of an account; tell whether there was one."""
        kept = SESSIONS.c
        with self._database.writing() as connection:
            ended = delete(SESSIONS).where(kept.session == session, kept.account == str(account))
            return connection.execute(ended).rowcount > 0

    def drop_all(self, account: UUID, *, but: Collection[str] = ()) -> None:
        """End the sessions of an account, except those named in `but`."""
        kept = SESSIONS.c
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(kept.account == str(account), kept.session.not_in(but)))

    def _goes_on(self, row: Row[tuple[str, ...]], now: datetime) -> bool:
        seen_at, expires_at = str(row.seen_at), str(row.expires_at)
        return moment(now - self._idle) < seen_at <= moment(now + DRIFT) and moment(now) < expires_at

    def _drop_ended(self, connection: Connection, now: datetime) -> None:
        kept = SESSIONS.c
        has_ended = (kept.expires_at <= moment(now)) | (kept.seen_at <= moment(now - self._idle))
        connection.execute(delete(SESSIONS).where(has_ended))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _session(row: Row[tuple[str, ...]]) -> Session:
    return Session(row.session, UUID(row.account), row.roles, row.agent, row.begun_at, row.seen_at, row.expires_at)
