"""What every aggregate of the platform is made of."""

from functools import cache
from typing import Any, ClassVar, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.domain import Aggregate, AggregateCreated

from domain.sealing import Place

NAMESPACE = uuid5(NAMESPACE_URL, "https://migrationnetwork.un.org/knowledge-platform")

NOT_STORED = frozenset({"Event", "Created", "Milestone"})
"""Event classes that others inherit from and nobody triggers."""


def identity(kind: str, code: str) -> UUID:
    """Derive the one id that `code` has among aggregates of `kind`: identity says uniqueness."""
    return uuid5(NAMESPACE, f"{kind}/{code}")


class KnowledgeAggregate(Aggregate):
    """Something whose whole life is in the log.

    A subclass has three parts: events (facts in the past tense, `apply` only assigns), commands
    (guards, then one `trigger_event`) and questions.
    """

    kind = ""
    """The noun of its routes and permissions in the singular, kebab-case."""

    class Event(Aggregate.Event):
        """Something that happened to it; `by` is the id of the account that recorded it."""

        public: ClassVar[bool] = True
        """Whether anybody may see it in the audit trail."""

        by: UUID

    class Registered(Event, AggregateCreated):
        """The platform came to know of it."""

    @classmethod
    def id_of(cls, code: str) -> UUID:
        """Give the id of the one record of this kind that has a code: a country's, a number, a slug."""
        return identity(cls.kind, code)

    @classmethod
    def _begin(cls, id: UUID, **facts: Any) -> Self:
        return cls._create(cls.Registered, id=id, **facts)

    def _place(self, field: str) -> Place:
        """Name the place of words in the event that is about to happen."""
        return Place(self.id, self.version + 1, field)


def aggregate_classes() -> list[type[KnowledgeAggregate]]:
    """List the aggregates of the platform: every subclass that has a kind."""
    found: list[type[KnowledgeAggregate]] = []
    waiting: list[type[KnowledgeAggregate]] = [KnowledgeAggregate]
    while waiting:
        cls = waiting.pop()
        waiting.extend(cls.__subclasses__())
        if cls.kind:
            found.append(cls)
    return sorted(found, key=lambda cls: cls.kind)


def event_classes() -> dict[str, type[KnowledgeAggregate.Event]]:
    """Map every stored event name to its class. Nothing else can be read from the log."""
    return {
        f"{event.__module__}:{event.__qualname__}": event
        for cls in aggregate_classes()
        for event in vars(cls).values()
        if isinstance(event, type) and issubclass(event, KnowledgeAggregate.Event) and event.__name__ not in NOT_STORED
    }


def kind_of(event: KnowledgeAggregate.Event) -> str:
    """Name the kind of aggregate that an event happened to."""
    return _kinds()[type(event)]


@cache
def _kinds() -> dict[type, str]:
    return {
        event: cls.kind
        for cls in aggregate_classes()
        for event in vars(cls).values()
        if isinstance(event, type) and issubclass(event, KnowledgeAggregate.Event)
    }
