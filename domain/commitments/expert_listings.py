"""Experts who agreed to be listed: the log keeps that they did and when, and nothing of who they are."""

from typing import ClassVar, Self
from uuid import UUID

from domain.errors import RuleBroken
from domain.kernel import KnowledgeAggregate


class ListedAlready(RuleBroken):
    """Whoever is on the roster of experts cannot join it again."""


class NotListed(RuleBroken):
    """Only who is on the roster of experts can leave it."""


class ExpertListing(KnowledgeAggregate):
    """Whether the person of an account is on the roster of experts; there is one for each account."""

    kind = "expert-listing"

    class Event(KnowledgeAggregate.Event):
        """For auditors."""

        public: ClassVar[bool] = False

    class Registered(KnowledgeAggregate.Registered):
        """The person agreed to be listed."""

        public = False

        account: UUID

    class Left(Event):
        """The person no longer wants to be listed."""

        def apply(self, aggregate: "ExpertListing") -> None:
            aggregate.is_listed = False

    class Rejoined(Event):
        """The person agreed again."""

        def apply(self, aggregate: "ExpertListing") -> None:
            aggregate.is_listed = True

    def __init__(self, account: UUID) -> None:
        self.account = account
        self.is_listed = True

    @classmethod
    def register(cls, account: UUID) -> Self:
        """Record that the person of an account agreed to be listed."""
        return cls._begin(cls.id_of(str(account)), by=account, account=account)

    def rejoin(self, *, by: UUID) -> None:
        """Record that they agreed again.

        Raises:
            ListedAlready: as it says.
        """
        if self.is_listed:
            raise ListedAlready
        self.trigger_event(self.Rejoined, by=by)

    def leave(self, *, by: UUID) -> None:
        """Record that they no longer want to be listed.

        Raises:
            NotListed: as it says.
        """
        if not self.is_listed:
            raise NotListed
        self.trigger_event(self.Left, by=by)
