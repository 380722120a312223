"""What holds for every record whose milestones are recorded, whatever its kind."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.claims import ClaimIsLive, ClaimIsRetracted, NotACorrection, NotARefinement, NothingNew
from domain.dates import FutureDate, UnreadableDate
from domain.errors import InvalidField, NotFound
from domain.milestones import milestone_aggregates, milestones_of, tracks_of
from tests.support.stories import (
    BULLETIN,
    COORDINATOR,
    EXAMPLES,
    IN_BULLETIN,
    IN_LETTER,
    LETTER,
    details_for,
    eventful,
)

pytestmark = pytest.mark.parametrize("cls", milestone_aggregates(), ids=lambda cls: cls.kind)


@pytest.fixture
def milestone(cls):
    return next(iter(milestones_of(cls)))


@pytest.fixture
def facts(cls, milestone):
    return details_for(milestones_of(cls)[milestone])


@pytest.fixture
def record(cls):
    return EXAMPLES[cls]("PE")


@pytest.fixture
def recorded(record, milestone, facts):
    """A record with one milestone, in September 2021 by the bulletin, at version 2."""
    record.record_milestone(milestone, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR, facts=facts)
    return record


@pytest.fixture
def retracted(recorded):
    recorded.retract(2, reason="It was the neighbour's.", by=COORDINATOR)
    return recorded


def last_event(record):
    return record.pending_events[-1]


def test_every_milestone_of_its_kind_can_be_recorded(cls, record):
    for name, event in milestones_of(cls).items():
        record.record_milestone(name, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR, facts=details_for(event))

        assert type(last_event(record)) is event
        assert record.claims[record.version].milestone == name


def test_a_milestone_carries_its_date_source_and_author(recorded):
    event = last_event(recorded)

    assert (event.occurred, event.by) == ("2021-09", COORDINATOR)
    assert (event.document, event.locator, event.quote) == (BULLETIN, IN_BULLETIN.locator, IN_BULLETIN.quote)


def test_an_unknown_milestone_is_answered_with_the_known_ones(cls, record):
    with pytest.raises(InvalidField) as refused:
        record.record_milestone("crowned", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)

    assert refused.value.field == "milestone"
    assert all(name in refused.value.detail for name in milestones_of(cls))


@pytest.mark.parametrize("name", ["status-observed", "milestone", "registered", "refined"])
def test_what_is_no_milestone_cannot_be_recorded_as_one(record, name):
    with pytest.raises(InvalidField, match="is not a milestone"):
        record.record_milestone(name, occurred="2021", source=IN_BULLETIN, by=COORDINATOR)


@pytest.mark.parametrize(
    ("occurred", "refusal"), [("2021-13", UnreadableDate), ("", UnreadableDate), ("2999", FutureDate)]
)
def test_a_date_that_cannot_be_is_refused_by_its_field(record, milestone, facts, occurred, refusal):
    with pytest.raises(refusal) as refused:
        record.record_milestone(milestone, occurred=occurred, source=IN_BULLETIN, by=COORDINATOR, facts=facts)

    assert refused.value.field == "occurred"


def test_a_milestone_of_tomorrow_is_refused(record, milestone, facts):
    tomorrow = datetime.now(tz=UTC).date() + timedelta(days=1)

    with pytest.raises(FutureDate):
        record.record_milestone(
            milestone, occurred=tomorrow.isoformat(), source=IN_BULLETIN, by=COORDINATOR, facts=facts
        )


def test_the_same_source_saying_the_same_twice_is_nothing_new(recorded, milestone, facts):
    with pytest.raises(NothingNew):
        recorded.record_milestone(milestone, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR, facts=facts)


def test_another_source_may_say_the_same(recorded, milestone, facts):
    recorded.record_milestone(milestone, occurred="2021-09", source=IN_LETTER, by=COORDINATOR, facts=facts)

    assert recorded.claims[3].documents == [LETTER]


def test_the_same_source_may_say_again_what_was_retracted(retracted, milestone, facts):
    retracted.record_milestone(milestone, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR, facts=facts)

    assert [claim.live for claim in retracted.claims.values()] == [False, True]


def test_refining_sharpens_the_date(recorded):
    recorded.refine(2, occurred="2021-09-14", source=IN_LETTER, by=COORDINATOR)

    assert recorded.claims[2].occurred == "2021-09-14"
    assert recorded.claims[2].documents == [BULLETIN, LETTER]


@pytest.mark.parametrize("occurred", ["2021-10", "2021", "[..2021-09]", "2021-09-14/.."])
def test_refining_to_a_date_that_was_not_allowed_is_refused(recorded, occurred):
    with pytest.raises(NotARefinement, match="correct it instead"):
        recorded.refine(2, occurred=occurred, source=IN_LETTER, by=COORDINATOR)


def test_correcting_moves_the_date_and_says_why(recorded):
    recorded.correct(2, occurred="2021-11", source=IN_LETTER, reason=" The letter says so. ", by=COORDINATOR)

    assert recorded.claims[2].occurred == "2021-11"
    assert last_event(recorded).reason == "The letter says so."


def test_correcting_to_a_date_within_the_one_recorded_is_refused(recorded):
    with pytest.raises(NotACorrection, match="refine it instead"):
        recorded.correct(2, occurred="2021-09-14", source=IN_LETTER, reason="Sharper.", by=COORDINATOR)


def test_the_date_recorded_is_neither_a_refinement_nor_a_correction(recorded):
    with pytest.raises(NothingNew):
        recorded.refine(2, occurred="2021-09", source=IN_LETTER, by=COORDINATOR)
    with pytest.raises(NothingNew):
        recorded.correct(2, occurred="2021-09", source=IN_LETTER, reason="The same.", by=COORDINATOR)


def test_retracting_takes_a_milestone_back_and_reinstating_undoes_it(recorded):
    recorded.retract(2, reason="It was the neighbour's.", by=COORDINATOR)
    was_live = recorded.claims[2].live
    recorded.reinstate(2, reason="It was not.", by=COORDINATOR)

    assert (was_live, recorded.claims[2].live) == (False, True)


def test_a_retracted_milestone_cannot_be_changed(retracted):
    with pytest.raises(ClaimIsRetracted):
        retracted.refine(2, occurred="2021-09-14", source=IN_LETTER, by=COORDINATOR)
    with pytest.raises(ClaimIsRetracted):
        retracted.correct(2, occurred="2021-11", source=IN_LETTER, reason="The letter.", by=COORDINATOR)
    with pytest.raises(ClaimIsRetracted):
        retracted.retract(2, reason="Again.", by=COORDINATOR)


def test_a_live_milestone_cannot_be_reinstated(recorded):
    with pytest.raises(ClaimIsLive):
        recorded.reinstate(2, reason="Why not.", by=COORDINATOR)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_correction_a_retraction_and_a_reinstatement_need_a_reason(recorded, reason):
    with pytest.raises(InvalidField, match="Say why") as refused:
        recorded.correct(2, occurred="2021-11", source=IN_LETTER, reason=reason, by=COORDINATOR)
    with pytest.raises(InvalidField, match="Say why"):
        recorded.retract(2, reason=reason, by=COORDINATOR)
    recorded.retract(2, reason="It was the neighbour's.", by=COORDINATOR)
    with pytest.raises(InvalidField, match="Say why"):
        recorded.reinstate(2, reason=reason, by=COORDINATOR)

    assert refused.value.field == "reason"


@pytest.mark.parametrize("about", [0, 1, 3, -1])
def test_what_was_never_recorded_cannot_be_changed(recorded, about):
    with pytest.raises(NotFound):
        recorded.refine(about, occurred="2021-09-14", source=IN_LETTER, by=COORDINATOR)
    with pytest.raises(NotFound):
        recorded.correct(about, occurred="2021-11", source=IN_LETTER, reason="The letter.", by=COORDINATOR)
    with pytest.raises(NotFound):
        recorded.retract(about, reason="No.", by=COORDINATOR)
    with pytest.raises(NotFound):
        recorded.reinstate(about, reason="No.", by=COORDINATOR)


def test_a_refused_command_changes_nothing(recorded):
    before = (recorded.version, len(recorded.pending_events), repr(recorded.claims))

    for refused in ("2021-13", "2999", "2021-09"):
        with pytest.raises((InvalidField, NothingNew)):
            recorded.refine(2, occurred=refused, source=IN_LETTER, by=COORDINATOR)

    assert (recorded.version, len(recorded.pending_events), repr(recorded.claims)) == before


def test_an_unknown_detail_is_refused_by_its_field(record, milestone, facts):
    with pytest.raises(InvalidField) as refused:
        record.record_milestone(
            milestone, occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts={**facts, "mood": "good"}
        )

    assert refused.value.field == "details/mood"


def test_each_detail_is_checked_and_named(cls, record):
    for name, event in milestones_of(cls).items():
        for detail, good in details_for(event).items():
            wrong = "7" if isinstance(good, int) else 42
            with pytest.raises(InvalidField) as refused:
                record.record_milestone(
                    name,
                    occurred="2021",
                    source=IN_BULLETIN,
                    by=COORDINATOR,
                    facts={**details_for(event), detail: wrong},
                )

            assert refused.value.field == f"details/{detail}"


def test_a_state_can_be_observed_on_every_track(cls, record):
    for track, states in tracks_of(cls).items():
        record.observe_status(track, one_of=states, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR)

        assert (last_event(record).observed_track, last_event(record).one_of) == (track, list(states))


def test_an_unknown_track_is_answered_with_the_known_ones(cls, record):
    with pytest.raises(InvalidField) as refused:
        record.observe_status("mood", one_of=["good"], occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR)

    assert refused.value.field == "track"
    assert all(track in refused.value.detail for track in tracks_of(cls))


def test_a_life_told_in_full_has_every_kind_of_event(cls):
    told = {type(event).__name__ for event in eventful(cls).pending_events}

    changes = {"Registered", "StatusObserved", "Refined", "Corrected", "Retracted", "Reinstated"}
    assert told == changes | {event.__name__ for event in milestones_of(cls).values()}
