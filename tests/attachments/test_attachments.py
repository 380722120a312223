"""Files belong to practices: whose they are, what practices may name, and what is found in them."""

import io
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from domain.errors import NotFound
from domain.files import File
from knowledge.attachments.attachments import Attachments, NotUploaded
from knowledge.attachments.extraction import FoundText
from knowledge.attachments.kinds import UnknownKind
from knowledge.attachments.names import BadName, WrongExtension
from knowledge.attachments.store import FilesUnavailable
from knowledge.private import uploads
from knowledge.private.database import PrivateDatabase
from knowledge.private.uploads import QuotaReached, Uploads
from tests.attachments.files import PNG, archive, office, pdf, word
from tests.support.submissions import AUTHOR, PRACTICE, STRANGER

OTHER = UUID("a0000000-0000-4000-8000-0000000000ff")
REPORT = pdf("Vacunas en la frontera")


@pytest.fixture(params=["sqlite", "postgresql"])
def private(request, tmp_path):
    """Tables of what is not history, empty."""
    sqlite = f"sqlite:///{tmp_path}/accounts.db"
    opened = PrivateDatabase(sqlite if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def attachments(folder_store, private):
    """Attachments in a folder; there are none yet."""
    return Attachments(folder_store, Uploads(private))


def receive(attachments, content=REPORT, name="Informe.pdf", practice=PRACTICE):
    return attachments.receive(practice, io.BytesIO(content), name=name, by=AUTHOR)


def test_a_received_file_can_be_named_by_its_practice(attachments):
    file = receive(attachments)

    assert (file.name, file.media_type, file.size) == ("Informe.pdf", "application/pdf", len(REPORT))
    attachments.check_uploaded(PRACTICE, [file])


def test_its_name_may_be_changed_but_not_to_mislead(attachments):
    file = receive(attachments)
    renamed = File(digest=file.digest, name="Anexo.pdf", media_type=file.media_type, size=file.size)
    misnamed = File(digest=file.digest, name="Anexo.exe", media_type=file.media_type, size=file.size)

    attachments.check_uploaded(PRACTICE, [renamed])
    with pytest.raises(WrongExtension) as caught:
        attachments.check_uploaded(PRACTICE, [file, misnamed])

    assert caught.value.field == "files/1/name"


@pytest.mark.parametrize("changed", [{"digest": "0" * 64}, {"media_type": "image/png"}, {"size": 1}])
def test_a_file_that_was_not_uploaded_cannot_be_named(attachments, changed):
    file = receive(attachments)
    facts = {name: getattr(file, name) for name in file.__struct_fields__}

    with pytest.raises(NotUploaded) as caught:
        attachments.check_uploaded(PRACTICE, [File(**{**facts, **changed})])

    assert caught.value.field == "files/0"


def test_a_file_of_another_practice_cannot_be_named(attachments):
    file = receive(attachments, practice=OTHER)

    with pytest.raises(NotUploaded):
        attachments.check_uploaded(PRACTICE, [file])
    with pytest.raises(NotFound):
        attachments.find(PRACTICE, file.digest)


def test_a_file_in_two_practices_is_kept_once_and_found_in_both(attachments):
    first, second = receive(attachments), receive(attachments, practice=OTHER)

    assert first.digest == second.digest
    assert set(attachments.practices_with(first.digest)) == {PRACTICE, OTHER}


def test_the_same_file_again_takes_the_new_name(attachments):
    receive(attachments)
    file = receive(attachments, name="Anexo.pdf")

    assert attachments.find(PRACTICE, file.digest).name == "Anexo.pdf"


def test_the_same_file_twice_at_once_is_one_file(attachments):
    with ThreadPoolExecutor(4) as pool:
        received = list(pool.map(lambda _: receive(attachments), range(8)))

    assert len(set(received)) == 1
    assert attachments.practices_with(received[0].digest) == [PRACTICE]


def test_an_upload_noted_by_many_at_once_is_noted_once(private):
    noted = Uploads(private)

    def note(_: int) -> None:
        noted.note(PRACTICE, File("d" * 64, "x.pdf", "application/pdf", 1), by=AUTHOR)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(note, range(200)))

    assert len(noted.of_practice(PRACTICE)) == 1


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [(b"MZ", "x.pdf", UnknownKind), (REPORT, "x.pdf.exe", WrongExtension), (REPORT, "x.exe.pdf", BadName)],
)
def test_nothing_is_left_of_a_file_that_is_refused(attachments, folder, content, name, refusal):
    with pytest.raises(refusal):
        receive(attachments, content, name)

    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_a_practice_has_so_many_files_and_no_more(attachments, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    for text in ("one", "two"):
        receive(attachments, pdf(text))

    with pytest.raises(QuotaReached):
        receive(attachments, pdf("three"))
    receive(attachments, pdf("three"), practice=OTHER)


def test_the_files_of_a_practice_have_a_size_together(attachments, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 2 * len(REPORT) - 10)
    receive(attachments)

    receive(attachments)
    with pytest.raises(QuotaReached):
        receive(attachments, pdf("Vacunas en la montaña"))


def test_the_files_of_an_account_have_a_size_together_wherever_they_are(folder_store, private):
    attachments = Attachments(folder_store, Uploads(private, quota=2 * len(PNG) + 10))
    receive(attachments, PNG, "x.png")
    receive(attachments, PNG, "x.png", practice=OTHER)

    with pytest.raises(QuotaReached, match="account"):
        receive(attachments, practice=STRANGER)
    attachments.receive(STRANGER, io.BytesIO(PNG), name="x.png", by=STRANGER)
    attachments.forget(OTHER)
    receive(attachments, PNG, "x.png", practice=OTHER)


def test_the_text_of_a_file_is_found_once(attachments, folder_store):
    file = receive(attachments)

    assert attachments.text_of(file.digest) == "Vacunas en la frontera"
    folder_store.keep_text(file.digest, b'{"text": "kept", "trouble": ""}')
    assert receive(attachments).digest == file.digest
    assert attachments.text_of(file.digest) == "kept"


def test_a_file_whose_text_cannot_be_read_is_received_and_says_why_it_has_none(attachments):
    file = receive(attachments, archive(office()), "x.docx")

    attachments.check_uploaded(PRACTICE, [file])
    assert attachments.found_in(file.digest) == FoundText("", "broken")


def test_a_text_that_nobody_looked_for_is_looked_for(attachments, folder_store, monkeypatch):
    def refuse(*_: object) -> None:
        raise FilesUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(folder_store, "keep_text", refuse)
        file = receive(attachments, word("Vacunas", "frontera"), "x.docx")

    assert folder_store.kept_text(file.digest) is None
    assert attachments.text_of(file.digest) == "Vacunas\nfrontera"
    assert folder_store.kept_text(file.digest) is not None


def test_a_kept_text_that_is_damaged_is_looked_for_again(attachments, folder_store):
    file = receive(attachments)
    folder_store.keep_text(file.digest, b"{")

    assert attachments.text_of(file.digest) == "Vacunas en la frontera"


def test_a_file_whose_bytes_are_lost_has_no_text_and_stops_nothing(attachments, folder_store):
    file = receive(attachments)
    folder_store.remove(file.digest)

    assert attachments.text_of(file.digest) == ""


def test_pictures_and_unknown_files_have_no_text(attachments):
    picture = receive(attachments, PNG, "x.png")

    assert attachments.text_of(picture.digest) == ""
    assert attachments.text_of("0" * 64) == ""


def test_forgetting_a_practice_removes_the_files_that_no_other_has(attachments):
    shared, own = receive(attachments), receive(attachments, PNG, "x.png")
    receive(attachments, practice=OTHER)

    attachments.forget(PRACTICE)

    with attachments.open(shared.digest) as file:
        assert file.read() == REPORT
    with pytest.raises(NotFound):
        attachments.open(own.digest)
    assert attachments.practices_with(shared.digest) == [OTHER]
    attachments.forget(STRANGER)


def test_one_file_of_a_practice_is_forgotten_and_the_others_stay(attachments):
    report, picture = receive(attachments), receive(attachments, PNG, "x.png")

    attachments.forget(PRACTICE, picture.digest)

    assert [upload.digest for upload in attachments.of_practice(PRACTICE)] == [report.digest]
    with pytest.raises(NotFound):
        attachments.open(picture.digest)


def test_what_cannot_be_removed_is_not_forgotten(attachments, folder_store, monkeypatch):
    receive(attachments, PNG, "x.png")

    def refuse(_: str) -> None:
        raise FilesUnavailable

    monkeypatch.setattr(folder_store, "remove", refuse)
    with pytest.raises(FilesUnavailable):
        attachments.forget(PRACTICE)

    assert len(attachments.of_practice(PRACTICE)) == 1
