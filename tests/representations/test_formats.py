"""Which form a request gets."""

import pytest

from knowledge.problems import BadParameter, NotAcceptable
from knowledge.representations.formats import JSON, MEDIA_TYPES, OF_LISTS, WRITTEN, choose


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_every_format_is_chosen_by_its_media_type_or_its_name(name):
    assert choose(accept=MEDIA_TYPES[name], asked=None) == name
    assert choose(accept="text/plain", asked=name) == name


@pytest.mark.parametrize(
    "accept", [None, "", " ", "*/*", "application/*", "text/html, */*;q=0.8", "text/html;q=1,*/*;q=0.1"]
)
def test_whoever_takes_anything_gets_json(accept):
    assert choose(accept=accept, asked=None) == JSON


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("application/json;q=0.5, application/x-bibtex", "bibtex"),
        ("application/ld+json;q=0.9, application/json;q=0.8", "json-ld"),
        ("text/*", "csv"),
        ("text/csv; charset=utf-8", "csv"),
        ("application/json;q=0, */*;q=0.5", "json-ld"),
        ("APPLICATION/X-BIBTEX", "bibtex"),
    ],
)
def test_the_format_liked_best_is_given(accept, name):
    assert choose(accept=accept, asked=None) == name


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/turtle", "application/json;q=0", ";;;", "x"])
def test_what_cannot_be_given_is_refused_with_what_can(accept):
    with pytest.raises(NotAcceptable, match=r"application/ld\+json"):
        choose(accept=accept, asked=None)


@pytest.mark.parametrize("asked", ["", "xml", "JSON", "application/json"])
def test_a_format_that_nobody_knows_is_refused(asked):
    with pytest.raises(BadParameter) as caught:
        choose(accept=None, asked=asked)

    assert caught.value.field == "format"


def test_lists_come_as_json_or_a_table():
    assert choose(accept="text/csv", asked=None, formats=OF_LISTS) == "csv"
    with pytest.raises(NotAcceptable):
        choose(accept="application/x-bibtex", asked=None, formats=OF_LISTS)
    with pytest.raises(BadParameter):
        choose(accept=None, asked="bibtex", formats=OF_LISTS)


def test_every_format_but_json_is_written(version):
    assert set(WRITTEN) == set(MEDIA_TYPES) - {JSON}
    for name, form in WRITTEN.items():
        assert "Vacunación" in form.write(version), name
