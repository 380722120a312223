"""Letters that are still to be sent: to whom and why. What they say is written when they leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import BigInteger, Column, Table, Text, delete, insert, select, update

from domain.entries import moment
from knowledge.private.belongings import by_account_or_address
from knowledge.private.database import METADATA, PrivateDatabase

GIVEN_UP_AFTER = timedelta(days=2)
"""How long a letter is tried."""
BUSY = timedelta(minutes=2)
"""How long whoever took a letter has for sending it, before another may."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=2)
"""How long to wait after a letter did not leave; each time twice as long."""

LETTERS = Table(
    "letters",
    METADATA,
    Column("letter", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    Column("email", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("due_at", Text, nullable=False, index=True),
    Column("attempts", BigInteger, nullable=False),
    Column("expires_at", Text, nullable=False),
    info=by_account_or_address("account", "email", ends="expires_at"),
)


@dataclass(frozen=True)
class Letter:
    """A letter to send; `account` is None where it is not known yet whether there is one."""

    id: str
    account: UUID | None
    email: str
    purpose: str
    language: str
    facts: Mapping[str, str]
    attempts: int


class Letters:
    """The letters that have not left yet."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def add(
        self,
        purpose: str,
        *,
        email: str,
        language: str,
        account: UUID | None = None,
        facts: Mapping[str, str] | None = None,
    ) -> None:
        """Let a letter be sent.

        Args:
            purpose: why it is written, which decides what it says.
            email: to which address.
            language: in which it is written.
            account: to whom, if that is known.
            facts: what has to be known to write it.
        """
        now = datetime.now(tz=UTC)
        row = {
            "letter": uuid4().hex,
            "account": str(account) if account else "",
            "email": email,
            "purpose": purpose,
            "language": language,
            "facts": msgspec.json.encode(facts or {}).decode(),
            "due_at": moment(now),
            "attempts": 0,
            "expires_at": moment(now + GIVEN_UP_AFTER),
        }
        with self._database.writing() as connection:
            connection.execute(insert(LETTERS).values(row))

    def take(self) -> Letter | None:
        """Take the letter that has been due longest, for as long as sending it may last; None if none is due."""
        now = datetime.now(tz=UTC)
        # Nothing waits longer than the longest wait, unless the clock was set back since.
        has_waited = (LETTERS.c.due_at <= moment(now)) | (LETTERS.c.due_at > moment(now + LONGEST_WAIT))
        is_due = has_waited & (LETTERS.c.expires_at > moment(now))
        due = select(LETTERS).where(is_due).order_by(LETTERS.c.due_at).limit(1)
        with self._database.reading() as connection:
            if connection.execute(due).first() is None:
                return None
        with self._database.writing() as connection:
            row = connection.execute(due.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return None
            taken = update(LETTERS).where(LETTERS.c.letter == row.letter)
            connection.execute(taken.values(due_at=moment(now + BUSY)))
        account = UUID(row.account) if row.account else None
        facts = msgspec.json.decode(row.facts)
        return Letter(row.letter, account, row.email, row.purpose, row.language, facts, row.attempts)

    def drop(self, letter: Letter) -> None:
        """Forget a letter: it has left, or nobody is to get it."""
        with self._database.writing() as connection:
            connection.execute(delete(LETTERS).where(LETTERS.c.letter == letter.id))

    def drop_all(self, account: UUID, *, purpose: str) -> None:
        """Let no letter of a kind be sent to an account any more."""
        kept = LETTERS.c
        with self._database.writing() as connection:
            connection.execute(delete(LETTERS).where(kept.account == str(account), kept.purpose == purpose))

    def put_back(self, letter: Letter) -> None:
        """Let a letter that could not leave be tried again later, until it is given up."""
        now = datetime.now(tz=UTC)
        wait = min(FIRST_WAIT * 2**letter.attempts, LONGEST_WAIT)
        with self._database.writing() as connection:
            same = LETTERS.c.letter == letter.id
            connection.execute(delete(LETTERS).where(same, LETTERS.c.expires_at <= moment(now)))
            later = {"due_at": moment(now + wait), "attempts": letter.attempts + 1}
            connection.execute(update(LETTERS).where(same).values(later))
