"""A practice on its way from draft to readers, and the accounts that bring it there."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import pytest

from domain.catalogue.practice_history import Stage
from domain.catalogue.practices import Practice
from domain.catalogue.reviews import Quorum
from domain.errors import Refusal
from domain.kernel import KnowledgeAggregate
from domain.storage import TypedMapper
from tests.support.stories import CURATOR

A = TypeVar("A", bound=KnowledgeAggregate)

PRACTICE = UUID("a0000000-0000-4000-8000-000000000001")
AUTHOR = UUID("a0000000-0000-4000-8000-000000000002")
FOCAL_POINT = UUID("a0000000-0000-4000-8000-000000000003")
UN_REVIEWER = UUID("a0000000-0000-4000-8000-000000000004")
REVIEWER = UUID("a0000000-0000-4000-8000-000000000005")
OTHER_REVIEWER = UUID("a0000000-0000-4000-8000-000000000006")
INVITED = UUID("a0000000-0000-4000-8000-000000000007")
STRANGER = UUID("a0000000-0000-4000-8000-000000000008")

REVIEWERS = {UN_REVIEWER: "un", REVIEWER: "external", OTHER_REVIEWER: "external"}
CRITERIA = ("relevance", "results")
FIELDS: dict[str, Any] = {
    "title": "Vacunación en la frontera",
    "summary": "Brigadas móviles vacunan a quien cruza.",
    "detailed_information": "Dos puestos, tres turnos.",
    "benefit_and_impact": "12 000 dosis.",
    "key_lessons": "Hablar el idioma de quien llega.",
    "recommendations": "Empezar por los puestos concurridos.",
    "primary_objectives": ["GCM-15"],
    "dates": "2019/2021",
    "countries": ["PE"],
    "implementer": "Ministerio de Salud",
    "links": [{"url": "https://example.org/vacunas"}],
}
"""Enough for a submission of any kind."""


def begun(practice_kind: str = "good_practice", *, id: UUID = PRACTICE) -> Practice:
    """Begin a practice that says nothing yet."""
    return Practice.draft(
        id=id, practice_kind=practice_kind, language="es", organization="Dirección de Migraciones", by=AUTHOR
    )


def written(practice_kind: str = "good_practice") -> Practice:
    """Write a draft that can be submitted."""
    practice = begun(practice_kind)
    practice.revise(FIELDS, by=AUTHOR)
    return practice


def hand_in(practice: Practice) -> None:
    """Submit a draft and screen it."""
    practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)
    practice.screen(by=CURATOR)


def invite(
    practice: Practice, reviewer: UUID, affiliation: str = "external", organization: str = "Universidad"
) -> None:
    """Ask somebody of another organization to review."""
    practice.invite_reviewer(reviewer, affiliation=affiliation, organization=organization, by=CURATOR)


def engage(practice: Practice, reviewer: UUID, affiliation: str = "external") -> None:
    """Bring a reviewer so far that only the review is missing."""
    invite(practice, reviewer, affiliation)
    practice.accept_invitation(by=reviewer)
    practice.declare_interests(has_conflict=False, statement="", by=reviewer)


def review(practice: Practice, *reviewers: UUID, recommendation: str = "accept") -> None:
    """File a review for each, favourable unless said otherwise."""
    for reviewer in reviewers:
        practice.file_review(
            by=reviewer,
            scores={"relevance": 5, "results": 4},
            recommendation=recommendation,
            to_author="Claro y útil.",
            criteria=CRITERIA,
        )


def release(practice: Practice) -> None:
    """Bring a draft to readers, its quorum waived."""
    hand_in(practice)
    practice.waive_quorum(why="Urgente.", by=CURATOR)
    practice.accept(Quorum(), by=CURATOR)
    practice.publish(by=CURATOR)


def at(stage: Stage, *, id: UUID = PRACTICE) -> Practice:
    """Bring a practice to a stage; in review it can be accepted, and one invitation is open."""
    practice = begun(id=id)
    practice.revise(FIELDS, by=AUTHOR)
    if stage is Stage.DRAFT:
        return practice
    if stage is Stage.WITHDRAWN:
        practice.withdraw(why="Duplicada.", by=AUTHOR)
        return practice
    practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)
    if stage is Stage.SUBMITTED:
        return practice
    if stage is Stage.DECLINED:
        practice.decline({"": "No trata de migración."}, by=CURATOR)
        return practice
    practice.screen(by=CURATOR)
    engage(practice, REVIEWER)
    invite(practice, INVITED)
    practice.waive_quorum(why="Urgente.", by=CURATOR)
    if stage is Stage.IN_REVIEW:
        return practice
    practice.accept(Quorum(), by=CURATOR)
    if stage is Stage.PUBLISHED:
        practice.publish(by=CURATOR)
    return practice


def live_on(practice: Practice) -> None:
    """Lead what is published through everything that can still happen to it."""
    practice.correct_slip({"title": "Otra"}, why="Errata.", by=CURATOR)
    practice.translate("en", {"title": "Another"}, by=CURATOR)
    practice.ask_for_update(why="Han pasado dos años.", by=CURATOR)
    practice.start_version(by=AUTHOR)
    practice.revise({"links": [], "dates": "2019/.."}, by=AUTHOR)
    practice.submit(by=AUTHOR, focal_point=FOCAL_POINT)
    practice.return_to_author({"title": "Demasiado corta."}, by=CURATOR)
    hand_in(practice)
    practice.ask_clarification("¿Cuántas dosis?", by=CURATOR)
    practice.give_clarification("12 000.", by=AUTHOR)
    invite(practice, REVIEWER)
    practice.accept_invitation(by=REVIEWER)
    practice.declare_interests(has_conflict=False, statement="Ninguno.", by=REVIEWER)
    review(practice, REVIEWER)
    invite(practice, INVITED, "un")
    practice.decline_invitation(why="Sin tiempo.", by=INVITED)
    practice.recuse(REVIEWER, why="Amistad.", by=REVIEWER)
    practice.ask_for_changes({"": "Falta el contexto."}, by=CURATOR)
    hand_in(practice)
    practice.waive_quorum(why="Urgente.", by=CURATOR)
    practice.accept(Quorum(), by=CURATOR)
    practice.publish(by=CURATOR)
    practice.archive(why="Terminó.", by=CURATOR)
    practice.unpublish(why="Datos personales.", by=CURATOR)
    practice.restore(why="Ya no los tiene.", by=CURATOR)
    practice.start_version(by=AUTHOR)
    hand_in(practice)
    practice.decline({"": "Nada nuevo."}, by=CURATOR)
    practice.start_version(by=AUTHOR)
    practice.withdraw(why="Nada nuevo.", by=AUTHOR)
    practice.start_version(by=AUTHOR)
    practice.lapse(by=CURATOR)


def replayed(record: A) -> A:
    """Build it anew from what its events look like in storage."""
    mapper = TypedMapper()
    again: Any = None
    for event in record.pending_events:
        again = mapper.to_domain_event(mapper.to_stored_event(event)).mutate(again)
    replay: A = again
    return replay


def lived(record: KnowledgeAggregate) -> dict[str, Any]:
    """Give all that is known of it, apart from whether it has been stored yet."""
    return {name: value for name, value in vars(record).items() if name != "_pending_events"}


def recorded(record: KnowledgeAggregate) -> list[str]:
    """Name what has happened to it so far."""
    return [type(event).__name__ for event in record.pending_events]


@contextmanager
def refused(record: KnowledgeAggregate, rule: type[Refusal], *, field: str = "") -> Iterator[None]:
    """Expect a refusal, of that field, that records nothing."""
    before = recorded(record)
    with pytest.raises(rule) as caught:
        yield
    assert type(caught.value) is rule
    assert getattr(caught.value, "field", "") == field
    assert recorded(record) == before
