"""What can be recorded, for the API, the pages and the command line alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from domain.application import Done, RequestKey, check_seen
from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.claims import Source
from domain.commitments.regional_reviews import RegionalReview
from domain.commitments.review_forums import ReviewForum
from domain.directory.champion_countries import ChampionCountry
from domain.directory.country_records import CountryRecord
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import AlreadyRegistered, SourceDocument
from domain.errors import ChangedMeanwhile, InvalidField, NotFound, Told
from domain.facts import CountryCode, check_code
from domain.kernel import KnowledgeAggregate
from domain.milestones import MilestoneAggregate, milestone_aggregates
from knowledge.wiring import Knowledge
from projections.library import READABLE

MILESTONE_KINDS: Mapping[str, type[MilestoneAggregate]] = {
    cls.kind: cls
    for cls in (
        *(NationalNetwork, ChampionCountry, WorkingGroup),
        *(Project, SupportActivity),
        *(RegionalReview, ReviewForum),
    )
}
"""The records whose milestones are recorded as such; those of a pledge come about by what is done with it."""


ANY_VERSION = 0
"""Seen by whoever insists only that there is a record."""


@dataclass(frozen=True)
class Author:
    """Who records: the account, what it has read (`seen`, a version) and the key of its request."""

    by: UUID
    seen: int | None = None
    key: RequestKey | None = None


class Recorder:
    """Carries commands out on the platform's log."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Record in the log of `knowledge`."""
        self._platform = knowledge.platform
        self._timeline = knowledge.timeline
        self._library = knowledge.library

    def register(self, author: Author, make: Callable[[], KnowledgeAggregate]) -> Done:
        """Record something new.

        Raises:
            AlreadyRegistered: there is one with its id.
            ChangedMeanwhile: the author has seen a version of it.
            InvalidField: it cannot be recorded.
        """

        def command() -> KnowledgeAggregate:
            made = make()
            if self._platform.has(type(made), made.id):
                raise AlreadyRegistered(
                    Told("There is a {kind} with this id already: {id}.", kind=Told(made.kind), id=made.id)
                )
            _check_begun(made, author)
            self._platform.record(made, key=author.key)
            return made

        return self._platform.once(author.key, command)

    def register_document(self, author: Author, **facts: str) -> Done:
        """Make a document known; `facts` are those of `SourceDocument.register`."""
        return self.register(author, lambda: SourceDocument.register(by=author.by, **facts))

    def state_figure(self, author: Author, document: UUID, **facts: Any) -> Done:
        """Record a headline figure that a document prints; `facts` are those of `SourceDocument.state_figure`."""

        def command() -> KnowledgeAggregate:
            with self._platform.change(SourceDocument, document, seen=author.seen or None, key=author.key) as found:
                found.state_figure(by=author.by, **facts)
            return found

        return self._platform.once(author.key, command, seen=author.seen or None)

    def register_project(self, author: Author, code: str, facts: Mapping[str, Any]) -> Done:
        """Make a project known under its fund number or slug."""
        return self.register(author, lambda: Project.register(code=code, by=author.by, facts=facts))

    def register_group(self, author: Author, *, code: str, group_type: str, names: dict[str, str]) -> Done:
        """Make a working group known."""
        return self.register(
            author,
            lambda: WorkingGroup.register(code=code, type=group_type, names=names, by=author.by),
        )

    def register_review(self, author: Author, facts: Mapping[str, Any]) -> Done:
        """Make a regional review known."""
        return self.register(author, lambda: RegionalReview.register(by=author.by, facts=facts))

    def register_forum(self, author: Author, facts: Mapping[str, Any]) -> Done:
        """Make a review forum known."""
        return self.register(author, lambda: ReviewForum.register(by=author.by, facts=facts))

    def register_activity(self, author: Author, facts: Mapping[str, Any]) -> Done:
        """Make a support activity known."""
        return self.register(author, lambda: SupportActivity.register(id=uuid4(), by=author.by, facts=facts))

    def record_milestone(
        self,
        author: Author,
        kind: str,
        code: str,
        *,
        milestone: str,
        occurred: str,
        source: Source,
        details: Mapping[str, Any],
    ) -> Done:
        """Record that a milestone happened; the first of a network or champion begins its record.

        Raises:
            InvalidField: it cannot be recorded, or names a practice that readers do not see, or a group that nobody
                registered.
        """

        def change(record: MilestoneAggregate) -> None:
            record.record_milestone(milestone, occurred=occurred, source=source, by=author.by, facts=details)
            self._check_link(record.pending_events[-1])

        return self._on_record(author, kind, code, source, change)

    def observe_status(
        self,
        author: Author,
        kind: str,
        code: str,
        *,
        track: str,
        one_of: list[str],
        occurred: str,
        source: Source,
    ) -> Done:
        """Record the state that a source describes."""
        return self._on_record(
            author,
            kind,
            code,
            source,
            lambda record: record.observe_status(track, one_of=one_of, occurred=occurred, source=source, by=author.by),
        )

    def refine(self, author: Author, claim: int, *, occurred: str, source: Source) -> Done:
        """Sharpen the date of the milestone recorded at position `claim`."""
        self.check_source(source)
        return self._on_claim(
            author,
            claim,
            lambda record, about: record.refine(about, occurred=occurred, source=source, by=author.by),
        )

    def correct(self, author: Author, claim: int, *, occurred: str, source: Source, reason: str) -> Done:
        """Change the date of the milestone recorded at position `claim`."""
        self.check_source(source)
        return self._on_claim(
            author,
            claim,
            lambda record, about: record.correct(about, occurred=occurred, source=source, reason=reason, by=author.by),
        )

    def retract(self, author: Author, claim: int, *, reason: str) -> Done:
        """Take the milestone recorded at position `claim` back."""
        return self._on_claim(author, claim, lambda record, about: record.retract(about, reason=reason, by=author.by))

    def settle(self, author: Author, claim: int, *, reason: str) -> Done:
        """Decide that the milestone recorded at position `claim` holds, against those that exclude it."""
        return self._on_claim(author, claim, lambda record, about: record.settle(about, reason=reason, by=author.by))

    def reopen(self, author: Author, claim: int, *, reason: str) -> Done:
        """Undo the settlement by which the milestone recorded at position `claim` holds."""
        return self._on_claim(
            author,
            claim,
            lambda record, _: record.reopen(self._timeline.set_aside_for(claim), reason=reason, by=author.by),
        )

    def reinstate(self, author: Author, claim: int, *, reason: str) -> Done:
        """Undo the retraction of the milestone recorded at position `claim`."""
        return self._on_claim(
            author,
            claim,
            lambda record, about: record.reinstate(about, reason=reason, by=author.by),
        )

    def check_source(self, source: Source) -> None:
        """Refuse a source that nobody registered.

        Raises:
            InvalidField: as said.
        """
        if not self._platform.has(SourceDocument, source.document):
            raise InvalidField(
                Told("No document {document} is registered; register the source first.", document=source.document),
                field="source/document",
            )

    def _on_record(
        self,
        author: Author,
        kind: str,
        code: str,
        source: Source,
        change: Callable[[MilestoneAggregate], None],
    ) -> Done:
        def command() -> KnowledgeAggregate:
            self.check_source(source)
            record = self._find_or_begin(kind, code, by=author.by)
            _check_begun(record, author)
            check_seen(record, author.seen or None)
            change(record)
            self._platform.record(record, key=author.key)
            return record

        return self._platform.once(author.key, command, seen=author.seen or None)

    def _on_claim(self, author: Author, claim: int, change: Callable[[MilestoneAggregate, int], None]) -> Done:
        def command() -> KnowledgeAggregate:
            row = self._timeline.latest_of(claim)
            if row is None:
                raise NotFound(Told("No milestone was recorded at position {claim}.", claim=claim))
            cls, id = _classes()[row.kind], UUID(row.aggregate_id)
            with self._platform.change(cls, id, seen=author.seen or None, key=author.key) as record:
                change(record, row.about)
            return record

        return self._platform.once(author.key, command, seen=author.seen or None)

    def _check_link(self, event: object) -> None:
        if isinstance(event, SupportActivity.LinkedToPractice):
            row = self._library.by_id(event.practice)
            if row is None or row.standing not in READABLE:
                raise InvalidField(
                    Told("Readers see no practice {practice}.", practice=event.practice), field="details/practice"
                )
        if isinstance(event, WorkingGroup.Succeeded):
            self._check_successors(event)

    def _check_successors(self, event: WorkingGroup.Succeeded) -> None:
        for place, code in enumerate(event.successors):
            id = WorkingGroup.id_of(code)
            if id == event.originator_id:
                raise InvalidField("A group does not succeed itself.", field=f"details/successors/{place}")
            if not self._platform.has(WorkingGroup, id):
                raise InvalidField(
                    Told("No working group {code} is registered; register it first.", code=code),
                    field=f"details/successors/{place}",
                )

    def _find_or_begin(self, kind: str, code: str, *, by: UUID) -> MilestoneAggregate:
        cls = MILESTONE_KINDS[kind]
        if issubclass(cls, CountryRecord):
            check_code(code, CountryCode, field="country")
            if not self._platform.has(cls, cls.id_of(code)):
                return cls.register(country=code, by=by)
        return self._platform.find(cls, id_of(kind, code))


@cache
def _classes() -> Mapping[str, type[MilestoneAggregate]]:
    return {cls.kind: cls for cls in milestone_aggregates()}


def _check_begun(record: KnowledgeAggregate, author: Author) -> None:
    if author.seen is not None and record.pending_events:
        raise ChangedMeanwhile("Nothing is recorded of it yet, so there is no version that can have been read.")


def id_of(kind: str, code: str) -> UUID:
    """Return the id of the record of this kind that an address names by `code`.

    Raises:
        NotFound: none can be named so.
    """
    cls = MILESTONE_KINDS.get(kind, SourceDocument)
    if issubclass(cls, SupportActivity | SourceDocument):
        try:
            return UUID(code)
        except ValueError as error:
            raise NotFound(Told("There is no {kind} {code}.", kind=Told(kind), code=code)) from error
    return cls.id_of(code)
