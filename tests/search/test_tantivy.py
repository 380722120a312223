from contextlib import contextmanager

import pytest
from tantivy import Index

from search.tantivy_index import TantivyIndex
from tests.search.folder_promises import FolderPromises
from tests.support.workers import wait_until


def can_write(folder):
    try:
        Index.open(str(folder)).writer(20_000_000, 1).wait_merging_threads()
    except ValueError:
        return False
    return True


class TestTantivyIndex(FolderPromises):
    kind = TantivyIndex

    @pytest.fixture
    def hold_lock(self, folder):
        @contextmanager
        def holding():
            # Whoever wrote before may still be merging.
            wait_until(lambda: can_write(folder))
            writer = Index.open(str(folder)).writer(20_000_000, 1)
            yield
            writer.wait_merging_threads()

        return holding
