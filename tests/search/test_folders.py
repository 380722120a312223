import pytest

from search.folders import IndexMissing, Shelf
from search.index import IndexBusy, IndexUnusable
from search.locks import is_locked, locked


@pytest.fixture
def root(tmp_path):
    return tmp_path / "search"


@pytest.fixture
def shelf(root):
    return Shelf(root, "whoosh")


def build(shelf):
    with shelf.building() as folder:
        shelf.serve(folder)
    return folder


def test_before_anything_was_built_nothing_serves(shelf):
    with pytest.raises(IndexMissing):
        _ = shelf.serving
    assert shelf.named is None


def test_the_old_index_serves_until_the_new_one_takes_its_place(shelf):
    first = build(shelf)
    with shelf.building() as second:
        assert shelf.serving == first
        shelf.serve(second)

        assert shelf.serving == second
    assert second.exists()
    assert not first.exists()


def test_of_two_that_mend_the_same_index_one_is_first(shelf):
    broken = build(shelf)
    with shelf.building() as one, shelf.building() as other:
        assert shelf.serve_instead(broken, one)
        assert not shelf.serve_instead(broken, other)

    assert shelf.serving == one
    assert not other.exists()


def test_what_is_being_built_is_not_removed_and_what_was_left_behind_is(shelf, root):
    left = root / "whoosh-0123456789ab"
    left.mkdir(parents=True)
    (root / "whoosh-0123456789ab.building").touch()
    with shelf.building() as folder:
        serving = build(shelf)

        assert folder.exists()
        assert not left.exists()
    shelf.tidy()

    assert [path for path in root.iterdir() if path.is_dir()] == [serving]
    assert list(root.glob("*.building")) == []


def test_folders_are_private(shelf):
    with shelf.building() as folder:
        assert folder.stat().st_mode & 0o077 == 0
        assert folder.parent.stat().st_mode & 0o077 == 0


def test_engines_do_not_touch_each_other(shelf, root):
    other = build(Shelf(root, "tantivy"))
    build(shelf)

    assert other.is_dir()


def test_a_name_that_leads_elsewhere_is_not_followed(shelf, root):
    build(shelf)
    (root / "whoosh.current").write_text("../../etc")

    with pytest.raises(IndexUnusable):
        _ = shelf.serving


def test_a_lock_is_held_by_one_at_a_time(tmp_path):
    path = tmp_path / "lock"

    with locked(path, patience=0):
        assert is_locked(path)
        with pytest.raises(IndexBusy), locked(path, patience=0.05):
            pass

    assert not is_locked(path)
