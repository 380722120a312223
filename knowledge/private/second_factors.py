"""Second factors: secrets shared with an app that makes codes, and codes for whoever has lost it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Table, Text, delete, func, insert, select, update

from domain.entries import moment
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

SECOND_FACTORS = Table(
    "second_factors",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("wrapped", Text, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("added_at", Text, nullable=False),
    info=of_account("account", secret={"wrapped", "last_step"}),
)
RECOVERY_CODES = Table(
    "recovery_codes",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("account", Text, nullable=False, index=True),
    info=of_account("account", secret={"digest"}),
)


@dataclass(frozen=True)
class Factor:
    """A second factor: `wrapped` is its secret under the wrapping key, `added_at` is RFC 3339 UTC."""

    wrapped: str
    added_at: str
    codes_left: int


class SecondFactors:
    """The second factor of each account that has one."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, account: UUID, wrapped: str, *, step: int, codes: Collection[str]) -> None:
        """Ask an account for codes from now on.

        Args:
            account: whose.
            wrapped: the secret under the wrapping key.
            step: of the code that was shown for it, which is used up.
            codes: the hashes of those for whoever has lost the app.
        """
        added_at = moment(datetime.now(tz=UTC))
        row = {"account": str(account), "wrapped": wrapped, "last_step": step, "added_at": added_at}
        with self._database.writing() as connection:
            for table in (SECOND_FACTORS, RECOVERY_CODES):
                connection.execute(delete(table).where(table.c.account == str(account)))
            connection.execute(insert(SECOND_FACTORS).values(row))
            connection.execute(insert(RECOVERY_CODES), [{"digest": code, "account": str(account)} for code in codes])

    def keep_codes(self, account: UUID, codes: Collection[str]) -> None:
        """Take the hashes of other codes for whoever has lost the app; those before are void."""
        with self._database.writing() as connection:
            connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == str(account)))
            connection.execute(insert(RECOVERY_CODES), [{"digest": code, "account": str(account)} for code in codes])

    def find(self, account: UUID) -> Factor | None:
        """Return the second factor of an account; None if it has none."""
        left = select(func.count()).where(RECOVERY_CODES.c.account == str(account))
        with self._database.reading() as connection:
            row = connection.execute(
                select(SECOND_FACTORS).where(SECOND_FACTORS.c.account == str(account))
            ).one_or_none()
            return Factor(row.wrapped, row.added_at, connection.execute(left).scalar_one()) if row else None

    def use_step(self, account: UUID, step: int, *, near: int) -> bool:
        """Use up the codes up to a step of time; False if that one was before, so of two who send it one gets in.

        Args:
            account: whose.
            step: of the code.
            near: how many steps ahead of it another may have been used. Further ahead is only what was used while
                the clock was wrong, which must not keep anybody out until then.
        """
        kept = SECOND_FACTORS.c
        is_unused = (kept.last_step < step) | (kept.last_step > step + near)
        with self._database.writing() as connection:
            used = update(SECOND_FACTORS).where(kept.account == str(account), is_unused)
            return connection.execute(used.values(last_step=step)).rowcount > 0

    def use_code(self, account: UUID, digest: str) -> bool:
        """Use up a code for whoever has lost the app; False if there is none such."""
        kept = RECOVERY_CODES.c
        with self._database.writing() as connection:
            used = delete(RECOVERY_CODES).where(kept.account == str(account), kept.digest == digest)
            return connection.execute(used).rowcount > 0

    def drop_all(self, account: UUID) -> None:
        """Forget the second factor of an account."""
        with self._database.writing() as connection:
            for table in (SECOND_FACTORS, RECOVERY_CODES):
                connection.execute(delete(table).where(table.c.account == str(account)))
