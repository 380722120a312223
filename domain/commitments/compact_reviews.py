"""What regional reviews and review forums have in common: occasions on which States review the Global Compact."""

from collections.abc import Mapping
from typing import Any, Self
from uuid import UUID

from domain.errors import InvalidField
from domain.facts import Facts
from domain.milestones import MilestoneAggregate

DERIVED = frozenset({"timestamp", "by", "code"})


class CompactReview(MilestoneAggregate):
    """One occasion on which States review the Compact, known by a code that follows from its other facts."""

    def __init__(self, code: str, title: dict[str, str]) -> None:
        super().__init__()
        self.code = code
        self.title = title

    @classmethod
    def register(cls, *, by: UUID, facts: Mapping[str, Any]) -> Self:
        """Make it known.

        Args:
            by: the account that records it.
            facts: those of its `Registered` but for the code; title by language.

        Raises:
            InvalidField: a field is missing, or a code is not in its list.
        """
        read = Facts(cls.Registered, without=DERIVED).read({**cls._defaults(), **facts}, field="")
        if not read["title"]:
            raise InvalidField("Give its title in one language at least.", field="title")
        code = cls._code_from(read)
        return cls._begin(cls.id_of(code), by=by, code=code, **read)

    @classmethod
    def _defaults(cls) -> Mapping[str, Any]:
        return {}

    @classmethod
    def _code_from(cls, facts: Mapping[str, Any]) -> str:
        raise NotImplementedError
