"""Servers and a worker share one search index, and start whatever became of it."""

import os
import shutil
import signal
from functools import cache, partial

import pytest

from tests.serving.served import TOKEN, Served, begin, free_port, serving
from tests.support.workers import wait_until

ENGINES = ["whoosh", "tantivy"]
SAID = {"milestone": "established", "occurred": "2021-10-14"}


def has_found_one(served, query):
    return total(served, query) == 1


def total(served, query):
    return served.get(f"/search?{query}").json["total"]


def is_level(served):
    return served.get("/search").json["lag"] == 0


def index_files(folder, engine):
    (current,) = (folder / "search").glob(f"{engine}.current")
    return [path for path in (folder / "search" / current.read_text()).iterdir() if path.is_file()]


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture(scope="module")
def demonstrations(tmp_path_factory):
    """A platform with the demonstration for each engine, served once; and how many milestones it finds."""

    @cache
    def made(engine):
        kept = tmp_path_factory.mktemp(engine) / "kept"
        with serving(kept, "--demonstration", SEARCH_ENGINE=engine) as served:
            wait_until(lambda: is_level(served))
            assert total(served, "q=mexico") > 0
            found = total(served, "kind=milestone")
            assert served.stop() == 0
        return kept, found

    return made


@pytest.fixture
def demonstrated(demonstrations, folder, engine):
    """How many milestones the demonstration has, of which the folder keeps a copy."""
    kept, found = demonstrations(engine)
    shutil.copytree(kept, folder)
    return found


def test_what_is_recorded_through_one_server_is_found_through_all_within_a_second(folder, engine):
    with serving(folder, SEARCH_ENGINE=engine) as one, serving(folder, SEARCH_ENGINE=engine) as other:
        document = one.post("/documents", {"title": "Letter"}).json["id"]
        for country in ("PE", "BR", "CL"):
            said = {**SAID, "source": {"document": document}}
            assert one.post(f"/networks/{country}/milestones", said).status == 201

            for served in (one, other):
                query = f"kind=milestone&country={country}"
                assert wait_until(partial(has_found_one, served, query), 10) < 1
        assert one.get("/readyz").json["search"]["engine"] == engine


@pytest.mark.parametrize("share", [0, 0.5])
def test_a_server_starts_with_a_damaged_index_says_so_and_mends_it(folder, engine, demonstrated, share):
    for path in index_files(folder, engine):
        os.truncate(path, int(path.stat().st_size * share))

    with serving(folder, SEARCH_ENGINE=engine) as served:
        assert served.get("/search?q=mexico").status == 200
        wait_until(lambda: is_level(served))
        found = total(served, "kind=milestone")
        said = served.said()

    assert found == demonstrated
    assert said.count("search index is built anew from the log") == 1
    assert "Traceback" not in said


def test_a_server_whose_folder_cannot_be_written_searches_in_memory_and_says_so(folder, engine, demonstrated):
    (folder / "search").rename(folder / "search-elsewhere")
    (folder / "search").write_text("This is no folder.")

    with serving(folder, SEARCH_ENGINE=engine) as served:
        wait_until(lambda: is_level(served))
        found = total(served, "kind=milestone")
        said = served.said()

    assert found == demonstrated
    assert said.count("keeps an index in its memory") == 1
    assert "Traceback" not in said


def test_a_rebuild_from_the_command_line_takes_over_in_running_servers(folder, engine, demonstrated):
    with serving(folder, SEARCH_ENGINE=engine) as served:
        before = index_files(folder, engine)
        with begin(folder, "knowledge", "rebuild", "search", SEARCH_ENGINE=engine) as rebuilding:
            said, _ = rebuilding.communicate(timeout=60)
        found = total(served, "kind=milestone")
        document = served.post("/documents", {"title": "Caracoles"}).json["id"]
        wait_until(lambda: total(served, "q=caracoles") == 1, 10)

    assert "search was rebuilt up to position" in said
    assert found == demonstrated
    assert before[0].parent not in {path.parent for path in index_files(folder, engine)}
    assert document


@pytest.mark.usefixtures("demonstrated")
def test_a_worker_that_is_killed_is_no_harm_to_those_that_follow(folder, engine):
    with (
        serving(folder, SEARCH_ENGINE=engine) as served,
        begin(folder, "knowledge", "work", SEARCH_ENGINE=engine) as worker,
    ):
        for number in range(15):
            assert served.post("/documents", {"title": f"Caracol {number}"}).status == 201
            if number == 7:
                worker.send_signal(signal.SIGKILL)
        wait_until(lambda: is_level(served), 20)
        found = total(served, "q=caracol")

    assert found == 15


def test_gunicorn_finds_in_every_process_what_a_worker_takes_in(folder, engine, demonstrated, tmp_path):
    port, output = free_port(), tmp_path / "gunicorn"
    settings = {"SEARCH_ENGINE": engine, "PORT": str(port), "ADMIN_TOKEN": TOKEN}
    arguments = ["--config", "docs/gunicorn.conf.py", "--workers", "3", "wsgi:app"]
    with (
        begin(folder, "gunicorn", *arguments, **settings) as gunicorn,
        begin(folder, "knowledge", "work", SEARCH_ENGINE=engine),
    ):
        served = Served(gunicorn, port, output)
        wait_until(served.is_up, 60)
        assert total(served, "kind=milestone") == demonstrated
        assert served.post("/documents", {"title": "Caracoles"}).status == 201
        wait_until(lambda: total(served, "q=caracoles") == 1, 10)

        # Whichever process answers, it has the index that all share.
        assert {total(served, "q=caracoles") for _ in range(12)} == {1}
        assert served.get("/readyz").json["search"]["lag"] == 0
