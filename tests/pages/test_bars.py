"""When something happened, drawn to scale: years are written where they begin, as many as there is room for."""

from datetime import date

import pytest

from knowledge.pages.bars import MOST_LABELS, Scale


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
