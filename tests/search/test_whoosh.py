import pytest
from whoosh import fields
from whoosh.index import create_in, open_dir

from search.index import IndexUnusable, Question
from search.query import parse
from search.stored import EDITION
from search.whoosh_index import WhooshIndex
from tests.search.documents import practice
from tests.search.folder_promises import FolderPromises


class TestWhooshIndex(FolderPromises):
    kind = WhooshIndex
    patience = "search.whoosh_index.PATIENCE"

    @pytest.fixture
    def hold_lock(self, folder):
        return lambda: open_dir(folder, f"edition{EDITION}").writer()

    def test_an_edition_whose_files_can_no_longer_be_read_is_not_called_damage(self, folder):
        folder.mkdir(mode=0o700)
        create_in(folder, fields.Schema(key=fields.ID(stored=True)))

        with pytest.raises(IndexUnusable, match="another edition"):
            self.kind.open(folder)

    def test_what_does_not_fit_into_memory_is_written_too(self, empty, monkeypatch):
        monkeypatch.setattr("search.whoosh_index.MEGABYTES", 0.01)
        empty.write([practice(f"p{n}", f"Caracol {n}") for n in range(300)], since=0, position=1)

        assert empty.search(Question(parse("caracol"))).total == 300
