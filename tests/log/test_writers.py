"""Several processes that write to one log at once, and processes that are ended while they write."""

import os
import random
import time
from contextlib import ExitStack
from functools import partial
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, text

from domain.application import LOG_UNAVAILABLE
from domain.directory.national_networks import NationalNetwork
from domain.documents import SourceDocument
from domain.storage import APPEND_LOCK
from domain.vocabulary import countries
from tests.support import workers
from tests.support.databases import Database
from tests.support.postgres import PostgresServer
from tests.support.stories import network
from tests.support.workers import context, finish, lines, wait_until, working, write_documents

RACES = min(int(os.environ.get("TEST_RACES", "40")), len(countries()))
"""How many networks two processes change at the same moment; raise it for a long run."""
KILLS = int(os.environ.get("TEST_KILLS", "3"))
"""How often a writer is ended in the middle of its work; raise it for a long soak."""
ENDLESS = 1_000_000


@pytest.fixture
def journals(tmp_path):
    return [tmp_path / f"journal-{number}" for number in range(3)]


def acknowledged(journals) -> dict[int, str]:
    told = (line.split() for journal in journals for line in lines(journal))
    return {int(position): code for position, code in told}


def recorded(platform) -> dict[int, str]:
    return {entry.position: entry.event.code for entry in platform.read(0, 100_000)}


def test_a_reader_that_follows_the_log_misses_nothing(platform, database, journals):
    followed: list[int] = []
    number = 3 * 3 * 60

    def follow():
        deadline = time.monotonic() + workers.PATIENCE
        while len(followed) < number and time.monotonic() < deadline:
            followed.extend(entry.position for entry in platform.read(followed[-1] if followed else 0, 50))

    reader = Thread(target=follow)
    reader.start()
    with ExitStack() as stack:
        writers = [
            stack.enter_context(working(write_documents, database, f"writer-{place}", 60, 3, journal))
            for place, journal in enumerate(journals)
        ]
        for writer in writers:
            finish(writer)
    reader.join()

    assert followed == sorted(recorded(platform))
    assert acknowledged(journals) == recorded(platform)
    assert len(followed) == number


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nobody_is_given_a_later_position_before_an_earlier_one_is_committed(platform, database):
    slow = {"originator_id": uuid4(), "originator_version": 1, "topic": "slow", "state": b"{}"}
    other = Thread(target=platform.record, args=(workers.document("other"),))

    with database.connect() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(APPEND_LOCK)))
        connection.execute(insert(database.events), slow)
        other.start()
        other.join(0.5)
        seen_meanwhile = platform.position()
    other.join(workers.PATIENCE)

    assert seen_meanwhile == 0
    assert [(entry.position, entry.name == "slow") for entry in platform.read(0, 10)] == [(1, True), (2, False)]


def test_each_writer_sees_its_own_appends_at_growing_positions(platform, database, journals):
    with working(write_documents, database, "writer", 50, 1, journals[0]) as writer:
        for count in range(50):
            platform.record(workers.document(f"test-{count}"))
        finish(writer)

    positions = [int(line.split()[0]) for line in lines(journals[0])]
    assert positions == sorted(positions)
    assert len(recorded(platform)) == 100


def test_of_two_processes_at_the_same_version_exactly_one_is_told_to_read_again(platform, database, journals):
    codes = list(countries())[:RACES]
    platform.record(*(network(code) for code in codes))
    line = context.Barrier(2)

    with (
        working(workers.race_for_networks, database, codes, line, journals[0]) as one,
        working(workers.race_for_networks, database, codes, line, journals[1]) as other,
    ):
        finish(one, workers.PATIENCE + RACES)
        finish(other, workers.PATIENCE + RACES)

    outcomes = list(zip(*map(lines, journals[:2]), strict=True))
    assert len(outcomes) == RACES
    assert {tuple(sorted(outcome)) for outcome in outcomes} == {("recorded", "refused")}
    assert all(platform.find(NationalNetwork, NationalNetwork.id_of(code)).version == 2 for code in codes)


def test_a_writer_that_is_killed_loses_nothing_it_acknowledged(platform, database, tmp_path):
    for cycle in range(KILLS):
        journal = tmp_path / f"killed-{cycle}"
        with working(write_documents, database, f"cycle-{cycle}", ENDLESS, 2, journal) as writer:
            wait_until(partial(lines, journal))
            time.sleep(random.uniform(0.02, 0.2))
            writer.kill()
            writer.join()

        told, kept = acknowledged([journal]), recorded(platform)
        assert told.items() <= kept.items()
        assert len(told) > 0


def test_who_writes_after_a_kill_goes_on_where_the_log_ends(platform, database, journals):
    with working(write_documents, database, "killed", ENDLESS, 2, journals[0]) as writer:
        wait_until(lambda: lines(journals[0]))
        writer.kill()
        writer.join()
    before = platform.position()

    position = platform.record(workers.document("after"))

    assert position > before
    assert platform.has(SourceDocument, SourceDocument.id_of("after"))


def test_what_was_acknowledged_survives_the_crash_of_the_server(journals):
    with PostgresServer(durable=True) as server:
        url = server.create_database()
        database = Database(url, url)
        with database.open() as platform:
            platform.migrate()
            with working(write_documents, database, "crashed", ENDLESS, 2, journals[0]):
                wait_until(lambda: len(lines(journals[0])) > 20)
                server.kill()
        told = acknowledged(journals)
        server.start()

        with database.open() as platform:
            assert told.items() <= recorded(platform).items()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_on_sqlite_a_commit_is_on_the_disk_before_it_is_acknowledged(platform):
    with platform.recorder.datastore.get_connection(commit=True) as connection:
        cursor = connection.cursor()
        modes = []
        for pragma in ("PRAGMA journal_mode", "PRAGMA synchronous"):
            cursor.execute(pragma)
            modes.append(cursor.fetchone()[0])

    assert modes == ["wal", 2]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_appending_locks_no_table(platform, database):
    platform.record(workers.document("first"))

    with database.connect() as connection:
        connection.execute(text("LOCK TABLE log.stored_events IN SHARE UPDATE EXCLUSIVE MODE"))
        platform.record(workers.document("while it is vacuumed"))

    assert platform.position() == 2


def test_four_processes_may_create_the_log_and_its_views_at_once(database):
    line = context.Barrier(4)

    with ExitStack() as stack:
        migrating = [stack.enter_context(working(workers.migrate, database, line)) for _ in range(4)]
        for process in migrating:
            finish(process)

    with database.open_views() as kept:
        assert kept.migrate() == []
        assert kept.views.catch_up() == 4
        assert len(kept.rows()["records"]) == 4


def test_creating_what_is_there_changes_nothing(platform):
    platform.record(workers.document("first"))

    platform.migrate()

    assert platform.position() == 1


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_log_that_was_not_created_is_not_made_by_accident(database):
    with database.open() as platform, pytest.raises(LOG_UNAVAILABLE, match="no such table"):
        platform.position()
