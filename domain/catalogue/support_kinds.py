"""The kinds of support that national networks are said to give."""

from typing import Self
from uuid import UUID

from domain.claims import Source
from domain.errors import RuleBroken
from domain.facts import SupportKindCode, check_code
from domain.kernel import KnowledgeAggregate


class AlreadyListed(RuleBroken):
    """This source is recorded as naming this kind of support already."""


class SupportKind(KnowledgeAggregate):
    """A way in which networks help governments, as a source names it for all of them together.

    That a source names it is no evidence that a given network gave it; that is a support activity.
    """

    kind = "support-kind"

    class Registered(KnowledgeAggregate.Registered):
        """A source first named this kind."""

        code: str

    class Listed(KnowledgeAggregate.Event):
        """A source names it among the kinds of support that networks give."""

        document: UUID
        locator: str
        quote: str

        def apply(self, aggregate: "SupportKind") -> None:
            aggregate.documents.append(self.document)

    def __init__(self, code: str) -> None:
        self.code = code
        self.documents: list[UUID] = []

    @classmethod
    def register(cls, *, code: str, by: UUID) -> Self:
        """Begin the record of a kind of support.

        Raises:
            UnknownCode: it is not in the code list.
        """
        check_code(code, SupportKindCode, field="code")
        return cls._begin(cls.id_of(code), by=by, code=code)

    def list_in(self, source: Source, *, by: UUID) -> None:
        """Record that a source names this kind.

        Raises:
            AlreadyListed: it is recorded.
        """
        if source.document in self.documents:
            raise AlreadyListed
        self.trigger_event(
            self.Listed,
            by=by,
            document=source.document,
            locator=source.locator,
            quote=source.quote,
        )
