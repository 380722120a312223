import base64
import gzip
import hashlib
import re
import zlib

import pytest

from knowledge.app import create_app
from knowledge.pages import navigation
from knowledge.pages.navigation import Section
from knowledge.security import Caller
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.pages.conftest import Reader, without_our_scripts


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
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("address", ["", "?valid_at=2020-12-31", "countries/CR", "milestones", "milestones/33"])
def test_pages_carry_neither_scripts_nor_styles_of_their_own(bulletin, address):
    page = bulletin.opens(f"/en/{address}")

    assert without_our_scripts(page).count("<script") == 0
    for forbidden in ("<style", " style=", " onclick=", "javascript:"):
        assert forbidden not in page


ARRIVING = {"Accept": "text/html", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "none"}


def test_whoever_arrives_gets_the_style_of_the_first_paint_within_the_page_and_the_policy_lets_only_that_pass(bulletin):
    arrived = bulletin.client.get("/en/", headers=ARRIVING)
    (style,) = re.findall("<style>(.*?)</style>", arrived.text)
    (allowed,) = re.findall("style-src ([^;]*)", arrived.headers["Content-Security-Policy"])

    assert allowed == f"'self' 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
    assert arrived.text.count('rel="stylesheet"') == 2
    assert arrived.text.index('rel="stylesheet"') > arrived.text.index("</footer>")
    assert {"Sec-Fetch-Mode", "Sec-Fetch-Site"} <= set(arrived.vary)


def test_whoever_comes_from_another_page_has_the_style_sheets(bulletin):
    went_on = bulletin.client.get("/en/", headers={**ARRIVING, "Sec-Fetch-Site": "same-origin"})

    assert "<style" not in went_on.text
    assert "style-src" not in went_on.headers["Content-Security-Policy"]
    assert went_on.text.index('rel="stylesheet"') < went_on.text.index("<body>")


def test_what_is_seen_first_of_the_home_page_comes_in_one_round_trip(bulletin):
    sent = bulletin.client.get("/es/", headers={**ARRIVING, "Accept-Encoding": "gzip"}).data
    # Ten packets (RFC 6928), less what heads the answer.
    first = zlib.decompressobj(wbits=31).decompress(sent[: 10 * 1_460 - 1_300]).decode(errors="ignore")

    assert '<dl class="figures">' in first
    assert len(sent) < 60_000


@pytest.mark.parametrize("name", ["vendor/pico.min.css", "knowledge.css", "pages.js", "favicon.svg"])
def test_an_asset_named_by_what_it_holds_is_kept_for_good(bulletin, name):
    (address,) = set(re.findall(rf'"(/static/{re.escape(name)}\?v=[0-9a-f]{{12}})"', bulletin.opens("/en/")))

    with bulletin.client.get(address) as named, bulletin.client.get(f"/static/{name}?v=outdated") as unnamed:
        assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert unnamed.headers["Cache-Control"] == "public, no-cache"
        assert named.data == unnamed.data


def test_an_asset_is_compressed_for_who_takes_that(bulletin):
    takes = {"Accept-Encoding": "gzip, br"}
    with bulletin.client.get("/static/vendor/pico.min.css") as plain:
        whole = plain.data
    with bulletin.client.get("/static/vendor/pico.min.css", headers=takes) as response:
        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(response.data) == whole
        tag = response.headers["ETag"]
    with bulletin.client.get("/static/vendor/pico.min.css", headers={**takes, "If-None-Match": tag}) as again:
        assert again.status_code == 304

    assert bulletin.client.get("/static/nothing.css", headers=takes).status_code == 404
    assert bulletin.client.get("/static/../app.py", headers=takes).status_code == 404


def test_a_language_nobody_speaks_is_served_for_trials_only(bulletin, tmp_path):
    bulletin.opens("/ar-XB/", status=404)

    settings = Settings.read(
        {"DATA_DIR": str(tmp_path), "ADMIN_TOKEN": "opens-nothing-but-these-tests", "PSEUDO_LANGUAGE": "yes"}
    )
    with Knowledge(settings) as opened:
        opened.migrate()
        page = Reader(create_app(opened).test_client()).opens("/ar-XB/")

    assert '<html lang="ar-XB" dir="rtl">' in page
    assert "\u202eNothing is recorded yet\u202c" in page
    assert 'href="/ar-XB/milestones"' in page


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
    assert "No hay nada registrado en esta dirección." in bulletin.opens("/problems/not-found")
