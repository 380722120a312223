"""Wherever a process is ended while it writes views, beside seven others, nothing is repeated and nothing skipped."""

import os
import random
import signal
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

import pytest

from tests.support.lives import change_mind, whole_life
from tests.support.points import COMMIT, COMMITTED, watch
from tests.support.workers import MOST_LIVES, context, lines, live_until_killed

KILLS = int(os.environ.get("TEST_POINT_KILLS", "0"))
"""How often a process is ended at each point; without it, once at points drawn by lot, one for each writer."""
WRITERS = 8
PATIENCE = 300
"""Seconds in which one of them has to come to its point."""


@pytest.fixture
def kept(database):
    """An empty log with all its views."""
    with database.open_all_views() as opened:
        opened.migrate()
        yield opened


def points_of(kept) -> list[str]:
    """List what is reached while every table of every view is written."""
    reached: list[str] = []
    watch(kept.engine, reached.append)
    kept.platform.record(*whole_life(1))
    kept.views.catch_up()
    change_mind(kept.platform, 1)
    kept.views.catch_up()
    return list(dict.fromkeys(reached))


def end_at_each(points, database, journal):
    """Keep eight writers at work, each of which ends at a point, until all points have had their turn."""
    waiting, codes = [*enumerate(points, 1)], []
    working: dict[object, tuple[BaseProcess, str]] = {}
    while waiting or working:
        while waiting and len(working) < WRITERS:
            number, point = waiting.pop()
            process = context.Process(
                target=live_until_killed, args=(database, number * MOST_LIVES, point, journal), daemon=True
            )
            process.start()
            working[process.sentinel] = process, point
        ended = wait([process.sentinel for process, _ in working.values()], PATIENCE)
        assert ended, "nobody ended"
        for sentinel in ended:
            dead, point = working.pop(sentinel)
            dead.join()
            codes.append((point, dead.exitcode))
    return codes


def test_wherever_a_writer_is_ended_nothing_is_repeated_or_skipped(kept, database, tmp_path):
    journal = tmp_path / "journal"
    points = points_of(kept)
    drawn = points * KILLS or random.sample(points, WRITERS)

    ends = end_at_each(drawn, database, journal)
    kept.views.catch_up()

    assert {COMMIT, COMMITTED} < set(points)
    assert [end for end in ends if end[1] != -signal.SIGKILL] == []
    rows = kept.rows()
    positions = [row[0] for row in rows["audit"]]
    assert len(positions) == len(set(positions))
    assert {int(line) for line in lines(journal)} <= set(positions)
    assert all(rows[table] for table in rows if table != "parked")
    assert rows == kept.rebuilt_rows()
