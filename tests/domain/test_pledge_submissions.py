"""A pledge on its way to readers: what it must say, who does what, and which step follows which."""

from collections.abc import Callable

import pytest

from domain.commitments.pledge_content import LONGEST, SHORTEST
from domain.commitments.pledge_stages import AmendmentPending, NothingProposed, NotTheSubmitter, Stage
from domain.commitments.pledge_submissions import PledgeSubmission
from domain.dates import FutureDate
from domain.errors import InvalidField, InvalidFields, UnknownCode
from domain.kernel import event_classes
from domain.workflows import NothingRevised, WrongStage
from tests.support.pledges import DESCRIPTION, PLEDGER, SAYS, STRANGER, SUBMISSION, at, published, submitted, written
from tests.support.stories import CURATOR
from tests.support.submissions import lived, recorded, refused, replayed

MENDINGS = {"title": "Demasiado larga.", "": "Falta el plazo."}
NEW = {"title": {"es": "Otra"}}
STEPS: dict[str, Callable[..., None]] = {
    "revise": lambda pledge, by=PLEDGER: pledge.revise(NEW, by=by),
    "submit": lambda pledge, by=PLEDGER: pledge.submit(by=by),
    "take_back": lambda pledge, by=PLEDGER: pledge.take_back(why="Duplicada.", by=by),
    "lapse": lambda pledge: pledge.lapse(by=CURATOR),
    "return_to_author": lambda pledge: pledge.return_to_author(MENDINGS, by=CURATOR),
    "decline": lambda pledge: pledge.decline(MENDINGS, by=CURATOR),
    "publish": lambda pledge: pledge.publish(7, by=CURATOR),
    "propose_amendment": lambda pledge, by=PLEDGER: pledge.propose_amendment(NEW, why="Errata.", by=by),
}
DIAGRAM = {
    "revise": {Stage.DRAFT: Stage.DRAFT},
    "submit": {Stage.DRAFT: Stage.SUBMITTED},
    "take_back": {Stage.DRAFT: Stage.TAKEN_BACK, Stage.SUBMITTED: Stage.TAKEN_BACK},
    "lapse": {Stage.DRAFT: Stage.TAKEN_BACK},
    "return_to_author": {Stage.SUBMITTED: Stage.DRAFT},
    "decline": {Stage.SUBMITTED: Stage.DECLINED},
    "publish": {Stage.SUBMITTED: Stage.PUBLISHED},
    "propose_amendment": {Stage.PUBLISHED: Stage.PUBLISHED},
}
"""Each step, the stages at which it can be taken, and where it leads."""
BY_ITS_AUTHOR = ("revise", "submit", "take_back", "propose_amendment")

EVENTS = {event.__name__: event for name, event in event_classes().items() if ":PledgeSubmission." in name}


def lacking(**others):
    """Tell what a pledge lacks that says something else."""
    with pytest.raises(InvalidFields) as caught:
        written(**others).submit(by=PLEDGER)
    return list(caught.value.details)


@pytest.mark.parametrize(("step", "stage", "to"), [(step, *way) for step, to in DIAGRAM.items() for way in to.items()])
def test_each_step_leads_where_the_diagram_says(step, stage, to):
    pledge = at(stage)
    before = len(recorded(pledge))

    STEPS[step](pledge)

    assert pledge.stage is to
    assert len(recorded(pledge)) == before + 1


@pytest.mark.parametrize(
    ("step", "stage"), [(step, stage) for step in STEPS for stage in Stage if stage not in DIAGRAM[step]]
)
def test_no_step_is_taken_at_another_stage(step, stage):
    pledge = at(stage)

    with refused(pledge, WrongStage):
        STEPS[step](pledge)


@pytest.mark.parametrize("step", BY_ITS_AUTHOR)
def test_only_whoever_submits_it_may_do_that(step):
    pledge = at(next(iter(DIAGRAM[step])))

    with refused(pledge, NotTheSubmitter):
        STEPS[step](pledge, STRANGER)


def test_what_was_returned_says_what_is_to_be_mended_until_it_is_published():
    pledge = submitted()

    pledge.return_to_author(MENDINGS, by=CURATOR)
    assert pledge.asked == MENDINGS

    pledge.submit(by=PLEDGER)
    pledge.publish(7, by=CURATOR)
    assert (pledge.asked, pledge.number) == ({}, 7)


@pytest.mark.parametrize("length", [SHORTEST, LONGEST])
def test_a_description_has_300_to_3000_characters(length):
    submission = written(description={"es": "x" * length})

    submission.submit(by=PLEDGER)

    assert submission.stage is Stage.SUBMITTED


def test_a_shorter_or_longer_description_is_refused_by_its_field():
    assert lacking(description={"es": "x" * (SHORTEST - 1)}) == ["description/es"]
    assert lacking(description={"es": " " * SHORTEST}) == ["description/es"]
    draft = written()
    with refused(draft, InvalidField, field="description/es"):
        draft.revise({"description": {"es": "x" * (LONGEST + 1)}}, by=PLEDGER)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": {}, "description": {}}, "title"),
        ({"title": {"es": " "}}, "title/es"),
        ({"title": {"es": "Ventanillas", "en": "Desks"}}, "description/en"),
        ({"description": {"es": DESCRIPTION, "en": DESCRIPTION}}, "title/en"),
        ({"kinds": []}, "kinds"),
        ({"objectives": []}, "objectives"),
        ({"pledger": " "}, "pledger"),
        ({"pledger_type": ""}, "pledger_type"),
        ({"countries": []}, "countries"),
        ({"form": "common"}, "partners"),
        ({"form": "in_partnership"}, "partners"),
        ({"form": "matching"}, "matches"),
    ],
)
def test_what_a_pledge_lacks_is_named_by_its_field(change, field):
    assert field in lacking(**change)


@pytest.mark.parametrize(
    "change",
    [
        {"form": "common", "partners": ["Gobierno del Ecuador"]},
        {"form": "in_partnership", "partners": ["Cruz Roja"]},
        {"form": "matching", "matches": [3]},
        {"countries": [], "regions": ["419"]},
        {"countries": [], "is_global": True},
        {"kinds": ["financial", "human_resource", "process"]},
        {"made": None},
    ],
)
def test_every_form_and_kind_can_be_handed_in(change):
    assert submitted(**change).stage is Stage.SUBMITTED


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"form": "alone"}, InvalidField, "form"),
        ({"kinds": ["money"]}, InvalidField, "kinds/0"),
        ({"objectives": ["GCM-24"]}, UnknownCode, "objectives/0"),
        ({"principles": ["GP-Z"]}, UnknownCode, "principles/0"),
        ({"countries": ["ZZ"]}, UnknownCode, "countries/0"),
        ({"regions": ["Europe"]}, UnknownCode, "regions/0"),
        ({"title": {"Spanish": "Ventanillas"}}, InvalidField, "title/Spanish"),
        ({"title": {"en": "Desks", "es": "x" * 301}}, InvalidField, "title/es"),
        ({"made": "2999"}, FutureDate, "made"),
        ({"timeframe": "soon"}, InvalidField, "timeframe"),
        ({"matches": [0]}, InvalidField, "matches/0"),
        ({"file": {"digest": "abc", "name": "a.pdf", "media_type": "application/pdf", "size": 1}}, None, "file/digest"),
        ({"mood": "good"}, InvalidField, "mood"),
    ],
)
def test_what_cannot_be_recorded_is_refused_by_its_field(change, refusal, field):
    draft = written()

    with pytest.raises(refusal or InvalidField) as caught:
        draft.revise(change, by=PLEDGER)

    assert caught.value.field == field
    assert recorded(draft) == ["Registered", "Revised"]


def test_a_time_in_which_it_is_to_be_carried_out_may_lie_ahead():
    assert submitted(timeframe="2030/2035").pledging.timeframe == "2030/2035"


def test_saying_the_same_again_revises_nothing():
    draft = written()

    with refused(draft, NothingRevised):
        draft.revise({"title": SAYS["title"]}, by=PLEDGER)


def test_it_was_made_when_it_says_so_else_on_the_day_it_was_handed_in():
    assert submitted().made == "2022-05-19"
    today = submitted(made=None)
    assert today.made == today.modified_on.date().isoformat()


def test_one_amendment_is_proposed_at_a_time():
    submission, _ = published()
    submission.propose_amendment(NEW, why="Errata.", by=PLEDGER)

    with refused(submission, AmendmentPending):
        submission.propose_amendment({"timeframe": "2025"}, why="Más tiempo.", by=PLEDGER)

    submission.return_amendment({"title": "Así estaba bien."}, by=CURATOR)
    submission.propose_amendment({"timeframe": "2025"}, why="Más tiempo.", by=PLEDGER)
    assert submission.proposed == {"timeframe": "2025"}
    assert submission.asked == {}


def test_only_what_is_proposed_can_be_returned_or_published():
    submission, _ = published()

    with refused(submission, NothingProposed):
        submission.return_amendment(MENDINGS, by=CURATOR)
    with refused(submission, NothingProposed):
        submission.publish_amendment(by=CURATOR)


def test_what_it_is_known_by_is_not_amended():
    submission, _ = published()

    with refused(submission, InvalidField, field="countries"):
        submission.propose_amendment({"countries": ["EC"]}, why="Errata.", by=PLEDGER)


@pytest.mark.parametrize("name", EVENTS)
def test_nothing_of_a_submission_is_public(name):
    assert not EVENTS[name].public


def test_replay_equals_what_was_lived():
    submission = submitted(id=SUBMISSION)
    submission.return_to_author(MENDINGS, by=CURATOR)
    submission.submit(by=PLEDGER)
    submission.publish(7, by=CURATOR)
    submission.propose_amendment(NEW, why="Errata.", by=PLEDGER)
    submission.return_amendment(MENDINGS, by=CURATOR)
    submission.propose_amendment(NEW, why="Errata.", by=PLEDGER)
    submission.publish_amendment(by=CURATOR)

    again: PledgeSubmission = replayed(submission)

    assert lived(again) == lived(submission)


@pytest.mark.parametrize("stage", Stage)
def test_a_replayed_submission_stands_where_it_stood(stage):
    submission = at(stage)

    assert lived(replayed(submission)) == lived(submission)
