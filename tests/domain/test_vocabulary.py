import subprocess
import sys
from pathlib import Path

import pycountry
import pytest

from domain import vocabulary
from domain.errors import UnknownCode
from domain.vocabulary import (
    LANGUAGES,
    agencies,
    countries,
    countries_in,
    find_agency,
    find_country,
    find_objective,
    find_principle,
    find_region,
    find_support_kind,
    objectives,
    principles,
    regions,
    support_kinds,
)

ISO = {country.alpha_2: country for country in pycountry.countries}
LISTS = [countries, regions, objectives, principles, agencies, support_kinds]
FINDERS = [
    find_country,
    find_region,
    find_objective,
    find_principle,
    find_agency,
    find_support_kind,
]
FILES = sorted((Path(vocabulary.__file__).parent / "codelists").iterdir())


def test_every_iso_country_is_listed_and_kosovo():
    assert set(countries()) == set(ISO) | {"XK"}


@pytest.mark.parametrize("code", sorted(ISO))
def test_a_country_carries_the_codes_iso_gives_it(code):
    country = find_country(code)

    assert (country.alpha3, country.m49) == (ISO[code].alpha_3, ISO[code].numeric)


@pytest.mark.parametrize("terms", LISTS)
def test_every_term_has_a_name_in_four_languages(terms):
    unnamed = [term.code for term in terms().values() if not all(term.names.get(language) for language in LANGUAGES)]

    assert unnamed == []


@pytest.mark.parametrize("terms", LISTS)
def test_a_code_is_used_once_and_names_its_own_term(terms):
    assert terms()
    assert all(code == term.code for code, term in terms().items())


@pytest.mark.parametrize("terms", LISTS)
def test_what_is_unofficial_is_a_language_we_speak(terms):
    assert all(term.unofficial <= set(LANGUAGES) for term in terms().values())


@pytest.mark.parametrize("terms", LISTS)
def test_nobody_adds_to_a_list_while_the_platform_runs(terms):
    with pytest.raises(TypeError):
        terms()["ZZ"] = None


def test_every_region_of_a_country_is_listed():
    named = {region for country in countries().values() for region in country.regions}

    assert named | {"003", "americas"} == set(regions())


def test_the_zeros_of_a_region_code_are_kept():
    assert find_region("005").name("es") == "América del Sur"


def test_mexico_is_in_central_america_within_latin_america_within_the_americas():
    assert find_country("MX").regions == ("013", "419", "019", "001")
    assert all("MX" in countries_in(region) for region in ("013", "419", "019", "003", "001"))


def test_canada_is_outside_latin_america_but_inside_the_region_of_the_bulletin():
    assert "CA" not in countries_in("419")
    assert "CA" in countries_in("americas")


def test_the_region_of_the_bulletin_covers_the_57_countries_of_the_americas():
    assert countries_in("americas") == countries_in("019")
    assert len(countries_in("americas")) == 57


def test_the_world_covers_every_country():
    assert countries_in("001") == set(countries())


def test_a_country_is_a_scope_of_its_own():
    assert countries_in("MX") == {"MX"}


def test_an_unknown_scope_is_refused_with_suggestions():
    with pytest.raises(UnknownCode, match=r"'america' is not a known scope.*americas"):
        countries_in("america")


def test_kosovo_is_shown_with_the_footnote_on_resolution_1244():
    kosovo = find_country("XK")

    assert kosovo.m49 is None
    assert all("1244" in kosovo.footnotes[language] for language in LANGUAGES)
    assert kosovo.footnote("ar") == kosovo.footnote("en")


def test_other_countries_need_no_footnote():
    assert [country.code for country in countries().values() if country.footnote()] == ["XK"]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("FK", "Falkland Islands (Malvinas)"),
        ("PS", "State of Palestine"),
        ("HK", "China, Hong Kong Special Administrative Region"),
        ("TT", "Trinidad and Tobago"),
        ("BO", "Bolivia (Plurinational State of)"),
    ],
)
def test_a_country_is_named_as_the_united_nations_name_it(code, name):
    assert find_country(code).name() == name


def test_a_country_also_has_its_everyday_name():
    assert find_country("BO").short_name("pt") == "Bolívia"
    assert find_country("VE").short_name("fr") == "Venezuela"
    assert find_country("MX").short_name("es") == "México"


def test_an_objective_also_has_a_label_of_a_few_words():
    assert find_objective("GCM-20").short_name("es") == "Remesas"


def test_a_name_missing_in_a_language_is_given_in_english():
    assert find_country("DE").name("ar") == "Germany"
    assert find_agency("UNICEF").acronym("pt") == "UNICEF"
    assert find_objective("GCM-01").short_name("ar") == "Data"


def test_the_compact_has_23_objectives_in_order():
    assert list(objectives()) == [f"GCM-{number:02}" for number in range(1, 24)]
    assert [objective.number for objective in objectives().values()] == list(range(1, 24))


def test_the_compact_has_ten_guiding_principles_in_order():
    assert list(principles()) == [f"GP-{letter}" for letter in "ABCDEFGHIJ"]


def test_there_are_seven_kinds_of_support():
    assert list(support_kinds()) == [f"SK-{number}" for number in range(1, 8)]


def test_an_agency_is_known_by_another_acronym_in_spanish():
    assert find_agency("ILO").acronym("es") == "OIT"


@pytest.mark.parametrize("terms", [principles, support_kinds])
def test_no_two_terms_share_a_slug(terms):
    slugs = [term.slug for term in terms().values()]

    assert len(slugs) == len(set(slugs))


@pytest.mark.parametrize("find", FINDERS)
def test_an_unknown_code_is_refused(find):
    with pytest.raises(UnknownCode, match="'nowhere-at-all-42' is not a known"):
        find("nowhere-at-all-42")


@pytest.mark.parametrize(
    ("find", "code", "meant"),
    [
        (find_country, "mx", "MX"),
        (find_country, "MEX", "MX"),
        (find_country, "Méjico", "MX"),
        (find_country, "Bolivia", "BO"),
        (find_objective, "GCM-1", "GCM-01"),
        (find_agency, "ACNUR", "UNHCR"),
        (find_principle, "Human right", "GP-F"),
        (find_region, "Caribean", "029"),
    ],
)
def test_an_unknown_code_suggests_what_was_meant(find, code, meant):
    with pytest.raises(UnknownCode, match=rf"Did you mean {meant} \("):
        find(code)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_list_names_its_source(file):
    header = []
    for line in file.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            break
        header.append(line)

    assert any("Source" in line for line in header)


def test_no_list_is_read_before_it_is_asked_for():
    counted = "import domain.vocabulary as v; print(v.countries.cache_info().currsize)"

    answer = subprocess.run([sys.executable, "-c", counted], capture_output=True, check=True)

    assert answer.stdout.strip() == b"0"
