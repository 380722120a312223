"""A row becomes a practice as far as it can be understood."""

import pytest

from knowledge.import_practices.columns import Columns
from knowledge.import_practices.reading import BadRow, Defaults, RowReader
from knowledge.import_practices.rows import Row

TEXT = {"title": "Vacunación en la frontera", "summary": "Brigadas móviles."}


def read(cells, *, columns=None, **defaults):
    reader = RowReader(Columns(columns), Defaults(source="test", **defaults))
    return reader.read(Row(1, cells))


def test_a_clean_row_is_taken_over_without_a_remark():
    found = read(
        {
            **TEXT,
            "key": "7",
            "kind": "initiative",
            "language": "es",
            "primary_objectives": "GCM-07 | GCM-15",
            "sdgs": "3, 10",
            "dates": "2019 - 2021",
            "countries": "Perú; Ecuador",
            "implementer": "Ministerio de Salud",
            "partners": "OPS | Municipalidad de Tumbes, Perú",
            "links": "https://example.org/a Vacunas",
            "url": "https://example.org/node/7",
            "is_global": "no",
        }
    )

    assert (found.key, found.kind, found.language, found.remarks, found.original) == ("7", "initiative", "es", {}, {})
    assert found.fields == {
        "title": "Vacunación en la frontera",
        "summary": "Brigadas móviles.",
        "primary_objectives": ["GCM-07", "GCM-15"],
        "sdgs": [3, 10],
        "dates": "2019/2021",
        "countries": ["PE", "EC"],
        "implementer": "Ministerio de Salud",
        "partners": ["OPS", "Municipalidad de Tumbes, Perú"],
        "links": [
            {"url": "https://example.org/a", "label": "Vacunas"},
            {"url": "https://example.org/node/7", "label": ""},
        ],
    }


@pytest.mark.parametrize(
    "cells",
    [
        {"title_en": "One", "title_es": "Uno", "body_en": "First", "body_es": "Primero"},
        {"Title (EN)": "One", "Title [es]": "Uno", "Body - EN": "First", "body:es": "Primero"},
        {"title": {"en": "One", "es": "Uno"}, "body": {"en": "First", "es-PE": "Primero"}},
        {"title": "One", "body": "First", "titulo_es": "Uno", "descripcion_es": "Primero"},
    ],
)
def test_several_languages_in_one_row_are_an_original_and_its_translations(cells):
    found = read(cells)

    assert (found.language, found.fields["title"]) == ("en", "One")
    assert found.fields["detailed_information"] == "First"
    assert found.translations == {"es": {"title": "Uno", "detailed_information": "Primero"}}


def test_the_original_is_in_the_language_the_row_says():
    found = read({"language": "Español", "title_en": "One", "title_es": "Uno", "summary_es": "Primero"})

    assert (found.language, found.fields["title"], found.translations) == ("es", "Uno", {"en": {"title": "One"}})


def test_the_original_is_in_the_language_that_has_a_title():
    assert read({"title_fr": "Un", "summary_fr": "Premier"}).language == "fr"
    assert read({"title_fr": "Un", "summary_fr": "Premier"}, language="fr").language == "fr"


def test_a_translation_without_a_title_is_kept_with_the_origin():
    found = read({**TEXT, "summary_en": "Brigades"}, language="es")

    assert found.translations == {}
    assert found.original == {"summary_en": ["Brigades"]}
    assert "no title in this language" in found.remarks["summary_en"]


def test_of_two_columns_for_the_original_the_one_that_names_its_language_is_read():
    found = read({**TEXT, "summary_en": "Brigades"})

    assert found.fields["summary"] == "Brigades"
    assert found.original == {"summary": ["Brigadas móviles."]}


def test_what_could_not_be_taken_over_as_it_stood_is_kept_and_remarked_on():
    found = read(
        {
            **TEXT,
            "body": "<p>Two posts</p>",
            "dates": "2021 - 2019",
            "objectives": "7, Nothing known",
            "countries": "Peru, Atlantis",
            "links": "see the web site",
            "is_global": "perhaps",
        }
    )

    assert found.fields["detailed_information"] == "Two posts"
    assert (found.fields["dates"], found.fields["primary_objectives"]) == ("2019/2021", ["GCM-07"])
    assert found.fields["countries"] == ["PE"]
    assert found.original == {
        "detailed_information": ["<p>Two posts</p>"],
        "dates": ["2021 - 2019"],
        "primary_objectives": ["7, Nothing known"],
        "countries": ["Peru, Atlantis"],
        "links": ["see the web site"],
        "is_global": ["perhaps"],
    }
    assert set(found.remarks) == set(found.original)


def test_a_text_beyond_the_limit_is_cut_and_kept_whole_in_pieces():
    long = "A sentence of the report. " * 2_000
    found = read({**TEXT, "body": long, "title": "A title that goes on and on " * 20})

    assert len(found.fields["detailed_information"]) <= 20_000
    assert len(found.fields["title"]) <= 300
    assert "".join(found.original["detailed_information"]) == long
    assert [len(piece) for piece in found.original["detailed_information"]] == [20_000, 20_000, 12_000]


def test_regions_and_the_world_may_stand_among_the_countries():
    found = read({**TEXT, "countries": "Peru, Latin America and the Caribbean, Global", "regions": "Africa"})

    assert found.fields["countries"] == ["PE"]
    assert found.fields["regions"] == ["419", "002"]
    assert found.fields["is_global"] is True


def test_start_and_end_are_one_period():
    assert read({**TEXT, "start_date": "Jan 2019", "end_date": "present"}).fields["dates"] == "2019-01/.."


def test_lists_and_numbers_of_json_are_values():
    found = read({**TEXT, "objectives": [7, "15"], "sdgs": [3], "countries": ["PE"], "partners": ["OPS", "OIM"]})

    assert found.fields["primary_objectives"] == ["GCM-07", "GCM-15"]
    assert (found.fields["sdgs"], found.fields["partners"]) == ([3], ["OPS", "OIM"])


def test_columns_that_nobody_knows_are_not_read_and_noted():
    columns = Columns()
    found = RowReader(columns, Defaults(source="test")).read(
        Row(1, {**TEXT, "Contact e-mail": "somebody@example.org", "digest": "x"})
    )

    assert columns.ignored == {"Contact e-mail"}
    assert "example.org" not in repr(found)


def test_a_column_can_be_told_to_be_a_field():
    found = read({**TEXT, "Tema": "7"}, columns={"Tema": "primary_objectives"})

    assert found.fields["primary_objectives"] == ["GCM-07"]


def test_the_same_key_of_the_same_source_is_the_same_practice():
    assert read({**TEXT, "key": "7"}).id == read({"key": 7, "title": "Other", "body": "x"}).id
    assert read({**TEXT, "key": "7"}).id != read({**TEXT, "key": "8"}).id
    assert read({**TEXT, "slug": "a"}).id != read({**TEXT, "slug": "b"}).id
    assert read(TEXT).id == read(TEXT).id
    assert read(TEXT).key.startswith("sha256:")


def test_an_apostrophe_that_kept_a_formula_away_is_taken_off():
    found = read({**TEXT, "summary": "'- first\n- second", "implementer": "'=Salud"})

    assert (found.fields["summary"], found.fields["implementer"]) == ("- first\n- second", "=Salud")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"summary": "Brigadas"}, "title"),
        ({"title": " ", "summary": "x"}, "title"),
        ({"title": "Uno"}, "detailed_information"),
        ({**TEXT, "kind": "recipe"}, "kind"),
        ({**TEXT, "language": "Klingon?"}, "language"),
    ],
)
def test_a_row_of_which_no_practice_can_be_made_is_bad_at_a_field(cells, field):
    with pytest.raises(BadRow) as caught:
        read(cells)

    assert caught.value.field == field


def test_a_row_that_cannot_be_read_is_bad():
    with pytest.raises(BadRow, match="no JSON"):
        RowReader(Columns(), Defaults(source="test")).read(Row(3, trouble="It is no JSON."))
