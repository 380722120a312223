"""What milestones are recorded of: the record, what it is called, and which milestones it can have."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.directory.country_records import CountryRecord
from domain.errors import NotFound, Told
from domain.milestone_history import MilestoneHistory, facts_of_milestone
from domain.milestones import MilestoneAggregate, milestones_of, tracks_of
from domain.vocabulary import countries
from knowledge.answers import Answer
from knowledge.api.milestones import concerned_by
from knowledge.api.requests import answers
from knowledge.pages.blueprint import words
from knowledge.permissions import EVERYWHERE
from knowledge.recording import MILESTONE_KINDS
from knowledge.security import OutsideYourCountries, caller
from projections.timeline import Wanted

RECORD = "network:record-milestone"
"""Who may record milestones of networks may do so of every kind of record."""
MOST = 1_000
COUNTRY = "country"
"""The detail of a milestone that is about a country though its record belongs to none, as a report to a review."""

Event = type[MilestoneHistory.Milestone]


@dataclass(frozen=True)
class Target:
    """Something whose milestones are recorded: `record` is what is known of it, None where nothing is yet."""

    kind: str
    code: str
    record: Answer | None

    @property
    def seen(self) -> int:
        """Its version; 0 where nothing is recorded of it yet."""
        return self.record["version"] if self.record else 0

    @property
    def name(self) -> str:
        """What it is called on this page."""
        say = words()
        if issubclass(MILESTONE_KINDS.get(self.kind, MilestoneAggregate), CountryRecord):
            return say("records", self.kind, country=say.country(self.code))
        return say.subject({"code": self.code}, self.record or {})

    def since(self, version: int) -> list[Answer]:
        """List what became of its milestones after a version."""
        return [one for one in self.milestones() if one["version"] > version]

    def milestones(self) -> list[Answer]:
        """List its milestones as they are known now."""
        if self.record is None:
            return []
        wanted = Wanted(aggregate_id=self.record["id"])
        return answers().milestones(wanted, position=answers().position(None), limit=MOST)[0]


def my_countries(permission: str = RECORD) -> list[tuple[str, str]]:
    """List the code and name of the countries for which the caller holds a permission."""
    held = caller().permissions[permission]
    say = words()
    return say.countries() if held >= EVERYWHERE else say.by_name([(code, say.country(code)) for code in held])


def find_target(kind: str, code: str) -> Target:
    """Find what is recorded of, for somebody who may record something of it.

    Raises:
        NotFound: there is no such record.
        OutsideYourCountries: it is none of theirs.
    """
    cls = MILESTONE_KINDS.get(kind)
    record = answers().record(kind, code) if cls else None
    if cls is None or (record is None and not (issubclass(cls, CountryRecord) and code in countries())):
        raise NotFound(Told("Nothing is recorded of {kind} {code!r}.", kind=Told(kind), code=code))
    target = Target(kind, code, record)
    if not events_offered(target):
        _require(target)
    return target


def is_all_mine(target: Target) -> bool:
    """Tell whether whoever asks may record whatever happens to it."""
    try:
        _require(target)
    except OutsideYourCountries:
        return False
    return True


def events_offered(target: Target) -> Mapping[str, Event]:
    """Map the milestones that whoever asks may record of it to their events.

    Where a record belongs to no country, as a review, a coordinator records what the own country did.
    """
    every = milestones_of(MILESTONE_KINDS[target.kind])
    if is_all_mine(target):
        return every
    return {name: event for name, event in every.items() if COUNTRY in facts_of_milestone(event).hints}


def event_of(target: Target, milestone: str) -> Event:
    """Find a milestone of a record, for somebody who may record it.

    Raises:
        NotFound: there is none of this name.
        OutsideYourCountries: it is none of theirs.
    """
    found = milestones_of(MILESTONE_KINDS[target.kind]).get(milestone)
    if found is None:
        raise NotFound(Told("{milestone!r} is no milestone of {kind}.", milestone=milestone, kind=Told(target.kind)))
    if milestone not in events_offered(target):
        _require(target)
    return found


def title_of(kind: str, milestone: str) -> str:
    """Name a milestone of a kind of record."""
    return words()("milestones", kind, milestone)


def title_of_state(target: Target, track: str) -> str:
    """Name the observation of a track of a record, for somebody who may record whatever happens to it.

    Raises:
        NotFound: it has no such track.
        OutsideYourCountries: it is none of theirs.
    """
    if track not in tracks_of(MILESTONE_KINDS[target.kind]):
        raise NotFound(Told("{track!r} is no track of {kind}.", track=track, kind=Told(target.kind)))
    _require(target)
    return words()("recording.state_of", track=words()("tracks", track))


def by_track(target: Target) -> list[tuple[str, list[tuple[str, str]]]]:
    """Group the milestones that are offered of a record by the track on which they move it."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, event in events_offered(target).items():
        groups.setdefault(event.track, []).append((name, title_of(target.kind, name)))
    say = words()
    return [(say("tracks", track) if track else say("recording.no_track"), group) for track, group in groups.items()]


def _require(target: Target) -> None:
    caller().require(f"{target.kind}:record-milestone", concerned_by(target.kind, target.code))
