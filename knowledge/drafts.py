"""What authors do with their drafts: what is recorded of them, and what was only typed so far."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any
from uuid import UUID, uuid4

from domain.application import Done, check_seen
from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.errors import ChangedMeanwhile, NotFound, Refusal, Told
from domain.facts import check_plain
from domain.workflows import NothingRevised, WrongStage
from knowledge.parties import find_in_work, not_found
from knowledge.private.focal_points import FocalPoint
from knowledge.private.working_copies import WorkingCopy
from knowledge.recording import Author
from knowledge.security import Caller
from knowledge.submissions import SealFor, Submissions, in_the_open
from knowledge.wiring import Knowledge


class Drafts:
    """Carries out what a caller commands of their drafts, each command once."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Record in the log of `knowledge` as `caller` may."""
        self._platform = knowledge.platform
        self._people = knowledge.people
        self._copies = knowledge.working_copies
        self._focal_points = knowledge.focal_points
        self._caller = caller
        self._submissions = Submissions(knowledge, caller)

    def begin(
        self, author: Author, *, kind: str, language: str, organization: str | None, fields: Mapping[str, Any]
    ) -> Done:
        """Begin to write; `organization` None is the one that is known of the author.

        Raises:
            InvalidField: something cannot be recorded.
        """
        known = self._people.find(author.by).organization if organization is None else organization

        def command() -> Practice:
            if author.seen is not None:
                raise ChangedMeanwhile("Nothing is recorded of it yet, so there is no version that can have been read.")
            practice = Practice.draft(
                id=uuid4(), practice_kind=kind, language=language, organization=known, by=author.by
            )
            with suppress(NothingRevised):
                practice.revise(fields, by=author.by)
            self._submissions.check_fields(practice, fields)
            self._platform.record(practice, key=author.key)
            return practice

        return self._platform.once(author.key, command)

    def revise(self, author: Author, id: UUID, fields: Mapping[str, Any]) -> Done:
        """Record what the draft says now; what was typed up to now and is not sent along is forgotten."""
        copy = self._copies.find(id)

        def revise(practice: Practice) -> None:
            practice.revise(fields, by=author.by)
            self._submissions.check_fields(practice, fields)

        return self._finish(self._submissions.change(author, id, revise), copy)

    def submit(self, author: Author, id: UUID, focal_point: FocalPoint | None) -> Done:
        """Record what was typed, and hand it in.

        Args:
            author: who submits.
            id: of the draft.
            focal_point: None where the one named before still answers for the main implementer.
        """
        copy = self._copies.find(id)
        kept: list[UUID] = []
        replaced: list[UUID] = []

        def submit(practice: Practice) -> None:
            if copy:
                with suppress(NothingRevised):
                    practice.revise(copy.fields, by=author.by)
                self._submissions.check_fields(practice, copy.fields)
            before = practice.focal_point
            if focal_point:
                check_plain(asdict(focal_point), field="focal_point")
                kept.append(self._focal_points.keep(focal_point))
                replaced.extend([before] if before else [])
            still = before if self._focal_points.find(before) else None
            practice.submit(by=author.by, focal_point=kept[0] if kept else still)

        try:
            done = self._submissions.change(author, id, submit)
        except Refusal:
            self._forget(kept)
            raise
        # The same request carried out before has named somebody already.
        self._forget(replaced if done.aggregate else kept)
        return self._finish(done, copy)

    def withdraw(self, author: Author, id: UUID, *, why: str, seal_for: SealFor = in_the_open) -> Done:
        """Take the version in work back, and what was typed with it."""
        copy = self._copies.find(id)

        def withdraw(practice: Practice) -> None:
            practice.withdraw(why=why, by=author.by, seal=seal_for(practice))

        done = self._submissions.change(author, id, withdraw)
        return self._finish(done, copy)

    def erase_focal_point(self, author: Author, id: UUID) -> Practice:
        """Erase who answers for the main implementer; the log keeps a number that leads nowhere.

        Raises:
            NotFound: the caller does not take part.
            ChangedMeanwhile: the practice is not, or no longer, at the version seen.
        """
        practice = find_in_work(self._platform, id, self._caller)
        check_seen(practice, author.seen or None)
        self._focal_points.forget(practice.focal_point)
        return practice

    def save_working_copy(self, author: Author, id: UUID, fields: Mapping[str, Any]) -> WorkingCopy:
        """Keep what was typed into a draft, without recording it.

        Raises:
            NotFound: the caller did not write it.
            WrongStage: it is not a draft.
            InvalidField: a text cannot be kept.
            ChangedMeanwhile: the working copy is not, or no longer, the one seen.
        """
        practice = self._of_author(id)
        if practice.stage is not Stage.DRAFT:
            raise WrongStage("Only a draft is written on.")
        check_plain(dict(fields))
        return self._copies.save(id, fields, seen=author.seen or None)

    def find_working_copy(self, id: UUID) -> WorkingCopy:
        """Return what was typed into a draft.

        Raises:
            NotFound: the caller did not write it, or nothing was typed since it was recorded.
        """
        self._of_author(id)
        found = self._copies.find(id)
        if found is None:
            raise NotFound("Nothing was typed since the draft was recorded.")
        return found

    def discard_working_copy(self, author: Author, id: UUID) -> Practice:
        """Forget what was typed into a draft.

        Raises:
            NotFound: the caller did not write it.
            ChangedMeanwhile: the working copy is not, or no longer, the one seen.
        """
        practice = self._of_author(id)
        if copy := self._copies.find(id):
            if author.seen and author.seen != copy.number:
                raise ChangedMeanwhile(
                    Told(
                        "The working copy is number {number}; you have read {seen}.",
                        number=copy.number,
                        seen=author.seen,
                    )
                )
            self._copies.drop(id, copy.number)
        return practice

    def _of_author(self, id: UUID) -> Practice:
        practice = self._platform.find(Practice, id)
        if practice.author != self._caller.account:
            raise not_found(id)
        return practice

    def _finish(self, done: Done, copy: WorkingCopy | None) -> Done:
        # Of a request that was carried out before, what was typed since is not part.
        if copy and done.aggregate:
            self._copies.drop(done.aggregate_id, copy.number)
        return done

    def _forget(self, focal_points: list[UUID]) -> None:
        # Nothing names them any more, so nobody would ever erase them.
        for id in focal_points:
            self._focal_points.forget(id)
