from time import perf_counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.index import Question
from search.memory import MemoryIndex
from search.query import MOST_PARTS, AnyOf, Field, Not, Phrase, Prefix, Query, Word, Years, parse
from tests.search.documents import DOCUMENTS

PIECES = ["-", '"', "*", ":", "OR", "|", "..", "year:", "country:", "(", ")", "~", "^", "[", "TO", "\\", "'", " ", "\t",
          "a", "vacun", "niños", "«", "”", "2019", "99999", "é", "中文", "\u0627", "\u0301", "\u200b", "\u202e", "\x00",
          "AND", "NOT", "?", "/", "&&", "{", "}", "<b>", "%00", "😀", "\n"]  # fmt: skip
nasty = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


@pytest.mark.parametrize(
    ("typed", "nodes"),
    [
        ("", ()),
        ("  ", ()),
        ("trata de personas", (Word("trata"), Word("de"), Word("personas"))),
        ('"trata de personas"', (Phrase("trata de personas"),)),
        ("«trata de personas»", (Phrase("trata de personas"),)),
        ("vacunas -niños", (Word("vacunas"), Not(Word("niños")))),
        ('-"casa segura"', (Not(Phrase("casa segura")),)),
        ("-country:PE", (Not(Field("country", "PE")),)),
        ("Country:PE", (Field("country", "PE"),)),
        ('implementer:"UN Women"', (Field("implementer", "UN Women"),)),
        ("year:2018..2021", (Years(2018, 2021),)),
        ("year:2018", (Years(2018, 2018),)),
        ("year:..2018", (Years(1, 2018),)),
        ("year:2018..", (Years(2018, 9999),)),
        ("year:soon", (Field("year", "soon"),)),
        ("migra*", (Prefix("migra"),)),
        ("m* *", (Word("m*"), Word("*"))),
        ("a OR b | c", (AnyOf((Word("a"), Word("b"), Word("c"))),)),
        ("country:PE OR country:MX", (AnyOf((Field("country", "PE"), Field("country", "MX"))),)),
        ("OR a or b", (Word("a"), Word("or"), Word("b"))),
        ("a OR -b", (Word("a"), Not(Word("b")))),
        ("well-being", (Word("well-being"),)),
        ("https://example.org", (Word("https"), Word("//example.org"))),
        ('half "open', (Word("half"), Word("open"))),
    ],
)
def test_what_is_typed_is_understood(typed, nodes):
    assert parse(typed) == Query(nodes)


def test_a_query_whose_phrases_are_nowhere_can_be_asked_by_words():
    query = parse('"casas seguras" -mar')

    assert query.phrases == (Phrase("casas seguras"),)
    assert query.loosened() == Query((Word("casas seguras"), Not(Word("mar"))))


@given(nasty)
@example("a OR " * 200)
@example('"' * 600)
@settings(max_examples=1_000)
def test_any_string_becomes_a_small_tree(typed):
    nodes = parse(typed).nodes

    assert sum(len(node.of) if isinstance(node, AnyOf) else 1 for node in nodes) <= MOST_PARTS


@pytest.fixture(scope="module")
def index():
    index = MemoryIndex()
    index.write(DOCUMENTS, since=0, position=1)
    return index


@given(nasty)
@settings(max_examples=400, deadline=None)
def test_any_string_is_answered(index, typed):
    answer = index.search(Question(parse(typed), facets=("country", "year")))

    assert len(answer.hits) <= answer.total <= len(DOCUMENTS)
    for hit in answer.hits:
        for shown in (hit.title, *hit.passages):
            assert all(0 <= start < end <= len(shown.text) for start, end in shown.marks)


@pytest.mark.parametrize("typed", ["a" * 1_000_000, '"' * 1_000_000, "-" * 1_000_000, "x:" * 500_000, " " * 1_000_000])
def test_long_strings_take_no_time(typed):
    began = perf_counter()
    parse(typed)

    assert perf_counter() - began < 0.1
