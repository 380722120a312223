"""Whoever alters, deletes, inserts or moves what a checkpoint covers is found out, with the position and the reason."""

import os
import random
from dataclasses import replace

import pytest

from tests.support.stories import established

FLIPS = int(os.environ.get("TEST_FLIPS", "60"))
"""How many bits are turned, one after another; raise it for a long run."""


def test_nothing_is_found_in_a_log_nobody_touched(log, earlier):
    verdict = log.verify(earlier)

    assert verdict.findings == []
    assert (verdict.events, verdict.checkpoints) == (29, [25])
    assert verdict.root == log.evidence.root(29)


def test_a_flipped_byte_is_named_by_its_position(log, earlier, tamperer):
    tamperer.flip(13, byte=40)

    assert {("altered", 13), ("checkpoint", 13)} <= set(log.found(earlier))


def test_a_flipped_byte_after_the_checkpoint_is_found_by_the_tree(log, earlier, tamperer):
    tamperer.flip(27, byte=40)

    assert [found for found in log.found(earlier) if found[0] != "unreadable"] == [("altered", 27)]


def test_any_flipped_bit_is_found_at_its_position(log, earlier, tamperer):
    draw = random.Random(2021)
    for _ in range(FLIPS):
        position, byte, bit = draw.randint(1, 25), draw.randrange(10_000), draw.randrange(8)
        tamperer.flip(position, byte, bit)

        assert {("altered", position), ("checkpoint", position)} <= set(log.found(earlier)), (position, byte, bit)

        tamperer.flip(position, byte, bit)
    assert log.found(earlier) == []


def test_another_name_is_found(log, earlier, tamperer):
    tamperer.rename(9, "another")

    assert {("altered", 9), ("checkpoint", 9), ("unreadable", 9)} <= set(log.found(earlier))


def test_another_version_is_found(log, earlier, tamperer):
    tamperer.recount(9, version=77)

    assert {("altered", 9), ("checkpoint", 9), ("version", 9)} <= set(log.found(earlier))


def test_a_deleted_last_event_is_missing(log, tamperer):
    checkpoint = log.checkpoint()
    tamperer.delete(25)

    findings = log.verify(checkpoint).findings

    assert [(finding.kind, finding.position) for finding in findings] == [("missing", 25), ("rolled-back", 25)]
    assert "25 events were signed, and the log has 24" in findings[1].detail


def test_a_deleted_event_is_missing(log, earlier, tamperer):
    tamperer.delete(10)

    assert {("missing", 10), ("checkpoint", 10), ("version", 11)} <= set(log.found(earlier))


def test_a_deleted_event_whose_place_was_closed_is_missing(log, earlier, tamperer):
    tamperer.delete(10)
    tamperer.shift(11, by=-1)

    findings = log.verify(earlier).findings

    assert (findings[0].kind, findings[0].position) == ("missing", 10)
    assert "the one of position 11" in findings[0].detail


def test_swapped_events_are_named_both(log, earlier, tamperer):
    tamperer.swap(8, 15)

    findings = log.verify(earlier).findings

    assert (findings[0].kind, findings[0].position) == ("exchanged", 8)
    assert findings[0].detail == "The events of positions 8 and 15 were exchanged."
    assert ("checkpoint", 8) in log.found(earlier)


def test_an_inserted_event_is_found(log, earlier, tamperer):
    tamperer.shift(12, by=1)
    tamperer.insert(12)

    findings = log.verify(earlier).findings

    assert [(finding.kind, finding.position) for finding in findings] == [("inserted", 12), ("checkpoint", 12)]
    assert "the one that was at 12 is at 13 now" in findings[0].detail


def test_an_event_that_was_inserted_into_a_gap_is_found(log, tamperer):
    log.kept.platform.record(established("SV"))
    tamperer.shift(27, by=5)
    checkpoint = log.checkpoint()
    tamperer.insert(29)

    findings = log.verify(checkpoint).findings

    assert (findings[0].kind, findings[0].position) == ("inserted", 29)
    assert findings[0].detail == "At position 29 stands an event that was not there."


def test_moved_positions_are_found(log, earlier, tamperer):
    tamperer.shift(20, by=3)

    findings = log.verify(earlier).findings

    assert (findings[0].kind, findings[0].position) == ("renumbered", 20)
    assert ("checkpoint", 20) in log.found(earlier)


def test_a_restored_backup_is_a_rollback(log, tamperer):
    log.kept.platform.record(established("SV"))
    checkpoint = log.checkpoint()
    tamperer.delete_after(20)
    log.kept.views.rebuild("proof")

    findings = log.verify(checkpoint).findings

    assert [(finding.kind, finding.position) for finding in findings] == [("rolled-back", 21)]
    assert findings[0].detail.startswith("27 events were signed, and the log has 20: it ends at position 20.")


def test_a_restored_backup_that_went_on_is_found(log, tamperer):
    checkpoint = log.checkpoint()
    tamperer.delete_after(21)
    log.kept.platform.record(*(established(country) for country in ("SV", "UY", "VE")))
    log.kept.views.rebuild("proof")

    assert log.found(checkpoint) == [("changed-with-its-tree", None)]


def tamperings(tamperer):
    return {
        "flip": lambda: tamperer.flip(13, 40),
        "delete": lambda: tamperer.delete(13),
        "swap": lambda: tamperer.swap(13, 14),
        "insert": lambda: (tamperer.shift(13, 1), tamperer.insert(13)),
        "renumber": lambda: tamperer.shift(13, 1),
    }


@pytest.mark.parametrize("tampering", ["flip", "delete", "swap", "insert", "renumber"])
def test_a_tree_made_anew_does_not_hide_it_from_checkpoints(log, earlier, tamperer, tampering):
    tamperings(tamperer)[tampering]()
    log.kept.views.rebuild("proof")

    findings = log.verify(earlier).findings

    assert [finding.kind for finding in findings if finding.kind not in {"unreadable", "version"}] == [
        "changed-with-its-tree"
    ]
    assert any("one of positions 1 to" in finding.detail for finding in findings)


def test_more_checkpoints_narrow_down_what_a_new_tree_hides(log, tamperer):
    checkpoints = [log.checkpoint()]
    for country in ("SV", "UY", "VE"):
        log.kept.platform.record(established(country))
        checkpoints.append(log.checkpoint())
    tamperer.flip(29, byte=40)
    log.kept.views.rebuild("proof")

    findings = [finding for finding in log.verify(*checkpoints).findings if finding.kind == "changed-with-its-tree"]

    assert ["one of positions 28 to 29" in finding.detail for finding in findings] == [True, False]


def test_a_key_that_signed_two_pasts_is_found_out(log, earlier):
    other = replace(earlier, root=bytes(32))

    findings = log.verify(other, log.checkpoint()).findings

    assert [finding.kind for finding in findings] == ["checkpoint"]
    assert "two pasts were signed" in findings[0].detail


def test_what_no_checkpoint_covers_can_be_altered_with_its_tree(log, earlier, tamperer):
    tamperer.delete(29)
    log.kept.views.rebuild("proof")

    assert log.found(earlier) == []


def test_a_tree_that_was_altered_is_not_taken_for_the_log(log, earlier, tamperer):
    tamperer.rewrite_leaf(9, lambda hashes: hashes[::-1])

    assert log.found(earlier) == [("tree", 10)]


@pytest.mark.parametrize("leaf", [0, 9, 27])
def test_a_leaf_that_was_deleted_from_the_tree_is_found(log, earlier, tamperer, leaf):
    tamperer.drop_leaf(leaf)

    assert log.found(earlier) == [("tree", leaf + 1)]


def test_every_stored_node_is_compared(log, earlier, tamperer):
    tamperer.rewrite_leaf(15, lambda hashes: hashes[:64] + "0" * 64 + hashes[128:])

    findings = log.verify(earlier).findings

    assert [(finding.kind, finding.position) for finding in findings] == [("tree", 16)]
    assert "A node above position 16" in findings[0].detail


def test_what_is_not_in_the_tree_yet_is_no_finding(log, earlier):
    log.kept.platform.record(established("VE"))

    assert log.found(earlier) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("value", [7, "text"])
def test_something_else_than_bytes_is_found(log, earlier, tamperer, value):
    tamperer.run("UPDATE {events} SET state = :value WHERE {position} = 7", value=value)

    assert log.found(earlier) == [("altered", 7), ("checkpoint", 7), ("unreadable", 7)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {events} SET topic = CAST(x'ff41' AS TEXT) WHERE {position} = 7",
        "UPDATE {events} SET originator_id = 'nobody' WHERE {position} = 7",
    ],
    ids=["name", "id"],
)
def test_what_the_database_itself_cannot_give_is_named(log, earlier, tamperer, statement):
    tamperer.run(statement)

    assert log.found(earlier) == [("altered", 7), ("checkpoint", 7), ("unreadable", 7)]
