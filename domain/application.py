"""The log and what can be done with it: find, change, record, read."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeVar
from uuid import UUID

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.persistence import (
    InfrastructureFactory,
    IntegrityError,
    Mapper,
    Notification,
    PersistenceError,
)
from eventsourcing.utils import Environment

from domain import storage
from domain.entries import Entry
from domain.errors import ChangedMeanwhile, NotFound, Refusal, Told
from domain.kernel import KnowledgeAggregate, identity
from domain.waking import PostgresWaker, SQLiteWaker, Waker

A = TypeVar("A", bound=KnowledgeAggregate)
T = TypeVar("T")

TURNS = 10
"""How often a command is tried whose author insists on no version: each time, one of those who meet has gone ahead."""
LOG_UNAVAILABLE = (PersistenceError, sqlite3.OperationalError, ConnectionError)
"""What is raised when the database that holds the log does not answer, or could not do its work."""


class KeyReused(Refusal):
    """This Idempotency-Key came with another request before."""


class AcceptedCommand(KnowledgeAggregate):
    """What a request with an Idempotency-Key led to, recorded in the same commit."""

    kind = "accepted-command"

    class Registered(KnowledgeAggregate.Registered):
        """The request was carried out: it brought `aggregate` to version `reached`."""

        public = False

        fingerprint: str
        aggregate: UUID
        reached: int

    def __init__(self, fingerprint: str, aggregate: UUID, reached: int) -> None:
        self.fingerprint = fingerprint
        self.aggregate = aggregate
        self.reached = reached

    @classmethod
    def register(cls, key: "RequestKey", *, changed: KnowledgeAggregate, by: UUID) -> Self:
        """Remember that the request named by `key` changed an aggregate."""
        return cls._begin(
            key.id,
            by=by,
            fingerprint=key.fingerprint,
            aggregate=changed.id,
            reached=changed.version,
        )


@dataclass(frozen=True)
class RequestKey:
    """An Idempotency-Key: `name` with who sent it and where to, `fingerprint` a digest of the body."""

    name: str
    fingerprint: str

    @property
    def id(self) -> UUID:
        """The id under which the request is remembered."""
        return identity(AcceptedCommand.kind, self.name)


@dataclass(frozen=True)
class Done:
    """A command was carried out: it brought the record `aggregate_id` to `version`.

    `aggregate` is the record, or None where an earlier request with the same key did the work.
    """

    aggregate_id: UUID
    version: int
    aggregate: KnowledgeAggregate | None = None


class Platform(Application[UUID]):
    """The one log of the platform.

    `followers` are called with the last position after every commit; they must not raise.
    """

    name = "knowledge"

    def __init__(self, database_url: str) -> None:
        """Open the log.

        Args:
            database_url: `sqlite:///path/to/log.db` or `postgresql+psycopg://…`.
        """
        self._url = database_url
        self.followers: list[Callable[[int], object]] = []
        super().__init__()

    def construct_env(self, name: str, env: object = None) -> Environment:  # noqa: ARG002 - the library's signature
        """Read nothing from the environment of the process."""
        return Environment(name, {"DATABASE_URL": self._url})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """Choose where the log is kept by its address."""
        if self._url.startswith("sqlite:///"):
            return storage.sqlite_factory(self._sqlite_path)
        return storage.PostgresFactory(env)

    def construct_mapper(self) -> Mapper[UUID]:
        """Keep events as typed JSON."""
        return storage.TypedMapper()

    def migrate(self) -> None:
        """Create what is missing in the database; several processes may do so at once."""
        if self._url.startswith("sqlite:///"):
            storage.prepare_file(self._sqlite_path)
        self.recorder.create_table()  # type: ignore[attr-defined]

    def find(self, cls: type[A], id: UUID) -> A:
        """Return an aggregate as it is now.

        Raises:
            NotFound: none of this class has the id.
        """
        try:
            aggregate: Any = self.repository.get(id)
        except AggregateNotFoundError as error:
            raise NotFound(Told("There is no {kind} {id}.", kind=Told(cls.kind), id=id)) from error
        if not isinstance(aggregate, cls):
            raise NotFound(Told("There is no {kind} {id}.", kind=Told(cls.kind), id=id))
        return aggregate

    def has(self, cls: type[KnowledgeAggregate], id: UUID) -> bool:
        """Tell whether an aggregate of this class has the id."""
        try:
            self.find(cls, id)
        except NotFound:
            return False
        return True

    def event(self, id: UUID, version: int) -> Any:
        """Return the event that brought an aggregate to a version.

        Raises:
            NotFound: none did.
        """
        for event in self.events.get(id, gt=version - 1, lte=version):
            return event
        raise NotFound(Told("Nothing brought {id} to version {version}.", id=id, version=version))

    def history(self, id: UUID, *, until: int | None = None) -> list[Any]:
        """List everything that happened to an aggregate up to one of its versions, in the order in which it did."""
        return list(self.events.get(id, lte=until))

    @contextmanager
    def change(
        self,
        cls: type[A],
        id: UUID,
        *,
        seen: int | None = None,
        key: RequestKey | None = None,
    ) -> Iterator[A]:
        """Change one aggregate: what is commanded inside the block is recorded at its end, or nothing is.

        Args:
            cls: its class.
            id: its id.
            seen: the version that the caller has read, if only that one may be changed.
            key: what to remember the request by.

        Raises:
            NotFound: none of this class has the id.
            ChangedMeanwhile: it is not, or no longer, at the version seen.
        """
        aggregate = self.find(cls, id)
        check_seen(aggregate, seen)
        yield aggregate
        self.record(aggregate, key=key)

    def record(self, *aggregates: KnowledgeAggregate, key: RequestKey | None = None) -> int:
        """Append what was commanded of the aggregates in one commit, and return the last position.

        Raises:
            ChangedMeanwhile: another process changed one of them since it was read.
            Unstorable: a fact cannot be kept.
            LOG_UNAVAILABLE: the database does not answer; nothing is known to be recorded.
        """
        changed = [aggregate for aggregate in aggregates if aggregate.pending_events]
        if not changed:
            return self.position()
        remembered = []
        if key:
            by = changed[0].pending_events[-1].by  # type: ignore[attr-defined]
            remembered = [AcceptedCommand.register(key, changed=changed[0], by=by)]
        try:
            recordings = self.save(*changed, *remembered)
        except IntegrityError as error:
            raise ChangedMeanwhile(
                "Somebody else recorded something about it at the same time. Read it again, and repeat."
            ) from error
        position = recordings[-1].notification.id
        for follower in self.followers:
            follower(position)
        return position

    def accepted(self, key: RequestKey) -> AcceptedCommand | None:
        """Return what an earlier request with this key led to, if there was one.

        Raises:
            KeyReused: the earlier request asked for something else.
        """
        if not self.has(AcceptedCommand, key.id):
            return None
        earlier = self.find(AcceptedCommand, key.id)
        if earlier.fingerprint != key.fingerprint:
            raise KeyReused
        return earlier

    def once(
        self, key: RequestKey | None, command: Callable[[], KnowledgeAggregate], *, seen: int | None = 0
    ) -> "Done":
        """Carry a command out, unless a request with this key did so before.

        Args:
            key: of the request, if it has one; `command` passes it on to `record` or `change`.
            command: reads the aggregate, changes it, and returns it.
            seen: None if it is all the same to the caller which version is changed. The command is then carried out
                again if somebody else recorded something in between.

        Returns:
            What was changed, now or then.

        Raises:
            KeyReused: the earlier request asked for something else.
        """
        if key and (earlier := self.accepted(key)):
            return Done(earlier.aggregate, earlier.reached)
        try:
            aggregate = _in_turn(command) if seen is None else command()
        except Refusal:
            # What stands against it may be the work of this very request, sent at the same time.
            if key and (earlier := self.accepted(key)):
                return Done(earlier.aggregate, earlier.reached)
            raise
        return Done(aggregate.id, aggregate.version, aggregate)

    def position(self) -> int:
        """Return the last position; positions count from 1, and 0 is before everything."""
        return self.recorder.max_notification_id() or 0

    def read_stored(self, after: int, limit: int) -> Sequence[Notification]:
        """Read up to `limit` events that follow the position `after`, as they are stored."""
        return self.recorder.select_notifications(after, limit, inclusive_of_start=False)

    def read(self, after: int, limit: int) -> Sequence[Entry]:
        """Read up to `limit` events that follow the position `after`."""
        return [self._entry(stored) for stored in self.read_stored(after, limit)]

    def waker(self) -> Waker:
        """Begin to watch for appends by any process."""
        if self._url.startswith("sqlite:///"):
            return SQLiteWaker(self._sqlite_path)
        return PostgresWaker(self._url)

    @property
    def _sqlite_path(self) -> str:
        return str(Path(self._url.removeprefix("sqlite:///")))

    def _entry(self, notification: Any) -> Entry:
        try:
            event, trouble = self.mapper.to_domain_event(notification), ""
        except storage.UnreadableEvent as error:
            event, trouble = None, str(error)
        return Entry(
            notification.id,
            notification.originator_id,
            notification.originator_version,
            notification.topic,
            event,
            trouble,
            storage.stored_bytes(notification.state),
        )


def _in_turn(command: Callable[[], T]) -> T:
    for _ in range(TURNS - 1):
        try:
            return command()
        except ChangedMeanwhile:
            continue
    return command()


def check_seen(aggregate: KnowledgeAggregate, seen: int | None) -> None:
    """Refuse to change what the caller has not read.

    Raises:
        ChangedMeanwhile: the aggregate is at another version than `seen`.
    """
    if seen is not None and aggregate.version != seen:
        raise ChangedMeanwhile(
            Told("It is at version {version}; you have read version {seen}.", version=aggregate.version, seen=seen)
        )
