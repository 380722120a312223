"""Texts are kept as plain as they were meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.facts import check_plain
from knowledge.import_practices.texts import pieces, read_text


def test_ordinary_text_stays_as_it_is():
    text = "Two posts, three shifts: 5 < 7 & 9 > 8.\n\nVacunación **gratuita**."

    assert (read_text(text, longest=1_000).text, read_text(text, longest=1_000).remarks) == (text, [])


def test_html_becomes_paragraphs_lists_and_links():
    read = read_text(
        '<div><p>One&nbsp;two</p><ul><li>first</li><li><b>second</b></li></ul>See <a href="https://example.org">here</a>'
        '<a href="javascript:alert(1)">there</a><script>alert(1)</script><style>p{}</style></div>',
        longest=1_000,
    )

    assert read.text == "One two\n\n- first\n- second\n\nSee [here](https://example.org)there"
    assert read.remarks == ["HTML was turned into plain text."]


@pytest.mark.parametrize(
    "text", ["<p", "<b>open", "</p></p>", "<!-- <p> -->x<p>", "<a href=x>y", "&nbsp;", "<p><script>"]
)
def test_broken_html_does_no_harm(text):
    assert "<" not in read_text(text + " end <br>", longest=1_000).text.replace("<p end", "")


def test_a_text_that_is_too_long_is_cut_where_a_sentence_ends():
    read = read_text("One sentence here. " * 2_000, longest=20_000)

    assert 19_000 < len(read.text) <= 20_000
    assert read.text.endswith("here.…")
    assert read.remarks == ["It has 37,999 characters; it was cut after 20,000."]


def test_a_text_without_a_gap_is_cut_at_the_limit():
    assert len(read_text("x" * 30_000, longest=20_000).text) == 20_000


def test_lines_end_in_one_way_and_control_characters_are_left_out():
    read = read_text("one\r\ntwo\rthree\x00\x1b[0m\ufeff\n\n\n\nfour", longest=1_000)

    assert read.text == "one\ntwo\nthree[0m\n\nfour"
    assert read.remarks == ["Characters that no text has were left out."]


def test_a_number_is_text_too():
    assert read_text(2019, longest=10).text == "2019"


@given(st.text())
def test_whatever_was_written_can_be_kept(text):
    check_plain(read_text(text, longest=500).text)
    kept = pieces(text, longest=7)
    check_plain(kept)
    assert len("".join(kept)) == len(text)
