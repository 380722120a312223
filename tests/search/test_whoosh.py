import pytest
from whoosh.index import open_dir

from search.whoosh_index import WhooshIndex
from tests.search.folder_promises import FolderPromises


class TestWhooshIndex(FolderPromises):
    kind = WhooshIndex
    patience = "search.whoosh_index.PATIENCE"

    @pytest.fixture
    def hold_lock(self, folder):
        return lambda: open_dir(folder).writer()
