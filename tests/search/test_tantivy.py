from contextlib import contextmanager

import pytest
from tantivy import Index

from search.index import Document, Question, Text
from search.query import parse
from search.tantivy_index import TantivyIndex
from search.tantivy_writing import Segment, Writing, are_merged
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
    patience = "search.tantivy_writing.PATIENCE"

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

    @pytest.mark.usefixtures("index")
    def test_merging_holds_nobody_up_who_writes_again(self, folder, monkeypatch):
        monkeypatch.setattr("search.tantivy_writing.ENOUGH", 1)
        monkeypatch.setattr("search.tantivy_writing.PATIENCE", 0.5)
        writing = Writing(Index.open(str(folder)), folder)
        with writing.writer() as merging:
            assert not can_write(folder)

        with writing.writer() as writer:
            assert writer is merging

        wait_until(lambda: can_write(folder))


def test_segments_are_merged_with_those_that_are_little_larger():
    smallest = [Segment(1)] * 7

    assert are_merged([Segment(10_300), *smallest])
    assert not are_merged([Segment(20_000), *smallest])
    assert are_merged([Segment(20_000), *smallest, Segment(1)])


def test_what_is_remembered_follows_what_is_written(tmp_path):
    def asked(index, typed='frontera "caracol azul"'):
        answer = index.search(Question(parse(typed), deadline=30))
        return {hit.document.id: hit.score for hit in answer.hits}

    texts = {str(number): f"caracol azul {number}" for number in range(200)} | {"1": "la frontera y un caracol azul"}
    folder = tmp_path / "index"
    index = TantivyIndex.create(folder)
    index.write([told(id, text) for id, text in texts.items()], since=0, position=1)
    before = asked(index)
    known = index.snapshot().known

    index.write([told("1", "nada"), told("2", "caracol azul, frontera")], removed=["3"], since=1, position=2)
    index.write([told("new", "frontera: caracol azul, caracol azul")], since=2, position=3)

    assert index.snapshot().known is known
    assert "1" in before
    assert asked(index, "frontera caracol country:pe") == {}
    assert {"2", "new"} <= asked(index).keys()
    assert asked(index) == pytest.approx(asked(TantivyIndex.open(folder)), rel=0.05)


def told(id, text):
    return Document(id, "document", {"es": Text(text)})
