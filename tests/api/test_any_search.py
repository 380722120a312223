"""Whatever somebody types is a search: answered, in time, and never with a failure."""

from time import perf_counter

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.api.caller import TOKEN, Caller
from tests.api.cast import Cast
from tests.api.test_searching import TRAFFICKING, VACCINATION, follow
from tests.support.nasty import anything, nasty
from tests.support.unlimited import UNLIMITED

SECONDS = 2.0
"""What no answer may take, on a machine that does other things too."""


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def endured(request, tmp_path_factory):
    """A caller who outlives one test, on a platform with two practices and what milestones there are."""
    folder = tmp_path_factory.mktemp("endured")
    settings = Settings.read(
        {"DATA_DIR": str(folder), "ADMIN_TOKEN": TOKEN, "SEARCH_ENGINE": request.param, **UNLIMITED}
    )
    with Knowledge(settings) as opened:
        opened.migrate()
        app = create_app(opened)
        cast = Cast(app, opened)
        for said in (VACCINATION, TRAFFICKING):
            cast.publish(cast.begin(**said))
        follow(opened)
        opened.warm_up_search()
        yield Caller(app)


@hypothesis_settings(max_examples=250, suppress_health_check=list(HealthCheck))
@given(nasty)
@example("a OR " * 200)
@example('"' * 600)
@example("x" * 20_000)
@example("-" * 1_000)
def test_any_string_is_answered_in_time(endured, typed):
    began = perf_counter()
    answer = endured.get("/search", q=typed, facets="country,year", lang="es")
    took = perf_counter() - began

    assert answer.status_code == 200
    assert answer.json["q"] == typed[:600]
    assert len(answer.json["results"]) <= answer.json["total"]
    assert took < SECONDS
    for hit in answer.json["results"]:
        for shown in (hit["title"], *hit["passages"]):
            assert all(0 <= start < end <= len(shown["text"]) for start, end in shown["marks"])


def test_bytes_that_are_no_text_are_answered_too(endured):
    for sent in (b"q=%ED%A0%80%FF%C3", b"q=\xff\xfe", b"q=%zz%"):
        assert endured.call("GET", "/search", query_string=sent.decode("latin-1")).status_code == 200


@hypothesis_settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(nasty)
def test_any_string_is_completed_and_fed(endured, typed):
    assert endured.get("/search/suggest", q=typed).status_code == 200
    assert endured.get("/search.atom", q=typed).status_code == 200


@hypothesis_settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(
            [
                "q",
                "kind",
                "country",
                "year",
                "year_from",
                "facets",
                "sort",
                "cursor",
                "limit",
                "language",
                "lang",
                "sdg",
            ]
        ),
        st.one_of(
            anything, st.integers().map(str), st.sampled_from(["PE", "practice", "2020", "title", "country,year"])
        ),
    )
)
def test_any_parameters_are_answered_or_named(endured, query):
    answer = endured.call("GET", "/search", query_string=query)

    assert answer.status_code in {200, 422}
    assert answer.status_code == 200 or answer.json["errors"][0]["parameter"].split("/")[0] in query
