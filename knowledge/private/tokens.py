"""Tokens by which programs say whose they are: shown once, kept as a hash."""

import hashlib
import hmac
import re
import secrets
from binascii import crc32
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select, update

from domain.entries import moment
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

SHAPE = re.compile(r"kp_(?P<id>[0-9a-f]{12})_(?P<secret>[0-9a-f]{64})_(?P<crc>[0-9a-f]{8})")
"""What tokens look like, so that scanners for secrets recognise them: name, 256 bits, checksum."""
NOTED_EVERY = timedelta(minutes=1)
"""How exact the time of last use is."""

TOKENS = Table(
    "tokens",
    METADATA,
    Column("token", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("last_used_at", Text, nullable=False),
    info=of_account("account", secret={"digest"}, ends="expires_at"),
)


@dataclass(frozen=True)
class SentToken:
    """A token as it was sent: its public name, and the SHA-256 of the whole."""

    id: str
    digest: str


def make_token() -> str:
    """Make a token that nobody can guess."""
    body = f"kp_{secrets.token_hex(6)}_{secrets.token_hex(32)}"
    return f"{body}_{crc32(body.encode()):08x}"


def read_token(text: str) -> SentToken | None:
    """Read what was sent; None if it cannot be a token of ours, which its checksum tells without a look-up."""
    match = SHAPE.fullmatch(text)
    if match is None or int(match["crc"], 16) != crc32(text.rpartition("_")[0].encode()):
        return None
    return SentToken(match["id"], hashlib.sha256(text.encode()).hexdigest())


class Tokens:
    """The hashes of the tokens in use."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, token: SentToken, *, account: UUID, expires_at: datetime | None) -> None:
        """Let a token be good from now on."""
        row = {
            "token": token.id,
            "account": str(account),
            "digest": token.digest,
            "expires_at": moment(expires_at) if expires_at else "",
            "last_used_at": "",
        }
        with self._database.writing() as connection:
            connection.execute(insert(TOKENS).values(row))

    def drop(self, token: str) -> None:
        """Forget a token."""
        with self._database.writing() as connection:
            connection.execute(delete(TOKENS).where(TOKENS.c.token == token))

    def drop_all(self, account: UUID) -> None:
        """Forget every token of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(TOKENS).where(TOKENS.c.account == str(account)))

    def find_owner(self, sent: SentToken) -> UUID | None:
        """Tell whose a token is, and note that it was used; None if it is not known or has expired.

        What has expired is forgotten: a clock that is set back does not bring it to life again.
        """
        with self._database.reading() as connection:
            row = connection.execute(select(TOKENS).where(TOKENS.c.token == sent.id)).one_or_none()
        # Compared even where there is none, so that the answer takes as long.
        is_right = hmac.compare_digest(row.digest if row else "", sent.digest)
        now = datetime.now(tz=UTC)
        if row is None or not is_right:
            return None
        if "" < row.expires_at <= moment(now):
            self.drop(sent.id)
            return None
        if row.last_used_at < moment(now - NOTED_EVERY):
            with self._database.writing() as connection:
                used = update(TOKENS).where(TOKENS.c.token == sent.id).values(last_used_at=moment(now))
                connection.execute(used)
        return UUID(row.account)

    def last_used(self, account: UUID) -> dict[str, str]:
        """Map the tokens of an account to when each was last used, RFC 3339, empty if never."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(TOKENS.c.token, TOKENS.c.last_used_at).where(TOKENS.c.account == str(account))
            ).all()
        return {row.token: row.last_used_at for row in rows}
