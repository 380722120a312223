"""`verify` finds what was altered, from the database or from a bundle, and `export-log` writes bundles."""

import shutil
import sqlite3
import zipfile
from contextlib import closing

import pytest

from knowledge.demonstrating import DEMONSTRATION
from tests.commands.conftest import GOOD, HEAD, opened, position


@pytest.fixture
def imported(command):
    """The position of the log after the facts of the second bulletin."""
    command("import-bulletin", DEMONSTRATION)
    return position()


@pytest.fixture
def checkpoint(imported, tmp_path):
    """A checkpoint that was fetched and kept elsewhere; the platform has forgotten it."""
    assert imported
    with opened() as knowledge:
        (tmp_path / "checkpoint").write_text(knowledge.checkpoints.sign())
        knowledge.checkpoints.path.unlink()
    return tmp_path / "checkpoint"


@pytest.fixture
def key(imported):
    """The public key."""
    assert imported
    with opened() as knowledge:
        return str(knowledge.checkpoints.key.verifier)


@pytest.fixture
def bundle(command, imported, tmp_path):
    """An exported bundle."""
    assert imported
    command("export-log", "--bundle", tmp_path / "bundle")
    return tmp_path / "bundle"


@pytest.fixture
def altered(folder):
    """Alter one byte of the tenth event, on call."""

    def alter():
        with closing(sqlite3.connect(folder / "log.db")) as connection, connection:
            connection.execute("UPDATE stored_events SET state = replace(state, '2021', '2022') WHERE rowid = 10")

    return alter


def test_a_log_nobody_touched_is_in_order(command, checkpoint):
    told, said = command("verify", "--checkpoint", checkpoint), command("verify", "--json")

    assert (told.code, said.code) == (0, 0)
    assert f"root hash {said.json['root_hash']}" in told.out
    assert f"held to the checkpoint of {said.json['events']} events" in told.out
    assert (said.json["findings"], said.json["checkpoints"]) == ([], [])


def test_an_altered_event_ends_with_1_and_its_position(command, checkpoint, altered):
    altered()

    told, said = command("verify", "--checkpoint", checkpoint), command("verify", "--checkpoint", checkpoint, "--json")

    assert (told.code, said.code, told.out) == (1, 1, "")
    assert "altered: position 10: " in told.err
    assert {"altered", "checkpoint"} <= {finding["kind"] for finding in said.json["findings"]}


def test_the_last_checkpoint_is_held_to_without_being_asked(command, bundle, altered):
    altered()
    command("rebuild", "proof")

    findings = command("verify", "--json").json["findings"]

    assert bundle.exists()
    assert [finding["kind"] for finding in findings] == ["changed-with-its-tree"]


def test_an_older_backup_is_a_rollback(command, folder, tmp_path, note):
    command("import-bulletin", DEMONSTRATION)
    shutil.copytree(folder, tmp_path / "backup")
    command("import-bulletin", note(HEAD + GOOD))
    with opened() as knowledge:
        (tmp_path / "checkpoint").write_text(knowledge.checkpoints.sign())
        key = str(knowledge.checkpoints.key.verifier)
    shutil.rmtree(folder)
    shutil.copytree(tmp_path / "backup", folder)

    outcome = command("verify", "--checkpoint", tmp_path / "checkpoint", "--key", key)

    assert outcome.code == 1
    assert "rolled-back: position " in outcome.err


def test_a_checkpoint_of_another_key_is_no_witness(command, checkpoint, folder):
    (folder / "checkpoint-key").unlink()

    outcome = command("verify", "--checkpoint", checkpoint)

    assert outcome.code == 1
    assert "It is signed by" in outcome.err


def test_a_key_can_be_given_or_be_in_a_file(command, checkpoint, key, folder, tmp_path):
    (folder / "checkpoint-key").unlink()
    (tmp_path / "key").write_text(f"{key}\n")

    assert command("verify", "--checkpoint", checkpoint, "--key", key).code == 0
    assert command("verify", "--checkpoint", checkpoint, "--key", tmp_path / "key").code == 0
    assert command("verify", "--checkpoint", checkpoint, "--key", "no key").code == 1


def test_a_bundle_is_checked_without_a_database(command, bundle, key, folder):
    shutil.rmtree(folder)

    trusted, asserted = command("verify", "--bundle", bundle, "--key", key), command("verify", "--bundle", bundle)

    assert (trusted.code, asserted.code) == (0, 0)
    assert "Compare this key" in asserted.err
    assert "Compare this key" not in trusted.err
    assert not folder.exists()


def test_a_bundle_is_held_to_an_earlier_checkpoint(command, checkpoint, tmp_path, note):
    command("import-bulletin", note(HEAD + GOOD))
    command("export-log", "--bundle", tmp_path / "bundle")

    outcome = command("verify", "--bundle", tmp_path / "bundle", "--checkpoint", checkpoint, "--json")

    assert outcome.code == 0
    assert len(outcome.json["checkpoints"]) == 2


def test_an_altered_bundle_ends_with_1(command, bundle, tmp_path):
    with zipfile.ZipFile(bundle) as whole, zipfile.ZipFile(tmp_path / "altered", "w") as other:
        for name in whole.namelist():
            other.writestr(name, whole.read(name).replace(b"2021-09-30", b"2021-09-29"))

    outcome = command("verify", "--bundle", tmp_path / "altered")

    assert outcome.code == 1
    assert "proof: position " in outcome.err


def test_a_bundle_of_one_event_tells_of_how_many(command, imported, tmp_path):
    command("export-log", "--bundle", tmp_path / "one", "--position", 12)

    assert f"1 of {imported} events" in command("verify", "--bundle", tmp_path / "one").out


def test_a_bundle_appears_whole_or_not_at_all(command, imported, tmp_path):
    outcome = command("export-log", "--bundle", tmp_path / "bundle", "--position", imported + 1)

    assert outcome.code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_positions_are_for_bundles(command):
    assert command("export-log", "--position", 1).code == 2


def test_an_altered_log_is_not_exported(command, imported, altered, tmp_path):
    altered()

    outcome = command("export-log", "--bundle", tmp_path / "bundle")

    assert imported
    assert outcome.code == 1
    assert "python -m knowledge verify" in outcome.err


def test_a_database_that_was_not_prepared_is_told(command, folder):
    folder.mkdir()

    assert "migrate" in command("verify").err


def test_verifying_works_on_postgresql(command, monkeypatch, postgres_url):
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    command("migrate")
    command("import-bulletin", DEMONSTRATION)

    assert command("verify", "--json").json["findings"] == []
