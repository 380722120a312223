"""Whoever reads can ask for checkpoints and proofs, and check them without the platform."""

import base64

import metamorphic_log
import pytest

from tests.api.conftest import new_source


@pytest.fixture
def recorded(api, source):
    """Some events; gives the position of the last."""
    for country in ("PE", "EC", "CL"):
        api.post(
            f"/networks/{country}/milestones", {"milestone": "established", "occurred": "2021-10", "source": source}
        )
    return api.position()


def text(answer):
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return answer.get_data(as_text=True)


def unpacked(hashes):
    return [base64.b64decode(each) for each in hashes]


def test_a_checkpoint_is_signed_by_the_key_that_is_told(api, recorded):
    head = metamorphic_log.checkpoint_verify(text(api.get("/audit/checkpoint")), [text(api.get("/audit/key")).strip()])

    assert head.size == recorded


def test_every_event_is_proven_against_a_checkpoint(api, recorded):
    note, key = text(api.get("/audit/checkpoint")), text(api.get("/audit/key")).strip()

    for position in range(1, recorded + 1):
        proof = api.get("/audit/proof/inclusion", position=position, size=recorded).json
        assert (proof["position"], proof["leaf"], proof["size"]) == (position, position - 1, recorded)
        metamorphic_log.checkpoint_verify_inclusion(
            note, [key], proof["leaf"], base64.b64decode(proof["leaf_hash"]), unpacked(proof["hashes"])
        )
        assert base64.b64decode(proof["root_hash"]) == metamorphic_log.checkpoint_verify(note, [key]).root


def test_the_log_is_proven_to_have_only_grown(api, recorded):
    first, key = text(api.get("/audit/checkpoint")), text(api.get("/audit/key")).strip()
    new_source(api, "Another note")
    second = text(api.get("/audit/checkpoint"))

    proof = api.get("/audit/proof/consistency", **{"from": recorded, "to": recorded + 1}).json

    metamorphic_log.checkpoint_verify_consistency(first, second, [key], unpacked(proof["hashes"]))
    assert (proof["from"], proof["to"]) == (recorded, recorded + 1)
    assert proof["to_root_hash"] in second
    assert proof["from_root_hash"] in first


def test_without_a_size_the_present_tree_is_meant(api, recorded):
    assert api.get("/audit/proof/inclusion", position=2).json["size"] == recorded
    assert api.get("/audit/proof/consistency", **{"from": 2}).json["to"] == recorded


def test_an_earlier_tree_can_be_asked_for(api, recorded):
    proof = api.get("/audit/proof/inclusion", position=2, size=3).json

    assert recorded > 3
    assert (proof["size"], len(proof["hashes"])) == (3, 2)


def test_a_position_where_nothing_stands_has_no_proof(api, recorded):
    answer = api.get("/audit/proof/inclusion", position=recorded + 1)

    assert (answer.status_code, answer.json["type"]) == (404, "/problems/not-found")
    assert str(recorded + 1) in answer.json["detail"]


@pytest.mark.parametrize(
    ("address", "query", "parameter"),
    [
        ("inclusion", {"position": 1, "size": 1_000}, "size"),
        ("inclusion", {"position": 3, "size": 2}, "size"),
        ("inclusion", {"position": 1, "size": 0}, "size"),
        ("inclusion", {"position": 0}, "position"),
        ("inclusion", {"position": 2**70}, "position"),
        ("inclusion", {"position": "first"}, "position"),
        ("inclusion", {}, "position"),
        ("inclusion", {"position": 1, "leaf": 0}, "leaf"),
        ("consistency", {"from": 1_000}, "from"),
        ("consistency", {"from": 1, "to": 1_000}, "to"),
        ("consistency", {"from": 3, "to": 2}, "from"),
        ("consistency", {"from": 0}, "from"),
        ("consistency", {}, "from"),
    ],
    ids=str,
)
@pytest.mark.usefixtures("recorded")
def test_what_the_tree_does_not_have_is_refused_by_name(api, address, query, parameter):
    answer = api.get(f"/audit/proof/{address}", **query)

    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


def test_a_past_that_contradicts_a_checkpoint_is_not_signed(api, knowledge, recorded):
    signed = text(api.get("/audit/checkpoint"))
    knowledge.checkpoints.path.write_text(signed.replace(f"\n{recorded}\n", f"\n{recorded + 5}\n"))

    answer = api.get("/audit/checkpoint")

    assert (answer.status_code, answer.json["type"]) == (409, "/problems/checkpoint-contradicted")


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_it_is_the_same_on_postgresql(api, recorded):
    test_every_event_is_proven_against_a_checkpoint(api, recorded)
    test_the_log_is_proven_to_have_only_grown(api, recorded)
