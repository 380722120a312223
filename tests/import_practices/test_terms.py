"""Labels in four languages become codes, also between commas that belong to them."""

import pytest

from domain import vocabulary
from knowledge.import_practices.terms import as_values, read_goals, read_objectives, read_places, read_principles

TITLES = [(code, name) for code, one in vocabulary.objectives().items() for name in sorted(one.spellings)]


@pytest.mark.parametrize(("code", "title"), TITLES)
def test_every_title_of_an_objective_is_found_between_others(code, title):
    read = read_objectives([f"GCM-01, {title}, 23"])

    assert read.codes == list(dict.fromkeys(["GCM-01", code, "GCM-23"]))
    assert read.remark == ""


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("7, 15", ["GCM-07", "GCM-15"]),
        ("GCM-07;GCM 15|Objective 3", ["GCM-07", "GCM-15", "GCM-03"]),
        ("Objetivo 7: Abordar y reducir las vulnerabilidades en la migración", ["GCM-07"]),
        ("Objective 7: Address and reduce vulnerabilities in migration, 15", ["GCM-07", "GCM-15"]),
        ("7, 7, GCM-07", ["GCM-07"]),
        ("DATOS", ["GCM-01"]),
        ("donnees", ["GCM-01"]),
    ],
)
def test_objectives_are_found_by_number_code_or_label(cell, codes):
    read = read_objectives([cell])

    assert (read.codes, read.remark) == (codes, "")


def test_numbers_in_json_are_objectives_too():
    assert read_objectives(as_values([7, "15", ""])).codes == ["GCM-07", "GCM-15"]
    assert read_objectives(as_values(7)).codes == ["GCM-07"]


def test_what_is_not_known_is_said_and_what_is_close_is_taken():
    read = read_objectives(["24, Objektive, Datas"])

    assert read.codes == ["GCM-01"]
    assert read.remark == "'Datas' was taken for GCM-01; '24' is not known; 'Objektive' is not known"


def test_countries_and_regions_are_found_by_name_or_code():
    read = read_places(["Perú, Moldova, Republic of, Côte d'Ivoire, COL, US, Latin America and the Caribbean, Mundial"])

    assert (read.codes, read.remark) == (["PE", "MD", "CI", "CO", "US", "419", "001"], "")


@pytest.mark.parametrize("country", vocabulary.countries().values(), ids=lambda country: country.code)
def test_every_country_is_found_by_every_name(country):
    for name in country.spellings:
        assert country.code in read_places([f"{name}, Peru"]).codes, name


def test_a_misspelt_country_is_taken_for_the_closest_and_an_unknown_one_for_none():
    read = read_places(["Equador, Atlantis"])

    assert read.codes == ["EC"]
    assert "'Atlantis' is not known" in read.remark


def test_goals_are_numbers_whatever_is_written_around_them():
    read = read_goals(["3, SDG 10; ODS 16. Paz, 99"])

    assert read.codes == ["3", "10", "16"]
    assert read.remark == "'99' is not known"


def test_principles_are_found_by_name_or_code():
    assert read_principles(["People-centred; GP-B, Centrarse en las personas"]).codes == ["GP-A", "GP-B"]
