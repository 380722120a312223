"""A pledge on its way to readers and after, and those who bring it there."""

from typing import Any
from uuid import UUID

from domain.commitments.pledge_stages import Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.commitments.pledges import Pledge, own_words
from tests.support.stories import CURATOR

SUBMISSION = UUID("b0000000-0000-4000-8000-000000000001")
PLEDGER = UUID("b0000000-0000-4000-8000-000000000002")
STRANGER = UUID("b0000000-0000-4000-8000-000000000003")

DESCRIPTION = "Abriremos ventanillas donde quien llega regulariza su situación en un solo trámite. " * 4
SAYS: dict[str, Any] = {
    "form": "individual",
    "title": {"es": "Ventanillas para regularizar"},
    "description": {"es": DESCRIPTION},
    "kinds": ["policy"],
    "objectives": ["GCM-05", "GCM-07"],
    "principles": ["GP-A"],
    "timeframe": "2022/2024",
    "pledger": "Gobierno del Perú",
    "pledger_type": "government",
    "countries": ["PE"],
    "made": "2022-05-19",
}
"""Enough to be handed in."""


def written(**others: Any) -> PledgeSubmission:
    """Write a pledge that can be handed in."""
    submission = PledgeSubmission.draft(id=others.pop("id", SUBMISSION), by=PLEDGER)
    submission.revise({**SAYS, **others}, by=PLEDGER)
    return submission


def submitted(**others: Any) -> PledgeSubmission:
    """Hand a pledge in."""
    submission = written(**others)
    submission.submit(by=PLEDGER)
    return submission


def published(number: int = 7, *matched: Pledge, **others: Any) -> tuple[PledgeSubmission, Pledge]:
    """Bring a pledge to readers."""
    submission = submitted(**others)
    pledge = Pledge.publish(submission, number, matched=matched, by=CURATOR)
    submission.publish(number, by=CURATOR)
    return submission, pledge


def pledged(number: int = 7, *matched: Pledge, **others: Any) -> Pledge:
    """Bring a pledge to readers, and return it as they know it."""
    return published(number, *matched, **others)[1]


def at(stage: Stage) -> PledgeSubmission:
    """Bring a submission to a stage."""
    if stage is Stage.PUBLISHED:
        return published()[0]
    submission = submitted() if stage in {Stage.SUBMITTED, Stage.DECLINED} else written()
    if stage is Stage.DECLINED:
        submission.decline({"": "No trata de migración."}, by=CURATOR)
    if stage is Stage.TAKEN_BACK:
        submission.take_back(why="Duplicada.", by=PLEDGER)
    return submission


def report(pledge: Pledge, progress: str, occurred: str, narrative: str = "Va bien.") -> None:
    """Say how far a pledge is, in the words of those who pledged."""
    pledge.report_progress(
        progress, occurred=occurred, narrative=narrative, source=own_words(pledge.number), by=PLEDGER
    )


def link(pledge: Pledge, other: Pledge, occurred: str = "2023") -> None:
    """Say that a pledge matches another."""
    pledge.link_match(other, occurred=occurred, source=own_words(pledge.number), by=PLEDGER)


def withdraw(pledge: Pledge, occurred: str = "2024") -> None:
    """Take a pledge away from those who rely on it."""
    pledge.withdraw(occurred=occurred, why="Cambió la ley.", source=own_words(pledge.number), by=PLEDGER)
