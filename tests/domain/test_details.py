"""Details of single milestones, states that a source describes, and the records they belong to."""

from functools import partial
from uuid import UUID

import pytest

from domain.catalogue.projects import Project
from domain.catalogue.support_activities import SupportActivity
from domain.catalogue.support_kinds import AlreadyListed, SupportKind
from domain.claims import NothingNew, Source
from domain.directory.champion_countries import ChampionCountry
from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.errors import InvalidField, UnknownCode
from domain.facts import Unstorable
from domain.milestones import milestone_aggregates
from tests.support.stories import BULLETIN, COORDINATOR, EXAMPLES, IN_BULLETIN, IN_LETTER, LETTER, network

ACTIVITY = UUID("a0000000-0000-4000-8000-000000000001")


def test_every_kind_has_an_example():
    assert set(EXAMPLES) == set(milestone_aggregates())


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({}, "details/agency"),
        ({"agency": "IOMM"}, "details/agency"),
        ({"agency": None}, "details/agency"),
        ({"agency": ["IOM"]}, "details/agency"),
        ({"agency": "IOM", "since": "2020"}, "details/since"),
        ({"agency": "IOM\x00"}, "details/agency"),
    ],
)
def test_an_agency_joins_by_its_code_alone(facts, field):
    with pytest.raises(InvalidField) as refused:
        network().record_milestone(
            "member-agency-joined", occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts=facts
        )

    assert refused.value.field == field


def test_an_unknown_agency_is_answered_with_what_may_have_been_meant():
    with pytest.raises(UnknownCode, match="Did you mean IOM"):
        network().record_milestone(
            "member-agency-joined", occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts={"agency": "IOMM"}
        )


def test_the_period_of_a_work_plan_may_be_left_open_but_not_be_nonsense():
    peru = network()

    peru.record_milestone("work-plan-drafted", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)
    with pytest.raises(InvalidField) as refused:
        peru.record_milestone(
            "work-plan-drafted", occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts={"period": "2023/2021"}
        )

    assert peru.claims[2].facts == {"period": None}
    assert refused.value.field == "details/period"


def test_work_plans_of_two_periods_are_two_milestones():
    peru = network()

    for period in ("2019/2020", "2021/2022"):
        peru.record_milestone(
            "work-plan-drafted", occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts={"period": period}
        )

    assert len(peru.claims) == 2


@pytest.mark.parametrize(
    ("money", "field"),
    [
        ({"amount": -1, "currency": "USD", "approximate": True}, "details/money/amount"),
        ({"amount": 1.5, "currency": "USD", "approximate": True}, "details/money/amount"),
        ({"amount": 1, "currency": "dollars", "approximate": True}, "details/money/currency"),
        ({"amount": 1, "currency": "USD"}, "details/money/approximate"),
    ],
)
def test_money_is_whole_minor_units_of_a_currency(money, field):
    with pytest.raises(InvalidField) as refused:
        EXAMPLES[Project]("CL").record_milestone(
            "funding-approved", occurred="2021", source=IN_BULLETIN, by=COORDINATOR, facts={"money": money}
        )

    assert refused.value.field == field


def test_a_network_may_be_seen_in_one_of_several_states():
    peru = network()

    peru.observe_status(
        "terms-of-reference",
        one_of=["drafting", "awaiting-approval", "drafting"],
        occurred="2021-09",
        source=IN_BULLETIN,
        by=COORDINATOR,
    )

    assert peru.claims[2].facts == {
        "observed_track": "terms-of-reference",
        "one_of": ["drafting", "awaiting-approval"],
    }


@pytest.mark.parametrize(
    ("states", "field"), [(["drafting", "shelved"], "one_of/1"), ([], "one_of"), (["established"], "one_of/0")]
)
def test_only_states_of_the_track_can_be_observed(states, field):
    with pytest.raises(InvalidField) as refused:
        network().observe_status(
            "terms-of-reference", one_of=states, occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR
        )

    assert refused.value.field == field


def test_the_same_observation_by_the_same_source_is_nothing_new():
    peru = network()
    peru.observe_status("network", one_of=["dormant"], occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR)

    with pytest.raises(NothingNew):
        peru.observe_status("network", one_of=["dormant"], occurred="2021-09", source=IN_BULLETIN, by=COORDINATOR)
    peru.observe_status("network", one_of=["dormant"], occurred="2021-10", source=IN_BULLETIN, by=COORDINATOR)

    assert len(peru.claims) == 2


@pytest.mark.parametrize("country", ["XX", "pe", "PER", "", "Peru"])
@pytest.mark.parametrize("cls", [NationalNetwork, ChampionCountry])
def test_a_country_is_named_by_its_code(cls, country):
    with pytest.raises(UnknownCode) as refused:
        cls.register(country=country, by=COORDINATOR)

    assert refused.value.field == "country"


def test_a_country_has_one_network_and_one_record_as_champion():
    assert network("PE").id == NationalNetwork.id_of("PE") == network("PE").id
    assert len({NationalNetwork.id_of("PE"), NationalNetwork.id_of("EC"), ChampionCountry.id_of("PE")}) == 3


def test_kosovo_can_have_a_network():
    assert network("XK").country == "XK"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"countries": []}, "countries"),
        ({"countries": ["CL", "XX"]}, "countries/1"),
        ({"title": {}}, "title"),
        ({"lead": "IOMM"}, "lead"),
        ({"participating": ["ILO", "IOMM"]}, "participating/1"),
        ({"budget": 1}, "budget"),
    ],
)
def test_a_project_is_described_in_known_codes(change, field):
    described = {"title": {"es": "Competencias"}, "countries": ["CL"], **change}

    with pytest.raises(InvalidField) as refused:
        Project.register(code="MPTF-1", by=COORDINATOR, facts=described)

    assert refused.value.field == field


def test_a_project_may_have_two_countries_and_no_lead():
    project = Project.register(
        code="MPTF-1", by=COORDINATOR, facts={"title": {"es": "Competencias"}, "countries": ["CL", "MX"]}
    )

    assert (project.countries, project.lead) == (["CL", "MX"], None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"network": "XX"}, "network"),
        ({"objectives": ["GCM-24"]}, "objectives/0"),
        ({"support_kinds": ["SK-99"]}, "support_kinds/0"),
        ({"title": {}}, "title"),
    ],
)
def test_a_support_activity_is_described_in_known_codes(change, field):
    with pytest.raises(InvalidField) as refused:
        SupportActivity.register(
            id=ACTIVITY, by=COORDINATOR, facts={"network": "PE", "title": {"en": "A workshop"}, **change}
        )

    assert refused.value.field == field


def test_a_working_group_has_a_type_and_a_name():
    with pytest.raises(InvalidField, match="core, thematic, workstream"):
        WorkingGroup.register(code="WG-1", type="club", names={"en": "Data"}, by=COORDINATOR)
    with pytest.raises(InvalidField, match="name in one language"):
        WorkingGroup.register(code="WG-1", type="core", names={}, by=COORDINATOR)


def test_a_source_lists_a_kind_of_support_once():
    kind = SupportKind.register(code="SK-1", by=COORDINATOR)
    kind.list_in(IN_BULLETIN, by=COORDINATOR)

    with pytest.raises(AlreadyListed):
        kind.list_in(Source(BULLETIN, locator="p. 3"), by=COORDINATOR)
    kind.list_in(IN_LETTER, by=COORDINATOR)

    assert kind.documents == [BULLETIN, LETTER]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"language": "Spanish"}, "language"),
        ({"published": "2021-13"}, "published"),
        ({"sha256": "abc"}, "sha256"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://"}, "url"),
        ({"publisher": "\ud800"}, "publisher"),
    ],
)
def test_a_document_is_described_in_what_can_be_kept(change, field):
    with pytest.raises(InvalidField) as refused:
        SourceDocument.register(**{"title": "Boletín 2", "by": COORDINATOR, **change})

    assert refused.value.field == field


def test_a_document_is_known_by_its_slug_else_its_digest_else_its_description():
    digest = "0" * 64
    register = partial(
        SourceDocument.register, title="Boletín 2", publisher="Network", published="2021-09", by=COORDINATOR
    )

    assert register(sha256=digest, slug="b-2").code == "b-2"
    assert register(sha256=digest).code == digest
    assert register().code == "network-boletin-2-2021-09"


def test_text_of_a_source_that_cannot_be_kept_is_refused():
    with pytest.raises(Unstorable) as refused:
        Source(BULLETIN, quote="\x00")

    assert refused.value.field == "source/quote"
