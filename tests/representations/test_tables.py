"""Tables open in spreadsheets as what they are: text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.cells import harmless, meant
from knowledge.representations.tables import COLUMNS, as_csv, table_of

DANGEROUS = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\uff1d1", '=cmd|"/c calc"!A0']


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_practice_is_a_row_below_the_names_of_its_columns(version):
    (row,) = rows(as_csv([version]))

    assert tuple(row) == COLUMNS
    assert row["title"] == "Vacunación en la frontera"
    assert (row["primary_objectives"], row["sdgs"], row["countries"]) == ("GCM-15", "3 | 10", "PE")
    assert row["partners"] == "Organización Panamericana de la Salud | Ministry of Health, Ecuador"
    assert row["links"] == "https://example.org/vacunas Vacunas"
    assert (row["is_global"], row["dates"]) == ("", "2019/2021")


def test_a_list_of_practices_has_a_row_for_each(publish):
    table = rows(as_csv([publish(title="Uno"), publish(title="Dos", is_global=True, dates=None)]))

    assert [(row["title"], row["is_global"], row["dates"]) for row in table] == [
        ("Uno", "", "2019/2021"),
        ("Dos", "yes", ""),
    ]


def test_a_table_without_rows_has_the_names_of_its_columns():
    assert rows(as_csv([])) == []
    assert as_csv([]).startswith('\ufeff"id","slug"')


def test_a_table_begins_with_a_byte_order_mark_and_every_cell_is_quoted(version):
    text = as_csv([version])

    assert text.encode().startswith(b"\xef\xbb\xbf")
    assert '"Vacunación en la frontera"' in text
    assert text.endswith("\r\n")


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_begins_a_formula(publish, text):
    (row,) = rows(as_csv([publish(title=text, summary=text, implementer=text)]))

    assert row["title"] == row["summary"] == row["implementer"] == f"'{text}"


@given(st.text(max_size=20))
def test_what_was_meant_is_told_from_what_was_written(text):
    assert meant(harmless(text)) == text or text.startswith("'")


@given(st.lists(st.fixed_dictionaries({"a": st.text(), "b": st.text()})))
def test_a_table_holds_any_text(cells):
    table = rows(table_of(("a", "b"), cells))

    assert table == [{name: harmless(text) for name, text in row.items()} for row in cells]
