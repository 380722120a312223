"""How often somebody has asked lately, where several processes or hosts have to count together."""

import time

from limits.storage import MemoryStorage, Storage
from sqlalchemy import BigInteger, Column, Table, Text, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from knowledge.private.belongings import of_nobody
from knowledge.private.database import METADATA, PrivateDatabase

SCHEME, OWN_SCHEME = "knowledge", "knowledge-own"
"""What the library for limits calls the store that several share, and that of one process."""

COUNTERS = Table(
    "counters",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False, index=True),
    info=of_nobody("Whom they count is a digest, and they are gone when their time has run out."),
)


class OwnCounters(MemoryStorage):
    """Counts for one process, and keeps nobody out for long when the clock is set back."""

    STORAGE_SCHEME = [OWN_SCHEME]  # noqa: RUF012 - the library reads it of the class

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        if self.expirations.get(key, 0) > time.time() + expiry:
            self.clear(key)
        return super().incr(key, expiry, amount)


class Counters(Storage):
    """Counts until a moment, given as seconds since 1970, and then from the beginning."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012 - the library reads it of the class

    def __init__(self, uri: str, *, database: PrivateDatabase, **_: object) -> None:
        """Count in `database`; the library has told it by its `uri`."""
        super().__init__(uri)
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = int(time.time())
        with self._database.writing() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            begun = insert(COUNTERS).values(key=key, count=amount, ends_at=now + expiry)
            # What ends later than anything could that begins now was begun by a clock that was ahead.
            is_over = (COUNTERS.c.ends_at <= now) | (COUNTERS.c.ends_at > now + expiry)
            counted: int = connection.execute(
                begun.on_conflict_do_update(
                    index_elements=[COUNTERS.c.key],
                    set_={
                        "count": case((is_over, amount), else_=COUNTERS.c.count + amount),
                        "ends_at": case((is_over, now + expiry), else_=COUNTERS.c.ends_at),
                    },
                ).returning(COUNTERS.c.count)
            ).scalar_one()
            if counted == amount:
                # Whoever begins to count clears away what nobody counts any more.
                connection.execute(delete(COUNTERS).where(COUNTERS.c.ends_at <= now))
        return counted

    def get(self, key: str) -> int:
        with self._database.reading() as connection:
            found = connection.execute(
                select(COUNTERS.c.count).where(COUNTERS.c.key == key, COUNTERS.c.ends_at > int(time.time()))
            ).scalar()
            return found or 0

    def get_expiry(self, key: str) -> float:
        with self._database.reading() as connection:
            found = connection.execute(select(COUNTERS.c.ends_at).where(COUNTERS.c.key == key)).scalar()
            return found or time.time()

    def check(self) -> bool:
        try:
            self.get("")
        except SQLAlchemyError:
            return False
        return True

    def reset(self) -> int:
        with self._database.writing() as connection:
            return connection.execute(delete(COUNTERS)).rowcount

    def clear(self, key: str) -> None:
        with self._database.writing() as connection:
            connection.execute(delete(COUNTERS).where(COUNTERS.c.key == key))
