import pytest

from search.memory import MemoryIndex
from tests.search.promises import SearchPromises


class TestMemoryIndex(SearchPromises):
    @pytest.fixture
    def empty(self):
        return MemoryIndex()
