import pytest

from knowledge.pages import navigation
from knowledge.pages.navigation import Section
from knowledge.security import Caller


@pytest.mark.parametrize(
    ("preferred", "language"),
    [("es-MX,en;q=0.5", "es"), ("pt-BR", "pt"), ("de, fr;q=0.3", "fr"), ("de", "es"), ("", "es")],
)
def test_the_first_page_speaks_the_language_its_reader_prefers(bulletin, preferred, language):
    response = bulletin.client.get("/", headers={"Accept-Language": preferred})

    assert (response.status_code, response.location) == (302, f"/{language}/")
    assert {"Accept-Language", "Cookie"} <= set(response.vary)


def test_a_language_once_chosen_is_remembered(bulletin):
    chosen = bulletin.client.get("/language/pt?next=/pt/countries/MX?valid_at=2020-12-31")

    assert (chosen.status_code, chosen.location) == (303, "/pt/countries/MX?valid_at=2020-12-31")
    assert bulletin.client.get("/", headers={"Accept-Language": "fr"}).location == "/pt/"


@pytest.mark.parametrize(
    "where", ["https://elsewhere.example/pt/", "//elsewhere.example/pt/", "/en/", "pt/", "/\\x/pt/"]
)
def test_choosing_a_language_leads_nowhere_else(bulletin, where):
    assert bulletin.client.get("/language/pt", query_string={"next": where}).status_code == 404
    assert bulletin.client.get("/language/xx", query_string={"next": "/xx/"}).status_code == 404


def test_a_section_is_marked_on_its_own_page_and_on_those_below(bulletin):
    assert '<a href="/en/milestones" aria-current="page">' in bulletin.opens("/en/milestones")
    assert '<a href="/en/milestones" aria-current="true">' in bulletin.opens("/en/milestones/33")


def test_a_section_is_offered_to_who_may_open_it(monkeypatch):
    for_curators = Section("work.nav", "pages.show_worklists", permission="practice:curate")
    monkeypatch.setattr(navigation, "SECTIONS", (Section("site.work_nav", below=(for_curators,)),))

    assert navigation.sections_for(Caller()) == ()
    (heading,) = navigation.sections_for(Caller(permissions={"practice:curate": frozenset("*")}))
    assert heading.below == (for_curators,)


@pytest.mark.parametrize("language", ["en", "es", "fr", "pt"])
@pytest.mark.parametrize(
    "address", ["", "countries/MX", "milestones", "milestones/33", "working-groups", "projects/mptf-tto"]
)
def test_every_page_speaks_every_language_and_offers_the_others(bulletin, language, address):
    page = bulletin.opens(f"/{language}/{address}")

    assert f'<html lang="{language}" dir="ltr">' in page
    for other in {"en", "es", "fr", "pt"} - {language}:
        assert f'href="/{other}/{address}"' in page


def test_the_other_languages_ask_the_same_question(bulletin):
    page = bulletin.opens("/en/?valid_at=2020-12-31&_external=1&_scheme=javascript")

    assert 'href="/es/?valid_at=2020-12-31&amp;_external=1&amp;_scheme=javascript"' in page


@pytest.mark.parametrize("address", ["/en/", "/en/nowhere", "/static/knowledge.css", "/api/v1/status"])
def test_nothing_that_is_served_may_run_a_script_or_be_framed(bulletin, address):
    with bulletin.client.get(address) as response:
        headers = response.headers

    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "script-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("address", ["", "?valid_at=2020-12-31", "countries/CR", "milestones", "milestones/33"])
def test_pages_carry_neither_scripts_nor_styles_of_their_own(bulletin, address):
    page = bulletin.opens(f"/en/{address}")

    for forbidden in ("<script", "<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page


def test_every_page_leads_to_its_twin_in_the_api(bulletin):
    for page, twin in (
        ("/en/countries/MX", "/api/v1/countries/MX"),
        ("/en/milestones/33", "/api/v1/milestones/33"),
        ("/en/projects/mptf-tto", "/api/v1/projects/mptf-tto"),
        ("/en/working-groups", "/api/v1/working-groups"),
    ):
        assert f'href="{twin}"' in bulletin.opens(page)
        assert bulletin.client.get(twin).is_json


def test_the_api_answers_programs_as_before(bulletin):
    response = bulletin.client.get("/api/v1/countries/QQ", headers={"Accept": "text/html"})

    assert response.mimetype == "application/problem+json"


def test_a_kind_of_problem_is_explained_to_readers(bulletin):
    assert "Nothing is recorded under this address." in bulletin.opens("/problems/not-found")
