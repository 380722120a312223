"""Opens the database that holds the views."""

import sqlite3
from pathlib import Path
from typing import cast

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from domain.storage import keep_a_write_ahead_log
from projections.projection import SCHEMA

PATIENCE = 2
"""Seconds to wait for a connection before saying that the database is not available."""
CONNECTIONS = 10
"""Connections that are kept open, on files one a request; as many more, to a server one a request, are opened where
they are needed."""
LOCK_PATIENCE = 30
"""Seconds to wait while another process moves the views on."""


def open_views(url: str, *, at_once: int = CONNECTIONS) -> Engine:
    """Open the views.

    A lost tail of them is applied again from the log, so they need not wait for the disk: rows
    and position share one commit. Errors do not tell what was written, for they end up in logs.

    Args:
        url: `sqlite:///path/to/views.db` or `postgresql+psycopg://…`.
        at_once: how many requests may be worked on at the same time, each over a connection.
    """
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        # One that is opened anew reads the schema again, which takes fifteen times as long as a small question.
        kept = max(CONNECTIONS, at_once)
        engine = create_engine(url, pool_size=kept, connect_args={"timeout": LOCK_PATIENCE}, hide_parameters=True)
        event.listen(engine, "connect", _prepare_sqlite)
        return engine.execution_options(schema_translate_map={SCHEMA: None})
    return create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=max(CONNECTIONS, at_once),
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": PATIENCE,
            "options": f"-c synchronous_commit=off -c lock_timeout={LOCK_PATIENCE}s",
        },
    )


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    file = cast("sqlite3.Connection", connection)
    keep_a_write_ahead_log(file)
    file.execute("PRAGMA synchronous=NORMAL")
