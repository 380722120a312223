"""What every place for files promises."""

import hashlib
import io
import os
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest

from domain.errors import NotFound
from knowledge.attachments.kinds import UnknownKind
from knowledge.attachments.places import open_store
from knowledge.attachments.store import LARGEST_FILE, Check, FileStore, FilesUnavailable, FileTooLarge
from tests.attachments.files import pdf

REPORT = pdf("Vacunación en la frontera")
DIGEST = hashlib.sha256(REPORT).hexdigest()


class Stream(io.RawIOBase):
    """A stream of so many bytes that are made as they are read."""

    def __init__(self, size: int) -> None:
        self.left_over = size

    def read(self, size: int = -1) -> bytes:
        given = min(self.left_over, size if size >= 0 else self.left_over)
        self.left_over -= given
        return bytes(given)


def anything(*_: object) -> None:
    """Every file is good."""


def put(store: FileStore, content: bytes, check: Check = anything) -> str:
    return store.put(io.BytesIO(content), check=check).digest


def content_of(store: FileStore, digest: str) -> bytes:
    with store.open(digest) as file:
        return file.read()


def test_a_file_comes_back_as_it_was_under_the_digest_of_its_bytes(store):
    stored = store.put(io.BytesIO(REPORT), check=anything)

    assert (stored.digest, stored.size) == (DIGEST, len(REPORT))
    assert content_of(store, DIGEST) == REPORT


def test_there_is_no_file_that_nobody_put(store):
    assert not store.exists(DIGEST)
    with pytest.raises(NotFound):
        store.open(DIGEST)


def test_the_same_file_twice_is_one_file(store):
    assert put(store, REPORT) == put(store, REPORT)

    assert content_of(store, DIGEST) == REPORT


def test_the_same_file_uploaded_by_many_at_once_is_whole(store):
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(lambda _: put(store, REPORT), range(24)))

    assert digests == {DIGEST}
    assert content_of(store, DIGEST) == REPORT


def test_an_empty_file_can_be_kept(store):
    assert content_of(store, put(store, b"")) == b""


def test_a_removed_file_is_gone_with_its_text(store):
    put(store, REPORT)
    store.keep_text(DIGEST, b"text")

    store.remove(DIGEST)

    assert not store.exists(DIGEST)
    assert store.kept_text(DIGEST) is None


def test_removing_what_is_not_there_does_no_harm(store):
    store.remove(DIGEST)


def test_a_text_is_kept_beside_its_file_and_can_be_replaced(store):
    put(store, REPORT)
    assert store.kept_text(DIGEST) is None

    store.keep_text(DIGEST, b"first")
    store.keep_text(DIGEST, "Vacunación".encode())

    assert store.kept_text(DIGEST) == "Vacunación".encode()
    assert content_of(store, DIGEST) == REPORT


def test_whoever_looks_at_a_file_sees_all_of_it_before_it_is_kept(store):
    seen = []
    put(store, REPORT, check=lambda file, _: seen.append((file.read(), store.exists(DIGEST))))

    assert seen == [(REPORT, False)]


def test_a_file_that_is_refused_is_not_kept(store):
    def refuse(*_: object) -> None:
        raise UnknownKind("It is none of ours.")

    with pytest.raises(UnknownKind):
        put(store, REPORT, check=refuse)

    assert not store.exists(DIGEST)


def test_a_file_of_25_megabytes_is_kept(store):
    assert store.put(Stream(LARGEST_FILE), check=anything).size == LARGEST_FILE


def test_one_byte_more_is_refused_and_nothing_is_kept(store):
    digest = hashlib.sha256(bytes(LARGEST_FILE + 1)).hexdigest()

    with pytest.raises(FileTooLarge):
        store.put(Stream(LARGEST_FILE + 1), check=anything)

    assert not store.exists(digest)


def test_a_stream_without_an_end_is_refused_after_25_megabytes(store):
    stream = Stream(10**12)

    with pytest.raises(FileTooLarge):
        store.put(stream, check=anything)

    assert stream.left_over > 10**12 - LARGEST_FILE - 100_000


def test_a_large_file_takes_little_memory(folder_store):
    # What other threads of the process take at the same time is counted too, but they do not always.
    assert min(memory_for(folder_store) for _ in range(3)) < 1_000_000


def memory_for(folder_store):
    tracemalloc.start()
    folder_store.put(Stream(LARGEST_FILE), check=anything)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_nothing_is_left_in_the_folder_of_what_was_refused(folder_store, folder):
    with pytest.raises(FileTooLarge):
        folder_store.put(Stream(LARGEST_FILE + 1), check=anything)

    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_files_in_a_folder_are_for_their_owner_alone(folder_store, folder):
    put(folder_store, REPORT)
    folder_store.keep_text(DIGEST, b"text")

    modes = {path.relative_to(folder).as_posix(): path.stat().st_mode & 0o777 for path in folder.rglob("*")}

    assert modes == {
        "arriving": 0o700,
        DIGEST[:2]: 0o700,
        f"{DIGEST[:2]}/{DIGEST}": 0o600,
        f"{DIGEST[:2]}/{DIGEST}.text": 0o600,
    }


def test_what_a_process_that_died_left_behind_is_swept_away(folder):
    open_store(str(folder))
    left, arriving = folder / "arriving" / "left", folder / "arriving" / "arriving"
    for path in (left, arriving):
        path.write_bytes(REPORT)
    os.utime(left, (0, 0))

    open_store(str(folder))

    assert arriving.exists()
    assert not left.exists()


def test_a_folder_that_cannot_be_written_is_unavailable(folder):
    folder.write_text("not a folder")

    with pytest.raises(FilesUnavailable):
        open_store(str(folder))


def test_a_store_that_does_not_answer_is_unavailable(bucket):
    silent = open_store(bucket.partition("?")[0] + "?endpoint=http://127.0.0.1:9")

    for ask in (silent.exists, silent.open, silent.kept_text, silent.remove):
        with pytest.raises(FilesUnavailable):
            ask(DIGEST)


def test_a_bucket_that_does_not_exist_is_unavailable(bucket):
    other = open_store(bucket.replace("s3://files-", "s3://other-"))

    with pytest.raises(FilesUnavailable):
        put(other, REPORT)
