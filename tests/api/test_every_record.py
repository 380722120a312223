"""Every kind of record takes every one of its milestones through its own address."""

from typing import Any

import pytest

from domain.milestones import milestones_of
from knowledge.recording import MILESTONE_KINDS
from tests.support.stories import LETTER, details_for

OBSERVED = [
    ("network", "work-plan", ["drafting", "drafted"]),
    ("champion", "champion", ["interested", "declared"]),
    ("working-group", "working-group", ["established"]),
    ("project", "project", ["in-pipeline", "funding-approved"]),
    ("support-activity", "support-activity", ["planned", "carried-out"]),
    ("regional-review", "regional-review", ["scheduled", "held"]),
    ("review-forum", "declaration", ["drafted", "adopted"]),
]
REGISTERED: dict[str, tuple[str, dict[str, Any]]] = {
    "working-group": ("/working-groups", {"code": "WG-9", "type": "thematic", "names": {"en": "Data"}}),
    "project": (
        "/projects",
        {
            "code": "MPTF-00206",
            "title": {"en": "Skills for return"},
            "countries": ["PE", "BO"],
            "lead": "IOM",
            "participating": ["ILO"],
            "components": [{"en": "Training"}],
            "purpose": {"en": "People find work at home."},
            "money": {"amount": 260_000_000, "currency": "USD", "approximate": True},
        },
    ),
    "support-activity": (
        "/support-activities",
        {
            "network": "PE",
            "title": {"en": "A workshop on data"},
            "support_kinds": ["SK-1"],
            "objectives": ["GCM-01"],
            "counterparts": ["Ministry of Foreign Affairs"],
            "tags_inferred": True,
        },
    ),
    "regional-review": (
        "/regional-reviews",
        {"commission": "ECLAC", "round": 2, "title": {"en": "Second regional review"}, "regions": ["419"]},
    ),
    "review-forum": ("/review-forums", {"edition": 1, "title": {"en": "First review forum"}}),
}
COUNTRIES = {"network": ["PE"], "champion": ["PE"], "project": ["BO", "PE"], "support-activity": ["PE"]}


def address_of(api, kind):
    """Register what has to be registered first, and return its address."""
    if kind not in REGISTERED:
        return f"/{kind}s/PE"
    return api.post(*REGISTERED[kind]).headers["Location"]


@pytest.fixture
def addresses(api):
    return {kind: address_of(api, kind) for kind in MILESTONE_KINDS}


@pytest.mark.parametrize("kind", REGISTERED)
def test_what_is_registered_can_be_read_under_its_address(api, kind):
    address, body = REGISTERED[kind]

    registered = api.post(address, body)

    shown = api.get(registered.headers["Location"])
    assert registered.status_code == 201
    assert shown.json == {**shown.json, **registered.json, "milestones": []}
    assert shown.headers["ETag"] == registered.headers["ETag"] == '"1"'
    assert {name: shown.json[name] for name in body} == body
    assert [one["code"] for one in api.get(address).json["results"]] == [shown.json["code"]]


@pytest.mark.parametrize("kind", ["working-group", "project", "regional-review", "review-forum"])
def test_what_has_a_code_is_registered_once(api, kind):
    api.post(*REGISTERED[kind])

    again = api.post(*REGISTERED[kind])

    assert (again.status_code, again.json["type"]) == (409, "/problems/already-registered")
    assert api.position() == 1


@pytest.mark.parametrize("kind", MILESTONE_KINDS)
def test_each_milestone_of_each_kind_is_recorded_and_shown(api, cast, source, kind):
    address = address_of(api, kind)
    api.post("/working-groups", {"code": "WS-1", "type": "workstream", "names": {"en": "Workstream"}})
    named = {"practice": cast.publish(), "successors": ["WS-1"]}

    shown = []
    for milestone, event in milestones_of(MILESTONE_KINDS[kind]).items():
        details = {name: named.get(name, said) for name, said in details_for(event).items()}
        said = {"milestone": milestone, "occurred": "2021-34", "source": source, "details": details}
        recorded = api.post(f"{address}/milestones", said)
        shown.append(recorded.json)
        assert (recorded.status_code, recorded.json["milestone"]) == (201, milestone)
        assert recorded.json["details"] == details
        assert recorded.json["occurred"] == {"edtf": "2021-34", "earliest": "2021-04-01", "latest": "2021-06-30"}
        assert recorded.json["countries"] == [*COUNTRIES.get(kind, []), *filter(None, [details.get("country")])]
        assert api.get("/milestones", milestone=milestone).json["results"] == [recorded.json]
        assert api.get(recorded.headers["Location"]).json["history"] == [{**recorded.json, "roles": []}]
    assert api.get(address).json["milestones"] == shown


@pytest.mark.parametrize(("kind", "track", "states"), OBSERVED)
def test_the_state_that_a_source_describes_is_recorded_without_saying_how_it_came_about(
    api, source, kind, track, states
):
    said = {"track": track, "one_of": states, "occurred": "2021-09", "source": source}

    observed = api.post(f"{address_of(api, kind)}/observations", said)

    assert observed.status_code == 201
    assert (observed.json["track"], observed.json["states"]) == (track, states)
    assert observed.json["milestone"] == "status-observed"


@pytest.mark.parametrize("kind", MILESTONE_KINDS)
def test_a_milestone_of_each_kind_is_changed_below_its_record_as_below_itself(api, source, kind):
    address = address_of(api, kind)
    milestone, event = next(iter(milestones_of(MILESTONE_KINDS[kind]).items()))
    said = {"milestone": milestone, "occurred": "2021-10", "source": source, "details": details_for(event)}
    claim = api.post(f"{address}/milestones", said).json["position"]
    moved = {"occurred": "2021-11", "source": source, "reason": "The minutes."}

    for start in (address, ""):
        reason = {"reason": "So it is."}
        answers = [
            api.post(f"{start}/milestones/{claim}/refinements", {"occurred": "2021-10-14", "source": source}),
            api.post(f"{start}/milestones/{claim}/corrections", moved),
            api.post(f"{start}/milestones/{claim}/retractions", reason),
            api.post(f"{start}/milestones/{claim}/reinstatements", reason),
            api.post(f"{start}/milestones/{claim}/corrections", {**moved, "occurred": "2021-10"}),
        ]
        assert [answer.status_code for answer in answers] == [201] * 5
    assert [one["last_change"]["change"] for one in api.get(f"/milestones/{claim}").json["history"]] == [
        "recorded",
        *["refined", "corrected", "retracted", "reinstated", "corrected"] * 2,
    ]


def test_the_milestones_of_one_record_cannot_be_changed_below_another(api, source, addresses):
    said = {"milestone": "established", "occurred": "2021-10", "source": source}
    claim = api.post(f"{addresses['network']}/milestones", said).json["position"]

    answers = [
        api.post(f"{address}/milestones/{claim}/retractions", {"reason": "Not here."})
        for kind, address in addresses.items()
        if kind != "network"
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert api.position() == claim


@pytest.mark.parametrize("kind", REGISTERED)
def test_only_what_is_registered_takes_milestones(api, source, kind):
    address, _ = REGISTERED[kind]
    milestone = next(iter(milestones_of(MILESTONE_KINDS[kind])))
    before = api.position()

    for code in ("unheard-of", str(LETTER)):
        said = {"milestone": milestone, "occurred": "2021", "source": source}
        refused = api.post(f"{address}/{code}/milestones", said)
        assert (refused.status_code, refused.json["type"]) == (404, "/problems/not-found")
    assert api.position() == before


@pytest.mark.parametrize("kind", ["network", "champion"])
@pytest.mark.parametrize("country", ["ZZ", "UK", "pe", "PER", "%20", "mptf-tto"])
def test_what_is_no_country_has_neither_network_nor_champion(api, kind, country):
    assert api.get(f"/{kind}s/{country}").status_code == 404


COLLECTIONS = [
    *("projects", "support-activities", "working-groups"),
    *("regional-reviews", "review-forums", "documents", "countries"),
]


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_what_was_not_registered_is_not_found(api, collection):
    for code in ("unheard-of", str(LETTER), "a%00b", "%F0%9F%98%80", "x" * 2000):
        assert api.get(f"/{collection}/{code}").status_code == 404
