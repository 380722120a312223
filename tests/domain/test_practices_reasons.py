"""Whoever returns, declines, recuses, waives or takes away says why."""

import pytest

from domain.catalogue.practice_history import Stage
from domain.errors import InvalidField
from domain.facts import Unstorable
from tests.support.stories import CURATOR
from tests.support.submissions import AUTHOR, REVIEWER, at, refused

MENDING = {
    "return": (Stage.SUBMITTED, lambda practice, reasons: practice.return_to_author(reasons, by=CURATOR)),
    "ask for changes": (Stage.IN_REVIEW, lambda practice, reasons: practice.ask_for_changes(reasons, by=CURATOR)),
    "decline": (Stage.SUBMITTED, lambda practice, reasons: practice.decline(reasons, by=CURATOR)),
    "decline after review": (Stage.IN_REVIEW, lambda practice, reasons: practice.decline(reasons, by=CURATOR)),
}
SAYING = {
    "waive": (Stage.IN_REVIEW, "reason", lambda practice, why: practice.waive_quorum(why=why, by=CURATOR)),
    "recuse": (Stage.IN_REVIEW, "reason", lambda practice, why: practice.recuse(REVIEWER, why=why, by=CURATOR)),
    "ask": (Stage.SUBMITTED, "question", lambda practice, why: practice.ask_clarification(why, by=CURATOR)),
    "answer": (Stage.SUBMITTED, "answer", lambda practice, why: practice.give_clarification(why, by=AUTHOR)),
    "withdraw": (Stage.DRAFT, "reason", lambda practice, why: practice.withdraw(why=why, by=AUTHOR)),
    "correct": (
        Stage.PUBLISHED,
        "reason",
        lambda practice, why: practice.correct_slip({"title": "Otra"}, why=why, by=CURATOR),
    ),
    "archive": (Stage.PUBLISHED, "reason", lambda practice, why: practice.archive(why=why, by=CURATOR)),
    "unpublish": (Stage.PUBLISHED, "reason", lambda practice, why: practice.unpublish(why=why, by=CURATOR)),
    "ask for update": (Stage.PUBLISHED, "reason", lambda practice, why: practice.ask_for_update(why=why, by=CURATOR)),
}


@pytest.mark.parametrize("step", MENDING)
def test_giving_it_back_says_what_is_to_be_mended(step):
    stage, take = MENDING[step]
    practice = at(stage)

    with refused(practice, InvalidField, field="reasons"):
        take(practice, {})


@pytest.mark.parametrize("step", MENDING)
@pytest.mark.parametrize("reason", ["", " \n"])
def test_each_field_to_be_mended_has_its_reason(step, reason):
    stage, take = MENDING[step]
    practice = at(stage)

    with refused(practice, InvalidField, field="reasons/title"):
        take(practice, {"": "Falta el contexto.", "title": reason})


@pytest.mark.parametrize("step", MENDING)
def test_what_is_to_be_mended_is_kept_by_field(step):
    stage, take = MENDING[step]
    practice = at(stage)

    take(practice, {"title": " Demasiado larga. ", "": "Falta el contexto."})

    assert practice.asked == {"title": "Demasiado larga.", "": "Falta el contexto."}


def test_a_field_to_be_mended_has_a_name_that_can_be_kept(submitted):
    with refused(submitted, Unstorable, field="reasons"):
        submitted.return_to_author({"\x00": "Falta."}, by=CURATOR)


@pytest.mark.parametrize("step", SAYING)
@pytest.mark.parametrize("why", ["", " \n"])
def test_taking_this_step_says_why(step, why):
    stage, field, take = SAYING[step]
    practice = at(stage)

    with refused(practice, InvalidField, field=field):
        take(practice, why)


@pytest.mark.parametrize("why", ["", " \n"])
def test_restoring_says_why(published, why):
    published.archive(why="Terminó.", by=CURATOR)

    with refused(published, InvalidField, field="reason"):
        published.restore(why=why, by=CURATOR)


def test_the_reason_for_a_waiver_is_recorded(in_review):
    in_review.waive_quorum(why=" Urgente. ", by=CURATOR)

    assert in_review.pending_events[-1].reason == "Urgente."
