"""Dates as people write them become dates that say no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import When
from knowledge.import_practices.periods import read_period, read_start_and_end


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("2019", "2019"),
        ("09/2019", "2019-09"),
        ("2019-11", "2019-11"),
        ("2019/2021", "2019/2021"),
        ("[..2021-09]", "[..2021-09]"),
        ("Jan 2019 – present", "2019-01/.."),
        ("2019-2021", "2019/2021"),
        ("2015 - 2018", "2015/2018"),
        ("2019–2021", "2019/2021"),
        ("2019-20", "2019/2020"),
        ("2019-21", "2019/2021"),
        ("Q2 2021", "2021-34"),
        ("2021 Q2", "2021-34"),
        ("desde 2018", "2018/.."),
        ("since March 2019", "2019-03/.."),
        ("hasta 2020", "/2020"),
        ("March 15, 2019", "2019-03-15"),
        ("15 de marzo de 2019", "2019-03-15"),
        ("15 mars 2019", "2019-03-15"),
        ("15 de março de 2019", "2019-03-15"),
        ("15/03/2019", "2019-03-15"),
        ("03/15/2019", "2019-03-15"),
        ("05/05/2019", "2019-05-05"),
        ("01.02.2019 - 15.03.2020", "2019-02-01/2020-03-15"),
        ("2019-03-15T00:00:00Z", "2019-03-15"),
        ("2019-03-15 10:30", "2019-03-15"),
        ("enero 2019 - actualidad", "2019-01/.."),
        ("2019 to date", "2019/.."),
        ("2019 - en cours", "2019/.."),
        ("2019 -", "2019/.."),
        ("Janvier 2020 à décembre 2021", "2020-01/2021-12"),
        ("January to March 2020", "2020-01/2020-03"),
        ("jan-mar 2020", "2020-01/2020-03"),
        ("from 2016 to 2019", "2016/2019"),
        ("de 2016 a 2019", "2016/2019"),
        ("  2019 . ", "2019"),
    ],
)
def test_what_is_clear_is_read_without_a_remark(text, edtf):
    read = read_period(text)

    assert (read.edtf, read.remark) == (edtf, "")


@pytest.mark.parametrize(
    ("text", "edtf", "remark"),
    [
        ("2021-2019", "2019/2021", "ends before it starts"),
        ("Dec 2021 – Jan 2019", "2019-01/2021-12", "ends before it starts"),
        ("03/04/2019", "2019", "cannot be told"),
        ("31/02/2019", "2019", "no such day"),
        ("13/13/2019", "2019", "no such day"),
        ("2018, 2019", "2018/2019", "Only its years"),
        ("Phase I 2017; phase II until mid-2021", "2017/2021", "Only its years"),
        ("ongoing since 2019", "2019", "Only its years"),
        ("soon", None, "No date"),
        ("", None, "No date"),
        ("19", None, "No date"),
    ],
)
def test_what_is_odd_is_read_as_far_as_it_goes_and_remarked_on(text, edtf, remark):
    read = read_period(text)

    assert read.edtf == edtf
    assert remark in read.remark


@pytest.mark.parametrize(
    ("start", "end", "edtf", "remark"),
    [
        ("2019", "2021", "2019/2021", ""),
        ("2019", "", "2019/", ""),
        ("", "2020", "/2020", ""),
        ("Jan 2019", "present", "2019-01/..", ""),
        ("2019", "2019", "2019", ""),
        ("2021", "2019", "2019/2021", "ends before it starts"),
        ("2019", "one day", "2019/", "end could not be read"),
        ("one day", "2019", None, "No date"),
        ("2019-2020", "", "2019/2020", ""),
    ],
)
def test_the_ends_may_stand_in_two_columns(start, end, edtf, remark):
    read = read_start_and_end(start, end)

    assert read.edtf == edtf
    assert remark in read.remark if remark else not read.remark


@given(
    st.text(max_size=40) | st.from_regex(r"[0-9./ -]{1,20}") | st.from_regex(r"(jan|enero|19|20|[0-9]| |-|/|to|since)+")
)
def test_whatever_is_written_there_is_a_date_or_none(text):
    read = read_period(text)

    assert read.edtf is None or When.parse(read.edtf).edtf == read.edtf
    assert read.edtf or read.remark


@given(st.text(max_size=20), st.text(max_size=20))
def test_whatever_the_ends_are_there_is_a_date_or_none(start, end):
    read = read_start_and_end(start, end)

    assert read.edtf is None or When.parse(read.edtf).edtf == read.edtf
