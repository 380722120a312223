"""What a claim is: something a source says happened, as recorded so far, and what stands against changing it."""

import dataclasses
from typing import Any
from uuid import UUID

from domain.dates import When
from domain.errors import RuleBroken
from domain.facts import check_plain


class ClaimIsRetracted(RuleBroken):
    """A retracted milestone has to be reinstated before it can change."""


class ClaimIsLive(RuleBroken):
    """Only a retracted milestone can be reinstated."""


class NotARefinement(RuleBroken):
    """A refinement lies within the dates recorded so far; anything else is a correction."""


class NotACorrection(RuleBroken):
    """A date within those recorded so far sharpens them; record it as a refinement."""


class NothingDisputed(RuleBroken):
    """No other claim on this happening excludes this one, so there is nothing to settle."""


class NothingNew(RuleBroken):
    """This is what is recorded already."""


@dataclasses.dataclass(frozen=True)
class Source:
    """Where a claim was read: a registered document, the place in it, and its words if quoted."""

    document: UUID
    locator: str = ""
    quote: str = ""

    def __post_init__(self) -> None:
        """Refuse text that cannot be kept."""
        check_plain(self.locator, field="source/locator")
        check_plain(self.quote, field="source/quote")


@dataclasses.dataclass
class Claim:
    """What is recorded of one milestone so far; `live` until it is retracted."""

    milestone: str
    occurred: str
    facts: dict[str, Any]
    documents: list[UUID]
    live: bool = True

    @property
    def when(self) -> When:
        """When it happened, as last recorded."""
        return When.parse(self.occurred)


def excludes(one: Claim, other: Claim) -> bool:
    """Tell whether two claims speak of one happening, on days that have none in common."""
    if (one.milestone, one.facts) != (other.milestone, other.facts):
        return False
    return not one.when.overlaps(other.when)
