from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import Certainty, FutureDate, UnreadableDate, When

READABLE = [
    ("2021-07-07", date(2021, 7, 7), date(2021, 7, 7)),
    ("2021-09", date(2021, 9, 1), date(2021, 9, 30)),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ("2021-34", date(2021, 4, 1), date(2021, 6, 30)),
    ("[..2021-09]", None, date(2021, 9, 30)),
    ("[..2021-09-14]", None, date(2021, 9, 14)),
    ("[2021-09..]", date(2021, 9, 1), None),
    ("2015/2018", date(2015, 1, 1), date(2018, 12, 31)),
    ("2021-07-07/2021-09", date(2021, 7, 7), date(2021, 9, 30)),
    ("2019/..", date(2019, 1, 1), None),
    ("../2021-09", None, date(2021, 9, 30)),
    ("2019/", date(2019, 1, 1), None),
    ("/2021-09", None, date(2021, 9, 30)),
    (" 2021-09 ", date(2021, 9, 1), date(2021, 9, 30)),
]
UNREADABLE = [
    "",
    "  ",
    "2021-13",
    "2021-00",
    "2021-02-29",
    "2021-09-31",
    "21-09",
    "September 2021",
    "07/07/2021",
    "2021-07-07T00:00:00Z",
    "2021-07-07T00:00:00",
    "2021-07-07 00:00",
    "2018/2015",
    "2021-09-02/2021-09-01",
    "2021-09; DROP TABLE",
    "[2021-09" + ",2021-09" * 10 + "]",
    "\N{ARABIC-INDIC DIGIT TWO}021-09",
]
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


def between(start: date, end: date) -> When:
    return When.parse(f"{start}/{end}")


DATES = (
    st.builds(lambda one, other: between(min(one, other), max(one, other)), DAYS, DAYS)
    | st.builds(lambda day: When.parse(f"[..{day}]"), DAYS)
    | st.builds(lambda day: When.parse(f"{day}/.."), DAYS)
)
SHARPENED = st.lists(DAYS, min_size=6, max_size=6).map(
    lambda days: [between(sorted(days)[place], sorted(days)[-1 - place]) for place in range(3)]
)
"""Three dates, each within the one before."""


@pytest.mark.parametrize(("text", "earliest", "latest"), READABLE)
def test_a_date_is_as_precise_as_its_source(text, earliest, latest):
    when = When.parse(text)

    assert (when.earliest, when.latest) == (earliest, latest)


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_date_of_days_is_refused(text):
    with pytest.raises(UnreadableDate):
        When.parse(text)


def test_a_refusal_quotes_what_was_written_and_shows_how_to_write_it():
    with pytest.raises(UnreadableDate, match=r"'2021-13' is not a date .* a month as 2021-09") as refused:
        When.parse("2021-13")

    assert refused.value.slug() == "unreadable-date"


def test_what_begins_tomorrow_has_not_happened():
    with pytest.raises(FutureDate, match="2021-10-15, which is after today, 2021-10-14"):
        When.parse_past("2021-10-15", today=date(2021, 10, 14))


@pytest.mark.parametrize("text", ["2021-10-14", "2021-10", "2021", "[..2022]", "2021-10-14/..", "2019/2030"])
def test_what_can_have_happened_by_today_is_accepted(text):
    assert When.parse_past(text, today=date(2021, 10, 14)).edtf == text


def test_today_is_the_day_in_universal_time():
    with pytest.raises(FutureDate):
        When.parse_past("9998")


@pytest.mark.parametrize(
    ("text", "day", "certainty"),
    [
        ("[..2021-09]", date(2020, 12, 31), Certainty.POSSIBLE),
        ("[..2021-09]", date(2021, 9, 29), Certainty.POSSIBLE),
        ("[..2021-09]", date(2021, 9, 30), Certainty.SURE),
        ("2021-09", date(2021, 8, 31), Certainty.NOT_YET),
        ("2021-09", date(2021, 9, 1), Certainty.POSSIBLE),
        ("2021-07-07", date(2021, 7, 6), Certainty.NOT_YET),
        ("2021-07-07", date(2021, 7, 7), Certainty.SURE),
        ("2019/..", date(2018, 12, 31), Certainty.NOT_YET),
        ("2019/..", date(2031, 1, 1), Certainty.POSSIBLE),
    ],
)
def test_an_uncertain_date_gives_an_uncertain_answer(text, day, certainty):
    assert When.parse(text).certainty(day) is certainty


@pytest.mark.parametrize(
    ("narrow", "wide"),
    [("2021-10-14", "2021-10"), ("2021-10", "2021-10"), ("2021-09", "[..2021-09]"), ("2020", "2019/..")],
)
def test_a_finer_date_lies_within_a_coarser_one(narrow, wide):
    assert When.parse(narrow).is_within(When.parse(wide))


@pytest.mark.parametrize(
    ("one", "other"),
    [("2021-10", "2021-10-14"), ("2021-11", "2021-10"), ("[..2021-09]", "2021-09"), ("2019/..", "2019/2031")],
)
def test_a_coarser_or_another_date_does_not(one, other):
    assert not When.parse(one).is_within(When.parse(other))


@given(SHARPENED)
def test_what_refines_a_refinement_refines_the_first_date(sharpened):
    first, second, third = sharpened

    assert second.is_within(first)
    assert third.is_within(second)
    assert third.is_within(first)


@given(DATES, DAYS, DAYS)
def test_as_days_pass_an_answer_only_becomes_surer(when, one, other):
    order = [Certainty.NOT_YET, Certainty.POSSIBLE, Certainty.SURE]

    earlier, later = sorted([one, other])

    assert order.index(when.certainty(earlier)) <= order.index(when.certainty(later))


@given(SHARPENED, DAYS)
def test_a_refinement_never_contradicts_a_sure_answer(sharpened, day):
    before, *_, after = (when.certainty(day) for when in sharpened)

    assert before in {after, Certainty.POSSIBLE}


@given(DATES, DATES)
def test_dates_that_can_both_be_true_have_a_day_in_common(one, other):
    days = {day for when in (one, other) for day in (when.earliest, when.latest) if day}

    shared = [day for day in days if all(when.certainty(day) is not Certainty.NOT_YET for when in (one, other))]
    shared = [day for day in shared if all(not when.latest or day <= when.latest for when in (one, other))]

    assert one.overlaps(other) == bool(shared)
