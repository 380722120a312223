"""Drafts that nobody goes on writing: found, and given up with what was typed and uploaded for them."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from domain.catalogue.practices import Practice
from domain.commitments.pledge_stages import Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.errors import ChangedMeanwhile
from domain.workflows import WrongStage
from knowledge.wiring import Knowledge


@dataclass(frozen=True)
class Draft:
    """What somebody writes, or wrote: a practice or a pledge."""

    kind: type[Practice | PledgeSubmission]
    id: UUID


def drafts_of(knowledge: Knowledge, account: UUID) -> list[Draft]:
    """List what somebody writes now."""
    written = knowledge.library.written_by(account)
    practices = [Draft(Practice, UUID(row.practice)) for row in written if row.stage == Stage.DRAFT]
    return practices + [Draft(PledgeSubmission, id) for id in knowledge.pledge_desk.drafts_of(account)]


def untouched_drafts(knowledge: Knowledge, since: str) -> list[Draft]:
    """List drafts never handed in to which nothing was added since a time, RFC 3339 UTC."""
    practices = [UUID(row.practice) for row in knowledge.library.untouched(since)]
    left = [Draft(Practice, id) for id in practices if max(_additions(knowledge, id), default="") < since]
    return left + [Draft(PledgeSubmission, id) for id in knowledge.pledge_desk.untouched(since)]


def give_up(knowledge: Knowledge, draft: Draft, *, by: UUID) -> None:
    """Let a draft lapse, and erase what is kept of it beside the log.

    Its files go with it unless readers have an earlier version, which may name them.
    """
    # Whoever hands it in at this moment, or gives it up too, was faster.
    with suppress(WrongStage, ChangedMeanwhile), knowledge.platform.change(draft.kind, draft.id) as written:
        written.lapse(by=by)
    if draft.kind is Practice:
        _forget(knowledge, knowledge.platform.find(Practice, draft.id))
    elif knowledge.platform.find(PledgeSubmission, draft.id).stage is Stage.TAKEN_BACK:
        knowledge.attachments.forget(draft.id)


def _additions(knowledge: Knowledge, id: UUID) -> Iterator[str]:
    """Tell when something was typed into a practice or uploaded to it that is not recorded."""
    if copy := knowledge.working_copies.find(id):
        yield copy.saved_at
    yield from (upload.at for upload in knowledge.attachments.of_practice(id))


def _forget(knowledge: Knowledge, practice: Practice) -> None:
    if not practice.is_given_up:
        return
    if copy := knowledge.working_copies.find(practice.id):
        knowledge.working_copies.drop(practice.id, copy.number)
    if not practice.edition:
        knowledge.attachments.forget(practice.id)
        knowledge.focal_points.forget(practice.focal_point)
