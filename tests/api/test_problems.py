"""Every refusal has a status, a sentence that says why, and an address that explains it."""

import re

import pytest

from domain.errors import Refusal
from knowledge.problems import status_of


def every(cls):
    """List the kinds of refusal that the platform itself declares."""
    below = [inner for subclass in cls.__subclasses__() for inner in every(subclass)]
    return [cls, *below] if cls.__module__.startswith(("domain.", "knowledge.")) else below


@pytest.fixture(scope="session")
def refusals(imported):
    """The kinds that the running application can answer with."""
    assert imported.api
    return [cls for cls in every(Refusal) if cls is not Refusal]


def test_every_refusal_has_a_status_of_its_family(refusals):
    assert len(refusals) > 20
    assert {status_of(cls) for cls in refusals} == {
        400,
        401,
        403,
        404,
        406,
        409,
        410,
        412,
        413,
        415,
        422,
        429,
        500,
        503,
    }


def test_every_refusal_says_in_one_sentence_why(refusals):
    for cls in refusals:
        assert cls.__dict__.get("__doc__"), cls
        assert re.fullmatch(r"[A-Z][^\n]*\.", cls.title()), cls


def test_no_two_refusals_share_an_address(refusals):
    slugs = [cls.slug() for cls in refusals]

    assert len(set(slugs)) == len(slugs)


def test_every_address_explains_its_refusal(bulletin, refusals):
    for cls in refusals:
        explained = bulletin.explain(cls.slug())
        assert explained.status_code == 200
        assert explained.json == {
            "type": f"/problems/{cls.slug()}",
            "title": cls.title(),
            "status": status_of(cls),
        }


@pytest.mark.parametrize("slug", ["bad-request", "method-not-allowed", "request-entity-too-large"])
def test_what_http_itself_refuses_is_explained_too(bulletin, slug):
    assert bulletin.explain(slug).json["type"] == f"/problems/{slug}"


def test_a_problem_that_does_not_exist_is_not_explained(bulletin):
    assert bulletin.explain("no-such-problem").status_code == 404


def test_a_problem_is_told_in_the_language_that_is_asked_for(imported):
    asking = imported.api.app.test_client()

    def told(**headers):
        answer = asking.get("/api/v1/status", query_string={"valid_at": "yesterday"}, headers=headers)
        assert (answer.status_code, "Accept-Language" in answer.vary) == (422, True)
        return answer.headers["Content-Language"], answer.json["title"], answer.json["errors"][0]["detail"]

    assert told() == (
        "en",
        "A parameter of the address or a header cannot be understood.",
        "'yesterday' is not a day such as 2021-09-30.",
    )
    assert told(**{"Accept-Language": "de, es-PE;q=0.8"}) == (
        "es",
        "No se entiende un parámetro de la dirección o un encabezado.",
        "«yesterday» no es un día como 2021-09-30.",
    )


def test_a_reader_of_pages_is_told_in_a_page(imported):
    answer = imported.api.app.test_client().get("/problems/not-found", headers={"Accept": "text/html"})

    assert answer.mimetype == "text/html"
    assert "No hay nada registrado en esta dirección." in answer.get_data(as_text=True)
