"""`import-practices` as an operator types it."""

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any
from uuid import uuid4

import pytest

from domain.accounts import Account
from domain.catalogue.practice_history import Stage, Standing
from domain.catalogue.practices import Practice
from domain.kernel import identity
from knowledge.import_practices import importing
from knowledge.representations.tables import MARK
from knowledge.security import ADMINISTRATOR, IMPORTER
from tests.commands.conftest import opened, position

ROWS: list[dict[str, Any]] = [
    {
        "gcm_objective_guess": 1,
        "key": "heading-1",
        "title": {"en": "A data panel", "fr": "Un panel", "es": "Un panel de datos"},
        "body": {"en": "In March 2019 …", "fr": "En mars 2019 …", "es": "En marzo de 2019 …"},
    },
    {
        "key": "heading-2",
        "title": {"en": "An alliance", "es": "Una alianza"},
        "body": {"en": "<p>Brings together</p>", "es": "Reúne"},
        "dates": "2021 - 2019",
        "countries": "Peru, Atlantis",
    },
]
BAD = [{"key": "bad-1", "body": {"en": "No title"}}, "not an object"]


@pytest.fixture
def export(tmp_path):
    """Write an export in JSON Lines."""

    def write(*rows, name="export.jsonl"):
        path = tmp_path / name
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
        return path

    return write


def practice(key, source="repository"):
    with opened() as knowledge:
        return knowledge.platform.find(Practice, identity("practice", f"{source}/{key}"))


def test_importing_publishes_the_practices_with_their_translations(command, export):
    outcome = command("import-practices", "--json", export(*ROWS))

    assert (outcome.code, outcome.json["recorded"], outcome.json["bad"]) == (0, 2, [])
    assert (outcome.json["written"], outcome.json["ignored_columns"]) == (True, ["gcm_objective_guess"])
    imported = practice("heading-1")
    assert (imported.stage, imported.standing) == (Stage.PUBLISHED, Standing.PUBLIC)
    assert imported.content.title == "A data panel"
    assert imported.translations == {"fr": 1, "es": 1}
    assert imported.author == IMPORTER


def test_what_was_odd_is_told_with_line_field_and_reason_and_kept(command, export):
    outcome = command("import-practices", "--json", export(*ROWS))

    assert {(one["line"], one["record"], one["field"]) for one in outcome.json["flagged"]} == {
        (2, "heading-2", "detailed_information"),
        (2, "heading-2", "dates"),
        (2, "heading-2", "countries"),
    }
    with opened() as knowledge:
        event = knowledge.platform.event(identity("practice", "repository/heading-2"), 2)
    assert event.original["dates"] == ["2021 - 2019"]
    assert event.original["detailed_information"] == ["<p>Brings together</p>"]


def test_importing_again_changes_nothing(command, export):
    file = export(*ROWS)
    command("import-practices", file)
    before = position()

    outcome = command("import-practices", "--json", file)

    assert (outcome.json["recorded"], outcome.json["unchanged"], outcome.json["written"]) == (0, 2, False)
    assert position() == before
    assert "Nothing is new" in command("import-practices", file).out


def test_a_row_that_has_changed_is_told_and_left_as_it_is(command, export):
    command("import-practices", export(*ROWS))
    before = position()
    changed = {**ROWS[0], "title": {"en": "Another title"}}

    outcome = command("import-practices", "--json", export(changed, ROWS[1]))

    assert (outcome.code, outcome.json["different"], outcome.json["unchanged"]) == (0, 1, 1)
    assert position() == before
    assert practice("heading-1").content.title == "A data panel"


def test_a_dry_run_records_nothing(command, export):
    outcome = command("import-practices", "--dry-run", export(*ROWS))

    assert "rehearsal" in outcome.out
    assert position() == 0


def test_one_bad_row_keeps_all_others_out(command, export):
    outcome = command("import-practices", export(ROWS[0], *BAD, ROWS[1]))

    assert outcome.code == 1
    assert "line 2, bad-1, title: There is no title." in outcome.err
    assert "line 3: It is no object of JSON." in outcome.err
    assert "nothing was recorded" in outcome.out
    assert position() == 0


def test_skipping_the_bad_rows_imports_the_good(command, export):
    outcome = command("import-practices", "--skip-bad", "--json", export(ROWS[0], *BAD, ROWS[1]))

    assert (outcome.code, outcome.json["recorded"], outcome.json["written"]) == (1, 2, True)
    assert [(bad["line"], bad["record"], bad["field"]) for bad in outcome.json["bad"]] == [
        (2, "bad-1", "title"),
        (3, "", ""),
    ]
    assert practice("heading-2").content.title == "An alliance"


def test_a_row_that_stands_twice_is_imported_once(command, export):
    copied = {**ROWS[0], "key": "heading-9"}

    outcome = command("import-practices", "--json", export(ROWS[0], ROWS[0], copied))

    assert (outcome.code, outcome.json["recorded"], outcome.json["duplicate"]) == (0, 1, 2)
    assert [one["reason"] for one in outcome.json["flagged"]] == ["It says the same as line 1."] * 2


def test_two_rows_with_one_key_that_say_different_things_are_bad(command, export):
    outcome = command("import-practices", "--json", export(ROWS[0], {**ROWS[1], "key": "heading-1"}))

    assert (outcome.code, outcome.json["bad"][0]["field"]) == (1, "key")


def test_equal_keys_of_two_sources_are_two_practices(command, export):
    for source in ("one", "two"):
        assert command("import-practices", "--source", source, export(*ROWS)).code == 0

    assert practice("heading-1", "one").id != practice("heading-1", "two").id


def test_drafts_belong_to_an_account(command, export):
    account = Account.open(id=uuid4(), by=ADMINISTRATOR)
    with opened() as knowledge:
        knowledge.platform.record(account)

    outcome = command("import-practices", "--as-drafts", account.id, "--json", export(*ROWS))
    imported = practice("heading-2")

    assert outcome.json["recorded"] == 2
    assert (imported.stage, imported.standing, imported.author) == (Stage.DRAFT, Standing.NONE, account.id)
    assert imported.content.title == "An alliance"
    assert command("import-practices", "--as-drafts", account.id, "--json", export(*ROWS)).json["unchanged"] == 2
    with opened() as knowledge:
        assert knowledge.platform.event(imported.id, 2).original["title_es"] == ["Una alianza"]


def test_drafts_of_nobody_are_refused(command, export):
    outcome = command("import-practices", "--as-drafts", uuid4(), export(*ROWS))

    assert outcome.code == 1
    assert "There is no account" in outcome.err


def test_columns_kind_and_language_are_told_where_rows_do_not(command, export):
    rows = {"Nombre": "Uno", "Texto": "Primero", "Tema": "7", "key": "1"}
    named = [f"--column={name}" for name in ("Nombre=title", "Texto=body", "Texto=summary", "Tema=primary_objectives")]

    assert command("import-practices", *named[:2], export(rows)).code == 1
    told = ("--kind", "lesson_learned", "--language", "es")
    assert command("import-practices", named[0], named[2], named[3], *told, export(rows)).code == 0

    imported = practice("1")
    assert (imported.practice_kind, imported.language) == ("lesson_learned", "es")
    assert imported.content.primary_objectives == ["GCM-07"]


@pytest.mark.parametrize("column", ["title", "=title", ""])
def test_a_column_is_told_by_name_and_field(command, export, column):
    assert command("import-practices", "--column", column, export(*ROWS)).code == 2


@pytest.mark.parametrize("text", ["", "key,key\n1,2\n"])
def test_a_file_without_rows_is_refused(command, tmp_path, text):
    path = tmp_path / "export.csv"
    path.write_text(text)

    assert command("import-practices", path).code == 1
    assert command("import-practices", tmp_path / "none.csv").code == 1


def test_a_table_of_windows_is_read_with_its_dirt(command, tmp_path):
    path = tmp_path / "export.csv"
    head = MARK + "Nid;Title;Langcode;Body;Primary GCM objectives;Dates;Country;Contact"
    row = '7;"Vacunación; en la frontera";es;"<p>Línea uno</p><p>línea dos</p>";"Reducir las vulnerabilidades, 15";'
    row += 'Jan 2019 – present;"Perú, Bolivia (Estado Plurinacional de)";a@example.org'
    path.write_bytes(f"{head}\r\n{row}\r\n".encode())

    outcome = command("import-practices", "--json", path)
    imported = practice("7")

    assert outcome.code == 0, outcome
    assert outcome.json["ignored_columns"] == ["Contact"]
    assert imported.content.title == "Vacunación; en la frontera"
    assert imported.content.detailed_information == "Línea uno\n\nlínea dos"
    assert imported.content.countries == ["PE", "BO"]
    assert (imported.language, imported.content.dates) == ("es", "2019-01/..")


def test_more_rows_than_one_commit_takes_are_imported(command, export, monkeypatch):
    monkeypatch.setattr(importing, "AT_ONCE", 7)
    rows = [{"key": number, "title": f"Practice {number}", "body": f"Text {number}"} for number in range(20)]

    assert command("import-practices", "--json", export(*rows)).json["recorded"] == 20
    assert command("import-practices", "--json", export(*rows)).json["unchanged"] == 20
    assert practice(19).content.title == "Practice 19"


def test_an_import_that_was_killed_is_completed_by_a_repetition(command, export):
    rows = [{"key": number, "title": f"Practice {number}", "body": f"Text {number} " * 50} for number in range(3_000)]
    file = export(*rows)
    command("migrate")
    process = subprocess.Popen(
        [sys.executable, "-m", "knowledge", "import-practices", str(file)], env=os.environ, stderr=subprocess.DEVNULL
    )
    try:
        while position() == 0 and process.poll() is None:
            time.sleep(0.02)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    begun = position()

    outcome = command("import-practices", "--json", file)

    assert 0 < begun < 9_000
    assert begun % (3 * importing.AT_ONCE) == 0
    assert outcome.json["unchanged"] == begun // 3
    assert outcome.json["recorded"] + outcome.json["unchanged"] == 3_000
    assert position() == 9_000
