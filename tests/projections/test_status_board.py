"""Where each country stands, for any day and as it was known at any position of the log."""

import pytest

from domain.catalogue.projects import Project
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.status import Knowledge
from tests.projections.test_setting_aside import LAUNCHED, mend, put
from tests.support.stories import COORDINATOR, CURATOR, EXAMPLES, IN_BULLETIN, IN_LETTER, bulletin, established, network

PERU = NationalNetwork.id_of("PE")
NETWORKS = "networks_established"


@pytest.fixture
def story(kept):
    """Peru's network: recorded at 3, refined at 4, corrected at 5, retracted at 6, reinstated at 7."""
    kept.platform.record(bulletin(), established("PE", "2021-10"))
    with kept.platform.change(NationalNetwork, PERU) as peru:
        peru.refine(2, occurred="2021-10-14", source=IN_LETTER, by=COORDINATOR)
        peru.correct(2, occurred="2021-11", source=IN_LETTER, reason="The letter says so.", by=COORDINATOR)
        peru.retract(2, reason="It was the neighbour's.", by=CURATOR)
        peru.reinstate(2, reason="It was not.", by=CURATOR)
    kept.views.catch_up()
    return kept


def figure(kept, name: str, day: str) -> tuple[int, int]:
    counts = kept.board.on(day, position=kept.views.position()).counts[name]
    return counts["sure"], counts["possible"]


def standing(kept, country: str, track: str, day: str):
    board = kept.board.on(day, position=kept.views.position())
    return next(stands for stands in board.countries if stands.country == country).tracks[track]


def test_the_board_answers_as_it_did_at_each_moment(story):
    expected = {
        (2, "2021-12-31"): (0, 0),
        (3, "2021-09-30"): (0, 0),
        (3, "2021-10-14"): (0, 1),
        (3, "2021-10-31"): (1, 1),
        (4, "2021-10-13"): (0, 0),
        (4, "2021-10-14"): (1, 1),
        (5, "2021-10-31"): (0, 0),
        (5, "2021-11-01"): (0, 1),
        (5, "2021-12-31"): (1, 1),
        (6, "2021-12-31"): (0, 0),
        (7, "2021-12-31"): (1, 1),
    }

    answered = {asked: story.board.on(asked[1], position=asked[0]).counts[NETWORKS] for asked in expected}

    assert {asked: (counts["sure"], counts["possible"]) for asked, counts in answered.items()} == expected


def test_the_board_answers_the_same_after_a_rebuild_and_a_restart(story, database):
    before = [story.board.on("2021-10-31", position=position) for position in range(8)]

    story.rebuilt_rows()

    assert [story.board.on("2021-10-31", position=position) for position in range(8)] == before
    with database.open_views() as restarted:
        assert [restarted.board.on("2021-10-31", position=position) for position in range(8)] == before


def test_the_board_knows_what_another_process_took_in(kept, database):
    kept.platform.record(established("PE", "2021-09"))
    kept.views.catch_up()
    before = figure(kept, NETWORKS, "2021-12-31")

    with database.open_views() as another:
        another.platform.record(established("EC", "2021-09"))
        with another.platform.change(NationalNetwork, PERU) as peru:
            peru.retract(2, reason="It was the neighbour's.", by=CURATOR)
        another.views.catch_up()
        another.views.rebuild("milestones")

    assert before == (1, 1)
    assert figure(kept, NETWORKS, "2021-12-31") == (1, 1)
    assert [stands.country for stands in kept.board.on("2021-12-31", position=5).countries] == ["EC"]


def test_a_board_that_was_asked_too_early_answers_rightly_later(kept):
    position = kept.platform.record(established("PE", "2021-09"))
    early = kept.board.on("2021-12-31", position=position).counts[NETWORKS]

    kept.views.catch_up()

    assert early == {"sure": 0, "possible": 0}
    assert kept.board.on("2021-12-31", position=position).counts[NETWORKS] == {"sure": 1, "possible": 1}


def test_what_was_set_aside_stands_on_the_board_once_it_is_taken_in(kept, database):
    kept.platform.record(established("PE", "2021-09"), network("EC"))
    put(database, "EC", 2, LAUNCHED)
    kept.views.catch_up()
    before = figure(kept, NETWORKS, "2021-12-31")

    mend(database, LAUNCHED)
    left = kept.views.retry_parked()

    assert (before, left) == ((1, 1), 0)
    assert figure(kept, NETWORKS, "2021-12-31") == (2, 2)


def test_a_status_names_the_claim_it_rests_on(story):
    status = standing(story, "PE", "network", "2021-12-31")

    assert (status.knowledge, status.one_of) == (Knowledge.SURE, ("established",))
    assert [(one.position, one.edtf) for one in status.evidence] == [(3, "2021-11")]


def test_by_september_2021_or_earlier(kept):
    kept.platform.record(*(established(country, "[..2021-09]") for country in ("EC", "MX", "PE")))
    kept.views.catch_up()

    assert figure(kept, NETWORKS, "2020-12-31") == (0, 3)
    assert figure(kept, NETWORKS, "2021-09-30") == (3, 3)


def test_two_sources_that_exclude_each_other_are_shown_as_a_dispute(kept):
    peru = established("PE", "2020-03")
    peru.record_milestone("established", occurred="2021-07-07", source=IN_LETTER, by=COORDINATOR)
    kept.platform.record(peru)
    kept.views.catch_up()

    assert standing(kept, "PE", "network", "2021-01-01").is_disputed
    assert figure(kept, NETWORKS, "2021-01-01") == (0, 1)
    assert figure(kept, NETWORKS, "2021-07-07") == (1, 1)


def test_an_observed_work_plan_in_drafting_is_counted_but_not_as_approved(kept):
    haiti = network("HT")
    haiti.observe_status(
        "terms-of-reference",
        one_of=["drafting", "awaiting-approval"],
        occurred="2021-09",
        source=IN_BULLETIN,
        by=COORDINATOR,
    )
    haiti.observe_status(
        "work-plan", one_of=["drafting", "drafted"], occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR
    )
    kept.platform.record(haiti)
    kept.views.catch_up()

    assert figure(kept, "work_plans_drafted_or_in_drafting", "2021-09-30") == (1, 1)
    assert figure(kept, "terms_of_reference_approved", "2021-09-30") == (0, 0)
    assert standing(kept, "HT", "terms-of-reference", "2021-09-30").one_of == ("drafting", "awaiting-approval")
    assert standing(kept, "HT", "network", "2021-09-30").knowledge is Knowledge.UNKNOWN


def test_a_project_in_two_countries_is_one_project_and_stands_with_both(kept):
    project = EXAMPLES[Project]("CL")
    project.record_milestone("assigned", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)
    kept.platform.record(project)
    kept.views.catch_up()

    board = kept.board.on("2021-12-31", position=kept.views.position())

    assert board.counts["mptf_projects_assigned"] == {"sure": 1, "possible": 1}
    assert [stands.country for stands in board.countries] == ["CL", "TT"]
    assert [list(stands.projects) for stands in board.countries] == [["MPTF-CL"], ["MPTF-CL"]]
    assert board.countries[0].tracks["network"].knowledge is Knowledge.UNKNOWN


def test_a_champion_without_a_network_is_a_champion(kept):
    canada = EXAMPLES[ChampionCountry]("CA")
    canada.record_milestone("declared", occurred="[..2021-09]", source=IN_BULLETIN, by=COORDINATOR)
    kept.platform.record(canada)
    kept.views.catch_up()

    assert figure(kept, "champion_countries", "2021-09-30") == (1, 1)
    assert figure(kept, NETWORKS, "2021-09-30") == (0, 0)


def test_a_board_of_some_countries_counts_those_alone(kept):
    kept.platform.record(*(established(country, "2021-09") for country in ("EC", "MX", "PE")))
    kept.views.catch_up()

    board = kept.board.on("2021-12-31", position=kept.views.position(), countries=frozenset({"EC", "PE", "CL"}))

    assert [stands.country for stands in board.countries] == ["EC", "PE"]
    assert board.counts[NETWORKS] == {"sure": 2, "possible": 2}
