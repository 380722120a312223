"""Milestones: claims about the world, each on somebody's word, that can be sharpened and corrected but never lost.

The Network does not ask the platform's leave to approve terms of reference; the platform records
that it happened. So there are few rules here, and they are the same for every aggregate.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from domain.claims import (
    Claim,
    ClaimIsLive,
    ClaimIsRetracted,
    NotACorrection,
    NotARefinement,
    NothingDisputed,
    NothingNew,
    Source,
    excludes,
)
from domain.dates import When
from domain.errors import InvalidField, NotFound, Told
from domain.facts import check_plain
from domain.kernel import aggregate_classes
from domain.milestone_history import MilestoneHistory, facts_of_milestone, milestone_name


class MilestoneAggregate(MilestoneHistory):
    """Something whose milestones are recorded.

    A claim is known by the version at which it was recorded; later events about it name that
    version in `about`.
    """

    def record_milestone(
        self,
        milestone: str,
        *,
        occurred: str,
        source: Source,
        by: UUID,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        """Record that a milestone happened.

        Args:
            milestone: its name in kebab-case, e.g. `terms-of-reference-approved`.
            occurred: when, as EDTF.
            source: who says so.
            by: the account that records it.
            facts: what else belongs to this milestone, e.g. `{"agency": "IOM"}`.

        Raises:
            InvalidField: the milestone is unknown, the date unreadable or in the future, a detail
                missing or not in its code list.
            NothingNew: the same source already says exactly this.
        """
        event = self._find_milestone(milestone)
        read = facts_of_milestone(event).read(facts or {}, field="details")
        self._claim(event, occurred, source, by, read)

    def observe_status(self, track: str, *, one_of: Sequence[str], occurred: str, source: Source, by: UUID) -> None:
        """Record that a source describes a track as being in one of several states.

        Args:
            track: e.g. `terms-of-reference`.
            one_of: the states it may be in, e.g. `drafting` and `awaiting-approval`.
            occurred: when it was observed, as EDTF.
            source: who says so.
            by: the account that records it.

        Raises:
            InvalidField: the track or a state is unknown, or the date unreadable or in the future.
            NothingNew: the same source already says exactly this.
        """
        states = tracks_of(type(self)).get(track)
        if states is None:
            raise InvalidField(
                Told(
                    "{track!r} is not a track of a {kind}; {known} are.",
                    track=track,
                    kind=Told(self.kind),
                    known=_listed(tracks_of(type(self))),
                ),
                field="track",
            )
        for place, state in enumerate(one_of):
            if state not in states:
                raise InvalidField(
                    Told(
                        "{state!r} is not a state of {track!r}; {states} are.",
                        state=state,
                        track=track,
                        states=_listed(states),
                    ),
                    field=f"one_of/{place}",
                )
        if not one_of:
            raise InvalidField("Name at least one state.", field="one_of")
        observed = {"observed_track": track, "one_of": list(dict.fromkeys(one_of))}
        self._claim(self.StatusObserved, occurred, source, by, observed)

    def refine(self, about: int, *, occurred: str, source: Source, by: UUID) -> None:
        """Sharpen the date of a milestone: the new one lies within what was recorded.

        Raises:
            NotARefinement: it does not.
            NothingNew: it is the date recorded.
            ClaimIsRetracted: the milestone was retracted.
        """
        claim = self._live_claim(about)
        when = _past(occurred)
        if when.edtf == claim.occurred:
            raise NothingNew(Told("It is recorded as {occurred} already.", occurred=claim.occurred))
        if not when.is_within(claim.when):
            raise NotARefinement(
                Told(
                    "{edtf} is not within {occurred}, the date recorded; correct it instead.",
                    edtf=when.edtf,
                    occurred=claim.occurred,
                )
            )
        self.trigger_event(self.Refined, by=by, about=about, occurred=when.edtf, **dataclasses.asdict(source))

    def correct(self, about: int, *, occurred: str, source: Source, reason: str, by: UUID) -> None:
        """Change the date of a milestone to one outside what was recorded.

        Raises:
            NotACorrection: it lies within it.
            NothingNew: it is the date recorded.
            ClaimIsRetracted: the milestone was retracted.
            InvalidField: no reason is given.
        """
        claim = self._live_claim(about)
        when = _past(occurred)
        if when.edtf == claim.occurred:
            raise NothingNew(Told("It is recorded as {occurred} already.", occurred=claim.occurred))
        if when.is_within(claim.when):
            raise NotACorrection(
                Told(
                    "{edtf} is within {occurred}, the date recorded; refine it instead.",
                    edtf=when.edtf,
                    occurred=claim.occurred,
                )
            )
        self.trigger_event(
            self.Corrected,
            by=by,
            about=about,
            occurred=when.edtf,
            reason=_reason(reason),
            **dataclasses.asdict(source),
        )

    def retract(self, about: int, *, reason: str, by: UUID) -> None:
        """Take a milestone back.

        Raises:
            ClaimIsRetracted: it is retracted already.
            InvalidField: no reason is given.
        """
        self._live_claim(about)
        self.trigger_event(self.Retracted, by=by, about=about, reason=_reason(reason))

    def reinstate(self, about: int, *, reason: str, by: UUID) -> None:
        """Undo a retraction.

        Raises:
            ClaimIsLive: it is not retracted.
            InvalidField: no reason is given.
        """
        if self._claim_at(about).live:
            raise ClaimIsLive
        self.trigger_event(self.Reinstated, by=by, about=about, reason=_reason(reason))

    def settle(self, about: int, *, reason: str, by: UUID) -> None:
        """Decide that one claim holds, and set aside those on the same happening that exclude it.

        A claim that was set aside can be reinstated.

        Raises:
            NothingDisputed: no live claim excludes it.
            ClaimIsRetracted: the milestone was retracted.
            InvalidField: no reason is given.
        """
        holds = self._live_claim(about)
        excluded = [version for version, claim in self.claims.items() if claim.live and excludes(claim, holds)]
        if holds.milestone in self._repeating() or not excluded:
            raise NothingDisputed
        self.trigger_event(self.Settled, by=by, about=about, set_aside=excluded, reason=_reason(reason))

    def reopen(self, set_aside: Sequence[int], *, reason: str, by: UUID) -> None:
        """Undo a settlement: reinstate the claims that it set aside.

        Raises:
            NothingDisputed: it set none aside, or all of them were reinstated since.
            InvalidField: no reason is given.
        """
        if not set_aside:
            raise NothingDisputed
        for about in set_aside:
            self.reinstate(about, reason=reason, by=by)

    def _repeating(self) -> set[str]:
        named = milestones_of(type(self)).items()
        return {name for name, event in named if event.repeats} | {self.OBSERVED}

    def _claim(
        self,
        event: type[MilestoneHistory.Milestone],
        occurred: str,
        source: Source,
        by: UUID,
        facts: dict[str, Any],
    ) -> None:
        when = _past(occurred)
        said = (milestone_name(event), when.edtf, facts)
        for claim in self.claims.values():
            is_same = (claim.milestone, claim.occurred, claim.facts) == said
            if claim.live and is_same and source.document in claim.documents:
                raise NothingNew("The same source is recorded as saying exactly this already.")
        self.trigger_event(event, by=by, occurred=when.edtf, **dataclasses.asdict(source), **facts)

    def _find_milestone(self, name: str) -> type[MilestoneHistory.Milestone]:
        known = milestones_of(type(self))
        if name not in known:
            raise InvalidField(
                Told(
                    "{name!r} is not a milestone of a {kind}; {known} are.",
                    name=name,
                    kind=Told(self.kind),
                    known=_listed(known),
                ),
                field="milestone",
            )
        return known[name]

    def _live_claim(self, about: int) -> Claim:
        claim = self._claim_at(about)
        if not claim.live:
            raise ClaimIsRetracted
        return claim

    def _claim_at(self, about: int) -> Claim:
        if about not in self.claims:
            raise NotFound(Told("No milestone was recorded at version {about}.", about=about))
        return self.claims[about]


@cache
def milestones_of(cls: type[MilestoneAggregate]) -> Mapping[str, type[MilestoneHistory.Milestone]]:
    """Map the names of the milestones that `cls` can record to their events."""
    return {
        milestone_name(event): event
        for event in vars(cls).values()
        if isinstance(event, type)
        and issubclass(event, MilestoneHistory.Milestone)
        and event.__name__ not in {"Milestone", "StatusObserved"}
    }


@cache
def tracks_of(cls: type[MilestoneAggregate]) -> Mapping[str, tuple[str, ...]]:
    """Map the tracks of `cls` to their states, in the order they are usually reached."""
    tracks: dict[str, dict[str, None]] = {}
    for event in milestones_of(cls).values():
        if event.track:
            tracks.setdefault(event.track, {})[event.state] = None
    return {track: tuple(states) for track, states in tracks.items()}


def milestone_aggregates() -> list[type[MilestoneAggregate]]:
    """List the aggregates whose milestones are recorded."""
    return [cls for cls in aggregate_classes() if issubclass(cls, MilestoneAggregate)]


def _past(occurred: str) -> When:
    try:
        return When.parse_past(occurred)
    except InvalidField as error:
        error.field = "occurred"
        raise


def _reason(text: str) -> str:
    if not text.strip():
        raise InvalidField("Say why.", field="reason")
    check_plain(text, field="reason")
    return text.strip()


def _listed(names: Mapping[str, object] | Sequence[str]) -> str:
    return ", ".join(names)
