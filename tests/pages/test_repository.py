"""The repository as people use it in a browser: found, narrowed, read, cited."""

import pytest

from domain.vocabulary import LANGUAGES
from knowledge.app import create_app
from tests.api.cast import Cast
from tests.pages.conftest import SCRIPT, Reader, open_platform

VACCINATION = {
    "title": "Vacunación de niñas en la frontera",
    "summary": "Brigadas **móviles** llevan vacunas a quien cruza.",
    "detailed_information": f"Tres turnos. {SCRIPT}",
    "primary_objectives": ["GCM-15"],
    "countries": ["PE", "EC"],
    "implementer": "Ministerio de Salud, Perú",
    "dates": "2019/2021",
    "links": [{"url": "https://example.org/informe", "label": SCRIPT}],
}
REFUGES = {
    "title": "Refugios en la frontera",
    "summary": "Casas para personas en riesgo.",
    "primary_objectives": ["GCM-10"],
    "countries": ["MX"],
    "dates": "2016",
}


class Library(Reader):
    """A reader of two practices, and those who made them."""

    def __init__(self, opened):
        app = create_app(opened)
        super().__init__(app.test_client())
        self.cast = Cast(app, opened)
        self.vaccination = self.cast.publish(self.cast.begin(**VACCINATION))
        self.refuges = self.cast.publish(self.cast.begin(**REFUGES))
        self.slug = self.cast.slug(self.vaccination)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """Two practices, for tests that only read."""
    with open_platform(tmp_path_factory.mktemp("library")) as opened:
        yield Library(opened)


@pytest.fixture
def shelf(knowledge):
    """Two practices, for tests that change one."""
    return Library(knowledge)


def test_words_are_found_and_marked(library):
    page = library.opens("/es/repository?q=vacunas")

    assert "1 resultado</h2>" in page
    assert f'href="/es/practices/{library.slug}"' in page
    assert "<mark>vacunas</mark>" in page


def test_results_are_narrowed_by_what_they_are_about(library):
    page = library.opens("/es/repository?kind=practice&country=MX&country=EC&objective=GCM-15")

    assert "1 resultado</h2>" in page
    assert 'value="MX" form="searching" checked' in page
    assert "País: México" in page
    assert "prácticas de todo tipo <small>1</small>" in page


def test_a_chosen_filter_is_taken_away_by_a_link_that_keeps_the_others(library):
    page = library.opens("/en/repository?q=frontera&country=MX&kind=practice")

    assert 'href="/en/repository?q=frontera&amp;kind=practice"' in page
    assert 'href="/en/repository?q=frontera&amp;country=MX"' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_found_suggests_what_to_try(library, language):
    page = library.opens(f"/{language}/repository?q=zzzzzz&country=PE")

    assert f'href="/{language}/repository?q=zzzzzz"' in page
    assert 'class="nothing"' in page


def test_a_misspelt_word_leads_to_the_right_one(library):
    assert "vacunación" in library.opens("/es/repository?q=vacunasion&country=PE").lower()


def test_a_filter_of_no_list_finds_nothing_and_breaks_nothing(library):
    assert 'class="nothing"' in library.opens("/es/repository?objective=GCM-99&sdg=x")


def test_an_unknown_country_is_named(library):
    assert "country" in library.opens("/es/repository?country=XX", status=422)


def test_results_go_on_where_the_page_ended(library):
    first = library.opens("/es/repository?kind=practice&limit=1&sort=title")
    (following,) = [part.split('"')[0] for part in first.split('rel="next" href="')[1:]]

    second = library.opens(following.replace("&amp;", "&"))

    assert "Refugios" in first
    assert "Vacunaci" in second.split('class="hits" start="2"')[1]


def test_what_is_shown_can_be_taken_along(library):
    page = library.opens("/es/repository?q=vacunas&country=PE&sort=title")

    assert 'href="/api/v1/search.csv?q=vacunas&amp;country=PE"' in page
    assert 'href="/api/v1/search.atom?q=vacunas&amp;country=PE"' in page
    table = library.client.get("/api/v1/search.csv?q=vacunas&country=PE").text.splitlines()
    assert len(table) == 2
    assert "Ministerio de Salud, Perú" in table[1]


def test_what_is_being_typed_is_completed(library):
    assert 'value="vacunas"' in library.opens("/es/repository/suggestions?q=vacun")


def test_a_practice_is_read_with_what_is_known_of_it(library):
    page = library.opens(f"/es/practices/{library.slug}")

    assert "<strong>móviles</strong>" in page
    assert '<a href="/es/repository?country=EC">Ecuador</a>' in page
    assert "de 2019 a 2021" in page
    assert f'href="/api/v1/practices/{library.slug}?format=bibtex"' in page
    assert "Ministerio de Salud, Perú" in page
    assert "<script>" not in page


def test_a_practice_is_read_in_the_language_of_the_page_if_it_has_been_translated(shelf):
    assert 'lang="es">Vacunación' in shelf.opens(f"/en/practices/{shelf.slug}")

    shelf.cast.author.must(
        "translate", shelf.vaccination, {"language": "en", "texts": {"title": "Vaccines at the border"}}
    )

    page = shelf.opens(f"/en/practices/{shelf.slug}")
    assert "<h1>Vaccines at the border</h1>" in page
    assert f"/en/practices/{shelf.slug}?read_in=es" in page
    assert "Vacunación" in shelf.opens(f"/en/practices/{shelf.slug}?read_in=es")
    shelf.opens(f"/en/practices/{shelf.slug}?read_in=fr", status=404)


def test_an_older_version_says_that_it_is_not_the_last(shelf):
    shelf.cast.curator.must("correct-slip", shelf.vaccination, {"title": "Vacunas", "reason": "Errata."})

    assert "versión 2" in shelf.opens(f"/es/practices/{shelf.slug}/versions/1")
    assert "Errata." in shelf.opens(f"/es/practices/{shelf.slug}")


def test_what_was_taken_from_readers_is_gone(shelf):
    shelf.cast.curator.must("unpublish", shelf.vaccination, {"reason": "A petición."})

    assert "A petición." in shelf.opens(f"/es/practices/{shelf.slug}", status=410)
    assert shelf.slug not in shelf.opens("/es/repository?q=vacunas")
