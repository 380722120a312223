"""In which language an account is written to: the one in which its owner was invited, or signed in last."""

from uuid import UUID

from sqlalchemy import Column, Table, Text, delete, insert, select

from domain.vocabulary import LANGUAGES
from knowledge.private.belongings import of_account
from knowledge.private.database import METADATA, PrivateDatabase

UNLESS_TOLD = "en"
READ_IN = Table(
    "languages",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("language", Text, nullable=False),
    info=of_account("account"),
)


class Languages:
    """The language of letters that somebody else causes."""

    def __init__(self, database: PrivateDatabase) -> None:
        self._database = database

    def keep(self, account: UUID, language: str) -> None:
        """Remember in which language somebody reads; one in which no letters are written is left out."""
        if language not in LANGUAGES or self._kept(account) == language:
            return
        with self._database.writing() as connection:
            connection.execute(delete(READ_IN).where(READ_IN.c.account == str(account)))
            connection.execute(insert(READ_IN).values(account=str(account), language=language))

    def find(self, account: UUID) -> str:
        """Tell in which language to write to an account."""
        return self._kept(account) or UNLESS_TOLD

    def drop_all(self, account: UUID) -> None:
        """Forget it."""
        with self._database.writing() as connection:
            connection.execute(delete(READ_IN).where(READ_IN.c.account == str(account)))

    def _kept(self, account: UUID) -> str:
        with self._database.reading() as connection:
            query = select(READ_IN.c.language).where(READ_IN.c.account == str(account))
            return connection.execute(query).scalar() or ""
