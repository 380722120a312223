"""Several processes with one index, some of which are ended in the middle of it."""

import signal
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from textwrap import dedent

import pytest

from search.folders import Shelf
from search.index import Question
from search.live import live_index
from search.query import parse
from tests.search.told import Told
from tests.support.workers import wait_until

COUNT = 60
PROGRAM = """
    import logging, sys, time
    from pathlib import Path
    from search.live import live_index
    from tests.search.told import Told

    logging.basicConfig(level=logging.INFO, stream=sys.stdout)
    root, engine, told = sys.argv[1:]
    index = live_index(Path(root), engine, Told(Path(told)))
"""
FILL = """
    print("ready", index.position, flush=True)
    while True:
        index.catch_up(index._source.position(), patience=30)
        time.sleep(0.01)
"""
FILL_ONCE = """
    sys.stdin.readline()
    index.warm_up()
    print("reached", index.catch_up(index._source.position(), patience=60), flush=True)
"""
REBUILD = """
    index.rebuild(on_progress=lambda position: print("at", position, flush=True))
"""


@pytest.fixture(params=["whoosh", "tantivy"])
def engine(request):
    return request.param


@pytest.fixture
def told(tmp_path):
    told = Told(tmp_path / "told")
    told.add(*((f"id-{number}", f"Vacunas {'pares' if number % 2 == 0 else 'nones'}") for number in range(COUNT)))
    return told


@pytest.fixture
def root(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def live(root, engine, told):
    index = live_index(root, engine, told)
    yield index
    index.close()


@pytest.fixture
def begin(root, engine, told):
    """Begin a process with the same index."""

    @contextmanager
    def begin(work):
        program = dedent(PROGRAM) + dedent(work)
        command = [sys.executable, "-c", program, root, engine, told.path]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()

    return begin


def total(index, typed):
    return index.search(Question(parse(typed), deadline=30)).total


def folders(root, engine):
    return [path for path in root.glob(f"{engine}-*") if path.is_dir()]


def test_a_process_ended_while_it_fills_the_index_leaves_it_whole(live, begin):
    with begin(FILL) as process:
        wait_until(lambda: live.position > COUNT // 4)
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    survived = live.position
    assert 0 < survived <= COUNT
    assert total(live, "vacunas") == survived
    assert live.catch_up(COUNT, patience=60) == COUNT
    assert (total(live, "vacunas"), total(live, "pares")) == (COUNT, COUNT // 2)


def test_a_process_ended_while_it_rebuilds_leaves_the_old_index_serving(live, begin, root, engine):
    live.catch_up(COUNT, patience=60)
    serving = Shelf(root, engine).serving
    with begin(REBUILD) as process:
        assert process.stdout.readline().startswith("at")
        process.send_signal(signal.SIGKILL)
        process.wait(30)

    assert Shelf(root, engine).serving == serving
    assert total(live, "vacunas") == COUNT
    assert len(folders(root, engine)) == 2

    live.rebuild()

    assert len(folders(root, engine)) == 1
    assert serving not in folders(root, engine)
    assert total(live, "vacunas") == COUNT


def test_processes_that_find_it_damaged_at_once_mend_it_together(live, begin, root, engine):
    live.catch_up(COUNT, patience=60)
    live.close()
    for path in Shelf(root, engine).serving.iterdir():
        path.unlink()

    with begin(FILL_ONCE) as one, begin(FILL_ONCE) as two, begin(FILL_ONCE) as three:
        said = [process.communicate("now\n", timeout=90)[0] for process in (one, two, three)]

    assert [text.splitlines()[-1] for text in said] == [f"reached {COUNT}"] * 3
    assert sum(text.count("built anew") for text in said) == 1
    assert len(folders(root, engine)) == 1
    assert (total(live, "vacunas"), total(live, "nones")) == (COUNT, COUNT // 2)


def has_found(live, word, count):
    return total(live, word) == count


def test_what_one_process_records_another_finds_within_a_second(live, begin, told):
    live.catch_up(COUNT, patience=60)
    with begin(FILL) as process:
        assert process.stdout.readline().startswith("ready")
        for number in range(5):
            told.add((f"new-{number}", f"Caracol {number}"))

            assert wait_until(partial(has_found, live, "caracol", number + 1), 5) < 1
