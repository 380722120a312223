"""Views follow the log exactly once, whoever else does the same and whatever becomes of them."""

import os
import random
import time
from contextlib import ExitStack

import pytest

from domain.directory.national_networks import NationalNetwork
from domain.milestones import milestone_aggregates
from domain.vocabulary import countries
from tests.support.stories import COORDINATOR, IN_BULLETIN, IN_LETTER, bulletin, established, eventful
from tests.support.workers import finish, keep_up, wait_until, working, write_documents

COUNTRIES = ("CL", "EC", "PE")
KILLS = int(os.environ.get("TEST_KILLS", "10"))
"""How often a process that catches up is ended in the middle of it; raise it for a long soak."""


def tell_lives(platform, codes=COUNTRIES):
    """Record the whole life of every kind of record in several countries, and return the last position."""
    position = platform.position()
    for country in codes:
        position = platform.record(*(eventful(cls, country) for cls in milestone_aggregates()))
    return position


def test_what_was_recorded_is_there_after_catching_up(kept):
    position = kept.platform.record(bulletin(), established("PE"))

    before = kept.rows()
    reached = kept.views.catch_up()

    assert not any(before.values())
    assert reached == position == kept.views.position()
    assert {name: len(rows) for name, rows in kept.rows().items()} == {
        "records": 2,
        "record_countries": 1,
        "claims": 1,
        "claim_places": 0,
        "audit": 3,
        "figures": 0,
        "practices": 0,
        "practice_versions": 0,
        "practice_translations": 0,
        "practice_standings": 0,
        "practice_reviewers": 0,
        "pledge_editions": 0,
        "pledge_submissions": 0,
        "connection_requests": 0,
        "connection_request_providers": 0,
        "connection_request_kinds": 0,
        "parked": 0,
    }


def test_catching_up_with_nothing_new_changes_nothing(kept):
    kept.platform.record(bulletin(), established("PE"))
    kept.views.catch_up()
    before = kept.rows(), [progress.moved_at for progress in kept.views.progress()]

    kept.views.catch_up()

    assert (kept.rows(), [progress.moved_at for progress in kept.views.progress()]) == before


def test_an_empty_log_is_caught_up_with(kept):
    assert (kept.views.catch_up(), kept.views.position()) == (0, 0)


@pytest.mark.parametrize("batch", [1, 7, 10_000])
def test_the_size_of_the_batches_makes_no_difference(kept, batch):
    position = tell_lives(kept.platform, codes=["PE"])

    reached = kept.views.catch_up(batch)

    assert reached == position
    assert kept.rows() == kept.rebuilt_rows()


def test_following_step_by_step_gives_the_rows_of_a_rebuild(kept):
    kept.platform.followers.append(lambda _: kept.views.catch_up())

    tell_lives(kept.platform)
    with kept.platform.change(NationalNetwork, NationalNetwork.id_of("PE")) as peru:
        peru.reinstate(3, reason="It was recorded once.", by=COORDINATOR)

    assert kept.views.position() == kept.platform.position()
    assert kept.rows() == kept.rebuilt_rows()


def test_every_event_has_one_row_in_the_audit_trail(kept):
    position = tell_lives(kept.platform)

    kept.views.catch_up()

    assert [row[0] for row in kept.rows()["audit"]] == list(range(1, position + 1))


def test_four_processes_take_each_event_in_once(kept, database):
    position = tell_lives(kept.platform)

    with ExitStack() as stack:
        keeping = [stack.enter_context(working(keep_up, database, position, 7)) for _ in range(4)]
        for process in keeping:
            finish(process)

    assert kept.views.position() == position
    assert kept.rows() == kept.rebuilt_rows()


def test_processes_keep_up_with_others_that_write(kept, database, tmp_path):
    with (
        working(write_documents, database, "writer", 100, 2, tmp_path / "written") as writer,
        working(keep_up, database, 200, 3) as one,
        working(keep_up, database, 200, 50) as other,
    ):
        finish(writer)
        finish(one)
        finish(other)

    assert kept.views.position() == 200
    assert kept.rows() == kept.rebuilt_rows()


def test_a_process_killed_while_catching_up_repeats_nothing_and_skips_nothing(kept, database):
    position = tell_lives(kept.platform)
    reached = [0]

    for another in list(countries())[:KILLS]:
        if reached[-1] == position:
            position = tell_lives(kept.platform, codes=[another])
        with working(keep_up, database, position, 1) as keeping:
            wait_until(lambda: kept.views.position() > reached[-1])
            time.sleep(random.uniform(0, 0.02))
            keeping.kill()
            keeping.join()
        reached.append(kept.views.position())
    kept.views.catch_up()

    assert reached == sorted(reached)
    assert reached[1] < position
    assert kept.rows() == kept.rebuilt_rows()


def test_a_claim_changed_twice_in_one_batch_keeps_each_belief(kept):
    record = established("PE", "2021-09")
    record.refine(2, occurred="2021-09-14", source=IN_LETTER, by=COORDINATOR)
    record.correct(2, occurred="2020", source=IN_BULLETIN, reason="The bulletin says so.", by=COORDINATOR)
    kept.platform.record(record)

    kept.views.catch_up()

    assert [row[:4] for row in kept.rows()["claims"]] == [
        (2, 2, 3, "recorded"),
        (2, 3, 4, "refined"),
        (2, 4, 2**62, "corrected"),
    ]


def test_progress_tells_how_far_each_view_is(kept):
    position = kept.platform.record(bulletin())
    kept.views.catch_up()

    assert [(view.name, view.position, view.parked) for view in kept.views.progress()] == [
        (name, position, 0) for name in sorted(kept.views.names)
    ]
