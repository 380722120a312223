"""How events are kept: plain typed JSON in the library's own tables, on SQLite and on PostgreSQL."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any, cast
from uuid import UUID

import msgspec
import psycopg
import psycopg_pool
from eventsourcing import postgres, sqlite
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import Environment
from psycopg.rows import DictRow, dict_row

import domain.aggregates  # noqa: F401 - every event has to be known before the log is read
from domain.facts import check_plain, facts_of
from domain.kernel import KnowledgeAggregate, event_classes
from domain.waking import CHANNEL, PATIENCE, libpq_url

SCHEMA = "log"
TABLE = "stored_events"
APPEND_LOCK = 7_246_011_903
"""The advisory lock that one appender at a time holds until its commit."""
LOCK_PATIENCE = 10
"""Seconds to wait on SQLite while another process writes."""


class UnreadableEvent(Exception):
    """A stored event has a name or facts that this version of the platform does not know."""


def stored_bytes(state: object) -> bytes:
    """Give the bytes that are stored of an event, also where somebody has put something else in their place."""
    # SQLite keeps text or a number as such, whatever the type of the column.
    return bytes(state) if isinstance(state, bytes | memoryview) else str(state).encode()


class TypedMapper(Mapper[UUID]):
    """Turns events into readable JSON and back, by the types that their fields declare.

    No reserved key has a meaning and no name in the data is imported: only the events that the
    domain declares can come out of the log.
    """

    def __init__(self) -> None:
        """Know every event class of the domain."""
        super().__init__(JSONTranscoder())
        self._classes = event_classes()
        self._names = {event: name for name, event in self._classes.items()}
        self._decoders = {name: msgspec.json.Decoder(facts_of(event).struct) for name, event in self._classes.items()}
        self._encode = msgspec.json.Encoder().encode

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Write an event as JSON.

        Raises:
            Unstorable: a fact cannot be kept in every database for good.
        """
        event_class: type = type(domain_event)
        facts = {name: getattr(domain_event, name) for name in facts_of(event_class).names}
        check_plain(facts)
        return StoredEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=self._names[event_class],
            state=self._encode(facts),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Read an event.

        Raises:
            UnreadableEvent: its name or its facts are not the platform's.
        """
        topic = stored_event.topic
        if topic not in self._classes:
            raise UnreadableEvent(f"No event of the platform is called {topic!r}.")
        try:
            facts = self._decoders[topic].decode(stored_event.state)
        except (TypeError, ValueError) as error:
            raise UnreadableEvent(f"The facts of a {topic!r} cannot be read: {error}") from error
        event_class = self._classes[topic]
        event = object.__new__(event_class)
        state = event.__dict__
        state["originator_id"] = stored_event.originator_id
        state["originator_version"] = stored_event.originator_version
        for name in facts.__struct_fields__:
            state[name] = getattr(facts, name)
        if issubclass(event_class, KnowledgeAggregate.Registered):
            state["originator_topic"] = topic.rpartition(".")[0]
        return event


class PostgresDatastore(postgres.PostgresDatastore):
    """The library's pool of connections, opened from a URL and giving up within seconds."""

    def __init__(self, url: str) -> None:
        """Prepare for `url`; nothing is connected yet."""
        super().__init__("", "", "", "", "", schema=SCHEMA)
        self.pool = cast(
            "postgres.ConnectionPool[Any]",
            psycopg_pool.ConnectionPool[psycopg.Connection[DictRow]](
                libpq_url(url),
                connection_class=psycopg.Connection[DictRow],
                kwargs={"row_factory": dict_row, "connect_timeout": PATIENCE},
                min_size=1,
                max_size=16,
                open=False,
                configure=self.after_connect_func(),
                check=psycopg_pool.ConnectionPool.check_connection,
                timeout=PATIENCE,
                reconnect_timeout=PATIENCE,
            ),
        )

    def register_type_adapters(self) -> None:
        """Leave the composite type out: events are sent as arrays."""


class PostgresRecorder(postgres.PostgresApplicationRecorder):
    """The library's recorder with one advisory lock in place of a table lock, and without retries.

    Whoever appends holds the lock until the commit, so positions are committed in their order and
    a reader that follows the log never passes over one. The library would try ten times to reach
    a database that is down; here the caller is told within seconds, and may try again itself.
    """

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        **_: Any,
    ) -> Sequence[int]:
        """Append the events in one transaction and one round trip; return their positions."""
        with self.datastore.get_connection() as connection:
            rows = connection.execute(
                _APPEND,
                (
                    [event.originator_id for event in stored_events],
                    [event.originator_version for event in stored_events],
                    [event.topic for event in stored_events],
                    [event.state for event in stored_events],
                ),
                prepare=True,
            ).fetchall()
        return sorted(row["notification_id"] for row in rows)

    select_events = postgres.PostgresAggregateRecorder.select_events.__wrapped__
    select_notifications = postgres.PostgresApplicationRecorder.select_notifications.__wrapped__
    max_notification_id = postgres.PostgresApplicationRecorder.max_notification_id.__wrapped__

    def create_table(self) -> None:
        """Create schema, table and a readable view; several processes may do so at once."""
        with self.datastore.transaction(commit=True) as cursor:
            for statement in _CREATE:
                cursor.execute(statement)


_APPEND = f"""
    WITH locked AS MATERIALIZED (SELECT pg_advisory_xact_lock({APPEND_LOCK})),
         told AS MATERIALIZED (SELECT pg_notify('{CHANNEL}', '') FROM locked)
    INSERT INTO {SCHEMA}.{TABLE} (originator_id, originator_version, topic, state)
    SELECT id, version, topic, state
      FROM told, unnest(%s::uuid[], %s::bigint[], %s::text[], %s::bytea[])
           WITH ORDINALITY AS new (id, version, topic, state, place)
     ORDER BY place
    RETURNING notification_id
"""  # noqa: S608 - constants of this module

_CREATE = (
    f"SELECT pg_advisory_xact_lock({APPEND_LOCK})",
    f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}",
    f"""
    CREATE TABLE IF NOT EXISTS {SCHEMA}.{TABLE} (
        notification_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        originator_id uuid NOT NULL,
        originator_version bigint NOT NULL,
        topic text NOT NULL,
        state bytea NOT NULL,
        PRIMARY KEY (originator_id, originator_version)
    )
    """,
    f"""
    CREATE OR REPLACE VIEW {SCHEMA}.readable_events AS
    SELECT notification_id AS position, originator_id, originator_version, topic,
           convert_from(state, 'UTF8')::jsonb AS facts
      FROM {SCHEMA}.{TABLE}
    """,  # noqa: S608 - constants of this module
)


class PostgresFactory(postgres.PostgresFactory):
    """Makes the recorder for a PostgreSQL database."""

    def __init__(self, env: Environment) -> None:
        """Take the address from `DATABASE_URL` of the environment given, not of the process."""
        super(postgres.BasePostgresFactory, self).__init__(env)
        self.datastore = PostgresDatastore(env["DATABASE_URL"])

    def application_recorder(self) -> PostgresRecorder:
        """Make the recorder; the table is created by `migrate` alone."""
        return PostgresRecorder(self.datastore, events_table_name=TABLE)


def keep_a_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Have a SQLite file written so that readers and the writer do not wait for each other.

    Several processes may do so at once: SQLite itself does not wait for a lock here.
    """
    deadline = time.monotonic() + LOCK_PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def prepare_file(path: str) -> None:
    """Create the SQLite file at `path` unless it exists; several processes may do so at once."""
    with closing(sqlite3.connect(path, timeout=LOCK_PATIENCE)) as connection:
        keep_a_write_ahead_log(connection)


def sqlite_factory(path: str) -> sqlite.SQLiteFactory:
    """Make the recorders for a SQLite file; every commit is on the disk before it is acknowledged."""
    return sqlite.SQLiteFactory(
        Environment(
            "",
            {
                "SQLITE_DBNAME": path,
                "SQLITE_LOCK_TIMEOUT": str(LOCK_PATIENCE),
                "CREATE_TABLE": "n",
            },
        )
    )
