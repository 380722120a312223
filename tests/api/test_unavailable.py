"""A database that is down: the platform says so at once, loses nothing, and comes back by itself."""

import time

import pytest

from domain.application import LOG_UNAVAILABLE
from knowledge.app import create_app
from knowledge.settings import Settings
from knowledge.wiring import Knowledge, Worker
from tests.api.caller import TOKEN, Caller
from tests.api.conftest import new_source
from tests.support.postgres import PostgresServer
from tests.support.workers import document, wait_until

SAID = {"milestone": "established", "occurred": "2021-10"}
READS = [
    *("/status", "/countries/PE", "/networks", "/networks/PE"),
    *("/milestones", "/milestones/1", "/documents", "/readyz"),
]


@pytest.fixture
def server():
    """A server of our own, which may be stopped."""
    with PostgresServer(durable=True) as started:
        yield started


def codes_of(answer):
    return [one["code"] for one in answer.json["results"]]


def timed(act):
    started = time.monotonic()
    return act(), time.monotonic() - started


def test_a_database_that_is_down_is_told_at_once_and_found_again(server, tmp_path):
    settings = Settings.read(
        {"DATA_DIR": str(tmp_path), "ADMIN_TOKEN": TOKEN, "DATABASE_URL": server.create_database()}
    )
    with Knowledge(settings) as knowledge:
        knowledge.migrate()
        api = Caller(create_app(knowledge))
        source = new_source(api, "Note")
        api.post("/networks/PE/milestones", {**SAID, "source": source})
        server.stop("immediate")

        asked = [timed(lambda address=address: api.get(address)) for address in READS]
        asked += [
            timed(lambda: api.post("/networks/BR/milestones", {**SAID, "source": source})),
            timed(lambda: api.post("/networks/BR/milestones", {**SAID, "source": source}, idempotency_key="k")),
            timed(lambda: api.post("/milestones/3/retractions", {"reason": "No."})),
            timed(lambda: api.post("/documents", {"title": "Letter"})),
        ]
        alive = api.get("/healthz")
        server.start()
        took = wait_until(lambda: api.get("/readyz").status_code == 200, 10)

        assert [answer.status_code for answer, _ in asked] == [503] * len(asked)
        assert {answer.json["type"] for answer, _ in asked} == {"/problems/unavailable"}
        assert {answer.headers["Retry-After"] for answer, _ in asked} == {"2"}
        assert max(seconds for _, seconds in asked) < 3
        assert alive.status_code == 200
        assert took < 10
        assert api.post("/networks/BR/milestones", {**SAID, "source": source}).status_code == 201
        assert codes_of(api.get("/networks")) == ["BR", "PE"]


def test_a_worker_outlives_a_database_that_was_away(server, tmp_path):
    settings = Settings.read({"DATA_DIR": str(tmp_path), "DATABASE_URL": server.create_database()})
    with Knowledge(settings) as working, Knowledge(settings) as recording:
        working.migrate()
        recording.platform.followers.clear()
        worker = Worker(working)
        worker.start()
        recording.platform.record(document("before"))
        wait_until(lambda: working.views.position() == 1, 10)
        server.stop("immediate")
        time.sleep(0.5)
        server.start()
        wait_until(lambda: is_recorded(recording.platform, "after"), 10)

        # A server that crashed leaves a gap in the positions.
        took = wait_until(lambda: working.views.position() == recording.platform.position() > 1, 10)

        assert took < 5
        assert worker.is_alive()
        worker.stop()


def is_recorded(platform, slug):
    try:
        platform.record(document(slug))
    except LOG_UNAVAILABLE:
        return False
    return True
