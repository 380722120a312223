import pytest

from search.folders import Shelf
from search.index import IndexUnusable


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "search", "whoosh")


def test_before_anything_was_built_nothing_serves(shelf):
    with pytest.raises(IndexUnusable):
        _ = shelf.serving


def test_the_old_index_serves_until_the_new_one_takes_its_place(shelf):
    first = shelf.beside()
    shelf.serve(first)
    second = shelf.beside()

    assert shelf.serving == first
    shelf.serve(second)

    assert shelf.serving == second
    assert not first.exists()


def test_folders_are_private(shelf):
    assert shelf.beside().stat().st_mode & 0o077 == 0


def test_engines_do_not_touch_each_other(shelf, tmp_path):
    other = Shelf(tmp_path / "search", "tantivy")
    other.serve(other.beside())
    shelf.serve(shelf.beside())

    assert other.serving.is_dir()


def test_a_name_that_leads_elsewhere_is_not_followed(shelf, tmp_path):
    shelf.serve(shelf.beside())
    (tmp_path / "search" / "whoosh.current").write_text("../../etc")

    with pytest.raises(IndexUnusable):
        _ = shelf.serving
