import re

import pytest

FIGURE = re.compile(r"<dt>([^<]+)</dt>\s*<dd>([^<]+)(?:<small>([^<]+)</small>)?</dd>")


def figures(page):
    return {name: (figure, spread) for name, figure, spread in FIGURE.findall(page)}


def row(page, country):
    rows = re.findall(r'<th role="rowheader".*?</tr>', page, re.DOTALL)
    return next(one for one in rows if f">{country}</a>" in one)


def text(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&nbsp;", " ").split())


def test_the_figures_of_the_bulletin_are_sure_at_the_end_of_september_2021(bulletin):
    page = bulletin.opens("/en/?valid_at=2021-09-30")

    assert figures(page) == {
        "Networks established": ("13", ""),
        "Champion countries": ("6", ""),
        "Terms of reference approved": ("10", ""),
        "Work plans drafted or in drafting": ("4", ""),
        "MPTF projects assigned": ("2", ""),
    }


def test_the_bulletin_alone_leaves_open_what_there_was_at_the_end_of_2020(bulletin):
    page = bulletin.opens("/en/?valid_at=2020-12-31")

    assert figures(page)["Networks established"] == ("0–13", "0 sure, 13 possible")
    assert "by September 2021 · possible" in text(row(page, "Mexico"))


def test_before_the_import_nothing_was_known(bulletin):
    page = bulletin.opens("/en/?known_at=0")

    assert set(figures(page).values()) == {("0", "")}
    assert "known at position 0 (nothing was recorded yet)" in page
    assert "Nothing had been recorded" in page


@pytest.mark.parametrize("country", ["Ecuador", "Haiti", "Panama"])
def test_three_terms_of_reference_are_being_drafted_or_await_approval(bulletin, country):
    page = bulletin.opens("/en/")

    assert "drafting or awaiting approval September 2021 · sure" in text(row(page, country))


def test_chile_has_a_project_and_an_unknown_network(bulletin):
    chile = text(row(bulletin.opens("/en/"), "Chile"))

    assert chile.startswith("Chile — unknown")
    assert "assigned by September 2021 · sure Joint project of Chile and Mexico:" in chile


def test_the_board_says_as_of_when_it_is_true_and_where_its_twin_is(bulletin):
    page = bulletin.opens("/en/?valid_at=2021-09-30&known_at=50")

    assert page.count("As of 30 September 2021, as known at position 50 (") == 3
    assert 'href="/api/v1/status?valid_at=2021-09-30&amp;known_at=50" type="application/json"' in page


def test_a_region_shows_its_own_countries_alone(bulletin):
    page = bulletin.opens("/es/?scope=013&valid_at=2021-09-30")

    assert figures(page)["Redes creadas"] == ("5", "")
    assert 'value="013" selected>América Central' in page
    assert not re.search(r'rowheader"[^>]*><a[^>]*>Argentina', page)


def test_the_slider_leads_to_the_end_of_its_month(bulletin):
    response = bulletin.client.get("/en/?months=44&scope=013")

    assert (response.status_code, response.location) == (302, "/en/?valid_at=2021-09-30&scope=013")
    assert bulletin.client.get("/en/?months=11").location == "/en/?valid_at=2018-12-31"
    assert bulletin.client.get("/en/?months=9000").location == "/en/"
    assert 'name="months" min="0"' in bulletin.opens("/en/?valid_at=2021-09-30")
    assert 'value="44" aria-valuetext="September 2021"' in bulletin.opens("/en/?valid_at=2021-09-30")


def test_the_map_shows_the_region_where_something_is_known_and_is_told_in_words(bulletin):
    page = bulletin.opens("/es/?valid_at=2021-09-30")

    assert "Mapa. Con red: Argentina, Bolivia, Colombia" in page
    assert '<a href="/es/countries/MX?valid_at=2021-09-30" tabindex="-1"><path' in page
    assert "No significan que las Naciones Unidas los reconozcan" in page


def test_an_island_too_small_to_be_seen_is_a_dot(bulletin):
    page = bulletin.opens("/es/?scope=029")

    assert re.search(r'<circle [^>]*r="2.2"', page)


def test_what_changed_last_is_told_first(reader, coordinator):
    coordinator.records(country="PE")
    coordinator.records(country="EC")

    page = reader.opens("/en/")
    lately = re.findall(r'<p class="fact"><a href="([^"]+)">([^<]+)</a></p>\s*<p>\s*<a[^>]*>([^<]+)', page)

    assert [(what, where) for _, what, where in lately] == [
        ("Network established", "Ecuador"),
        ("Network established", "Peru"),
    ]
    assert "Recorded on" in page
    assert "Nothing has been recorded here yet." in reader.opens("/en/?scope=142")


@pytest.mark.parametrize(
    ("parameter", "value"), [("months", "-1"), ("valid_at", "2021-13-01"), ("known_at", "soon"), ("scope", "atlantis")]
)
def test_what_cannot_be_asked_is_explained(bulletin, parameter, value):
    page = bulletin.opens(f"/en/?{parameter}={value}", status=422)

    assert f"<code>{parameter}</code>" in page


def test_an_empty_field_asks_nothing(bulletin):
    page = bulletin.opens("/en/?valid_at=&scope=&known_at=")

    assert figures(page)["Networks established"] == ("13", "")


def test_an_empty_log_explains_how_to_import(reader):
    page = reader.opens("/fr/")

    assert "Rien n’est encore enregistré" in page
    assert "python -m knowledge import-bulletin FILE" in page
