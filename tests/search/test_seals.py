import os

import pytest

from search.index import IndexUnusable
from search.seals import SEALS, check_seals, seal


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "one.seg").write_bytes(b"words and words")
    (tmp_path / "two.seg").write_bytes(b"more words")
    (tmp_path / "meta.json").write_text("{}")
    seal(tmp_path)
    return tmp_path


def test_what_is_as_it_was_written_is_believed(folder):
    check_seals(folder)


@pytest.mark.parametrize("spoilt", [b"words and wordz", b"words", b""])
def test_what_was_changed_is_not(folder, spoilt):
    (folder / "two.seg").write_bytes(spoilt)

    with pytest.raises(IndexUnusable, match=r"two\.seg"):
        check_seals(folder)


def test_what_engines_write_again_or_remove_is_left_to_them(folder):
    (folder / "meta.json").write_text('{"changed": true}')
    (folder / "one.seg").unlink()

    check_seals(folder)


def test_what_came_later_is_sealed_without_looking_at_the_rest_again(folder):
    os.truncate(folder / "one.seg", 3)
    (folder / "three.seg").write_bytes(b"new words")
    seal(folder)

    assert "three.seg" in (folder / SEALS).read_text()
    with pytest.raises(IndexUnusable, match=r"one\.seg"):
        check_seals(folder)


def test_without_seals_everything_is_taken_as_it_is(tmp_path):
    (tmp_path / "one.seg").write_bytes(b"words")

    check_seals(tmp_path)


def test_what_tantivy_still_merges_is_sealed_once_it_is_named(folder):
    meta, merged = folder / "meta.json", folder / "0b2c.store"
    meta.write_text('{"segments": [{"segment_id": "0a-1b"}]}')
    merged.write_bytes(b"half of the")
    seal(folder)
    merged.write_bytes(b"half of the words")
    check_seals(folder)

    meta.write_text('{"segments": [{"segment_id": "0b-2c"}]}')
    seal(folder)
    os.truncate(merged, 3)

    with pytest.raises(IndexUnusable, match=r"0b2c\.store"):
        check_seals(folder)
