"""Keeps the projections in step with the log: exactly once, in batches, by any number of processes."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from secrets import token_hex

from sqlalchemy import (
    Connection,
    Engine,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.schema import CreateSchema

from domain.application import Platform
from domain.entries import Entry
from projections import beside
from projections.bulk import address
from projections.positions import LOCK, METADATA, PARKED, POSITIONS, Parked, Progress, first_row, held_of, move
from projections.projection import SCHEMA, Projection
from projections.reader import Reader

BATCH = 2_000
REBUILD_BATCH = 5_000
MIGRATION_LOCK = 7_246_011_904

VIEWS_UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised when the database that holds the views does not answer, or could not do its work."""
VIEWS_FAILED = (DBAPIError, PoolTimeout)
"""What is raised when the views cannot be read or written, for whatever reason, such as a table that is gone."""

log = logging.getLogger(__name__)


class Views:
    """All projections in one database, each with its position in the log."""

    def __init__(self, engine: Engine, platform: Platform, projections: Sequence[Projection]) -> None:
        """Keep `projections` of `platform`'s log in the database behind `engine`."""
        self.engine = engine
        self.reader = Reader(engine)
        self._platform = platform
        self._projections = {projection.name: projection for projection in projections}

    @property
    def names(self) -> list[str]:
        """The names of the projections."""
        return list(self._projections)

    def migrate(self) -> list[str]:
        """Create what is missing; return the projections that have to be rebuilt to be of use.

        Several processes may do so at once.
        """
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})"))
                # Rows that a crash loses are written again; tables are not.
                connection.execute(text("SET LOCAL synchronous_commit = on"))
                connection.execute(CreateSchema(SCHEMA, if_not_exists=True))
            METADATA.create_all(connection)
            beside.drop_left(connection)
            known = {row.name: row.edition for row in connection.execute(select(POSITIONS.c.name, POSITIONS.c.edition))}
            if LOCK not in known:
                connection.execute(insert(POSITIONS), [first_row(LOCK, 0)])
            for name, projection in self._projections.items():
                if name not in known:
                    projection.metadata.create_all(connection)
                    connection.execute(insert(POSITIONS), [first_row(name, projection.edition)])
        return [
            name
            for name, projection in self._projections.items()
            if known.get(name, projection.edition) != projection.edition
        ]

    def is_migrated(self) -> bool:
        """Tell whether the tables are there."""
        with self.engine.connect() as connection:
            schema = SCHEMA if connection.dialect.name == "postgresql" else None
            return inspect(connection).has_table(POSITIONS.name, schema=schema)

    def catch_up(self, batch: int = BATCH) -> int:
        """Take in what the log has beyond the views, and return the position reached.

        Each batch is one transaction that also moves the positions: a crash repeats nothing and
        skips nothing, whoever else is doing the same.

        Raises:
            VIEWS_UNAVAILABLE: the database of the views does not answer.
            LOG_UNAVAILABLE: that of the log does not.
        """
        while True:
            with self._writing() as connection:
                positions = self._lock(connection)
                reached = min(positions.values())
                entries = self._platform.read(reached, batch)
                if not entries:
                    return reached
                behind = {
                    name: [entry for entry in entries if entry.position > position]
                    for name, position in positions.items()
                    if position < entries[-1].position
                }
                self._take_in(connection, behind)
                move(connection, list(behind), entries[-1].position)
            if len(entries) < batch:
                return entries[-1].position

    def position(self) -> int:
        """Return the position up to which every view has taken the log in."""
        return self.reader.footing(*self._projections).position

    def progress(self) -> list[Progress]:
        """Tell how far each projection is."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(POSITIONS.c.name, POSITIONS.c.position, POSITIONS.c.moved_at)).all()
            parked = [name for (name,) in connection.execute(select(PARKED.c.name))]
        return [
            Progress(row.name, row.position, row.moved_at, parked.count(row.name))
            for row in sorted(rows)
            if row.name in self._projections
        ]

    def parked(self) -> list[Parked]:
        """List the events that were set aside, in the order of the log."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(PARKED).order_by(PARKED.c.position, PARKED.c.name)).mappings()
            return [Parked(**row) for row in rows]

    def rebuild(self, name: str, *, on_progress: Callable[[int], object] = lambda _: None) -> int:
        """Build a projection anew beside the one in use, and change over in one transaction.

        Args:
            name: of the projection.
            on_progress: called with the position reached, batch by batch.

        Returns:
            The position at which the new one took over.
        """
        old = self._projections[name]
        with self._beside(old) as new:
            position = self._build(name, old, new, on_progress)
        on_progress(position)
        return position

    @contextmanager
    def _beside(self, old: Projection) -> Iterator[Projection]:
        """Give new tables beside those in use, which are gone again if nothing comes of them."""
        with self._writing() as connection:
            new = type(old)(suffix=beside.begin(connection))
            new.metadata.create_all(connection)
        try:
            yield new
        except BaseException:
            with self._writing() as connection:
                new.metadata.drop_all(connection)
                beside.end(connection, new.suffix)
            raise

    def _build(self, name: str, old: Projection, new: Projection, on_progress: Callable[[int], object]) -> int:
        parked: list[dict[str, object]] = []
        position = 0
        while entries := self._platform.read(position, REBUILD_BATCH):
            with self._writing() as connection:
                position = self._fill(connection, new, entries, parked)
            on_progress(position)
        with self._writing() as connection:
            self._lock(connection)
            while entries := self._platform.read(position, REBUILD_BATCH):
                position = self._fill(connection, new, entries, parked)
            beside.end(connection, new.suffix)
            old.metadata.drop_all(connection)
            for table in new.tables:
                connection.exec_driver_sql(
                    f"ALTER TABLE {address(connection, table)} RENAME TO {new.plain_name(table)}"
                )
            connection.execute(delete(PARKED).where(PARKED.c.name == name))
            if parked:
                connection.execute(insert(PARKED), [{**row, "name": name} for row in parked])
            move(connection, [name], position, edition=old.edition, generation=token_hex(8))
        return position

    def retry_parked(self) -> int:
        """Take in the events that were set aside; return how many still cannot be."""
        with self._writing() as connection:
            self._lock(connection)
            rows = connection.execute(select(PARKED).order_by(PARKED.c.position)).all()
            connection.execute(delete(PARKED))
            connection.execute(update(POSITIONS).values(generation=token_hex(8)))
            for row in rows:
                if row.name not in self._projections:
                    continue
                entries = self._platform.read(row.position - 1, 1)
                self._take_in(connection, {row.name: entries})
            return len(connection.execute(select(PARKED)).all())

    def _fill(
        self,
        connection: Connection,
        new: Projection,
        entries: Sequence[Entry],
        parked: list[dict[str, object]],
    ) -> int:
        held = {str(row["aggregate_id"]) for row in parked}
        beside.tell(connection, new.suffix)
        parked += self._apply(connection, new, entries, held)
        return entries[-1].position

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Begin a transaction that writes: on SQLite it waits for the lock now, as later it could not."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection
        self.reader.look_again()

    def _lock(self, connection: Connection) -> dict[str, int]:
        connection.execute(update(POSITIONS).where(POSITIONS.c.name == LOCK).values(position=POSITIONS.c.position))
        rows = connection.execute(select(POSITIONS.c.name, POSITIONS.c.position)).all()
        return {row.name: row.position for row in rows if row.name in self._projections}

    def _take_in(self, connection: Connection, behind: Mapping[str, Sequence[Entry]]) -> None:
        """Give each projection its entries: all of them at once, or where one fails, one after the other."""
        held = held_of(connection)
        is_plain = not held and not any(entry.trouble for entries in behind.values() for entry in entries)
        if not (is_plain and self._take_in_at_once(connection, behind)):
            for name, entries in behind.items():
                if parked := self._apply(connection, self._projections[name], entries, held[name]):
                    connection.execute(insert(PARKED), [{**row, "name": name} for row in parked])

    def _take_in_at_once(self, connection: Connection, behind: Mapping[str, Sequence[Entry]]) -> bool:
        """Try what nearly always works, with one savepoint for all; False if it did not, and nothing was done."""
        try:
            with connection.begin_nested():
                for name, entries in behind.items():
                    self._projections[name].take_in(connection, entries)
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # noqa: BLE001 - it comes again below, where it is logged with its event
            return False
        return True

    def _apply(
        self,
        connection: Connection,
        projection: Projection,
        entries: Sequence[Entry],
        held: set[str],
    ) -> list[dict[str, object]]:
        """Apply entries; return those set aside, because they or earlier ones of theirs failed."""
        ready, aside = _sort_out(projection, entries, held, projection.trouble_with)
        try:
            with connection.begin_nested():
                projection.take_in(connection, ready)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("A batch for %s failed; taking its events one by one.", projection.name)
            _, failed = _sort_out(projection, ready, held, partial(_try, connection, projection))
            return aside + failed
        return aside


def _sort_out(
    projection: Projection, entries: Sequence[Entry], held: set[str], trouble_with: Callable[[Entry], str]
) -> tuple[list[Entry], list[dict[str, object]]]:
    """Part entries without trouble from others and what those hold up, their records, which `held` names."""
    ready: list[Entry] = []
    aside: list[dict[str, object]] = []
    for entry in entries:
        record = projection.holds_up(entry)
        follows = "An earlier event of the same record was set aside." if record in held else ""
        if trouble := follows or trouble_with(entry):
            held.add(record)
            aside.append({"position": entry.position, "aggregate_id": record, "trouble": trouble})
        else:
            ready.append(entry)
    return ready, aside


def _try(connection: Connection, projection: Projection, entry: Entry) -> str:
    try:
        with connection.begin_nested():
            projection.take_in(connection, [entry])
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("%s set the event at %s aside.", projection.name, entry.position)
        return f"{type(error).__name__}: {error}"
    return ""
