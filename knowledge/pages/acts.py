"""What somebody can do with a practice at the stage where it is, in the order in which it is usually done."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practices import Practice
from knowledge.parties import Party, party_to
from knowledge.security import Caller
from projections.library import READABLE

Situation = Callable[[Practice, Party], bool]

AS_IT_IS = frozenset({"screen", "accept", "publish", "accept-invitation", "start-version"})
"""What needs no further word: a button is enough."""
GRAVE = frozenset({"decline", "unpublish", "withdraw"})
"""What is not undone by a click."""
JUDGING = frozenset({"file-review", "return", "ask-for-changes", "ask-clarification", "decline", "give-clarification"})
"""What is done with the practice before one's eyes."""


@dataclass(frozen=True)
class Act:
    """A verb of practices, and when it is offered; the rules of the practice decide in the end."""

    verb: str
    is_offered: Situation


def _author_at(*stages: Stage) -> Situation:
    return lambda practice, party: party.is_author and practice.stage in stages


def _curator_at(*stages: Stage) -> Situation:
    return lambda practice, party: party.is_curator and practice.stage in stages


def _curator_of(*standings: Standing) -> Situation:
    return lambda practice, party: party.is_curator and practice.standing in standings


def _invited(_: Practice, party: Party) -> bool:
    return party.reviewer is not None and party.reviewer.accepted is None


def _undeclared(practice: Practice, party: Party) -> bool:
    reviewer = party.reviewer
    is_due = reviewer is not None and bool(reviewer.accepted) and reviewer.has_conflict is None
    return is_due and practice.stage is Stage.IN_REVIEW


def _reviewing(practice: Practice, party: Party) -> bool:
    reviewer = party.reviewer
    is_free = reviewer is not None and reviewer.has_conflict is False and practice.round not in reviewer.rounds
    return is_free and practice.stage is Stage.IN_REVIEW


def _asking(practice: Practice, party: Party) -> bool:
    return _reviewing(practice, party) or (party.is_curator and practice.stage in {Stage.SUBMITTED, Stage.IN_REVIEW})


def _translating(practice: Practice, party: Party) -> bool:
    return (party.is_author or party.is_curator) and practice.standing in READABLE


ACTS: Sequence[Act] = (
    Act("accept-invitation", _invited),
    Act("decline-invitation", _invited),
    Act("declare-interests", _undeclared),
    Act("file-review", _reviewing),
    Act("screen", _curator_at(Stage.SUBMITTED)),
    Act("return", _curator_at(Stage.SUBMITTED)),
    Act("invite-reviewer", _curator_at(Stage.IN_REVIEW)),
    Act("recuse-reviewer", _curator_at(Stage.IN_REVIEW)),
    Act("accept", _curator_at(Stage.IN_REVIEW)),
    Act("ask-for-changes", _curator_at(Stage.IN_REVIEW)),
    Act("waive-quorum", _curator_at(Stage.IN_REVIEW)),
    Act("publish", _curator_at(Stage.ACCEPTED)),
    Act("ask-clarification", _asking),
    Act("give-clarification", _author_at(Stage.SUBMITTED, Stage.IN_REVIEW)),
    Act("start-version", _author_at(Stage.PUBLISHED)),
    Act("translate", _translating),
    Act("correct-slip", _curator_of(Standing.PUBLIC)),
    Act("ask-for-update", _curator_of(Standing.PUBLIC)),
    Act("archive", _curator_of(Standing.PUBLIC)),
    Act("restore", _curator_of(Standing.ARCHIVED, Standing.UNPUBLISHED)),
    Act("unpublish", _curator_of(Standing.PUBLIC, Standing.ARCHIVED)),
    Act("recuse", _reviewing),
    Act("decline", _curator_at(Stage.SUBMITTED, Stage.IN_REVIEW)),
    Act("withdraw", _author_at(Stage.DRAFT, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.ACCEPTED)),
)


def acts_of(practice: Practice, caller: Caller) -> Iterator[str]:
    """List the verbs that are offered to a caller."""
    party = party_to(practice, caller)
    for act in ACTS:
        if caller.may(f"practice:{act.verb}") and act.is_offered(practice, party):
            yield act.verb
