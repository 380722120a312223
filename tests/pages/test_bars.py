"""When something happened, drawn to scale: years are written where they begin, as many as there is room for."""

from datetime import date
from itertools import pairwise

import pytest

from knowledge.pages.bars import MOST_LABELS, MOST_LINES, Scale


@pytest.mark.parametrize(("first", "last"), [(2020, 2026), (2018, 2026), (2001, 2026), (2026, 2026)])
def test_as_many_years_are_written_as_there_is_room_for_and_the_last_always(first, last):
    scale = Scale(first, last)

    assert last in scale.labelled
    assert 1 <= len(scale.labelled) <= MOST_LABELS
    assert set(scale.labelled) <= {year for year, _ in scale.years}


def test_a_span_is_a_bar_and_an_open_side_reaches_the_end_of_the_scale():
    scale = Scale(2020, 2021)
    day = scale.bar({"earliest": "2021-01-01", "latest": "2021-01-01"})
    by = scale.bar({"earliest": None, "latest": "2021-01-01"})

    assert (day.is_day, round(day.middle)) == (True, round(scale.place(date(2021, 1, 1))))
    assert (by.left, by.is_open_left, by.is_open_right) == (0.0, True, False)


@pytest.mark.parametrize("earliest", ["0001-01-01", "1000-02-01", "1987-01-01", "1988-01-01"])
def test_a_long_time_is_parted_into_so_many_lines_that_all_are_equally_far_apart(earliest):
    occurred = {"earliest": earliest, "latest": "2020-05-05"}
    scale = Scale.around([{"occurred": occurred}], until="2026-11-30")
    distances = [right - left for (_, left), (_, right) in pairwise(scale.years)]

    assert scale.first < int(earliest[:4]) <= scale.last == 2026
    assert MOST_LINES / 2 < len(scale.years) <= MOST_LINES
    assert max(distances) - min(distances) < 0.25
    assert scale.years[0][1] == 0.0 < scale.bar(occurred).left
    assert 1 < len(scale.labelled) <= MOST_LABELS
    assert set(scale.labelled) <= {year for year, _ in scale.years}


def test_years_begin_where_the_calendar_says():
    scale = Scale(2019, 2026)

    assert scale.years == [(year, scale.place(date(year, 1, 1))) for year in range(2019, 2027)]
