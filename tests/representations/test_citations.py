"""References are read by other programs' own readers, and say what was written."""

import json
import warnings

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from hypothesis import given
from hypothesis import strategies as st

from knowledge.representations.citations import as_bibtex, as_csl_json, as_ris
from knowledge.representations.version import PublicVersion, one_line
from tests.representations.conftest import ADDRESS, answered

NASTY = [
    "50 % & more_of #1 {braces} $x^2$ ~ \\end{document}",
    "An unclosed { brace",
    "A closing } one",
    "Quotes \"here\" and 'there', @string{x = 1}",
    "Línea uno\nER  - \nTY  - BOOK\r\nlínea tres",
    "Ñandú, São Tomé, Đặng, 移民, الهجرة",
    "\x00\x1b[31mred\x7f",
    "=HYPERLINK(1)",
    "ends with a backslash \\",
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=60)


def told(text: str) -> str:
    """What a reader can be told of a text: one line, without control characters."""
    return one_line(text.replace("\x00", " "))


def published(**changes) -> PublicVersion:
    return PublicVersion.read(answered(**changes), address=ADDRESS)


def read_bibtex(text: str):
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware(keep_math_mode=False)])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return entry


def plain(value: str) -> str:
    """A value without the braces that only group."""
    return value.replace("{", "").replace("}", "")


def test_bibtex_is_read_as_a_report_with_everything_a_reference_needs(version):
    entry = read_bibtex(as_bibtex(version))
    fields = {field.key: field.value for field in entry.fields}

    assert (entry.entry_type, entry.key) == ("techreport", "vacunacion-en-la-frontera-a0000000")
    assert plain(fields["title"]) == "Vacunación en la frontera"
    assert [plain(name) for name in fields["author"].split(" and ")] == [
        "Ministerio de Salud",
        "Organización Panamericana de la Salud",
        "Ministry of Health, Ecuador",
    ]
    assert (fields["year"], fields["month"], fields["language"]) == ("2021", "nov", "es")
    assert fields["type"] == "Good practice, version 2"
    assert fields["url"] == ADDRESS
    assert "GCM-15" in fields["keywords"]


def test_names_and_titles_are_kept_together_in_bibtex(version):
    text = as_bibtex(version)

    assert "{Ministry of Health, Ecuador}" in text
    assert "title = {{Vacunación en la frontera}}" in text


@pytest.mark.parametrize("text", NASTY)
def test_no_text_breaks_bibtex(publish, text):
    text = text.replace("\x00", " ")
    written = as_bibtex(publish(title=text, summary=text, implementer=text, partners=[]))
    fields = {field.key: field.value for field in read_bibtex(written).fields}

    assert written.count("{") == written.count("}")
    assert fields["year"] == "2021"
    if "{" not in text and "}" not in text:
        assert plain(fields["title"]) == told(text)
        assert fields["abstract"] == told(text)


@given(TEXTS)
def test_bibtex_keeps_its_balance_whatever_it_says(text):
    written = as_bibtex(published(title=text, summary=text))

    assert written.count("{") == written.count("}")
    assert {field.key for field in read_bibtex(written).fields} >= {"author", "year", "url", "note", "month"}


def test_ris_is_read_as_a_report(version):
    (reference,) = rispy.loads(as_ris(version))

    assert reference["type_of_reference"] == "RPRT"
    assert reference["title"] == "Vacunación en la frontera"
    assert reference["authors"] == [
        "Ministerio de Salud",
        "Organización Panamericana de la Salud",
        "Ministry of Health – Ecuador",
    ]
    assert (reference["year"], reference["date"], reference["language"]) == ("2021", "2021/11/22/", "es")
    assert reference["urls"] == [ADDRESS]
    assert reference["keywords"][0].startswith("GCM-15")


def test_lines_of_ris_end_as_its_readers_expect(version):
    lines = as_ris(version).split("\r\n")

    assert lines[0] == "TY  - RPRT"
    assert lines[-2:] == ["ER  - ", ""]
    assert all(line[2:6] == "  - " for line in lines[:-1])


@given(TEXTS)
@pytest.mark.parametrize("field", ["title", "summary"])
def test_no_text_begins_another_reference_in_ris(field, text):
    references = rispy.loads(as_ris(published(**{field: f"x{text}\nER  - \nTY  - BOOK\nx"})))

    assert [reference["type_of_reference"] for reference in references] == ["RPRT"]


@pytest.mark.parametrize("text", NASTY)
def test_ris_says_what_was_written(publish, text):
    text = text.replace("\x00", " ")
    (reference,) = rispy.loads(as_ris(publish(title=text, summary=text)))

    assert (reference["title"], reference["abstract"]) == (told(text), told(text))


def test_csl_json_makes_a_bibliography(version):
    references = json.loads(as_csl_json(version))
    with warnings.catch_warnings():
        # The reader says which fields it does not use.
        warnings.simplefilter("ignore")
        source = CiteProcJSON(references)
        bibliography = CitationStylesBibliography(
            CitationStylesStyle("harvard-cite-them-right", validate=False), source, formatter.plain
        )
        bibliography.register(Citation([CitationItem(references[0]["id"])]))
        line = str(bibliography.bibliography()[0])

    for part in ("Ministerio de Salud", "2021", "Vacunación en la frontera", "United Nations Network on Migration"):
        assert part in line


def test_csl_json_says_when_and_by_whom(version):
    (reference,) = json.loads(as_csl_json(version))

    assert reference["type"] == "report"
    assert reference["issued"] == {"date-parts": [[2021, 11, 22]]}
    assert reference["author"][0] == {"literal": "Ministerio de Salud"}
    assert (reference["URL"], reference["language"], reference["version"]) == (ADDRESS, "es", "2")


def test_a_practice_without_an_implementer_has_no_author(publish):
    version = publish(implementer=" ", partners=[])

    assert "author" not in as_bibtex(version)
    assert "AU  - " not in as_ris(version)
    assert json.loads(as_csl_json(version))[0]["author"] == []
