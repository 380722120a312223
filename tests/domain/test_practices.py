"""From draft to readers: which step follows which, and what each leads to."""

import pytest

from domain.catalogue.peer_review import NotTheAuthor
from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practices import FocalPointMissing
from domain.catalogue.reviews import Quorum
from domain.workflows import WrongStage
from tests.support.stories import CURATOR
from tests.support.submissions import (
    AUTHOR,
    FIELDS,
    FOCAL_POINT,
    INVITED,
    REVIEWER,
    STRANGER,
    UN_REVIEWER,
    at,
    engage,
    hand_in,
    invite,
    recorded,
    refused,
    release,
    review,
)

MENDINGS = {"title": "Demasiado larga.", "": "Falta el contexto."}
STEPS = {
    "revise": lambda practice: practice.revise({"title": "Otra"}, by=AUTHOR),
    "submit": lambda practice: practice.submit(by=AUTHOR, focal_point=FOCAL_POINT),
    "return_to_author": lambda practice: practice.return_to_author(MENDINGS, by=CURATOR),
    "screen": lambda practice: practice.screen(by=CURATOR),
    "invite_reviewer": lambda practice: invite(practice, STRANGER),
    "accept_invitation": lambda practice: practice.accept_invitation(by=INVITED),
    "decline_invitation": lambda practice: practice.decline_invitation(why="Sin tiempo.", by=INVITED),
    "declare_interests": lambda practice: practice.declare_interests(has_conflict=False, statement="", by=INVITED),
    "recuse": lambda practice: practice.recuse(REVIEWER, why="Amistad.", by=CURATOR),
    "file_review": lambda practice: review(practice, REVIEWER),
    "ask_clarification": lambda practice: practice.ask_clarification("¿Cuántas dosis?", by=CURATOR),
    "give_clarification": lambda practice: practice.give_clarification("12 000.", by=AUTHOR),
    "waive_quorum": lambda practice: practice.waive_quorum(why="Urgente.", by=CURATOR),
    "ask_for_changes": lambda practice: practice.ask_for_changes(MENDINGS, by=CURATOR),
    "accept": lambda practice: practice.accept(Quorum(), by=CURATOR),
    "decline": lambda practice: practice.decline(MENDINGS, by=CURATOR),
    "withdraw": lambda practice: practice.withdraw(why="Duplicada.", by=AUTHOR),
    "lapse": lambda practice: practice.lapse(by=CURATOR),
    "publish": lambda practice: practice.publish(by=CURATOR),
    "correct_slip": lambda practice: practice.correct_slip({"title": "Otra"}, why="Errata.", by=CURATOR),
    "start_version": lambda practice: practice.start_version(by=AUTHOR),
}
IN_REVIEW_ONLY = (
    "invite_reviewer accept_invitation decline_invitation declare_interests recuse file_review waive_quorum"
)
DIAGRAM = {
    "revise": {Stage.DRAFT: Stage.DRAFT},
    "submit": {Stage.DRAFT: Stage.SUBMITTED},
    "return_to_author": {Stage.SUBMITTED: Stage.DRAFT},
    "screen": {Stage.SUBMITTED: Stage.IN_REVIEW},
    **{step: {Stage.IN_REVIEW: Stage.IN_REVIEW} for step in IN_REVIEW_ONLY.split()},
    "ask_clarification": {Stage.SUBMITTED: Stage.SUBMITTED, Stage.IN_REVIEW: Stage.IN_REVIEW},
    "give_clarification": {Stage.SUBMITTED: Stage.SUBMITTED, Stage.IN_REVIEW: Stage.IN_REVIEW},
    "ask_for_changes": {Stage.IN_REVIEW: Stage.DRAFT},
    "accept": {Stage.IN_REVIEW: Stage.ACCEPTED},
    "decline": {Stage.SUBMITTED: Stage.DECLINED, Stage.IN_REVIEW: Stage.DECLINED},
    "withdraw": dict.fromkeys([Stage.DRAFT, Stage.SUBMITTED, Stage.IN_REVIEW, Stage.ACCEPTED], Stage.WITHDRAWN),
    "lapse": {Stage.DRAFT: Stage.WITHDRAWN},
    "publish": {Stage.ACCEPTED: Stage.PUBLISHED},
    "correct_slip": {Stage.PUBLISHED: Stage.PUBLISHED},
    "start_version": {Stage.PUBLISHED: Stage.DRAFT},
}
"""Each step, the stages at which it can be taken, and where it leads."""

TAKEN = [(step, stage, to) for step, ways in DIAGRAM.items() for stage, to in ways.items()]
NOT_TAKEN = [(step, stage) for step in STEPS for stage in Stage if stage not in DIAGRAM[step]]

BY_THE_AUTHOR = {
    "revise": (Stage.DRAFT, lambda practice, by: practice.revise({"title": "Otra"}, by=by)),
    "submit": (Stage.DRAFT, lambda practice, by: practice.submit(by=by, focal_point=FOCAL_POINT)),
    "give_clarification": (Stage.SUBMITTED, lambda practice, by: practice.give_clarification("12 000.", by=by)),
    "withdraw": (Stage.ACCEPTED, lambda practice, by: practice.withdraw(why="Duplicada.", by=by)),
    "start_version": (Stage.PUBLISHED, lambda practice, by: practice.start_version(by=by)),
}


@pytest.mark.parametrize(("step", "stage", "to"), TAKEN)
def test_each_step_leads_where_the_diagram_says(step, stage, to):
    practice = at(stage)
    before = len(recorded(practice))

    STEPS[step](practice)

    assert practice.stage is to
    assert len(recorded(practice)) == before + 1


@pytest.mark.parametrize(("step", "stage"), NOT_TAKEN)
def test_no_step_is_taken_at_another_stage(step, stage):
    practice = at(stage)

    with refused(practice, WrongStage):
        STEPS[step](practice)


@pytest.mark.parametrize("step", BY_THE_AUTHOR)
@pytest.mark.parametrize("by", [STRANGER, CURATOR])
def test_only_the_author_does_that(step, by):
    stage, take = BY_THE_AUTHOR[step]
    practice = at(stage)

    with refused(practice, NotTheAuthor):
        take(practice, by)


def test_submitting_names_the_focal_point(draft):
    with refused(draft, FocalPointMissing, field="focal_point"):
        draft.submit(by=AUTHOR, focal_point=None)


def test_the_author_reads_what_is_to_be_mended_until_it_is_published(submitted):
    submitted.return_to_author({"title": " Demasiado larga. "}, by=CURATOR)
    assert submitted.asked == {"title": "Demasiado larga."}

    release(submitted)
    assert submitted.asked == {}


@pytest.mark.parametrize(("step", "stage"), [("withdraw", Stage.WITHDRAWN), ("decline", Stage.DECLINED)])
def test_what_never_reached_readers_still_says_what_it_said(submitted, step, stage):
    STEPS[step](submitted)

    assert submitted.stage is stage
    assert submitted.standing is Standing.NONE
    assert submitted.content.title == FIELDS["title"]


@pytest.mark.parametrize("step", ["withdraw", "decline"])
def test_the_first_version_stays_when_the_second_is_withdrawn_or_declined(published, step):
    first = published.content
    published.start_version(by=AUTHOR)
    published.revise({"title": "La segunda", "innovation": "Sin papel."}, by=AUTHOR)
    hand_in(published)

    STEPS[step](published)

    assert published.stage is Stage.PUBLISHED
    assert published.standing is Standing.PUBLIC
    assert published.edition == 1
    assert published.content == first


def test_the_first_version_stays_with_readers_while_the_second_is_in_work(published):
    first = published.released
    published.start_version(by=AUTHOR)

    published.revise({"title": "La segunda"}, by=AUTHOR)

    assert published.standing is Standing.PUBLIC
    assert published.released == first
    release(published)
    assert published.edition == 2
    assert published.released["title"] == "La segunda"


def test_the_second_version_finds_reviewers_of_its_own(published):
    published.start_version(by=AUTHOR)
    hand_in(published)

    assert published.reviewers == {}
    engage(published, UN_REVIEWER, "un")
    review(published, UN_REVIEWER)
