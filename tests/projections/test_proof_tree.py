"""Every event is a leaf of the tree, read or not, in order, whoever takes it in and in whatever pieces."""

import random
from contextlib import ExitStack
from hashlib import sha256

import pytest
from sqlalchemy import inspect

from domain.vocabulary import countries
from projections.bulk import insert_rows
from projections.merkle import is_included
from projections.projection import SCHEMA
from projections.proof import ProofTree
from tests.projections.test_catching_up import tell_lives
from tests.projections.test_setting_aside import CROWNED, put
from tests.support.proofs import Tamperer, proven
from tests.support.stories import bulletin, established, network
from tests.support.workers import finish, keep_up, working


@pytest.fixture
def log(database):
    with proven(database) as opened:
        yield opened


def leaves(log):
    return [(leaf.leaf, leaf.position, leaf.hashes) for leaf in log.evidence.leaves()]


def netstrings(*parts):
    return b"".join(str(len(part)).encode() + b":" + part + b"," for part in parts)


def test_a_leaf_is_what_anybody_can_compute(log):
    log.kept.platform.record(bulletin(), established("PE"))
    log.kept.views.catch_up()

    stored = log.kept.platform.read_stored(1, 1)[0]
    leaf = netstrings(
        b"1",
        b"2",
        str(stored.originator_id).encode(),
        b"1",
        b"domain.directory.national_networks:NationalNetwork.Registered",
        bytes(stored.state),
    )
    assert leaves(log)[1][2][:64] == sha256(b"\x00" + leaf).hexdigest()


@pytest.mark.parametrize("batch", [1, 7, 10_000])
def test_the_size_of_the_batches_makes_no_difference(log, batch):
    position = tell_lives(log.kept.platform, codes=["PE"])

    log.kept.views.catch_up(batch)
    followed = leaves(log)
    log.kept.views.rebuild("proof")

    assert [leaf[:2] for leaf in followed] == [(number, number + 1) for number in range(position)]
    assert followed == leaves(log)
    assert log.verify().root == log.evidence.root(position)


def test_an_event_that_cannot_be_read_is_a_leaf_too(log, database):
    log.kept.platform.record(bulletin(), established("PE"))
    put(database, "PE", 3, CROWNED, state=b"\xff\x00 no JSON")
    log.kept.platform.record(established("EC"))

    log.kept.views.catch_up()

    assert [leaf[1] for leaf in leaves(log)] == [1, 2, 3, 4, 5, 6]
    assert "proof" not in {name for name, _ in log.kept.parked()}
    assert log.found() == [("unreadable", 4)]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_gaps_between_positions_leave_none_between_leaves(log, database):
    log.kept.platform.record(bulletin())
    Tamperer(database, log).run("SELECT nextval(pg_get_serial_sequence('{events}', '{position}')) FROM {events}")
    log.kept.platform.record(established("PE"))

    log.kept.views.catch_up()

    assert [leaf[:2] for leaf in leaves(log)] == [(0, 1), (1, 3), (2, 4)]
    assert log.found() == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_leaf_is_found_by_its_position_among_gaps(log, database):
    draw = random.Random(4)
    log.kept.platform.record(*(network(country) for country in list(countries())[:60]))
    tamperer = Tamperer(database, log)
    for _ in range(8):
        tamperer.shift(draw.randint(1, 70), by=draw.choice([1, 1, 2, 9]))
    log.kept.views.catch_up()
    positions = {leaf.position: leaf for leaf in log.evidence.leaves()}

    for position in range(max(positions) + 3):
        assert log.evidence.leaf_at(position) == positions.get(position)


def test_four_processes_make_one_tree(log, database):
    position = tell_lives(log.kept.platform)

    with ExitStack() as stack:
        keeping = [stack.enter_context(working(keep_up, database, position, 7)) for _ in range(4)]
        for process in keeping:
            finish(process)
    log.kept.views.catch_up()

    assert log.found() == []
    assert log.evidence.size() == position


def test_a_damaged_tree_holds_up_itself_and_nobody_else(log, database):
    log.kept.platform.record(bulletin(), established("PE"), established("EC"))
    log.kept.views.catch_up()
    lost = Tamperer(database, log).drop_leaf(3)

    log.kept.platform.record(established("CL"))
    log.kept.views.catch_up()
    with log.kept.engine.begin() as connection:
        insert_rows(connection, ProofTree().leaves, [lost])
    log.kept.platform.record(established("CO"))
    log.kept.views.catch_up()

    assert log.kept.views.position() == 9
    assert log.kept.parked() == [("proof", aside) for aside in range(6, 10)]
    assert len(log.kept.rows()["audit"]) == 9
    assert log.kept.views.retry_parked() == 0
    assert log.found() == []


def test_a_damaged_tree_can_be_made_anew(log, database):
    log.kept.platform.record(bulletin(), established("PE"), established("EC"))
    log.kept.views.catch_up()
    Tamperer(database, log).drop_leaf(3)
    log.kept.platform.record(established("CL"))
    log.kept.views.catch_up()

    log.kept.views.rebuild("proof")

    assert (log.kept.parked(), log.found()) == ([], [])


def test_proofs_lead_from_every_leaf_to_every_later_root(log):
    log.kept.platform.record(bulletin(), *(established(country) for country in ("AR", "BO", "CL", "CO", "EC", "PE")))
    log.kept.views.catch_up()

    for size in range(1, 14):
        root = log.evidence.root(size)
        for leaf in range(size):
            found = log.evidence.leaf_at(leaf + 1)
            assert is_included(found.hash, found.leaf, size, log.evidence.inclusion(leaf, size), root)
    assert log.evidence.leaf_at(14) is None


def test_the_tree_needs_one_table_and_one_row_for_each_event(log):
    schema = None if log.kept.engine.dialect.name == "sqlite" else SCHEMA

    assert [table.name for table in ProofTree().tables] == ["proof_leaves"]
    assert "proof_leaves" in inspect(log.kept.engine).get_table_names(schema=schema)


def test_two_who_follow_in_turns_make_one_tree(log, database):
    with proven(database) as other:
        for number, country in enumerate(["AR", "BO", "CL", "CO", "CR", "DO", "EC", "GT"]):
            log.kept.platform.record(network(country))
            (other if number % 3 else log).kept.views.catch_up()

        assert log.evidence.size() == 8
        assert log.found() == other.found() == []


def test_what_was_rolled_back_is_added_once(log, monkeypatch):
    log.kept.platform.record(network("AR"))
    log.kept.views.catch_up()
    log.kept.platform.record(network("BO"))
    with monkeypatch.context() as failing:
        failing.setattr("projections.views.move", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.kept.views.catch_up()

    log.kept.views.catch_up()
    log.kept.platform.record(network("CL"))
    log.kept.views.catch_up()

    assert (log.evidence.size(), log.found()) == (3, [])


def test_a_tree_that_another_process_made_anew_is_followed(log, database):
    for country in ("AR", "BO", "CL"):
        log.kept.platform.record(network(country))
        log.kept.views.catch_up()
    Tamperer(database, log).flip(2, byte=40)
    with proven(database) as other:
        other.kept.views.rebuild("proof")
    log.kept.platform.record(network("CO"))

    log.kept.views.catch_up()

    assert [finding for finding in log.found() if finding[0] != "unreadable"] == []
