"""The same question gives the same bytes, in every format and language, and says what the second bulletin said."""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import pypdf
import pytest

from domain import vocabulary
from knowledge.bulletins.contents import contents_of
from knowledge.bulletins.edition import Edition, Issue
from knowledge.bulletins.formats import render
from knowledge.bulletins.ground import UNPEOPLED, ground_of
from knowledge.bulletins.maps import Marks, Shown, draw
from knowledge.bulletins.markdown import escaped
from knowledge.bulletins.shapes import POINTS, shapes
from knowledge.bulletins.wording import document_of
from knowledge.settings import Settings
from tests.api.caller import TOKEN
from tests.bulletin.conftest import SECOND, opened

COUNTRIES = {
    "Redes creadas: 13": "Argentina, Bolivia, Colombia, Costa Rica, Ecuador, El Salvador, Guatemala, Haití, México,"
    " Panamá, Paraguay, Uruguay, Venezuela",
    "Países precursores: 6": "Canadá, Colombia, Ecuador, El Salvador, Honduras, México",
    "Términos de referencia aprobados: 10": "Argentina, Bolivia, Colombia, Costa Rica, El Salvador, Guatemala, México,"
    " Paraguay, Uruguay, Venezuela",
    "Planes de trabajo redactados o en redacción: 4": "Argentina, Costa Rica, México, Uruguay",
    "Proyectos MPTF asignados: 2": "Chile, México; Trinidad y Tabago",
}
FORMATS = ("json", "markdown", "pdf")


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    """The facts of the second bulletin, for tests that only read."""
    made = opened(Settings.read({"DATA_DIR": str(tmp_path_factory.mktemp("documents")), "ADMIN_TOKEN": TOKEN}))
    yield made
    made.knowledge.close()


@pytest.fixture(scope="module")
def edition(room):
    return Edition(SECOND, room.knowledge.views.position(), "americas")


@pytest.fixture(scope="module")
def contents(room, edition):
    return contents_of(room.knowledge, edition)


def bulletin(room, edition, **query):
    asked = {"valid_at": edition.valid_at, "known_at": edition.known_at, "scope": edition.scope}
    return room.api.get("/bulletin", **{**asked, **query})


def text_of(pdf):
    """Give the text of a PDF as a person reads it, its lines joined."""
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_spanish_pdf_of_september_2021_has_the_figures_and_the_countries_that_were_printed(room, edition):
    text = text_of(bulletin(room, edition, lang="es", format="pdf").data)

    assert "Las Américas, al 30 de septiembre de 2021" in text
    for heading, countries in COUNTRIES.items():
        assert f"{heading} {countries}" in text
    assert "En redacción o pendientes de aprobación: Ecuador, Haití, Panamá" in text


def test_the_spanish_markdown_has_the_same_lists(room, edition):
    text = bulletin(room, edition, lang="es", format="markdown").text

    for heading, countries in COUNTRIES.items():
        assert f"### {heading}\n\n{countries}\n" in text


def test_the_same_question_gives_the_same_bytes(room, edition):
    for form in FORMATS:
        first, second = (bulletin(room, edition, lang="pt", format=form) for _ in range(2))

        assert first.data == second.data
        assert first.headers["ETag"] == f'"{hashlib.sha256(first.data).hexdigest()}"'


def test_another_machine_gives_the_same_pdf_whatever_fonts_and_time_zone_it_has(contents, tmp_path):
    document = document_of(contents, "es", Issue("networks", 2))
    made = render(contents, "pdf", "es", Issue("networks", 2))
    program = (
        "import hashlib, json, sys\n"
        "from knowledge.bulletins.formats import render\n"
        "from knowledge.bulletins.edition import Issue\n"
        "contents = json.load(sys.stdin)\n"
        "print(hashlib.sha256(render(contents, 'pdf', 'es', Issue('networks', 2))).hexdigest())"
    )
    bare = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TZ": "Pacific/Apia", "LANG": "C", "PYTHONHASHSEED": "7"}

    told = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(contents),
        env=bare,
        capture_output=True,
        text=True,
        check=True,
    )

    assert document["title"]
    assert told.stdout.strip() == hashlib.sha256(made).hexdigest()


def test_what_is_recorded_later_changes_nothing_of_what_was_known_before(newsroom):
    known_at = newsroom.knowledge.views.position()
    asked = Edition(SECOND, known_at, "americas")
    before = {form: bulletin(newsroom, asked, lang="es", format=form).data for form in FORMATS}

    newsroom.records("networks", "PE", "established", "2021-06")
    newsroom.issues(SECOND, 2)

    assert {form: bulletin(newsroom, asked, lang="es", format=form).data for form in FORMATS} == before
    assert (
        bulletin(newsroom, Edition(SECOND, known_at + 2, "americas")).json["counts"]["networks_established"]["sure"]
        == 14
    )


@pytest.mark.parametrize("language", vocabulary.LANGUAGES)
def test_every_language_has_its_own_words(contents, language):
    document = document_of(contents, language, Issue("networks", 2))
    others = [document_of(contents, other) for other in vocabulary.LANGUAGES if other != language]

    assert document["language"] == language
    assert all(document["labels"] != other["labels"] for other in others)
    assert all(document["lead"] != other["lead"] for other in others)


def test_a_pdf_is_tagged_for_the_archive_and_for_every_reader(contents):
    made: Any = pypdf.PdfReader(io.BytesIO(render(contents, "pdf", "fr")))
    catalogue, metadata = made.trailer["/Root"], made.xmp_metadata

    assert catalogue["/MarkInfo"]["/Marked"].value
    assert catalogue["/Lang"] == "fr"
    assert made.metadata.title.endswith("au 30 septembre 2021")
    assert b"<pdfaid:part>2</pdfaid:part>" in metadata.stream.get_data()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in metadata.stream.get_data()


def test_an_uncertain_figure_is_a_range_with_its_countries_marked_as_possible(room, edition):
    text = bulletin(room, Edition("2020-12-31", edition.known_at, "419"), lang="es", format="markdown").text

    assert "- Redes creadas: **0–13** (0 seguros, 13 posibles)" in text
    assert "### Redes creadas: 0–13\n\nPosibles: Argentina, Bolivia" in text


def test_before_anything_was_known_a_bulletin_is_empty_and_still_one(room):
    nothing = Edition(SECOND, 0, "americas")

    assert bulletin(room, nothing).json["milestones"] == []
    assert bulletin(room, nothing, lang="en", format="pdf").data.startswith(b"%PDF-")
    assert "None on record." in bulletin(room, nothing, lang="en", format="markdown").text


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/pdf", "application/pdf"),
        ("text/markdown", "text/markdown"),
        ("application/json", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_a_caller_is_given_what_it_accepts(room, edition, accept, media_type):
    asked = {"valid_at": edition.valid_at, "known_at": edition.known_at}

    answer = room.api.call("GET", "/bulletin", query_string=asked, headers={"Accept": accept})

    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_who_has_a_document_is_not_sent_it_again(room, edition):
    asked = {"valid_at": edition.valid_at, "known_at": edition.known_at, "lang": "es", "format": "pdf"}
    first = room.api.call("GET", "/bulletin", query_string=asked)

    again = room.api.call("GET", "/bulletin", query_string=asked, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("query", [{"lang": "de"}, {"format": "docx"}, {"scope": "XX"}, {"valid_at": "2021-13-01"}])
def test_a_bulletin_that_cannot_be_made_is_refused_by_the_parameter(room, query):
    refused = room.api.get("/bulletin", **query)

    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json["errors"]] == list(query)


def test_nothing_recorded_becomes_markup(newsroom):
    title = "A *bold* [claim](https://example.org) <script> #let x = 1 | `code`"
    activity = {"network": "PE", "title": {"en": title}, "summary": {"en": "# not a heading\n\n- not a list"}}
    code = newsroom.api.post("/support-activities", activity).json["code"]
    newsroom.records("support-activities", code, "carried-out", "2021-06-01")
    asked = Edition(SECOND, newsroom.knowledge.views.position(), "PE")

    text = bulletin(newsroom, asked, lang="en", format="markdown").text

    assert f"### Peru: {escaped(title)}" in text
    assert "\n# not" not in text
    assert r"\<script\>" in text
    assert title in text_of(bulletin(newsroom, asked, lang="en", format="pdf").data)


@pytest.mark.parametrize(
    "text", ["中文网络", "a network \N{PARTY POPPER}", "\x01\x0b", "\ue000", "a" * 20_000, "\ufdd0", "\u202eabc\u2028"]
)
def test_whatever_a_source_writes_there_is_a_pdf(contents, text):
    said = {**contents, "projects": [{**one, "title": {"zh": text}} for one in contents["projects"]]}

    made = [render(said, "pdf", "es") for _ in range(2)]

    assert made[0] == made[1]
    assert made[0].startswith(b"%PDF-")


def drawn(scope, **networks):
    marks = {
        code: Marks(code, network, champion=Shown.SURE, project=Shown.POSSIBLE) for code, network in networks.items()
    }
    return ET.fromstring(draw(marks, scope))  # noqa: S314 - it is our own


def titles(drawing, tag):
    named = f"{{http://www.w3.org/2000/svg}}{tag}"
    return {one.findtext("{http://www.w3.org/2000/svg}title") for one in drawing.iter(named)} - {None}


# Large and small, in one piece and in many, across the date line, without an outline or a number of its own.
@pytest.mark.parametrize("code", ["MX", "TT", "TV", "FJ", "RU", "US", "FR", "GF", "XK", "VA", "KI", "NZ", "NR", "GB"])
def test_a_country_can_be_seen_on_its_own_map(code):
    drawing = drawn(code, **{code: Shown.POSSIBLE})

    assert titles(drawing, "path") | titles(drawing, "circle") == {code}


@pytest.mark.parametrize("scope", ["", "americas", "029", "009", "150", "002", "142"])
def test_no_island_is_too_small_for_the_map_of_its_region(scope):
    inside = (vocabulary.countries_in(scope) if scope else frozenset(vocabulary.countries())) - UNPEOPLED
    drawing = drawn(scope, **dict.fromkeys(inside, Shown.SURE))
    width, height = map(float, drawing.get("viewBox", "").split()[2:])

    assert {code for code in inside if code in POINTS} <= titles(drawing, "circle")
    assert titles(drawing, "path") | titles(drawing, "circle") == inside
    named = [dot for dot in drawing.iter("{http://www.w3.org/2000/svg}circle") if len(dot)]
    assert all(float(dot.get("r", "0")) >= 4 for dot in named if dot[0].text)
    assert 400 <= width <= 720
    assert height <= 720


def test_a_map_names_no_font_and_nothing_elsewhere():
    drawing = draw({"PE": Marks("Perú & <Callao>", Shown.SURE)}, "americas")

    assert "<text" not in drawing
    assert re.findall(r'(?:href|src)="', drawing) == []
    assert "Perú &amp; &lt;Callao&gt;" in drawing


def test_every_outline_of_a_country_is_known_by_its_code():
    outlined = {shape.code for shape in shapes()} - {""}

    assert outlined | set(POINTS) == set(vocabulary.countries())


@pytest.fixture
def without_outlines(monkeypatch, tmp_path):
    """A machine on which the outlines of countries were not fetched."""
    monkeypatch.setattr("knowledge.bulletins.shapes._FILE", tmp_path / "nothing.json")
    for kept in (shapes, ground_of):
        kept.cache_clear()
    yield
    monkeypatch.undo()
    for kept in (shapes, ground_of):
        kept.cache_clear()


@pytest.mark.usefixtures("without_outlines")
def test_without_outlines_a_bulletin_says_so_and_none_is_issued(newsroom):
    asked = Edition(SECOND, newsroom.knowledge.views.position(), "americas")

    text = text_of(bulletin(newsroom, asked, lang="en", format="pdf").data)
    refused = newsroom.api.post("/bulletins", {"valid_at": SECOND, "scope": "americas"})

    assert "The map cannot be drawn" in text
    assert (refused.status_code, refused.json["type"]) == (503, "/problems/map-missing")
