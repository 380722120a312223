"""Readers find what they may see, by its words, in any of four languages, the moment it is there and no longer."""

import pytest

from tests.api.cast import WHY
from tests.api.conftest import new_source

VACCINATION = {
    "title": "Vacunación de niñas en la frontera",
    "summary": "Brigadas móviles llevan vacunas a quien cruza.",
    "primary_objectives": ["GCM-15"],
    "secondary_objectives": ["GCM-07"],
    "principles": ["GP-A"],
    "sdgs": [3],
    "countries": ["PE", "EC"],
    "implementer": "Ministerio de Salud, Perú",
    "dates": "2019/2021",
}
TRAFFICKING = {
    "title": "Trata de personas: casas seguras",
    "summary": "Refugios en la frontera para personas en riesgo.",
    "primary_objectives": ["GCM-10"],
    "countries": ["MX"],
    "implementer": "Casa Refugio",
    "dates": "2016",
}


def ids(answer):
    assert answer.status_code == 200
    return [hit["id"] for hit in answer.json["results"]]


def counts(answer, facet):
    return {one["value"]: one["count"] for one in answer.json["facets"][facet]}


@pytest.fixture
def vaccination(cast):
    return cast.publish(cast.begin(**VACCINATION))


@pytest.fixture
def trafficking(cast):
    return cast.publish(cast.begin(**TRAFFICKING))


@pytest.mark.parametrize("typed", ["vacunacion", "vacunación", "vacunas", "vaccination", "vacunasion", "vacinação"])
def test_a_practice_is_found_as_soon_as_it_is_published(api, cast, typed):
    practice = cast.review(cast.begin(**VACCINATION))
    cast.curator.must("accept", practice)
    assert ids(api.get("/search", q=typed, lang="pt" if typed == "vacinação" else "")) == []

    cast.curator.must("publish", practice)

    answer = api.get("/search", q=typed, lang="pt" if typed == "vacinação" else "")
    assert ids(answer) == [practice]
    assert answer.json["results"][0]["address"] == f"/api/v1/practices/{cast.slug(practice)}"
    assert answer.json["known_at"] == api.position()
    assert answer.json["lag"] == 0


def test_what_is_in_work_is_found_nowhere(api, cast, vaccination):
    cast.author.must("start-version", vaccination)
    cast.author.must("revise", vaccination, {"summary": "Un caracol secreto."})
    cast.begin(title="Otro caracol secreto")

    assert ids(api.get("/search", q="caracol")) == []
    assert api.get("/search/suggest", q="carac").json["suggestions"] == []
    assert ids(api.get("/search", q="vacunas")) == [vaccination]


def test_a_new_version_is_found_by_its_words_and_no_longer_by_those_of_the_old(api, cast, vaccination):
    cast.author.must("start-version", vaccination)
    cast.author.must("revise", vaccination, {"summary": "Consultorios flotantes."})
    cast.publish(vaccination)

    assert ids(api.get("/search", q="flotantes")) == [vaccination]
    assert ids(api.get("/search", q="brigadas")) == []


def test_what_is_taken_from_readers_is_gone_from_everything_at_once(api, cast, vaccination, trafficking):
    slug = cast.slug(vaccination)
    other = cast.publish(cast.begin(**VACCINATION | {"title": "Vacunación en las escuelas"}))
    assert vaccination in ids(api.get(f"/practices/{cast.slug(other)}/similar"))
    assert vaccination in api.get("/search.atom").get_data(as_text=True)

    cast.curator.must("unpublish", vaccination, WHY)

    answer = api.get("/search", q="vacunas frontera", facets="country,implementer")
    assert vaccination not in ids(answer)
    assert counts(api.get("/search", facets="country", kind="practice"), "country") == {"MX": 1, "PE": 1, "EC": 1}
    assert api.get("/search/suggest", q="Vacunación de ni").json["suggestions"] == []
    assert vaccination not in ids(api.get(f"/practices/{cast.slug(other)}/similar"))
    assert vaccination not in api.get("/search.atom").get_data(as_text=True)
    assert api.get(f"/practices/{slug}/similar").status_code == 410
    assert trafficking in ids(answer)


def test_what_is_restored_is_found_again_and_what_is_archived_says_so(api, cast, vaccination):
    cast.curator.must("unpublish", vaccination, WHY)
    cast.curator.must("restore", vaccination, WHY)
    assert ids(api.get("/search", q="vacunas")) == [vaccination]

    cast.curator.must("archive", vaccination, WHY)

    answer = api.get("/search", q="vacunas")
    assert [hit["archived"] for hit in answer.json["results"]] == [True]


def test_a_translation_is_found_in_its_language_and_shown_to_whoever_speaks_it(api, cast, vaccination):
    texts = {"title": "Vaccinating girls at the border", "summary": "Mobile teams offer immunization."}
    cast.curator.must("translate", vaccination, {"language": "en", "texts": texts})

    spoken = api.get("/search", q="vacunas", lang="en").json["results"]

    assert [(hit["language"], hit["title"]["text"]) for hit in spoken] == [("en", texts["title"])]
    assert ids(api.get("/search", q="immunization", language="en")) == [vaccination]
    assert ids(api.get("/search", q="vacunas", language="fr")) == []
    assert counts(api.get("/search", language="en", facets="language"), "language") == {"es": 1, "en": 1}


def test_a_translation_of_a_version_that_was_taken_away_is_found_no_longer(api, cast, vaccination):
    cast.curator.must("translate", vaccination, {"language": "en", "texts": {"title": "Snails at the border"}})
    cast.curator.must("unpublish", vaccination, WHY)
    cast.author.must("start-version", vaccination)
    cast.author.must("revise", vaccination, {"summary": "Consultorios flotantes."})
    cast.publish(vaccination)

    assert ids(api.get("/search", q="flotantes")) == [vaccination]
    assert ids(api.get("/search", q="snails")) == []


def test_results_are_filtered_by_any_facet_and_each_is_counted_without_its_own_filter(api, vaccination, trafficking):
    answer = api.get("/search", country="PE", facets="country,kind,year,primary_objective,objective,region,implementer")

    assert ids(answer) == [vaccination]
    assert counts(answer, "country") == {"PE": 1, "EC": 1, "MX": 1}
    assert counts(answer, "year") == {"2019": 1, "2020": 1, "2021": 1}
    assert counts(answer, "objective") == {"GCM-15": 1, "GCM-07": 1}
    assert counts(answer, "implementer") == {"Ministerio de Salud, Perú": 1}
    assert ids(api.get("/search", objective="GCM-07")) == [vaccination]
    assert ids(api.get("/search", primary_objective="GCM-07")) == []
    assert ids(api.get("/search", implementer="Casa Refugio")) == [trafficking]
    assert ids(api.get("/search", region="013")) == [trafficking]
    assert ids(api.get("/search", year=2020)) == ids(api.get("/search", q="year:2020")) == [vaccination]
    assert ids(api.get("/search", year_to=2018)) == ids(api.get("/search", q="year:..2018")) == [trafficking]
    assert set(ids(api.get("/search", year_from=2016, year_to=2019))) == {vaccination, trafficking}
    assert ids(api.get("/search", year_from=2021, year_to=2016)) == []
    assert set(ids(api.get("/search", kind="practice"))) == {vaccination, trafficking}
    assert set(ids(api.get("/search", country=["PE", "MX"]))) == {vaccination, trafficking}
    assert ids(api.get("/search", sdg=3, principle="GP-A")) == [vaccination]


@pytest.mark.usefixtures("vaccination")
def test_found_words_are_marked(api):
    (hit,) = api.get("/search", q="vacunas").json["results"]

    title, passage = hit["title"], hit["passages"][0]
    assert [title["text"][start:end] for start, end in title["marks"]] == ["Vacunación"]
    assert "vacunas" in [passage["text"][start:end] for start, end in passage["marks"]]


def test_a_misspelling_is_forgiven_and_the_right_spelling_offered(api, vaccination):
    answer = api.get("/search", q="vacunsa").json

    assert [hit["id"] for hit in answer["results"]] == [vaccination]
    assert answer["did_you_mean"] == "vacunas"
    assert answer["forgiven"] == {"vacunsa": ["vacunas"]}
    assert api.get("/search", q="country:PE vacunsa").json["did_you_mean"] == "country:PE vacunas"
    assert api.get("/search", q="xqzwv").json["did_you_mean"] is None


def test_words_and_titles_are_suggested_while_one_types(api, cast, vaccination):
    suggested = api.get("/search/suggest", q="vacuna").json["suggestions"]

    assert {"text": "vacunas", "address": None} in suggested
    title = {"text": VACCINATION["title"], "address": f"/api/v1/practices/{cast.slug(vaccination)}"}
    assert title in suggested
    assert len(api.get("/search/suggest", q="v", limit=1).json["suggestions"]) == 1


def test_pages_follow_one_another_though_something_new_comes_first(api, cast):
    practices = [cast.publish(cast.begin(title=f"Vacunas {number}")) for number in range(5)]
    first = api.get("/search", kind="practice", sort="published", limit=2)
    newest = cast.publish(cast.begin(title="Vacunas nuevas"))

    second = following(api, first)
    third = api.get("/search", kind="practice", sort="published", limit=2, cursor=second.json["next"])

    assert [ids(page) for page in (first, second, third)] == [practices[:2:-1], practices[2:0:-1], practices[:1]]
    assert third.json["next"] is None
    assert "Link" not in third.headers
    assert newest not in ids(first) + ids(second) + ids(third)


def test_filters_survive_on_the_next_page(api, vaccination, trafficking):
    first = api.get("/search", country=["PE", "MX"], limit=1)

    second = following(api, first)

    assert {*ids(first), *ids(second)} == {vaccination, trafficking}


def test_results_are_sorted_as_one_asks(api, vaccination, trafficking):
    assert ids(api.get("/search", kind="practice", sort="title")) == [trafficking, vaccination]
    assert ids(api.get("/search", kind="practice", sort="practiced")) == [vaccination, trafficking]
    assert ids(api.get("/search", kind="practice", sort="published"))[0] == max(
        (vaccination, trafficking), key=lambda id: api.get(f"/practices/{id}").json["first_published_at"]
    )


def test_similar_practices_are_practices(api, cast, vaccination, trafficking):
    near = cast.publish(cast.begin(**VACCINATION | {"title": "Vacunas en la escuela"}))

    answer = api.get(f"/practices/{cast.slug(vaccination)}/similar")

    assert ids(answer)[0] == near
    assert vaccination not in ids(answer)
    assert {hit["kind"] for hit in answer.json["results"]} == {"good_practice"}
    assert api.get("/practices/nowhere/similar").status_code == 404
    assert trafficking


def test_milestones_are_found_in_four_languages_until_they_are_retracted(api, knowledge, source):
    said = {"milestone": "established", "occurred": "2021-10-14", "source": source}
    recorded = api.post("/networks/PE/milestones", said).json["position"]
    follow(knowledge)

    titles = {
        language: api.get("/search", q="Perú", kind="milestone", lang=language).json["results"][0]["title"]["text"]
        for language in ("en", "es", "fr", "pt")
    }
    assert titles == {
        "en": "Network established: Peru",
        "es": "Red creada: Perú",
        "fr": "Réseau créé : Pérou",
        "pt": "Rede criada: Peru",
    }
    (hit,) = api.get("/search", q="octubre 2021", kind="milestone").json["results"]
    assert (hit["address"], hit["practiced"]) == (f"/api/v1/milestones/{recorded}", "2021-10-14")
    assert hit["facets"]["country"] == ["PE"]

    moved = {"occurred": "2021-11-02", "source": {**source, "locator": "p. 3"}, "reason": "A slip."}
    assert api.post(f"/milestones/{recorded}/corrections", moved).status_code == 201
    follow(knowledge)
    assert ids(api.get("/search", q="octubre", kind="milestone")) == []
    assert ids(api.get("/search", q="noviembre", kind="milestone")) == [hit["id"]]

    api.post(f"/milestones/{recorded}/retractions", {"reason": "It was Chile."})
    follow(knowledge)
    assert ids(api.get("/search", kind="milestone")) == []
    api.post(f"/milestones/{recorded}/reinstatements", {"reason": "It was not."})
    follow(knowledge)
    assert ids(api.get("/search", kind="milestone")) == [hit["id"]]


def test_records_and_documents_are_found_by_kind(api, knowledge):
    new_source(api, "Nota sobre caracoles")
    project = {
        "code": "MPTF-7",
        "title": {"en": "Snails for all", "es": "Caracoles para todos"},
        "countries": ["PE", "CL"],
        "lead": "IOM",
        "purpose": {"en": "Slow but sure."},
    }
    assert api.post("/projects", project).status_code == 201
    group = {"code": "WG-9", "type": "thematic", "names": {"en": "Group on snails"}}
    assert api.post("/working-groups", group).status_code == 201
    activity = {"network": "PE", "title": {"es": "Taller de caracoles"}, "objectives": ["GCM-01"]}
    assert api.post("/support-activities", activity).status_code == 201
    follow(knowledge)

    found = {hit["kind"]: hit for hit in api.get("/search", q="caracoles snails", limit=50).json["results"]}

    assert set(found) == {"document", "project", "working-group", "support-activity"}
    assert found["project"]["address"] == "/api/v1/projects/MPTF-7"
    assert found["project"]["facets"]["implementer"] == ["IOM"]
    assert found["support-activity"]["facets"]["primary_objective"] == ["GCM-01"]
    for hit in found.values():
        assert api.get(hit["address"]).status_code == 200
    assert ids(api.get("/search", q="caracoles", kind="project")) == [found["project"]["id"]]


def test_the_demonstration_is_found(imported):
    follow(imported.knowledge)

    answer = imported.api.get("/search", q="mexico", kind="network", lang="es")

    assert [hit["title"]["text"] for hit in answer.json["results"]] == ["Red nacional sobre la migración: México"]


def test_readiness_tells_how_far_the_search_is(api, knowledge, source):
    behind = api.get("/readyz").json["search"]
    follow(knowledge)

    assert behind == {"engine": "whoosh", "position": 0, "lag": api.position()}
    assert api.get("/readyz").json["search"] == {"engine": "whoosh", "position": api.position(), "lag": 0}
    assert source


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"country": "XX"}, "country"),
        ({"region": "999"}, "region"),
        ({"kind": "rumour"}, "kind/0"),
        ({"sort": "luck"}, "sort"),
        ({"facets": "country,luck"}, "facets/1"),
        ({"limit": 51}, "limit"),
        ({"year": 0}, "year/0"),
        ({"cursor": "x"}, "cursor"),
        ({"colour": "red"}, "colour"),
        ({"implementer": "x" * 301}, "implementer/0"),
    ],
)
def test_a_parameter_that_cannot_be_understood_is_named(api, query, parameter):
    refused = api.get("/search", **query)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == parameter


def following(api, page):
    return api.call("GET", page.headers["Link"].partition(">")[0].strip("<"))


def follow(knowledge):
    """Let the search follow, as a worker does."""
    while knowledge.keep_findable():
        pass
