"""Linked data says what is known, and no more."""

import json

import pytest

from knowledge.representations.json_ld import as_json_ld
from tests.representations.conftest import ADDRESS


def read(version):
    return json.loads(as_json_ld(version))


def test_a_practice_is_a_report_about_objectives_at_places_in_a_time(version):
    node = read(version)

    assert (node["@context"], node["@type"], node["@id"]) == ("https://schema.org", "Report", ADDRESS)
    assert node["name"] == "Vacunación en la frontera"
    assert [term["termCode"] for term in node["about"]] == ["GCM-15", "GCM-07", "GP-A", "3", "10"]
    assert node["spatialCoverage"][0] == {"@type": "Country", "name": "Peru", "identifier": "PE"}
    assert [place["name"] for place in node["spatialCoverage"][1:]] == ["Latin America and the Caribbean", "Tumbes"]
    assert (node["temporalCoverage"], node["inLanguage"]) == ("2019/2021", "es")
    assert (node["license"], node["version"]) == ("CC-BY-4.0", 2)
    assert node["datePublished"] < node["dateModified"]


def test_it_says_who_did_it_who_paid_and_who_publishes(version):
    node = read(version)

    assert node["author"] == {"@type": "Organization", "name": "Ministerio de Salud"}
    assert [one["name"] for one in node["funder"]] == ["Fondo & Hijos"]
    assert node["publisher"]["name"] == "United Nations Network on Migration"


def test_it_can_be_checked_by_its_digest_and_so_can_its_files(version):
    node = read(version)

    assert node["identifier"][1] == {"@type": "PropertyValue", "propertyID": "SHA-256", "value": "d" * 64}
    assert node["associatedMedia"][0]["sha256"] == "c" * 64
    assert node["associatedMedia"][0]["contentUrl"] == f"{ADDRESS}/files/{'c' * 64}"


def test_it_names_its_translations_and_what_it_cites(version):
    node = read(version)

    assert node["workTranslation"] == [{"@type": "Report", "inLanguage": "en"}]
    assert node["citation"] == [{"@type": "CreativeWork", "url": "https://example.org/vacunas", "name": "Vacunas"}]


@pytest.mark.parametrize(
    ("dates", "told"),
    [
        ("2019/..", "2019/.."),
        ("2019-03", "2019-03"),
        ("2019-03-01/2019-05-31", "2019-03-01/2019-05-31"),
        ("2021-34", "2021-04-01/2021-06-30"),
        ("[..2021-09]", None),
        ("2015?", "2015-01-01/2015-12-31"),
    ],
)
def test_uncertain_dates_are_told_as_far_as_schema_org_can(publish, dates, told):
    assert read(publish(dates=dates)).get("temporalCoverage") == told


def test_what_is_not_said_is_left_out(publish):
    node = read(publish(dates=None, countries=[], regions=[], place="", donors=[], licence="", links=[], files=[]))

    assert not {"temporalCoverage", "spatialCoverage", "funder", "license", "citation", "associatedMedia"} & set(node)


def test_what_concerns_the_whole_world_says_so(publish):
    places = read(publish(is_global=True, countries=[], regions=[], place=""))["spatialCoverage"]

    assert places == [{"@type": "Place", "name": "World", "identifier": "001"}]


def test_no_text_leaves_the_data_for_a_script(publish):
    assert json.loads(as_json_ld(publish(summary="</script><script>alert(1)</script>")))["abstract"].startswith("</")
