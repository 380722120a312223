import pytest
from whoosh.index import open_dir

from search.index import Question
from search.query import parse
from search.whoosh_index import WhooshIndex
from tests.search.documents import practice
from tests.search.folder_promises import FolderPromises


class TestWhooshIndex(FolderPromises):
    kind = WhooshIndex
    patience = "search.whoosh_index.PATIENCE"

    @pytest.fixture
    def hold_lock(self, folder):
        return lambda: open_dir(folder).writer()

    def test_what_does_not_fit_into_memory_is_written_too(self, empty, monkeypatch):
        monkeypatch.setattr("search.whoosh_index.MEGABYTES", 0.01)
        empty.write([practice(f"p{n}", f"Caracol {n}") for n in range(300)], since=0, position=1)

        assert empty.search(Question(parse("caracol"))).total == 300
