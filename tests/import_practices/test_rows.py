"""Exports are read row by row, however they were written."""

import json

import pytest

from knowledge.import_practices.rows import LONGEST_CELL, RowsFile, UnreadableRows

TABLE = 'key,title,summary\n1,Uno,"a, b"\n\n2,Dos,"line one\nline two"\n3,Tres,c\n'


@pytest.fixture
def export(tmp_path):
    """Write an export, and open it."""

    def write(text, name="export.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return RowsFile(path)

    return write


def cells(file):
    return [(row.line, dict(row.cells)) for row in file.rows()]


def test_rows_of_a_table_have_the_line_they_begin_on(export):
    assert cells(export(TABLE)) == [
        (2, {"key": "1", "title": "Uno", "summary": "a, b"}),
        (4, {"key": "2", "title": "Dos", "summary": "line one\nline two"}),
        (6, {"key": "3", "title": "Tres", "summary": "c"}),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_first_line(export, separator):
    file = export(f'key{separator}"title, or; name"\n1{separator}"Uno; dos, tres"\n')

    assert cells(file) == [(2, {"key": "1", "title, or; name": "Uno; dos, tres"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_told_from_the_bytes(export, encoding):
    file = export("key,title\n1,Vacunación\n".encode(encoding))

    assert cells(file) == [(2, {"key": "1", "title": "Vacunación"})]
    assert file.is_guessed == (encoding == "cp1252")


def test_a_letter_across_two_pieces_of_the_file_is_read(export):
    text = "key,title\n1," + "ñ" * 70_000 + "\n"

    assert cells(export(text))[0][1]["title"] == "ñ" * 70_000
    assert cells(export(b"x" + text.encode()))[0][1]["title"] == "ñ" * 70_000


def test_lines_may_end_as_on_windows(export):
    assert cells(export(TABLE.replace("\n", "\r\n")))[0] == (2, {"key": "1", "title": "Uno", "summary": "a, b"})


def test_lines_of_json_are_rows(export):
    lines = [{"key": 1, "title": {"es": "Uno"}}, {"key": 2, "sdgs": [3, 10]}]

    file = export("\n".join(map(json.dumps, lines)) + "\n\n", "export.jsonl")

    assert cells(file) == [(1, lines[0]), (2, lines[1])]


@pytest.mark.parametrize(
    ("line", "trouble"),
    [("{", "no JSON"), ("[1]", "no object"), ("7", "no object"), ("[" * 100_000, "no JSON"), ('{"a": NaN}', "")],
)
def test_a_line_that_is_no_row_is_told_with_its_number(export, line, trouble):
    rows = list(export(f'{{"key": 1}}\n{line}\n{{"key": 3}}', "export.jsonl").rows())

    assert [row.line for row in rows] == [1, 2, 3]
    assert trouble in rows[1].trouble


def test_cells_without_a_column_are_told(export):
    (row,) = export("key,title\n1,Uno,dos,tres\n").rows()

    assert row.trouble == "It has 4 cells for 2 columns."


def test_cells_that_are_missing_at_the_end_are_empty(export):
    assert cells(export("key,title,summary\n1,Uno\n2,Dos,c,,\n")) == [
        (2, {"key": "1", "title": "Uno"}),
        (3, {"key": "2", "title": "Dos", "summary": "c"}),
    ]


def test_a_cell_without_an_end_is_told_and_does_not_fill_memory(export):
    rows = list(export(f'key,title\n1,"{"x" * (LONGEST_CELL + 10)}\n2,Dos\n').rows())

    assert "no row of a table" in rows[0].trouble


def test_a_line_of_json_without_an_end_is_refused(export):
    file = export('{"key": "' + "x" * (5 * LONGEST_CELL), "export.jsonl")

    with pytest.raises(UnreadableRows, match="longer than"):
        list(file.rows())


@pytest.mark.parametrize("text", ["", "\n", "  \n\n"])
def test_an_empty_file_is_refused(export, text):
    with pytest.raises(UnreadableRows, match="empty"):
        export(text)


@pytest.mark.parametrize("header", ["key,key", "key,,title", "key,title,"])
def test_columns_need_a_name_each(export, header):
    with pytest.raises(UnreadableRows, match="name of its own"):
        list(export(f"{header}\n1,2,3\n").rows())


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UnreadableRows, match="No such file"):
        RowsFile(tmp_path / "none.csv")


def test_progress_tells_bytes_up_to_the_whole_file(export):
    file = export(TABLE * 5_000)
    told: list[int] = []
    list(file.rows(told.append))

    assert told == sorted(told)
    assert told[-1] == file.size
    assert len(told) > 2


def test_a_file_can_be_read_again(export):
    file = export(TABLE)

    assert cells(file) == cells(file)
