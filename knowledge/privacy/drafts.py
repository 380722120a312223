"""Gives drafts up that nobody goes on writing, with what was typed and uploaded for them."""

from contextlib import suppress
from uuid import UUID

from domain.catalogue.practices import Practice
from domain.errors import ChangedMeanwhile
from domain.workflows import WrongStage
from knowledge.wiring import Knowledge


def give_up(knowledge: Knowledge, id: UUID, *, by: UUID) -> None:
    """Let a draft lapse, and erase what is kept of it beside the log.

    Its files go with it unless readers have an earlier version, which may name them.
    """
    # Whoever hands it in at this moment, or gives it up too, was faster.
    with suppress(WrongStage, ChangedMeanwhile), knowledge.platform.change(Practice, id) as practice:
        practice.lapse(by=by)
    forget_what_lapsed(knowledge, id)


def forget_what_lapsed(knowledge: Knowledge, id: UUID) -> None:
    """Erase what is kept beside the log of a practice that is given up."""
    practice = knowledge.platform.find(Practice, id)
    if not practice.is_given_up:
        return
    if copy := knowledge.working_copies.find(id):
        knowledge.working_copies.drop(id, copy.number)
    if not practice.edition:
        knowledge.attachments.forget(id)
        knowledge.focal_points.forget(practice.focal_point)
