"""What the second bulletin says, read back from the events made of it."""

import pytest

SEPTEMBER_2021 = {
    "networks_established": 13,
    "champion_countries": 6,
    "terms_of_reference_approved": 10,
    "work_plans_drafted_or_in_drafting": 4,
    "mptf_projects_assigned": 2,
}


def tracks_of(bulletin, country, **query):
    return bulletin.get(f"/countries/{country}", **{"valid_at": "2021-09-30", **query}).json["tracks"]


def test_the_figures_of_september_2021_are_those_that_were_printed(bulletin):
    counts = bulletin.get("/status", valid_at="2021-09-30").json["counts"]

    assert counts == {name: {"sure": figure, "possible": figure} for name, figure in SEPTEMBER_2021.items()}


def test_how_many_networks_there_were_at_the_end_of_2020_the_bulletin_does_not_say(bulletin):
    counts = bulletin.get("/status", valid_at="2020-12-31").json["counts"]

    assert counts["networks_established"] == {"sure": 0, "possible": 13}


def test_before_the_bulletin_was_recorded_nothing_was_known(imported):
    board = imported.api.get("/status", valid_at="2021-09-30", known_at=imported.before).json

    assert board["countries"] == []
    assert board["counts"] == {name: {"sure": 0, "possible": 0} for name in SEPTEMBER_2021}
    assert board["known_at"] == imported.before


def test_a_position_that_is_yet_to_come_stands_for_now(imported):
    board = imported.api.get("/status", known_at=10**30).json

    assert board["known_at"] == imported.knowledge.platform.position()


def test_mexico_has_moved_on_every_track(bulletin):
    tracks = tracks_of(bulletin, "MX")

    assert {name: (track["certainty"], track["one_of"]) for name, track in tracks.items()} == {
        "network": ("sure", ["established"]),
        "terms_of_reference": ("sure", ["approved"]),
        "work_plan": ("sure", ["drafting", "drafted"]),
        "champion": ("sure", ["declared"]),
        "mptf_project": ("sure", ["assigned"]),
    }
    assert tracks["network"]["date"] == {"edtf": "[..2021-09]", "earliest": None, "latest": "2021-09-30"}


@pytest.mark.parametrize("country", ["CL", "TT"])
def test_a_country_with_a_project_may_have_no_network_on_record(bulletin, country):
    tracks = tracks_of(bulletin, country)

    assert tracks["mptf_project"]["certainty"] == "sure"
    assert tracks["network"] == {
        "certainty": "unknown",
        "one_of": [],
        "date": None,
        "milestones": [],
        "disputed": False,
    }
    assert bulletin.get(f"/networks/{country}").status_code == 404


@pytest.mark.parametrize("country", ["CA", "HN"])
def test_a_champion_may_have_no_network_on_record(bulletin, country):
    tracks = tracks_of(bulletin, country)

    assert tracks["champion"]["certainty"] == "sure"
    assert tracks["network"]["certainty"] == "unknown"


@pytest.mark.parametrize("country", ["EC", "HT", "PA"])
def test_the_remaining_terms_of_reference_are_being_drafted_or_await_approval(bulletin, country):
    track = tracks_of(bulletin, country)["terms_of_reference"]

    assert track["certainty"] == "sure"
    assert sorted(track["one_of"]) == ["awaiting-approval", "drafting"]


def test_the_same_country_stands_on_the_board_as_on_its_own_page(bulletin):
    board = bulletin.get("/status", valid_at="2021-09-30").json["countries"]

    for country in board:
        assert tracks_of(bulletin, country["country"]) == country["tracks"]


def test_a_scope_counts_its_own_countries_alone(bulletin):
    counts = bulletin.get("/status", valid_at="2021-09-30", scope="013").json["counts"]
    mexico = bulletin.get("/status", valid_at="2021-09-30", scope="MX").json

    # Central America by M49: Costa Rica, El Salvador, Guatemala, Mexico and Panama.
    assert counts["networks_established"] == {"sure": 5, "possible": 5}
    assert [country["country"] for country in mexico["countries"]] == ["MX"]
    assert {pair["sure"] for pair in mexico["counts"].values()} == {1}


def test_every_country_has_an_address(bulletin):
    iceland = bulletin.get("/countries/IS").json

    assert iceland["name"]["es"] == "Islandia"
    assert iceland["milestones"] == iceland["networks"] == iceland["documents"] == []


def test_a_country_page_has_everything_about_the_country(bulletin):
    mexico = bulletin.get("/countries/MX").json

    assert [network["code"] for network in mexico["networks"]] == ["MX"]
    assert [champion["code"] for champion in mexico["champions"]] == ["MX"]
    assert [project["code"] for project in mexico["projects"]] == ["mptf-chl-mex"]
    assert {one["milestone"] for one in mexico["milestones"]} == {
        "established",
        "terms-of-reference-approved",
        "status-observed",
        "declared",
        "assigned",
    }
    assert [document["language"] for document in mexico["documents"]] == ["es"]


def test_a_country_as_known_before_has_no_records(imported):
    mexico = imported.api.get("/countries/MX", known_at=imported.before).json

    assert mexico["milestones"] == mexico["networks"] == mexico["projects"] == mexico["documents"] == []


@pytest.mark.parametrize(
    ("collection", "number"),
    [
        ("networks", 13),
        ("champions", 6),
        ("projects", 2),
        ("support-activities", 2),
        ("working-groups", 8),
        ("support-kinds", 7),
        ("documents", 2),
    ],
)
def test_each_collection_lists_what_was_recorded(bulletin, collection, number):
    listed = bulletin.get(f"/{collection}").json

    assert len(listed["results"]) == number
    assert listed["next"] is None
    assert [one["code"] for one in listed["results"]] == sorted({one["code"] for one in listed["results"]})


@pytest.mark.parametrize("collection", ["networks", "champions", "projects", "support-activities"])
def test_a_collection_can_be_narrowed_to_a_country(bulletin, collection):
    country = {"support-activities": "CR"}.get(collection, "MX")

    listed = bulletin.get(f"/{collection}", country=country).json["results"]

    assert len(listed) == 1
    assert country in {listed[0].get("country"), listed[0].get("network"), *listed[0].get("countries", [])}


def test_a_document_shows_the_milestones_that_rest_on_it(bulletin):
    documents = bulletin.get("/documents").json["results"]
    written = next(document for document in documents if document["title"].startswith("Hitos"))

    shown = bulletin.get(f"/documents/{written['id']}").json

    # 31 milestones, 7 observations, and the dates of 2 activities and 8 working groups.
    assert len(shown["milestones"]) == 48
    assert {one["source"]["document"] for one in shown["milestones"]} == {written["id"]}
