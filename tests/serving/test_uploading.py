"""Large files over real connections: little memory, and no way around the limit."""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.catalogue.practices import Practice
from knowledge.attachments.store import LARGEST_FILE
from knowledge.security import ADMINISTRATOR
from knowledge.settings import Settings
from knowledge.wiring import Knowledge
from tests.attachments.files import JPEG
from tests.serving.served import HEADERS, Answer, Served, serving

MEGABYTE = 1_048_576
HEAD = (
    b'--X\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n' + JPEG
)
TAIL = b"\r\n--X--\r\n"
FORM = {**HEADERS, "Content-Type": "multipart/form-data; boundary=X"}


@pytest.fixture
def draft(folder: Path) -> UUID:
    """The id of a draft by whoever runs the platform."""
    with Knowledge(Settings.read({"DATA_DIR": str(folder)})) as knowledge:
        knowledge.migrate()
        practice = Practice.draft(
            id=uuid4(), practice_kind="initiative", language="es", organization="", by=ADMINISTRATOR
        )
        knowledge.platform.record(practice)
        return practice.id


def pieces(size: int) -> Iterator[bytes]:
    """Give a form with a picture of so many bytes, piece by piece."""
    yield HEAD
    left = size - len(JPEG)
    while left > 0:
        yield bytes(min(left, MEGABYTE))
        left -= MEGABYTE
    yield TAIL


def upload(served: Served, draft: UUID, size: int, *, is_chunked: bool) -> Answer:
    length = {} if is_chunked else {"Content-Length": str(len(HEAD) - len(JPEG) + size + len(TAIL))}
    return served.ask("POST", f"/practices/{draft}/files", body=pieces(size), **FORM, **length)


def most_memory(served: Served) -> int:
    """Tell the most bytes of memory that a server has had so far."""
    told = Path(f"/proc/{served.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert found
    return int(found[1]) * 1024


@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "chunked"])
def test_a_file_of_25_megabytes_is_kept_and_given_back_with_little_memory(folder, draft, is_chunked):
    digest = hashlib.sha256(b"".join(pieces(LARGEST_FILE))[len(HEAD) - len(JPEG) : -len(TAIL)]).hexdigest()
    with serving(folder) as served:
        upload(served, draft, MEGABYTE, is_chunked=is_chunked)
        before = most_memory(served)
        answer = upload(served, draft, LARGEST_FILE, is_chunked=is_chunked)
        download = served.ask("GET", f"/practices/{draft}/draft/files/{digest}", body=None, **HEADERS)
        after = most_memory(served)

    assert (answer.status, answer.json["digest"]) == (201, digest)
    assert hashlib.sha256(download.body).hexdigest() == digest
    assert after - before < 12 * MEGABYTE


@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "chunked"])
@pytest.mark.parametrize("over", [1, MEGABYTE, 20 * MEGABYTE])
def test_a_larger_file_is_refused_however_it_is_sent_and_nothing_is_left(folder, draft, is_chunked, over):
    with serving(folder) as served:
        try:
            assert upload(served, draft, LARGEST_FILE + over, is_chunked=is_chunked).status == 413
        except (BrokenPipeError, ConnectionResetError):
            # The server may hang up on whoever goes on after its answer.
            assert over > MEGABYTE

    assert [name for _, _, names in os.walk(folder / "files") for name in names] == []


@pytest.mark.parametrize("is_chunked", [False, True], ids=["with its length", "chunked"])
def test_other_bodies_are_not_larger_for_it(folder, is_chunked):
    body = (b" " * MEGABYTE for _ in range(3))
    length = {} if is_chunked else {"Content-Length": str(3 * MEGABYTE)}
    with serving(folder) as served:
        assert served.ask("POST", "/documents", body=body, **HEADERS, **length).status == 413
