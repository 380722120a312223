"""Between two bulletins each change stands in exactly one class, where a careful reader would put it."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.differences import Belief, Difference, Why, believed, difference
from domain.status import OPEN_END, OPEN_START
from tests.bulletin.conftest import SECOND

FIRST_DAY, SECOND_DAY = "2021-09-30", "2021-12-31"
IN_NOVEMBER = Belief("2021-11-01", "2021-11-30")
IN_JUNE = Belief("2021-06-01", "2021-06-30")
BY_SEPTEMBER = Belief(OPEN_START, "2021-09-30")
BY_DECEMBER = Belief(OPEN_START, "2021-12-31")
IN_2021 = Belief("2021-01-01", "2021-12-31")
NEXT_YEAR = Belief("2022-02-01", "2022-02-28")


def placed(before, after, **told):
    found = difference(before, after, first=FIRST_DAY, second=SECOND_DAY, **told)
    return found and found[0].value


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (None, IN_NOVEMBER, "happened-since"),
        (None, IN_JUNE, "learned-later"),
        (None, BY_SEPTEMBER, "learned-later"),
        (None, BY_DECEMBER, "undecidable"),
        (None, IN_2021, "undecidable"),
        (None, NEXT_YEAR, None),
        (BY_SEPTEMBER, BY_SEPTEMBER, None),
        (BY_SEPTEMBER, IN_JUNE, "sharpened"),
        (IN_2021, IN_NOVEMBER, "sharpened"),
        (IN_2021, IN_2021, "undecidable"),
        (IN_NOVEMBER, IN_NOVEMBER, "happened-since"),
        (IN_JUNE, IN_NOVEMBER, "corrected-or-retracted"),
        (IN_NOVEMBER, IN_JUNE, "corrected-or-retracted"),
        (IN_JUNE, NEXT_YEAR, "corrected-or-retracted"),
        (IN_JUNE, None, "corrected-or-retracted"),
        (IN_NOVEMBER, None, None),
        (NEXT_YEAR, None, None),
        (NEXT_YEAR, NEXT_YEAR, None),
        (None, None, None),
    ],
)
def test_a_change_stands_where_a_careful_reader_would_put_it(before, after, expected):
    assert placed(before, after) == expected


def test_what_was_taken_back_and_is_believed_again_was_a_correction():
    assert placed(None, IN_JUNE, was_retracted=True) == "corrected-or-retracted"


def test_sources_that_exclude_each_other_leave_it_undecided():
    disputed = believed([("2021-06-01", "2021-06-30"), ("2021-08-01", "2021-08-31")])

    assert disputed == Belief("2021-06-01", "2021-08-31", is_disputed=True)
    assert placed(IN_JUNE, disputed) == "undecidable"
    assert placed(None, disputed) == "undecidable"


def test_a_dispute_that_ends_within_what_was_said_sharpens_it():
    disputed = Belief("2021-06-01", "2021-08-31", is_disputed=True)

    assert placed(disputed, IN_JUNE) == "sharpened"
    assert placed(disputed, Belief("2021-05-01", "2021-05-31")) == "corrected-or-retracted"


def test_dates_that_can_both_be_true_narrow_each_other():
    assert believed([(OPEN_START, "2021-09-30"), ("2021-04-01", "2021-06-30")]) == Belief("2021-04-01", "2021-06-30")
    assert believed([]) is None


days = st.dates().map(lambda day: day.isoformat())
spans = st.tuples(st.one_of(st.just(OPEN_START), days), st.one_of(st.just(OPEN_END), days)).filter(
    lambda span: span[0] <= span[1]
)
beliefs = st.one_of(st.none(), spans.map(lambda span: Belief(*span)))


@given(beliefs, beliefs, st.tuples(days, days).map(sorted))
def test_whatever_two_bulletins_tell_differently_has_a_class_and_nothing_else_has(before, after, between):
    first, second = between

    found = difference(before, after, first=first, second=second)

    told = before.by(first) if before else None
    tells = after.by(second) if after else None
    if (told in {None, "unknown"}) != (tells in {None, "unknown"}):
        assert found is not None
    if before == after and told == tells:
        assert found is None
    if found:
        assert found[0] in set(Difference)
        assert found[1] in set(Why)


def where(changes):
    return {(tuple(one["countries"]), one["milestone"]): one["class"] for one in changes}


def test_each_fact_of_the_story_is_in_its_class(story):
    changes = story.api.get("/bulletins/diff", from_=2, to=3).json["changes"]

    assert where(changes) == {
        (("PE",), "established"): "happened-since",
        (("PE",), "carried-out"): "happened-since",
        (("BR",), "established"): "learned-later",
        (("PY",), "established"): "sharpened",
        (("VE",), "established"): "corrected-or-retracted",
        (("CA",), "declared"): "corrected-or-retracted",
        (("CL",), "established"): "undecidable",
    }
    assert set(Counter((one["aggregate_id"], one["milestone"]) for one in changes).values()) == {1}


def test_a_change_says_what_was_said_before_and_what_holds_now(story):
    changes = story.api.get("/bulletins/diff", from_=2, to=3).json["changes"]

    (moved,) = [one for one in changes if one["countries"] == ["VE"]]
    (taken,) = [one for one in changes if one["countries"] == ["CA"]]
    assert ([date["edtf"] for date in moved["before"]], [date["edtf"] for date in moved["after"]]) == (
        ["[..2021-09]"],
        ["2021-10"],
    )
    assert (moved["why"], moved["reason"]) == ("moved", "The minutes are of October.")
    assert (taken["why"], taken["after"]) == ("taken-back", [])


def test_the_third_bulletin_tells_the_same_changes_as_the_comparison(story):
    third = story.api.get("/bulletins/3").json["bulletin"]

    assert third["changes"] == story.api.get("/bulletins/diff", from_=2, to=3).json["changes"]
    assert third["since"]["number"] == 2


def test_the_third_bulletin_counts_what_is_sure_and_what_is_possible(story):
    counts = story.api.get("/bulletins/diff", from_=2, to=3).json["to"]["counts"]

    # Thirteen with Venezuela's now of October, and Peru, Brazil and, by December at the latest, Chile.
    assert counts["networks_established"] == {"sure": 16, "possible": 16}
    assert counts["champion_countries"] == {"sure": 5, "possible": 5}


def test_the_third_bulletin_does_not_tell_again_what_networks_did_before(story):
    activities = story.api.get("/bulletins/3").json["bulletin"]["activities"]

    assert [one["network"] for one in activities] == ["PE"]


def test_a_possible_fact_that_became_sure_may_have_happened_before_or_since(newsroom):
    newsroom.issues("2020-12-31", 1)
    newsroom.issues(SECOND, 2)

    changes = newsroom.api.get("/bulletins/diff", from_=1, to=2).json["changes"]

    networks = [one for one in changes if one["milestone"] == "established" and one["aggregate"] == "network"]
    assert len(networks) == 13
    assert {(one["class"], one["why"]) for one in networks} == {("undecidable", "became-sure")}
    (event,) = [one for one in changes if one["countries"] == ["CR"] and one["milestone"] == "carried-out"]
    assert event["class"] == "happened-since"


@pytest.mark.parametrize(
    ("first", "second", "status", "problem"),
    [(3, 2, 409, "not-later"), (2, 9, 404, "not-found"), (2, "x", 422, "bad-parameter")],
)
def test_what_cannot_be_compared_is_refused(story, first, second, status, problem):
    refused = story.api.get("/bulletins/diff", from_=first, to=second)

    assert (refused.status_code, refused.json["type"]) == (status, f"/problems/{problem}")


def test_bulletins_about_different_countries_cannot_be_compared(newsroom):
    newsroom.issues(SECOND, 1, scope="MX")
    newsroom.issues(SECOND, 2, scope="americas")

    assert newsroom.api.get("/bulletins/diff", from_=1, to=2).json["type"] == "/problems/other-scope"


def test_a_bulletin_follows_the_last_one_about_the_same_countries(newsroom):
    newsroom.issues("2021-06-30", 1)
    newsroom.issues(SECOND, 2, scope="MX")

    third = newsroom.issues(SECOND, 3)

    assert newsroom.api.get(f"/bulletins/{third['number']}").json["bulletin"]["since"]["number"] == 1
