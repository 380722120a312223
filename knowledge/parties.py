"""Who takes part in a practice's way to readers; to everybody else, what is in work does not exist."""

from dataclasses import dataclass
from uuid import UUID

from domain.application import Platform
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Reviewer
from domain.errors import NotFound, Told
from knowledge.security import Caller

CURATE = "practice:curate"
"""The permission of those who see everything that was handed in, and decide."""


@dataclass(frozen=True)
class Party:
    """What somebody is to one practice.

    Whoever wrote it is its author and nothing else, also with a curator's role: reviewers are
    anonymous to the author. `reviewer` is None for those who declined or were recused.
    """

    account: UUID | None
    is_author: bool
    is_curator: bool
    reviewer: Reviewer | None

    @property
    def takes_part(self) -> bool:
        """Whether the version in work exists for them."""
        return self.is_author or self.is_curator or self.reviewer is not None

    @property
    def may_read(self) -> bool:
        """Whether they may read what it says: a reviewer with a conflict of interest may not."""
        return self.is_author or self.is_curator or bool(self.reviewer and not self.reviewer.has_conflict)


def party_to(practice: Practice, caller: Caller) -> Party:
    """Tell what a caller is to a practice."""
    is_author = caller.account == practice.author
    reviewer = practice.reviewers.get(caller.account) if caller.account else None
    if reviewer and (reviewer.is_recused or reviewer.accepted is False):
        reviewer = None
    return Party(caller.account, is_author, caller.may(CURATE) and not is_author, reviewer)


def find_in_work(platform: Platform, id: UUID, caller: Caller) -> Practice:
    """Return a practice for somebody who takes part in its way to readers.

    Raises:
        NotFound: there is none, or the caller does not take part, which looks the same.
    """
    practice = platform.find(Practice, id)
    if not party_to(practice, caller).takes_part:
        raise not_found(id)
    return practice


def not_found(id: UUID) -> NotFound:
    """Say that there is no such practice, in the words used where there is none indeed."""
    return NotFound(Told("There is no {kind} {id}.", kind=Told(Practice.kind), id=id))
