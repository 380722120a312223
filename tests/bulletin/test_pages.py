"""Bulletins as pages: in four languages, without a script, with their errata first."""

import re
from threading import Thread
from typing import Any

import pytest
from waitress.server import create_server

from domain.vocabulary import LANGUAGES
from tests.pages.conftest import without_our_scripts

DAY = "valid_at=2021-09-30&scope=americas"
ADDRESSES = ("bulletin?valid_at=2021-09-30", "bulletins", "bulletins/2", "bulletins/3", "bulletins/diff?from=2&to=3")


def opens(room, address, *, status=200):
    answer = room.api.app.test_client().get(address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (status, "text/html"), answer.text
    return answer.text


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_there_in_every_language(story, language, address):
    shown = opens(story, f"/{language}/{address}")

    assert f'<html lang="{language}"' in shown
    assert "<script" not in without_our_scripts(shown)
    assert ' style="' not in shown


def test_a_page_of_a_day_as_known_then_is_the_same_for_ever(newsroom):
    address = f"/es/bulletin?{DAY}&known_at={newsroom.knowledge.views.position()}"
    first = opens(newsroom, address)

    newsroom.records("networks", "PE", "established", "2021-06")
    newsroom.issues("2021-09-30")

    assert opens(newsroom, address) == first


def test_the_page_of_a_bulletin_says_what_of_it_does_not_hold_any_more(story):
    shown = plain(opens(story, "/es/bulletins/2"))

    errata, _, printed = shown.partition("Las redes nacionales sobre migración Boletín n.º 2")
    assert "Fe de erratas" in errata
    assert "Venezuela : Red creada , corregido. Impreso: septiembre de 2021 o antes ; ahora: octubre de 2021." in errata
    assert "Motivo: The letter was about another initiative." in errata
    assert "Redes creadas: 13 Argentina, Bolivia" in printed
    assert "Fe de erratas" not in plain(opens(story, "/es/bulletins/3"))


def test_the_page_offers_the_document_as_it_was_issued(story):
    shown = opens(story, "/es/bulletins/2")

    (href,) = re.findall(r'href="([^"]+format=pdf)"', shown)
    assert story.api.call("GET", href.replace("&amp;", "&")).data == story.second_pdf


def test_the_comparison_shows_each_change_below_its_class(story):
    shown = opens(story, "/en/bulletins/diff?from=2&to=3")
    parts = dict(re.findall(r'<section class="changes ([a-z-]+)".*?>(.*?)</section>', shown, re.DOTALL))

    assert {name: re.findall(r"<li><strong>([A-Z]\w+)", part) for name, part in parts.items()} == {
        "happened-since": ["Peru", "Peru"],
        "learned-later": ["Brazil"],
        "sharpened": ["Paraguay"],
        "corrected-or-retracted": ["Canada", "Venezuela"],
        "undecidable": ["Chile"],
    }


def test_what_has_no_page_says_so(story):
    assert "No se ha publicado ningún boletín 9 en" in opens(story, "/es/bulletins/9", status=404)
    assert opens(story, "/es/bulletins/diff?from=3&to=2", status=409)
    assert opens(story, "/es/bulletins/diff?from=3", status=422)
    assert opens(story, "/es/bulletin?scope=XX", status=422)


def test_words_of_a_source_are_never_markup(newsroom):
    activity = {"network": "PE", "title": {"en": "<script>alert(1)</script>"}}
    code = newsroom.api.post("/support-activities", activity).json["code"]
    newsroom.records("support-activities", code, "carried-out", "2021-06-01")

    shown = opens(newsroom, f"/en/bulletin?{DAY}")

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in without_our_scripts(shown)


@pytest.fixture(scope="module")
def site(story):
    """The address of a server that shows the story."""
    server: Any = create_server(story.api.app, host="127.0.0.1", port=0, threads=2)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.pull_trigger()
    server.trigger.pull_trigger(server.close)
    thread.join(5)


@pytest.fixture
def profile():
    """Without scripts, on a phone."""
    return {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}, "locale": "es"}


@pytest.mark.parametrize("story", ["sqlite"], indirect=True)
class TestOnAPhone:
    def test_a_reader_goes_from_the_list_to_a_bulletin_to_its_errata_to_the_milestone(self, page, site):
        page.goto(f"{site}/es/bulletins")
        page.get_by_role("rowheader", name="Boletín n.º 2").get_by_role("link").click()
        errata = page.get_by_role("region", name="Fe de erratas")
        assert "Canadá" in errata.inner_text()
        errata.get_by_role("link", name="Red creada").click()

        page.get_by_role("heading", name="Red creada").wait_for()

    def test_the_map_is_told_in_words_to_who_cannot_see_it(self, page, site):
        page.goto(f"{site}/es/bulletins/2")

        told = page.get_by_role("img", name="Con red: Argentina, Bolivia")

        assert "Con proyecto: Chile, México, Trinidad y Tabago" in (told.get_attribute("aria-label") or "")

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_no_page_is_wider_than_the_phone(self, page, site, address, scheme):
        page.emulate_media(color_scheme=scheme)
        page.goto(f"{site}/pt/{address}")

        assert page.evaluate("document.documentElement.scrollWidth") == 360
