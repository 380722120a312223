"""The index in step with the log, whatever becomes of its files."""

import gc
import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

import pytest

from search.index import IndexBusy, IndexUnusable, Question
from search.live import live_index
from search.locks import locked
from search.places import FolderPlace
from search.query import parse
from search.seals import SEALS
from search.stored import EDITION, State
from tests.search.told import Told

# The engine leaves a file open that it cannot read to its end.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

PUBLIC = frozenset({"public"})
TOLD = [("one", "Vacunas en la frontera"), ("two", "Vacunas para todos"), ("three", "Trata de personas")]
MORE = [("four", "Remesas"), ("two", ""), ("five", "Vacunas y remesas")]


@pytest.fixture(params=["whoosh", "tantivy"])
def engine(request):
    return request.param


@pytest.fixture
def told(tmp_path):
    told = Told(tmp_path / "told")
    told.add(*TOLD)
    return told


@pytest.fixture
def root(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def opened(root, engine, told):
    """Open the index again and again, as processes do."""
    indexes = []

    def open_index(source=told):
        index = live_index(root, engine, source)
        indexes.append(index)
        return index

    yield open_index
    for index in indexes:
        index.close()
    gc.collect()


@pytest.fixture
def live(opened):
    return opened()


@pytest.fixture
def filled(live):
    fill(live)
    return live


def fill(index):
    while index.advance():
        pass


def found(index, typed):
    return {hit.document.id for hit in index.search(Question(parse(typed), deadline=30)).hits}


def files(root):
    """The files of the index that serves, that say something."""
    (current,) = root.glob("*.current")
    return [path for path in sorted((root / current.read_text()).iterdir()) if path.is_file() and path.stat().st_size]


def repairs(caplog):
    return [record for record in caplog.records if "built anew" in record.getMessage()]


def test_it_is_filled_from_the_log_and_tells_how_far_it_is(live, told):
    before = live.search(Question(parse("vacunas")))
    fill(live)
    after = live.search(Question(parse("vacunas")))

    assert (before.total, before.position, live.lag(before.position)) == (0, 0, 3)
    assert (after.total, after.position, live.lag(after.position)) == (2, 3, 0)
    assert live.reached() == live.position == told.position()


def test_what_changes_later_is_taken_in(filled, told):
    told.add(*MORE)
    fill(filled)

    assert found(filled, "vacunas") == {"one", "five"}
    assert found(filled, "remesas") == {"four", "five"}


def test_other_processes_see_what_one_has_taken_in(filled, opened, told):
    other = opened()
    assert found(other, "vacunas") == {"one", "two"}

    told.add(*MORE)
    fill(filled)

    assert found(other, "vacunas") == {"one", "five"}


def test_a_first_start_is_no_cause_for_alarm(live, caplog):
    caplog.set_level(logging.INFO)

    assert found(live, "vacunas") == set()
    assert [record.levelname for record in repairs(caplog)] == ["INFO"]


def remove_folder(root):
    shutil.rmtree(files_folder(root))


def files_folder(root):
    (current,) = root.glob("*.current")
    return root / current.read_text()


def empty_folder(root):
    for path in files_folder(root).iterdir():
        path.unlink()


def truncate_largest(root):
    largest = max(files(root), key=lambda path: path.stat().st_size)
    os.truncate(largest, largest.stat().st_size // 2)


def truncate_all(root):
    for path in files(root):
        os.truncate(path, path.stat().st_size // 3)


def open_to_others(root):
    files_folder(root).chmod(0o755)


def forget_name(root):
    (current,) = root.glob("*.current")
    current.write_text("../../etc")


@pytest.mark.parametrize(
    "spoil", [remove_folder, empty_folder, truncate_largest, truncate_all, open_to_others, forget_name]
)
def test_a_damaged_index_is_told_and_built_anew(filled, opened, root, caplog, spoil):
    filled.close()
    spoil(root)

    again = opened()
    at_once = again.search(Question(parse("vacunas")))
    fill(again)

    assert (at_once.total, at_once.position) == (0, 0)
    assert [record.levelname for record in repairs(caplog)] == ["WARNING"]
    assert found(again, "vacunas") == {"one", "two"}


def test_flipped_bytes_are_noticed_or_do_not_matter(filled, opened, root, engine):
    filled.close()
    good = root.with_name("good")
    shutil.copytree(root, good)
    draw = Random(engine)
    for _ in range(25):
        shutil.rmtree(root)
        shutil.copytree(good, root)
        path = draw.choice([path for path in files(root) if path.name != SEALS])
        written = bytearray(path.read_bytes())
        written[draw.randrange(len(written))] ^= 1 << draw.randrange(8)
        path.write_bytes(written)

        again = opened()
        fill(again)

        assert found(again, "vacunas") == {"one", "two"}, path.name
        assert found(again, "trata") == {"three"}, path.name
        again.close()


def test_an_index_of_an_older_edition_is_built_anew(live, opened, caplog, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(State.__init__, "__defaults__", (0, 0, EDITION - 1))
        patched.setattr("search.whoosh_index.EDITION", EDITION - 1)
        patched.setattr("search.whoosh_snapshot.EDITION", EDITION - 1)
        patched.setattr("search.tantivy_postings.EDITION", EDITION - 1)
        fill(live)
        assert found(live, "vacunas") == {"one", "two"}

    again = opened()
    fill(again)

    assert "edition" in repairs(caplog)[-1].getMessage()
    assert found(again, "vacunas") == {"one", "two"}


def test_an_index_of_another_log_is_built_anew(filled, opened, tmp_path, caplog):
    other = Told(tmp_path / "other", name="another log")
    other.add(("six", "Vacunas de otros"), ("seven", "Nada"), ("eight", "Nada"), ("nine", "Nada"))
    assert filled.position == 3

    again = opened(other)
    fill(again)

    assert "another log" in repairs(caplog)[-1].getMessage()
    assert found(again, "vacunas") == {"six"}


def test_an_index_that_is_ahead_of_the_log_is_built_anew(filled, opened, told):
    lines = told.path.read_text().splitlines(keepends=True)
    told.path.write_text("".join(lines[:1]))

    again = opened()
    fill(again)

    assert found(again, "vacunas") == {"one"}
    assert filled.position == 1


def test_what_disappears_while_it_is_in_use_is_built_anew(filled, told, root, caplog):
    remove_folder(root)
    told.add(*MORE)
    fill(filled)

    assert found(filled, "vacunas") == {"one", "five"}
    assert len(repairs(caplog)) == 1


@pytest.mark.usefixtures("filled")
def test_a_new_index_that_fails_although_it_opens_well_is_opened_again_but_not_thrown_away(root, engine):
    folder, place = files_folder(root), FolderPlace(root, engine)
    first = place.index()

    assert place.distrust(first, IndexUnusable("a fault in the program"))
    second = place.index()
    assert not place.distrust(second, IndexUnusable("a fault in the program"))

    assert second is not first
    assert files_folder(root) == folder


def test_an_old_index_that_fails_although_it_opens_well_is_built_anew(filled, root, engine):
    folder, place = files_folder(root), FolderPlace(root, engine)
    os.utime(root / f"{engine}.current", (0, 0))

    for _ in range(2):
        place.distrust(place.index(), IndexUnusable("a fault on the disk"))

    assert files_folder(root) != folder
    fill(filled)
    assert found(filled, "vacunas") == {"one", "two"}


def test_where_nothing_can_be_written_it_is_in_memory(root, engine, told, caplog):
    root.write_text("This is no folder.")
    index = live_index(root, engine, told)

    fill(index)

    assert found(index, "vacunas") == {"one", "two"}
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "in its memory" in caplog.text
    told.add(*MORE)
    assert found(index, "vacunas") == {"one", "five"}
    index.close()


def test_a_good_index_that_cannot_be_written_any_more_is_read_until_it_has_to_be(filled, opened, told, root):
    filled.close()
    # Whoever is root may write anywhere, so the folder is refused by hand.
    (root / f"{next(root.glob('*.current')).stem}.writing").unlink()
    (root / f"{next(root.glob('*.current')).stem}.writing").mkdir()
    again = opened()
    assert found(again, "vacunas") == {"one", "two"}

    told.add(*MORE)
    fill(again)

    assert found(again, "vacunas") == {"one", "five"}
    assert found(opened(), "vacunas") == {"one", "two"}


def test_an_index_in_memory_is_level_with_the_log_before_it_answers(told, tmp_path):
    index = live_index(tmp_path, "memory", told)
    assert found(index, "vacunas") == {"one", "two"}

    told.add(*MORE)

    assert found(index, "vacunas") == {"one", "five"}
    index.close()


def test_whoever_waits_while_another_writes_goes_on_when_it_is_done(filled, opened, told, root, engine):
    other = opened()
    told.add(*MORE)
    with ThreadPoolExecutor() as pool:
        with locked(root / f"{engine}.writing", patience=1):
            waiting = pool.submit(other.catch_up, 6, patience=20)
            with pytest.raises(IndexBusy):
                filled.advance(patience=0.05)
        # Whoever is first writes, and the other need not.
        with suppress(IndexBusy):
            fill(filled)

        assert waiting.result(20) == 6


def test_waiting_is_bounded(filled, told, root, engine):
    told.add(*MORE)

    with locked(root / f"{engine}.writing", patience=1):
        assert filled.catch_up(6, patience=0.2) == 3
        with pytest.raises(IndexBusy):
            filled.follow(["two"], patience=0.1)


def test_what_is_gone_is_gone_at_once_even_if_the_index_is_far_behind(filled, told, monkeypatch):
    monkeypatch.setattr("search.live.NEAR", 2)
    told.add(*MORE)

    filled.follow(["two"], patience=5)

    assert filled.position == 3
    assert found(filled, "vacunas") == {"one"}
    fill(filled)
    assert found(filled, "vacunas") == {"one", "five"}


def test_who_asks_an_index_that_stays_behind_helps_to_fill_it(live, monkeypatch):
    monkeypatch.setattr("search.live.BEHIND_FOR", 0.0)
    answer = live.search(Question(parse("vacunas")))

    live.lag(answer.position)
    live.lag(answer.position)
    live.close()

    assert found(live, "vacunas") == {"one", "two"}


def test_a_rebuild_serves_the_old_index_until_the_new_one_is_complete(filled, opened, told, root):
    other = opened()
    old = files_folder(root)
    seen = []

    def look(position):
        seen.append((position, found(other, "vacunas"), files_folder(root)))

    reached = filled.rebuild(on_progress=look)

    assert reached == 3
    assert seen == [(2, {"one", "two"}, old), (3, {"one", "two"}, old)]
    assert files_folder(root) != old
    assert not old.exists()
    assert found(other, "vacunas") == found(filled, "vacunas") == {"one", "two"}
    told.add(*MORE)
    fill(other)
    assert found(filled, "vacunas") == {"one", "five"}


def test_a_rebuild_that_fails_leaves_everything_as_it_was(filled, root):
    old = files_folder(root)

    def interrupt(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        filled.rebuild(on_progress=interrupt)

    assert files_folder(root) == old
    assert [path for path in root.iterdir() if path.is_dir()] == [old]
    assert found(filled, "vacunas") == {"one", "two"}
