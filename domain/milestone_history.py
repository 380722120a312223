"""The life of a milestone as events: each a fact, none of them refusable once stored."""

import dataclasses
from functools import cache
from typing import Any, ClassVar
from uuid import UUID

from domain.claims import Claim
from domain.errors import kebab
from domain.facts import Facts
from domain.kernel import KnowledgeAggregate


class MilestoneHistory(KnowledgeAggregate):
    """What can be recorded of something that has milestones.

    The log library gives each subclass events of its own, which descend from these: ask of an event
    whether it is one of these, not one of a subclass.

    A claim is known by the version at which it was recorded; later events about it name that
    version in `about`.
    """

    OBSERVED = "status-observed"

    class Milestone(KnowledgeAggregate.Event):
        """Something happened in the world, its source says."""

        track: ClassVar[str] = ""
        """The course of events that it moves on; empty where it moves none."""
        state: ClassVar[str] = ""
        """What is true on that track from then on."""
        repeats: ClassVar[bool] = False
        """Whether it can happen again, so that two dates are no contradiction."""

        occurred: str
        document: UUID
        locator: str
        quote: str

        def apply(self, aggregate: "MilestoneHistory") -> None:
            aggregate.claims[self.originator_version] = Claim(
                milestone_name(type(self)), self.occurred, details(self), [self.document]
            )

    class StatusObserved(Milestone):
        """A source describes the state of a track without saying how it came about."""

        repeats = True

        observed_track: str
        one_of: list[str]

    class Refined(KnowledgeAggregate.Event):
        """A source gave a date within the one recorded; nothing was wrong."""

        about: int
        occurred: str
        document: UUID
        locator: str
        quote: str

        def apply(self, aggregate: "MilestoneHistory") -> None:
            claim = aggregate.claims[self.about]
            claim.occurred = self.occurred
            claim.documents.append(self.document)

    class Corrected(Refined):
        """A belief changed: it happened on another date than was recorded."""

        reason: str

    class Retracted(KnowledgeAggregate.Event):
        """It never happened, or not here, or it was recorded twice."""

        about: int
        reason: str

        def apply(self, aggregate: "MilestoneHistory") -> None:
            aggregate.claims[self.about].live = False

    class Reinstated(KnowledgeAggregate.Event):
        """The retraction was wrong."""

        about: int
        reason: str

        def apply(self, aggregate: "MilestoneHistory") -> None:
            aggregate.claims[self.about].live = True

    class Settled(KnowledgeAggregate.Event):
        """A curator decided between claims that exclude each other: `about` holds, the others are set aside."""

        about: int
        set_aside: list[int]
        reason: str

        def apply(self, aggregate: "MilestoneHistory") -> None:
            aside = {version: dataclasses.replace(aggregate.claims[version], live=False) for version in self.set_aside}
            aggregate.claims = {**aggregate.claims, **aside}

    def __init__(self) -> None:
        self.claims: dict[int, Claim] = {}


@cache
def milestone_name(event: type) -> str:
    """Name a milestone as people and routes do: `TermsOfReferenceApproved` in kebab-case."""
    return kebab(event)


def details(event: MilestoneHistory.Milestone) -> dict[str, Any]:
    """Give the facts that belong to this kind of milestone alone, e.g. `{"agency": "IOM"}`."""
    return {name: getattr(event, name) for name in facts_of_milestone(type(event)).names}


@cache
def facts_of_milestone(event: type[MilestoneHistory.Milestone]) -> Facts:
    """Give the shape of the facts that belong to this kind of milestone alone."""
    common = {field.name for field in dataclasses.fields(MilestoneHistory.Milestone)}
    return Facts(event, without=frozenset(common))
