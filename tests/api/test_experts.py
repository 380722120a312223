"""Experts join the roster, are found by who looks for help and by nobody else, and leave nothing behind."""

import pytest

from domain.commitments.expert_listings import ExpertListing
from domain.vocabulary import LANGUAGES
from tests.api.cast import Actor
from tests.support.accounts import open_account
from tests.support.visitors import Visitor

SAYS = {
    "agrees": True,
    "objectives": ["GCM-07", "GCM-15"],
    "support_kinds": ["SK-3"],
    "languages": ["es", "qu"],
    "countries": ["PE", "BO"],
    "statement": "Veinte años en ventanillas de la frontera.",
}


@pytest.fixture
def expert(app, knowledge):
    return Actor(app, knowledge, "contributor", organization="Universidad")


@pytest.fixture
def coordinator(app, knowledge):
    return Actor(app, knowledge, "coordinator", countries=["EC"])


def found_by(who, **query):
    return [one["id"] for one in who.list("/experts", **query)]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"agrees": False}, "#/agrees"),
        ({"objectives": [], "support_kinds": []}, "#/objectives"),
        ({"objectives": ["GCM-07", "GCM-99"]}, "#/objectives/1"),
        ({"languages": []}, "#/languages"),
        ({"languages": ["Spanish, mostly"]}, "#/languages/0"),
        ({"countries": ["XX"]}, "#/countries/0"),
        ({"statement": "x" * 1_001}, "#/statement"),
    ],
)
def test_nobody_is_listed_who_does_not_agree_or_says_what_cannot_be_found(api, expert, change, pointer):
    before = api.position()

    refused = expert.post("/my/expert-listing/join", {**SAYS, **change})

    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, pointer)
    assert api.position() == before
    assert expert.get_signed("/my/expert-listing").json == {"is_listed": False, "expert": None}


def test_an_expert_joins_is_found_says_something_else_leaves_and_is_forgotten(api, app, knowledge, expert, coordinator):
    joined = expert.post("/my/expert-listing/join", SAYS)
    assert joined.status_code == 200
    assert joined.json["expert"]["organization"] == "Universidad"
    assert found_by(coordinator) == [str(expert.id)]
    for query in ({"objective": "GCM-15"}, {"support_kind": "SK-3"}, {"language": "qu"}, {"country": "BO"}):
        assert found_by(coordinator, **query) == [str(expert.id)]
    for query in ({"objective": "GCM-01"}, {"support_kind": "SK-1"}, {"language": "fr"}, {"country": "EC"}):
        assert found_by(coordinator, **query) == []
    assert coordinator.get_signed("/experts", objective="GCM-99").status_code == 422
    assert coordinator.get_signed(f"/experts/{expert.id}").json["statement"] == SAYS["statement"]
    assert coordinator.get_signed(f"/experts/{coordinator.id}").status_code == 404
    for nobody in (expert, Actor(app, knowledge, "reviewer"), Actor(app, knowledge)):
        assert nobody.get_signed("/experts").status_code == 403
        assert nobody.get_signed(f"/experts/{expert.id}").status_code == 403
    assert api.get("/experts").status_code == 401
    assert api.get("/audit", kind="expert-listing").json["results"] == []
    assert str(SAYS["statement"]) in str(expert.get_signed("/my/account/export").json["kept"])

    since = joined.json["expert"]["since"]
    position = api.position()
    again = expert.post("/my/expert-listing/join", {**SAYS, "countries": ["EC"]})
    assert (again.json["expert"]["since"], api.position()) == (since, position)
    assert found_by(coordinator, country="EC") == [str(expert.id)]
    assert found_by(coordinator, country="PE") == []

    for _ in range(2):
        assert expert.post("/my/expert-listing/leave", {}).json == {"is_listed": False, "expert": None}
    assert found_by(coordinator) == []
    assert not knowledge.platform.find(ExpertListing, ExpertListing.id_of(str(expert.id))).is_listed
    assert knowledge.roster.find(expert.id) is None
    expert.post("/my/expert-listing/join", SAYS)
    assert found_by(coordinator) == [str(expert.id)]

    assert expert.post("/my/account/erase", {"account": str(expert.id)}).status_code == 201
    assert found_by(coordinator) == []
    assert knowledge.roster.find(expert.id) is None


def test_an_expert_joins_and_leaves_in_a_browser_and_is_found_in_one(app, knowledge):
    account = open_account(knowledge, "contributor", organization="Instituto <b>")
    expert = Visitor(app).sign_in(knowledge, account.id)
    coordinator = Visitor(app).sign_in(knowledge, open_account(knowledge, "coordinator").id)
    refused = expert.send("/es/my/expert-listing", objectives=["GCM-07"], languages=["es"], statement="Fronteras")
    assert refused.status_code == 422
    assert "Fronteras" in refused.text

    joined = expert.send(
        "/es/my/expert-listing", objectives=["GCM-07"], languages=["es"], statement="Fronteras", agrees="true"
    )

    assert joined.status_code == 303
    assert "Salir de la lista" in expert.get("/es/my/expert-listing").text
    for language in LANGUAGES:
        page = coordinator.get(f"/{language}/experts", objective="GCM-07")
        assert page.status_code == 200
        assert "Instituto &lt;b&gt;" in page.text
        assert f'href="/{language}/experts/{account.id}"' in page.text
        assert "Instituto" not in coordinator.get(f"/{language}/experts", objective="GCM-01").text
        assert "Fronteras" in coordinator.get(f"/{language}/experts/{account.id}").text
        assert expert.get(f"/{language}/experts").status_code == 403
        assert f'href="/{language}/experts"' in coordinator.get(f"/{language}/reviews").text
        assert f'href="/{language}/experts"' not in expert.get(f"/{language}/reviews").text
    assert expert.send("/es/my/expert-listing/leave").status_code == 303
    assert "Instituto" not in coordinator.get("/es/experts").text
