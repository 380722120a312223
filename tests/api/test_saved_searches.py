"""Somebody keeps a search and is told what is new, and nobody else is."""

import pytest

from knowledge.private.saved_searches import MOST
from tests.api.cast import WHY

VACCINES = {"name": "Vacunas en Perú", "query": {"q": "vacunas", "country": ["PE"]}, "frequency": "weekly"}


@pytest.fixture
def kept(cast):
    answer = cast.author.post("/my/searches", VACCINES)
    assert answer.status_code == 201
    return answer.json


def new(actor, kept, **query):
    return actor.get_signed(f"/my/searches/{kept['id']}/new", **query).json


def test_a_search_is_kept_as_it_was_asked(cast, kept):
    assert {name: kept[name] for name in VACCINES} == VACCINES | {"query": {"q": "vacunas", "country": ["PE"]}}
    assert cast.author.list("/my/searches") == [kept]


def test_what_is_new_is_what_was_published_since_one_has_looked(cast):
    cast.publish(cast.begin(title="Vacunas viejas"))
    kept = cast.author.post("/my/searches", VACCINES).json
    assert new(cast.author, kept)["results"] == []
    practice = cast.publish(cast.begin(title="Vacunas nuevas"))
    cast.publish(cast.begin(title="Vacunas de otro país", countries=["CL"]))

    first, again = new(cast.author, kept), new(cast.author, kept)
    assert [hit["id"] for hit in first["results"]] == [hit["id"] for hit in again["results"]] == [practice]
    assert (first["since"], first["total"]) == (kept["looked_at"], 1)

    looked = cast.author.post(f"/my/searches/{kept['id']}/look", {"until": first["until"]})
    assert looked.json["looked_at"] == first["until"]
    assert new(cast.author, kept)["results"] == []
    earlier = cast.author.post(f"/my/searches/{kept['id']}/look", {"until": "2020-01-01T00:00:00Z"})
    assert earlier.json["looked_at"] == first["until"]


def test_what_is_new_is_paged(cast, kept):
    practices = [cast.publish(cast.begin(title=f"Vacunas {number}")) for number in range(3)]

    first = new(cast.author, kept, limit=2)
    second = new(cast.author, kept, limit=2, cursor=first["next"])

    assert [hit["id"] for hit in first["results"] + second["results"]] == practices[::-1]
    assert second["next"] is None


def test_what_was_taken_from_readers_is_not_new(cast, kept):
    practice = cast.publish(cast.begin(title="Vacunas"))
    cast.curator.must("unpublish", practice, WHY)

    assert new(cast.author, kept)["total"] == 0


def test_a_search_is_forgotten_when_its_owner_says_so(cast, kept):
    assert cast.author.delete(f"/my/searches/{kept['id']}").status_code == 200

    assert cast.author.list("/my/searches") == []
    assert cast.author.delete(f"/my/searches/{kept['id']}").status_code == 404


def test_nobody_else_sees_or_touches_it(api, cast, kept):
    for other in (cast.stranger, cast.curator, api):
        assert other.get_signed("/my/searches").json["results"] == []
        assert other.get_signed(f"/my/searches/{kept['id']}/new").status_code == 404
        assert other.call("DELETE", f"/my/searches/{kept['id']}", headers=other.headers()).status_code == 404
        assert other.post(f"/my/searches/{kept['id']}/look", {"until": "2030-01-01"}).status_code == 404
    for address in ("/my/searches", f"/my/searches/{kept['id']}/new"):
        assert api.get(address).status_code == 401
    assert cast.author.list("/my/searches") == [kept]


def test_sent_again_with_its_key_it_is_kept_once(cast):
    one, again = (cast.author.post("/my/searches", VACCINES, idempotency_key="k") for _ in range(2))

    assert one.json == again.json
    assert len(cast.author.list("/my/searches")) == 1


def test_an_account_keeps_so_many_and_no_more(cast):
    for _ in range(MOST):
        assert cast.author.post("/my/searches", VACCINES).status_code == 201

    assert cast.author.post("/my/searches", VACCINES).json["type"] == "/problems/too-many-searches"


def test_with_its_account_a_search_is_gone(api, cast, kept, knowledge):
    assert api.post(f"/accounts/{cast.author.id}/close", WHY).status_code == 201

    assert knowledge.saved_searches.of(cast.author.id) == []
    assert kept


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"name": ""}, "#/name"),
        ({"frequency": "hourly"}, "#/frequency"),
        ({"query": {"country": ["XX"]}}, "#/query/country"),
        ({"query": {"colour": "red"}}, "#/query/colour"),
        ({"query": {"year": ["soon"]}}, "#/query/year/0"),
        ({"query": "vacunas"}, "#/query"),
    ],
)
def test_what_could_never_be_searched_is_not_kept(cast, wrong, pointer):
    refused = cast.author.post("/my/searches", VACCINES | wrong)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["pointer"] == pointer
