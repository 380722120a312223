"""Opens the database that holds the views."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from projections.projection import SCHEMA

PATIENCE = 2
"""Seconds to wait for a connection before saying that the database is not available."""
LOCK_PATIENCE = 30
"""Seconds to wait while another process moves the views on."""
ROWS_PER_INSERT = 1_000


def open_views(url: str) -> Engine:
    """Open the views.

    A lost tail of them is applied again from the log, so they need not wait for the disk: rows
    and position share one commit.

    Args:
        url: `sqlite:///path/to/views.db` or `postgresql+psycopg://…`.
    """
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url, connect_args={"timeout": LOCK_PATIENCE})
        event.listen(engine, "connect", _prepare_sqlite)
        return engine.execution_options(schema_translate_map={SCHEMA: None})
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=10,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        insertmanyvalues_page_size=ROWS_PER_INSERT,
        connect_args={
            "connect_timeout": PATIENCE,
            "options": f"-c synchronous_commit=off -c lock_timeout={LOCK_PATIENCE}s",
        },
    )
    # One INSERT with many rows is several times faster than many INSERTs in a pipeline.
    engine.dialect.use_insertmanyvalues_wo_returning = True
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
