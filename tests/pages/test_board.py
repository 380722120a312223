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
    assert chile.endswith("assigned by September 2021 · sure mptf-chl-mex")


def test_the_board_says_as_of_when_it_is_true_and_where_its_twin_is(bulletin):
    page = bulletin.opens("/en/?valid_at=2021-09-30&known_at=50")

    assert page.count("As of 30 September 2021, as known at position 50 (") == 2
    assert 'href="/api/v1/status?valid_at=2021-09-30&amp;known_at=50" type="application/json"' in page


def test_a_region_shows_its_own_countries_alone(bulletin):
    page = bulletin.opens("/es/?scope=013&valid_at=2021-09-30")

    assert figures(page)["Redes creadas"] == ("5", "")
    assert 'value="013" selected>América Central' in page
    assert not re.search(r'rowheader"[^>]*><a[^>]*>Argentina', page)


@pytest.mark.parametrize(
    ("parameter", "value"), [("valid_at", "2021-13-01"), ("known_at", "soon"), ("scope", "atlantis")]
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
