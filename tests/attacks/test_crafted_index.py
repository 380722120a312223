"""Whoever writes into the folder of the search index makes the platform run nothing."""

import io
import pickle
import sys

import pytest

from search.index import IndexUnusable
from search.whoosh_index import WhooshIndex
from tests.search.documents import DOCUMENTS

OURS, THEIRS = b"whoosh.fields\nSchema", b"attack_module\nSchema"
"""Of the same length, so that the file around them stays whole."""


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """A module that could be imported, and notes that it was by being in `sys.modules`."""
    (tmp_path / "attack_module.py").write_text("class Schema:\n    pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("attack_module", None)


# The library leaves the file open that it could not read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("planted")
def test_a_name_that_no_index_has_is_not_looked_up(tmp_path):
    folder = tmp_path / "index"
    index = WhooshIndex.create(folder)
    index.write(DOCUMENTS, since=0, position=5)
    index.close()
    (toc,) = folder.glob("*.toc")
    crafted = toc.read_bytes().replace(OURS, THEIRS)
    assert THEIRS in crafted
    toc.write_bytes(crafted)

    with pytest.raises(IndexUnusable, match="attack_module"):
        WhooshIndex.open(folder)

    assert "attack_module" not in sys.modules
    # The library by itself would have fallen for it.
    pickle.Unpickler(io.BytesIO(crafted[crafted.rindex(b"\x80\x02", 0, crafted.index(THEIRS)) :])).load()  # noqa: S301 - made here
    assert "attack_module" in sys.modules
