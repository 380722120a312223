"""A request that says what its sender has read (If-Match), and one that may be sent twice (Idempotency-Key)."""

import math
import os
from threading import Barrier, Thread

import pytest

from domain.vocabulary import countries
from tests.api.caller import Caller
from tests.api.test_recording import on_both_databases

RACES = int(os.environ.get("TEST_RACES", "30"))
"""How often two change the same; raise it for a long run."""
EACH = 20
"""How often they change one network, which takes the longer to read the more is known of it."""


def establishment(source, occurred="2021-10"):
    return {"milestone": "established", "occurred": occurred, "source": source}


@pytest.fixture
def network(api, source):
    """The network of Peru at version 2."""
    return api.post("/networks/PE/milestones", establishment(source))


def at_once(*acts):
    """Carry acts out side by side, and return their answers."""
    line, answers = Barrier(len(acts)), [None] * len(acts)

    def act(place):
        line.wait(10)
        answers[place] = acts[place]()

    threads = [Thread(target=act, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@on_both_databases
def test_who_has_read_the_current_version_may_change_it(api, source, network):
    tag = api.get("/networks/PE").headers["ETag"]

    changed = api.post("/networks/PE/milestones", establishment(source, "2020"), if_match=tag)

    assert tag == network.headers["ETag"]
    assert changed.status_code == 201
    assert changed.headers["ETag"] == api.get("/networks/PE").headers["ETag"] != tag


@pytest.mark.parametrize("given", ['"1"', '"3"', "1", '"0"', '"-1"', '"two"', "two", '""', "", '"2", "3"', '"9' * 3000])
def test_who_has_read_another_version_has_to_read_again(api, source, network, given):
    before = api.position()

    refused = [
        api.post("/networks/PE/milestones", establishment(source, "2020"), if_match=given),
        api.post(f"/milestones/{network.json['position']}/retractions", {"reason": "No."}, if_match=given),
    ]

    assert [answer.status_code for answer in refused] == [412, 412]
    assert refused[0].json["type"] == "/problems/changed-meanwhile"
    assert api.position() == before


@pytest.mark.parametrize("given", ["*", '"2"', 'W/"2"', " 2 "])
@pytest.mark.usefixtures("network")
def test_the_current_version_can_be_named_in_several_ways(api, source, given):
    assert api.post("/networks/PE/milestones", establishment(source, "2020"), if_match=given).status_code == 201


@pytest.mark.parametrize("given", ["*", '"0"', '"1"', '"2"'])
def test_of_what_is_not_on_record_nobody_can_have_read_a_version(api, source, given):
    before = api.position()

    refused = [
        api.post("/networks/PE/milestones", establishment(source), if_match=given),
        api.post("/documents", {"title": "Letter"}, if_match=given),
        api.post("/working-groups", {"code": "WG-9", "type": "core", "names": {"en": "Data"}}, if_match=given),
    ]

    assert [answer.status_code for answer in refused] == [412] * 3
    assert api.position() == before


@on_both_databases
def test_of_two_who_have_read_the_same_version_one_has_to_read_again(app, api, source):
    addresses = [f"/networks/{code}" for code in list(countries())[: math.ceil(RACES / EACH)]]
    for address in addresses:
        api.post(f"{address}/milestones", establishment(source, "1000"))
    for race in range(RACES):
        address = addresses[race // EACH]
        tag = api.get(address).headers["ETag"]
        years = (f"{1001 + race}", f"{1001 + race}-06")
        answers = at_once(
            *(
                lambda year=year, tag=tag, address=address: Caller(app).post(
                    f"{address}/milestones", establishment(source, year), if_match=tag
                )
                for year in years
            )
        )
        assert sorted(answer.status_code for answer in answers) == [201, 412]
    assert sum(len(api.get(address).json["milestones"]) for address in addresses) == RACES + len(addresses)


@on_both_databases
def test_those_who_record_at_once_without_a_condition_take_turns(app, api, source):
    answers = at_once(
        *(
            lambda year=year: Caller(app).post("/networks/PE/milestones", establishment(source, f"20{year}"))
            for year in range(10, 16)
        )
    )

    assert {answer.status_code for answer in answers} == {201}
    recorded = [answer.json for answer in answers]
    assert api.get("/networks/PE").json["milestones"] == sorted(recorded, key=lambda one: one["occurred"]["edtf"])


@on_both_databases
def test_a_request_sent_again_is_answered_as_before_and_carried_out_once(api, source):
    sent = [api.post("/networks/PE/milestones", establishment(source), idempotency_key="first") for _ in range(3)]

    assert {answer.status_code for answer in sent} == {201}
    assert len({answer.get_data() for answer in sent}) == 1
    told = {tuple(sorted({**answer.headers, "X-Request-Id": ""}.items())) for answer in sent}
    assert len(told) == 1
    assert len(api.get("/networks/PE").json["milestones"]) == 1


def test_a_request_sent_again_after_other_changes_is_answered_as_before(api, source):
    body = establishment(source)
    first = api.post("/networks/PE/milestones", body, idempotency_key="first", if_match="*")
    assert first.status_code == 412
    first = api.post("/networks/PE/milestones", body, idempotency_key="first")
    api.post(f"/milestones/{first.json['position']}/retractions", {"reason": "No."})

    again = api.post("/networks/PE/milestones", body, idempotency_key="first")

    assert again.get_data() == first.get_data()
    assert again.headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/documents", {"title": "Letter"}),
        ("/support-activities", {"network": "PE", "title": {"en": "A workshop"}}),
        ("/working-groups", {"code": "WG-9", "type": "core", "names": {"en": "Data"}}),
    ],
)
def test_a_registration_sent_again_is_answered_as_before_and_carried_out_once(api, address, body):
    sent = [api.post(address, body, idempotency_key="mine") for _ in range(2)]

    assert sent[0].status_code == sent[1].status_code == 201
    assert sent[0].get_data() == sent[1].get_data()
    assert len(api.get(address).json["results"]) == 1


def test_a_key_belongs_to_one_request(api, source):
    api.post("/networks/PE/milestones", establishment(source), idempotency_key="first")
    before = api.position()

    refused = [
        api.post("/networks/PE/milestones", establishment(source, "2020"), idempotency_key="first"),
        api.post("/networks/BR/milestones", establishment(source), idempotency_key="first"),
        api.post("/documents", {"title": "Letter"}, idempotency_key="first"),
    ]

    assert [answer.status_code for answer in refused] == [422] * 3
    assert {answer.json["type"] for answer in refused} == {"/problems/key-reused"}
    assert api.position() == before


def test_a_refused_request_may_be_mended_and_sent_with_the_same_key(api, source):
    refused = api.post("/networks/PE/milestones", establishment(source, "2021-13"), idempotency_key="first")

    mended = api.post("/networks/PE/milestones", establishment(source), idempotency_key="first")

    assert (refused.status_code, mended.status_code) == (422, 201)


@pytest.mark.parametrize("key", ["", "x" * 201])
def test_a_key_has_1_to_200_characters(api, source, key):
    before = api.position()

    refused = api.post("/networks/PE/milestones", establishment(source), idempotency_key=key)

    assert refused.status_code == 422
    assert refused.json["errors"][0]["parameter"] == "Idempotency-Key"
    assert api.position() == before


@on_both_databases
def test_of_two_requests_with_one_key_at_once_one_is_carried_out(app, api, source):
    for race in range(10):
        body = establishment(source, f"{1900 + race}")
        answers = at_once(
            *[
                lambda body=body, race=race: Caller(app).post(
                    "/networks/PE/milestones", body, idempotency_key=f"race-{race}"
                )
            ]
            * 3
        )
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.get_data() for answer in answers}) == 1
        assert len(api.get("/networks/PE").json["milestones"]) == race + 1
