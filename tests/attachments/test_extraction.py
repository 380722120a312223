"""The text of documents, found by a process of its own; hostile ones end it and nothing else."""

import io
import os
import signal
import time
import zipfile
from pathlib import Path

import pytest

from knowledge.attachments import extraction
from knowledge.attachments.extraction import Bounds, FoundText, find_text
from knowledge.attachments.extractor import READERS, read
from knowledge.attachments.kinds import DOCX, ODT, PDF, PNG
from tests.attachments import files

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def text_in(content: bytes, kind, bounds: Bounds | None = None) -> FoundText:
    return find_text(io.BytesIO(content), kind.media_type, bounds)


def word_saying(body: str) -> bytes:
    """Write a DOCX whose body is this XML."""
    document = f'<w:document xmlns:w="{SPACE}"><w:body>{body}</w:body></w:document>'
    return files.repacked(files.word("", ""), word__document=document.encode())


def writer_saying(body: str) -> bytes:
    """Write an ODT whose text is this XML."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
    )
    document = (
        f'<office:document-content {spaces} office:version="1.3"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    return files.repacked(files.writer(""), content=document.encode())


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (files.pdf("Vacunación en la frontera", "ñandú"), PDF),
        (files.word("Vacunación en la frontera", "ñandú"), DOCX),
        (files.writer("Vacunación en la frontera", "ñandú"), ODT),
    ],
    ids=["pdf", "docx", "odt"],
)
def test_the_text_of_a_document_is_found(content, kind):
    assert text_in(content, kind) == FoundText("Vacunación en la frontera\nñandú")
    assert read(kind.extensions[0], io.BytesIO(content), longest=100) == {
        "text": "Vacunación en la frontera\nñandú",
        "trouble": "",
    }


def test_pictures_have_no_text():
    assert text_in(files.PNG, PNG) == FoundText("")


def test_words_in_a_nested_table_are_found_and_merged_cells_once():
    cell = "<w:tc>{0}<w:p><w:r><w:t>{1}</w:t></w:r></w:p></w:tc>"
    inner = f"<w:tbl><w:tblGrid/><w:tr>{cell.format('', 'inner')}</w:tr></w:tbl>"
    wide = cell.format('<w:tcPr><w:gridSpan w:val="3"/></w:tcPr>' + inner, "outer")
    found = text_in(word_saying(f"<w:tbl><w:tblGrid/><w:tr>{wide}</w:tr></w:tbl>"), DOCX)

    assert found == FoundText("inner\nouter")


def test_what_was_deleted_from_a_document_or_remarked_on_it_is_not_found():
    deleted = "<w:p><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:r><w:t>kept</w:t></w:r></w:p>"
    assert text_in(word_saying(deleted), DOCX) == FoundText("kept")

    remarked = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>be<office:annotation><text:p>remark</text:p></office:annotation>hind</text:p>"
    )
    assert text_in(writer_saying(remarked), ODT) == FoundText("behind")


def test_spaces_and_tabs_of_an_odt_part_its_words():
    assert text_in(writer_saying("<text:p>one<text:s/>two<text:tab/>three</text:p>"), ODT).text.split() == [
        "one",
        "two",
        "three",
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 and no more", PDF),
        (files.pdf("one")[:200], PDF),
        (files.repacked(files.word("one", "two"), word__document=b"<w:docu"), DOCX),
        (files.archive(files.office()), DOCX),
        (files.repacked(files.writer("one"), content=b"<office:"), ODT),
        (b"", ODT),
    ],
)
def test_a_broken_document_has_no_text(content, kind):
    assert text_in(content, kind) == FoundText("", "broken")


def test_a_document_with_a_password_has_no_text():
    assert text_in(files.locked_pdf("word"), PDF) == FoundText("", "encrypted")


def test_a_document_that_is_only_protected_is_read():
    assert text_in(files.locked_pdf(""), PDF) == FoundText("secret")


def test_a_document_does_not_take_in_files_of_the_machine():
    secret = '<!DOCTYPE d [<!ENTITY stolen SYSTEM "file:///etc/hostname">]>'
    word = (
        f'{secret}<w:document xmlns:w="{SPACE}"><w:body><w:p><w:r><w:t>&stolen;</w:t></w:r></w:p></w:body></w:document>'
    )
    writer = writer_saying("<text:p>&stolen;</text:p>")
    told = files.repacked(writer, content=secret.encode() + _entry(writer, "content.xml"))

    name = Path("/etc/hostname").read_text().strip()
    assert name
    assert name not in text_in(files.repacked(files.word("", ""), word__document=word.encode()), DOCX).text
    assert name not in text_in(told, ODT).text


def _entry(packed: bytes, name: str) -> bytes:

    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        return opened.read(name)


def test_a_text_that_is_too_long_is_cut():
    found = text_in(files.word(*["word"] * 50), DOCX, Bounds(characters=100))

    assert len(found.text) == 100
    assert found.trouble == "cut"


def test_a_document_that_would_take_for_ever_is_given_up():
    laborious = files.laborious_pdf()
    started = time.monotonic()

    assert text_in(laborious, PDF, Bounds(seconds=1)) == FoundText("", "took-too-long")
    assert time.monotonic() - started < 8


def test_a_document_that_sleeps_is_given_up(monkeypatch, tmp_path):
    sleeping = tmp_path / "sleeping.py"
    sleeping.write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    monkeypatch.setattr(extraction, "PROGRAM", sleeping)
    started = time.monotonic()

    assert text_in(files.pdf("one"), PDF, Bounds(seconds=1)) == FoundText("", "took-too-long")
    assert time.monotonic() - started < 8
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_document_that_would_take_all_memory_is_given_up():
    assert text_in(files.laborious_pdf(), PDF, Bounds(memory=150 * 1_048_576)) == FoundText("", "out-of-memory")

    # The library for XML says of a lack of memory only that it is an unknown error.
    huge = word_saying("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000)
    assert text_in(huge, DOCX, Bounds(memory=200 * 1_048_576)).trouble
    assert text_in(huge, DOCX, Bounds(characters=50)).trouble == "cut"


def test_entities_that_multiply_have_no_text():
    lines = ['<!ENTITY a0 "aaaaaaaaaa">'] + [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    xml = f"<!DOCTYPE d [{''.join(lines)}]>".encode() + _entry(writer_saying("<text:p>&a9;</text:p>"), "content.xml")
    started = time.monotonic()
    found = text_in(files.repacked(files.writer(""), content=xml), ODT)

    assert found.trouble in {"broken", "out-of-memory"}
    assert time.monotonic() - started < 8


@pytest.mark.parametrize(
    ("number", "trouble"),
    [(signal.SIGSEGV, "out-of-memory"), (signal.SIGBUS, "broken"), (signal.SIGXCPU, "took-too-long")],
)
def test_a_program_that_is_ended_says_nothing(monkeypatch, tmp_path, number, trouble):
    ending = tmp_path / "ending.py"
    ending.write_text(f"import os\nprint('{{')\nos.kill(os.getpid(), {int(number)})\n")
    monkeypatch.setattr(extraction, "PROGRAM", ending)

    assert text_in(files.pdf("one"), PDF) == FoundText("", trouble)


def test_a_program_that_says_something_else_is_not_believed(monkeypatch, tmp_path):
    lying = tmp_path / "lying.py"
    lying.write_text("print('[]')")
    monkeypatch.setattr(extraction, "PROGRAM", lying)

    assert text_in(files.pdf("one"), PDF) == FoundText("", "broken")


def test_whoever_finds_no_turn_is_told_to_ask_again(monkeypatch):
    monkeypatch.setattr(extraction, "PATIENCE", 0.01)
    for _ in range(extraction.AT_ONCE):
        assert extraction.turns.acquire(timeout=1)
    try:
        assert text_in(files.pdf("one"), PDF) == FoundText("", "busy")
    finally:
        for _ in range(extraction.AT_ONCE):
            extraction.turns.release()

    assert text_in(files.pdf("one"), PDF) == FoundText("one")


def test_every_readable_kind_has_a_reader():
    assert {*extraction.READABLE.values(), extraction.ACTS} == set(READERS)
