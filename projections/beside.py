"""Tables that are built beside those in use, and what becomes of them when whoever builds them is ended."""

from datetime import UTC, datetime
from secrets import token_hex

from sqlalchemy import Column, Connection, Table, Text, delete, insert, inspect, select, update

from domain.entries import moment
from projections.positions import METADATA
from projections.projection import SCHEMA
from projections.rebuilds import SILENT

BESIDE = Table(
    "beside",
    METADATA,
    Column("suffix", Text, primary_key=True),
    Column("told_at", Text, nullable=False),
)
"""How the names of such tables end, and when somebody last filled them."""


def begin(connection: Connection) -> str:
    """Begin tables, drop those that were left, and return how the names of the new ones end."""
    drop_left(connection)
    suffix = f"_{token_hex(4)}"
    connection.execute(insert(BESIDE).values(suffix=suffix, told_at=moment(datetime.now(tz=UTC))))
    return suffix


def tell(connection: Connection, suffix: str) -> None:
    """Say that tables are being filled."""
    at = moment(datetime.now(tz=UTC))
    connection.execute(update(BESIDE).where(BESIDE.c.suffix == suffix).values(told_at=at))


def end(connection: Connection, suffix: str) -> None:
    """Forget tables that are in use by now, or gone."""
    connection.execute(delete(BESIDE).where(BESIDE.c.suffix == suffix))


def drop_left(connection: Connection) -> None:
    """Drop the tables of whoever has said nothing for so long that they must have been ended."""
    now, told_at = datetime.now(tz=UTC), BESIDE.c.told_at
    # What was told in the future was told before the clock was set back.
    is_silent = (told_at < moment(now - SILENT)) | (told_at > moment(now + SILENT))
    left = connection.execute(select(BESIDE.c.suffix).where(is_silent)).scalars().all()
    schema = SCHEMA if connection.dialect.name == "postgresql" else None
    for suffix in left:
        # Another process may be about to do the same.
        if connection.execute(delete(BESIDE).where(BESIDE.c.suffix == suffix)).rowcount:
            for name in inspect(connection).get_table_names(schema=schema):
                if name.endswith(suffix):
                    connection.exec_driver_sql(f"DROP TABLE {f'{schema}.' if schema else ''}{name}")
