"""A process that waits for the log to grow is told at once, and one that cannot reach it is told soon."""

import time
from contextlib import contextmanager
from functools import partial
from statistics import median

import pytest

from domain.application import LOG_UNAVAILABLE
from domain.documents import SourceDocument
from projections.views import VIEWS_UNAVAILABLE
from tests.support.databases import Database
from tests.support.postgres import PostgresServer
from tests.support.workers import append_when_told, context, document, finish, lines, wait_until, working

TOLD_WITHIN = 3.0
BACK_WITHIN = 10.0


@contextmanager
def watching(platform):
    waker = platform.waker()
    try:
        yield waker
    finally:
        waker.close()


@pytest.fixture(scope="module")
def own_server():
    with PostgresServer() as started:
        yield started


@pytest.fixture
def server(own_server):
    """A server that a test may stop."""
    yield own_server
    if not own_server.is_started:
        own_server.start()


@pytest.fixture
def kept_there(server):
    """A log with one event and its views on a server that will be stopped."""
    url = server.create_database()
    with Database(url, url).open_views() as opened:
        opened.migrate()
        opened.platform.record(document("before"))
        opened.views.catch_up()
        yield opened


def is_back(kept) -> bool:
    try:
        kept.platform.record(document("after"))
        kept.views.catch_up()
    except (*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE):
        return False
    return True


def test_a_waiting_reader_is_woken_within_a_tenth_of_a_second(platform, database, tmp_path):
    delays = []
    for turn in range(5):
        told, journal = context.Event(), tmp_path / f"journal-{turn}"
        with watching(platform) as waker, working(append_when_told, database, told, journal, f"turn-{turn}") as writer:
            wait_until(partial(lines, journal))
            told.set()
            assert waker.wait(10)
            woken = time.monotonic()
            assert platform.position() == turn + 1
            finish(writer)
            delays.append(woken - float(lines(journal)[1]))

    assert median(delays) < 0.1


def test_without_an_append_a_reader_waits_as_long_as_it_wants_to(platform):
    with watching(platform) as waker:
        started = time.monotonic()
        woken = waker.wait(0.2)

    assert not woken
    assert 0.2 <= time.monotonic() - started < 2


def test_what_was_appended_before_the_wait_began_wakes_too(platform):
    with watching(platform) as waker:
        platform.record(document("first"))

        assert waker.wait(5)
        assert not waker.wait(0.05)


def test_a_reader_is_woken_again_and_again(platform):
    with watching(platform) as waker:
        for turn in range(3):
            platform.record(document(f"turn-{turn}"))
            assert waker.wait(5)


@pytest.mark.parametrize(
    "ask",
    [
        lambda kept: kept.platform.position(),
        lambda kept: kept.platform.read(0, 10),
        lambda kept: kept.platform.record(document("meanwhile")),
        lambda kept: kept.platform.find(SourceDocument, SourceDocument.id_of("before")),
        lambda kept: kept.views.catch_up(),
        lambda kept: kept.views.progress(),
        lambda kept: kept.platform.waker(),
    ],
    ids=["position", "read", "record", "find", "catch up", "progress", "watch"],
)
def test_a_database_that_is_down_is_told_of_within_three_seconds(server, kept_there, ask):
    server.stop("fast")
    started = time.monotonic()

    with pytest.raises((*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE)):
        ask(kept_there)

    assert time.monotonic() - started < TOLD_WITHIN


def test_a_waiting_reader_is_told_that_the_database_went_down(server, kept_there):
    with watching(kept_there.platform) as waker:
        server.stop("fast")

        with pytest.raises(LOG_UNAVAILABLE):
            waker.wait(5)


@pytest.mark.parametrize("down_for", [0.2, 6])
def test_a_database_that_is_back_is_used_again_without_a_restart(server, kept_there, down_for):
    server.stop("fast")
    assert not is_back(kept_there)
    time.sleep(down_for)

    server.start()

    assert wait_until(lambda: is_back(kept_there), BACK_WITHIN) < BACK_WITHIN
    assert kept_there.platform.position() == 2
    assert len(kept_there.rows()["records"]) == 2


def test_a_restart_of_the_database_between_two_requests_is_not_noticed(server, kept_there):
    server.restart()

    kept_there.platform.record(document("after"))
    kept_there.views.catch_up()

    assert len(kept_there.rows()["records"]) == 2


def test_a_platform_may_be_opened_before_its_database(server):
    url = server.create_database()
    server.stop("fast")
    with Database(url, url).open_views() as kept:
        with pytest.raises(LOG_UNAVAILABLE):
            kept.platform.position()

        server.start()
        wait_until(lambda: _migrates(kept), BACK_WITHIN)

        assert is_back(kept)


def _migrates(kept) -> bool:
    try:
        kept.migrate()
    except (*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE):
        return False
    return True
