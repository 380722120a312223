from contextlib import contextmanager

import pytest
from tantivy import Index

from search.tantivy_index import TantivyIndex
from tests.search.folder_promises import FolderPromises


class TestTantivyIndex(FolderPromises):
    kind = TantivyIndex

    @pytest.fixture
    def hold_lock(self, folder):
        @contextmanager
        def holding():
            writer = Index.open(str(folder)).writer(20_000_000, 1)
            yield
            writer.wait_merging_threads()

        return holding
