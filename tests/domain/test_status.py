"""Where a country stood on a day, by claims that are more or less precise."""

from itertools import count as numbers

import pytest

from domain.dates import When
from domain.status import (
    HEADLINES,
    NOTHING_KNOWN,
    OPEN_END,
    OPEN_START,
    Evidence,
    Headline,
    Knowledge,
    Status,
    count,
    status_on,
)

SURE, POSSIBLE, UNKNOWN = Knowledge.SURE, Knowledge.POSSIBLE, Knowledge.UNKNOWN
NETWORKS = HEADLINES["networks_established"]
positions = numbers(1)


def claim(state: str, edtf: str, *, repeats: str = "") -> Evidence:
    """Make up a claim that a network came into a state; `repeats` names one that can happen again."""
    when = When.parse(edtf)
    return Evidence(
        track="network",
        states=(state,),
        happening="" if repeats else state,
        earliest=when.earliest.isoformat() if when.earliest else OPEN_START,
        latest=when.latest.isoformat() if when.latest else OPEN_END,
        edtf=edtf,
        position=next(positions),
    )


def observation(states: tuple[str, ...], edtf: str) -> Evidence:
    """Make up an observation: the state began nobody knows when before it was observed."""
    seen = claim(states[0], edtf, repeats="can be observed again")
    return Evidence("network", states, "", OPEN_START, seen.latest, edtf, seen.position)


@pytest.mark.parametrize(
    ("day", "knowledge"),
    [("2020-12-31", POSSIBLE), ("2021-09-29", POSSIBLE), ("2021-09-30", SURE), ("2031-01-01", SURE)],
)
def test_september_or_earlier_is_possible_before_and_sure_after(day, knowledge):
    status = status_on(day, [claim("established", "[..2021-09]")])

    assert (status.knowledge, status.one_of) == (knowledge, ("established",))


def test_a_day_is_unknown_before_and_sure_from_then_on():
    evidence = [claim("established", "2021-07-07")]

    assert status_on("2021-07-06", evidence) == NOTHING_KNOWN
    assert status_on("2021-07-07", evidence).knowledge is SURE


def test_without_claims_nothing_is_known():
    assert status_on("2021-09-30", []) == NOTHING_KNOWN


def test_the_last_of_several_happenings_is_where_it_stands():
    evidence = [claim("launched", "2021-07-07"), claim("established", "2020"), claim("dormant", "2022", repeats="yes")]

    assert status_on("2021-01-01", evidence).one_of == ("established",)
    assert status_on("2021-12-31", evidence).one_of == ("launched",)
    assert status_on("2022-06-30", evidence).one_of == ("launched", "dormant")
    assert status_on("2022-12-31", evidence).one_of == ("dormant",)


def test_where_the_order_of_two_happenings_is_open_the_usual_one_decides():
    evidence = [claim("launched", "2021-07-07"), claim("in-preparation", "[..2021-09]")]

    assert status_on("2021-12-31", evidence).one_of == ("launched",)


def test_what_surely_followed_decides_whatever_is_usual():
    evidence = [claim("reactivated", "2021"), claim("dormant", "2022", repeats="yes")]

    assert status_on("2022-12-31", evidence).one_of == ("dormant",)


def test_a_network_that_may_be_dissolved_is_possibly_established():
    evidence = [claim("established", "2019"), claim("dissolved", "2021")]

    status = status_on("2021-06-30", evidence)

    assert (status.knowledge, status.one_of) == (SURE, ("established", "dissolved"))
    assert status.meets(NETWORKS.states) is POSSIBLE
    assert status_on("2021-12-31", evidence).meets(NETWORKS.states) is UNKNOWN


def test_a_network_that_may_be_launched_is_established_for_sure():
    evidence = [claim("established", "2019"), claim("launched", "2021")]

    assert status_on("2021-06-30", evidence).meets(NETWORKS.states) is SURE


def test_two_compatible_dates_of_one_happening_narrow_each_other():
    evidence = [claim("established", "[..2021-09]"), claim("established", "2021")]

    status = status_on("2021-09-30", evidence)

    assert status_on("2020-12-31", evidence) == NOTHING_KNOWN
    assert status.knowledge is SURE
    assert not status.is_disputed
    assert (status.evidence[0].earliest, status.evidence[0].latest) == ("2021-01-01", "2021-09-30")


def test_two_incompatible_dates_of_one_happening_are_a_dispute():
    evidence = [claim("established", "2021-07-07"), claim("established", "2020-03")]

    status = status_on("2021-01-01", evidence)

    assert status.is_disputed
    assert status.knowledge is POSSIBLE
    assert status_on("2021-07-07", evidence).knowledge is SURE
    assert status_on("2020-02-29", evidence).knowledge is UNKNOWN


def test_what_can_happen_again_is_no_dispute():
    evidence = [claim("dormant", "2019", repeats="yes"), claim("dormant", "2021", repeats="yes")]

    assert not status_on("2022-01-01", evidence).is_disputed


def test_an_observed_state_began_before_it_was_observed():
    evidence = [observation(("drafting", "awaiting-approval"), "2021-09")]

    assert status_on("2020-01-01", evidence).knowledge is POSSIBLE
    assert status_on("2021-09-30", evidence).knowledge is SURE
    assert status_on("2021-09-30", evidence).one_of == ("drafting", "awaiting-approval")


def test_a_state_left_open_meets_a_figure_only_where_every_reading_does():
    status = status_on("2021-09-30", [observation(("drafting", "awaiting-approval"), "2021-09")])

    assert status.meets(frozenset({"drafting", "awaiting-approval", "approved"})) is SURE
    assert status.meets(frozenset({"drafting"})) is POSSIBLE
    assert status.meets(frozenset({"approved"})) is UNKNOWN


def test_the_most_telling_evidence_comes_first():
    old, new, maybe = claim("established", "2019"), claim("launched", "2020"), claim("dissolved", "2021")

    assert status_on("2021-06-30", [maybe, old, new]).evidence == (new, maybe)


def test_a_figure_counts_the_sure_and_the_possible():
    sure = Status(SURE, ("established",), (), is_disputed=False)
    maybe = Status(POSSIBLE, ("established",), (), is_disputed=False)
    other = Status(SURE, ("dissolved",), (), is_disputed=False)

    figure = count(Headline("network", frozenset({"established"})), [sure, sure, maybe, other, NOTHING_KNOWN])

    assert figure == {"sure": 2, "possible": 3}


def test_the_order_in_which_claims_were_recorded_does_not_matter():
    evidence = [claim("established", "[..2021-09]"), claim("launched", "2021-10"), claim("established", "2019")]

    answers = {status_on("2021-10-15", order) for order in ([*evidence], [*reversed(evidence)])}

    assert len(answers) == 1
