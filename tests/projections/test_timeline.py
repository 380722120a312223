"""What happened, in the order in which it happened, and how each claim about it changed."""

import pytest

from domain.catalogue.projects import Project
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.milestones import milestone_aggregates
from projections.timeline import Wanted
from tests.support.stories import (
    BULLETIN,
    COORDINATOR,
    CURATOR,
    EXAMPLES,
    IN_BULLETIN,
    IN_LETTER,
    LETTER,
    bulletin,
    established,
    eventful,
)

PERU = NationalNetwork.id_of("PE")
COUNTRIES = ("CL", "MX", "PE")


@pytest.fixture
def full(kept):
    """A log with the lives of every kind of record in three countries."""
    kept.platform.record(bulletin())
    for country in COUNTRIES:
        kept.platform.record(*(eventful(cls, country) for cls in milestone_aggregates()))
    kept.views.catch_up()
    return kept


@pytest.fixture
def story(kept):
    """Peru's network: recorded at 3, refined at 4, corrected at 5, retracted at 6."""
    kept.platform.record(bulletin(), established("PE", "2021-10"))
    with kept.platform.change(NationalNetwork, PERU) as peru:
        peru.refine(2, occurred="2021-10-14", source=IN_LETTER, by=COORDINATOR)
        peru.correct(2, occurred="2021-11", source=IN_LETTER, reason="The letter says so.", by=CURATOR)
        peru.retract(2, reason="It was the neighbour's.", by=CURATOR)
    kept.views.catch_up()
    return kept


def find(kept, limit: int = 10_000, **wanted: str):
    return kept.timeline.find(Wanted(**wanted), position=kept.views.position(), limit=limit)[0]


def paged(kept, wanted: Wanted, limit: int) -> list[int]:
    found, after = [], None
    for _ in range(1_000):
        rows, after = kept.timeline.find(wanted, position=kept.views.position(), after=after, limit=limit)
        found += [row.claim for row in rows]
        if not after:
            return found
    pytest.fail("the pages have no end")


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(),
        Wanted(country="PE"),
        Wanted(country="TT"),
        Wanted(aggregate="project"),
        Wanted(milestone="established"),
        Wanted(document=str(LETTER)),
        Wanted(aggregate_id=str(PERU)),
        Wanted(from_day="2021-08-31", to_day="2021-09-30"),
        Wanted(by=str(COORDINATOR)),
        Wanted(country="MX", aggregate="network", from_day="2021-01-01", recorded_from="2000", by=str(COORDINATOR)),
    ],
    ids=lambda wanted: " ".join(value for value in vars(wanted).values() if value) or "everything",
)
def test_the_pages_together_hold_every_milestone_once(full, wanted):
    everything = [row.claim for row in find(full, **vars(wanted))]

    pages = [paged(full, wanted, limit) for limit in (2, 7, len(everything))]

    assert pages == [everything] * 3
    assert len(everything) == len(set(everything)) > 2


def test_milestones_stand_in_the_order_in_which_they_happened(kept):
    peru = EXAMPLES[NationalNetwork]("PE")
    dates = {
        "launched": "2021-07-07",
        "established": "2021",
        "preparation-reported": "2019/..",
        "terms-of-reference-approved": "[..2021-07-07]",
        "dormant": "2021-07",
    }
    for name, occurred in dates.items():
        peru.record_milestone(name, occurred=occurred, source=IN_BULLETIN, by=COORDINATOR)
    kept.platform.record(peru)
    kept.views.catch_up()

    assert [row.milestone for row in find(kept)] == [
        "terms-of-reference-approved",
        "launched",
        "dormant",
        "established",
        "preparation-reported",
    ]


def test_a_milestone_is_found_where_it_can_have_happened(kept):
    kept.platform.record(established("PE", "2021-10"))
    kept.views.catch_up()

    assert find(kept, from_day="2021-10-31")
    assert not find(kept, from_day="2021-11-01")
    assert find(kept, to_day="2021-10-01")
    assert not find(kept, to_day="2021-09-30")
    assert find(kept, from_day="2021-10-10", to_day="2021-10-20")


def test_milestones_are_found_by_country_kind_name_source_and_author(kept):
    kept.platform.record(established("PE"), established("EC"))
    project = EXAMPLES[Project]("EC")
    project.record_milestone("assigned", occurred="2021", source=IN_LETTER, by=CURATOR)
    kept.platform.record(project)
    kept.views.catch_up()

    assert {row.code for row in find(kept, country="EC")} == {"EC", "MPTF-EC"}
    assert [row.code for row in find(kept, country="TT")] == ["MPTF-EC"]
    assert [row.code for row in find(kept, aggregate="project")] == ["MPTF-EC"]
    assert [row.code for row in find(kept, milestone="established", country="PE")] == ["PE"]
    assert {row.code for row in find(kept, document=str(BULLETIN))} == {"EC", "PE"}
    assert [row.code for row in find(kept, by=str(CURATOR))] == ["MPTF-EC"]
    assert find(kept, country="CL") == []


def test_milestones_are_found_by_when_they_were_recorded(kept):
    kept.platform.record(established("PE"))
    kept.platform.record(established("EC"))
    kept.views.catch_up()
    first, second = (row.recorded_at for row in sorted(find(kept), key=lambda row: row.claim))

    assert [row.code for row in find(kept, recorded_to=first)] == ["PE"]
    assert [row.code for row in find(kept, recorded_from=second)] == ["EC"]
    assert len(find(kept, recorded_from=first, recorded_to=second)) == 2


def test_the_timeline_answers_as_it_did_at_each_moment(story):
    known = {position: story.timeline.find(Wanted(country="PE"), position=position)[0] for position in range(2, 7)}

    assert {position: [(row.occurred, bool(row.live)) for row in rows] for position, rows in known.items()} == {
        2: [],
        3: [("2021-10", True)],
        4: [("2021-10-14", True)],
        5: [("2021-11", True)],
        6: [("2021-11", False)],
    }


def test_a_claim_tells_how_it_changed_who_changed_it_and_why(story):
    history = story.timeline.history(3, position=6)

    assert [(row.change, row.occurred, row.changed_by, row.reason) for row in history] == [
        ("recorded", "2021-10", str(COORDINATOR), ""),
        ("refined", "2021-10-14", str(COORDINATOR), ""),
        ("corrected", "2021-11", str(CURATOR), "The letter says so."),
        ("retracted", "2021-11", str(CURATOR), "It was the neighbour's."),
    ]
    assert [row.document for row in history] == [str(BULLETIN), str(LETTER), str(LETTER), str(LETTER)]
    assert len(story.timeline.history(3, position=4)) == 2


def test_a_moment_names_the_position_the_log_had_reached(story):
    moments = [row[6] for row in story.rows()["audit"]]

    assert [story.timeline.position_at(moment) for moment in moments] == [1, 2, 3, 4, 5, 6]
    assert story.timeline.position_at("2000-01-01T00:00:00.000000Z") == 0


def test_records_know_their_countries(full):
    identifiers = [str(Project.id_of("MPTF-CL")), str(ChampionCountry.id_of("MX"))]

    assert full.timeline.countries_of(identifiers) == {identifiers[0]: ["CL", "TT"], identifiers[1]: ["MX"]}


def test_records_are_listed_by_kind_in_pages(full):
    first, after = full.register.find("project", limit=2)
    second, end = full.register.find("project", after=after, limit=2)

    assert [row.code for row in (*first, *second)] == ["MPTF-CL", "MPTF-MX", "MPTF-PE"]
    assert end is None
    assert [row.code for row in full.register.find("network", country="MX")[0]] == ["MX"]


def test_a_record_is_found_by_its_code_at_its_version(full):
    peru = full.platform.find(NationalNetwork, PERU)

    assert full.register.one("network", "PE").aggregate_id == str(PERU)
    assert full.register.one("network", "AR") is None
    assert full.register.versions([str(PERU)]) == {str(PERU): peru.version}
