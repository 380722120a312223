"""A published pledge: what can become of it, and what stands against it."""

import pytest

from domain.claims import NothingNew
from domain.commitments.pledge_content import LONGEST
from domain.commitments.pledges import (
    LONGEST_NARRATIVE,
    BeforePledged,
    FulfilledAlready,
    LastMatch,
    MatchedTheOtherWay,
    MatchesItself,
    Pledge,
    PledgeWithdrawn,
    own_words,
)
from domain.dates import FutureDate
from domain.errors import InvalidField, InvalidFields, NotFound
from domain.kernel import event_classes
from domain.workflows import NothingRevised
from tests.support.pledges import DESCRIPTION, PLEDGER, SAYS, link, pledged, report, submitted, withdraw
from tests.support.stories import CURATOR
from tests.support.submissions import lived, recorded, refused, replayed

EVENTS = {event.__name__: event for name, event in event_classes().items() if ":Pledge." in name}


@pytest.fixture
def pledge():
    """A pledge of May 2022 under the number 7."""
    return pledged()


@pytest.fixture
def other():
    """Another one, under the number 8."""
    return pledged(8)


def test_a_pledge_begins_with_what_was_handed_in_and_the_day_it_was_made(pledge):
    assert recorded(pledge) == ["Registered", "Made"]
    assert (pledge.number, pledge.edition, pledge.form) == (7, 1, "individual")
    assert pledge.promise.title == SAYS["title"]
    assert pledge.claims[2].occurred == "2022-05-19"


def test_a_number_has_one_pledge():
    assert pledged(7).id == pledged(7, title={"es": "Otra"}).id != pledged(8).id


def test_a_matching_pledge_begins_with_its_matches(other):
    matching = pledged(9, other, form="matching", matches=[8])

    assert list(matching.matches) == [8]
    assert recorded(matching) == ["Registered", "Made", "MatchLinked"]


def test_a_pledge_that_was_withdrawn_cannot_be_matched(other):
    withdraw(other)

    with pytest.raises(PledgeWithdrawn, match="8"):
        pledged(9, other, form="matching", matches=[8])


def test_progress_is_reported_with_its_date_and_in_words(pledge):
    for progress, occurred in (("planning", "2022-06"), ("in-progress", "2022-34"), ("fulfilled", "2023-05-02")):
        report(pledge, progress, occurred)

    assert recorded(pledge)[2:] == ["PlanningReported", "ProgressReported", "FulfilmentReported"]
    assert [claim.occurred for claim in pledge.claims.values()] == ["2022-05-19", "2022-06", "2022-34", "2023-05-02"]
    assert pledge.claims[5].facts == {"narrative": "Va bien."}


@pytest.mark.parametrize(
    ("progress", "occurred", "narrative", "field"),
    [
        ("done", "2023", "Va bien.", "progress"),
        ("planning", "2023", " ", "narrative"),
        ("planning", "2023", "x" * (LONGEST_NARRATIVE + 1), "narrative"),
        ("planning", "soon", "Va bien.", "occurred"),
    ],
)
def test_a_report_that_cannot_be_recorded_is_refused_by_its_field(pledge, progress, occurred, narrative, field):
    with pytest.raises(InvalidField) as caught:
        report(pledge, progress, occurred, narrative)

    assert caught.value.field == field


def test_progress_of_a_day_to_come_is_refused(pledge):
    with refused(pledge, FutureDate, field="occurred"):
        report(pledge, "planning", "2999")


def test_nothing_became_of_a_pledge_before_it_was_made(pledge):
    with refused(pledge, BeforePledged):
        report(pledge, "planning", "2022-04")
    with refused(pledge, BeforePledged):
        withdraw(pledge, "2021")

    report(pledge, "planning", "2022-05")


def test_once_fulfilled_a_pledge_makes_no_more_progress(pledge):
    report(pledge, "fulfilled", "2023-05")

    with refused(pledge, FulfilledAlready):
        report(pledge, "in-progress", "2023-06")

    report(pledge, "in-progress", "2023-04", "Se supo después.")


def test_fulfilment_that_was_taken_back_stands_against_nothing(pledge):
    report(pledge, "fulfilled", "2023-05")
    pledge.retract(3, reason="Faltaba una ventanilla.", by=CURATOR)

    report(pledge, "in-progress", "2023-06")

    assert recorded(pledge)[-1] == "ProgressReported"


def test_the_same_report_twice_is_nothing_new(pledge):
    report(pledge, "planning", "2023")

    with refused(pledge, NothingNew):
        report(pledge, "planning", "2023")


def test_amending_leaves_what_was_promised_before_in_the_log(pledge):
    pledge.amend({"title": {"es": "Más ventanillas"}, "timeframe": "2022/2025"}, why="Más tiempo.", by=CURATOR)

    event = pledge.pending_events[-1]
    assert (event.edition, event.reason, event.promise.title) == (2, "Más tiempo.", {"es": "Más ventanillas"})
    assert (pledge.edition, pledge.promise.timeframe) == (2, "2022/2025")
    assert pledge.promise.description == {"es": DESCRIPTION}
    assert pledge.pending_events[0].promise.title == SAYS["title"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"description": {"es": "Breve."}}, InvalidFields),
        ({"objectives": []}, InvalidFields),
        ({"description": {"es": "x" * (LONGEST + 1)}}, InvalidField),
        ({"pledger": "Otro"}, InvalidField),
        ({"form": "common"}, InvalidField),
        ({"title": SAYS["title"]}, NothingRevised),
        ({}, NothingRevised),
    ],
)
def test_an_amendment_that_cannot_be_is_refused(pledge, changes, refusal):
    with pytest.raises(refusal):
        pledge.amend(changes, why="Errata.", by=CURATOR)

    assert recorded(pledge) == ["Registered", "Made"]


def test_a_common_pledge_keeps_partners():
    common = pledged(form="common", partners=["Gobierno del Ecuador"])

    with refused(common, InvalidFields):
        common.amend({"partners": []}, why="Se retiró.", by=CURATOR)


def test_a_match_can_be_linked_later(pledge, other):
    link(pledge, other)

    assert list(pledge.matches) == [8]
    with refused(pledge, NothingNew):
        link(pledge, other)


def test_a_pledge_matches_neither_itself_nor_one_that_matches_it(pledge, other):
    link(pledge, other)

    with refused(pledge, MatchesItself):
        link(pledge, pledge)
    with refused(other, MatchedTheOtherWay):
        link(other, pledge)


def test_a_match_linked_by_mistake_is_unlinked_and_can_be_linked_again(pledge, other):
    link(pledge, other)

    pledge.unlink_match(8, why="Otra promesa.", by=PLEDGER)
    assert pledge.matches == {}

    link(pledge, other)
    assert list(pledge.matches) == [8]


def test_what_is_not_linked_cannot_be_unlinked(pledge):
    with refused(pledge, NotFound):
        pledge.unlink_match(8, why="Otra promesa.", by=PLEDGER)


def test_a_matching_pledge_keeps_one_match(pledge, other):
    matching = pledged(9, other, form="matching", matches=[8])

    with refused(matching, LastMatch):
        matching.unlink_match(8, why="Otra promesa.", by=PLEDGER)

    link(matching, pledge)
    matching.unlink_match(8, why="Otra promesa.", by=PLEDGER)
    assert list(matching.matches) == [7]


def test_nothing_can_be_done_with_a_withdrawn_pledge(pledge, other):
    withdraw(pledge)

    assert pledge.is_withdrawn
    for act in (
        lambda: report(pledge, "fulfilled", "2024"),
        lambda: pledge.amend({"timeframe": "2025"}, why="Más tiempo.", by=CURATOR),
        lambda: link(pledge, other),
        lambda: withdraw(pledge),
    ):
        with refused(pledge, PledgeWithdrawn):
            act()
    with refused(other, PledgeWithdrawn):
        link(other, pledge)


def test_a_withdrawal_needs_a_reason(pledge):
    with refused(pledge, InvalidField, field="reason"):
        pledge.withdraw(occurred="2024", why=" ", source=own_words(7), by=PLEDGER)


def test_a_withdrawal_by_mistake_is_retracted(pledge):
    withdraw(pledge)
    pledge.retract(3, reason="Era otra.", by=CURATOR)

    report(pledge, "planning", "2024")

    assert not pledge.is_withdrawn


@pytest.mark.parametrize("name", EVENTS)
def test_everything_that_happens_to_a_published_pledge_is_public(name):
    assert EVENTS[name].public


def test_replay_equals_what_was_lived(pledge, other):
    report(pledge, "planning", "2022-06")
    pledge.amend({"title": {"es": "Más ventanillas"}}, why="Errata.", by=CURATOR)
    link(pledge, other)
    pledge.unlink_match(8, why="Otra promesa.", by=PLEDGER)
    withdraw(pledge)

    again: Pledge = replayed(pledge)

    assert lived(again) == lived(pledge)
    assert again.is_withdrawn


def test_a_pledge_of_the_platform_is_what_was_recorded(platform):
    submission = submitted()
    pledge = Pledge.publish(submission, 7, matched=[], by=CURATOR)
    submission.publish(7, by=CURATOR)
    platform.record(submission, pledge)

    found = platform.find(Pledge, Pledge.id_of("7"))

    assert lived(found) == lived(pledge)
