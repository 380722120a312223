"""The platform signs what its log is, and nothing that contradicts what it signed before."""

import stat
from concurrent.futures import ThreadPoolExecutor

import metamorphic_log
import pytest

from knowledge.proof.checkpoints import Checkpoint, CheckpointContradicted, Checkpoints
from knowledge.proof.keys import find_or_make_signing_key
from knowledge.proof.notes import text_of
from knowledge.settings import BadSetting, Settings
from tests.support.databases import Database
from tests.support.stories import established


@pytest.fixture
def database(tmp_path):
    """On SQLite, as nothing here differs between databases."""
    return Database(f"sqlite:///{tmp_path}/log.db", f"sqlite:///{tmp_path}/views.db")


@pytest.fixture
def settings(tmp_path):
    settings = Settings.read({"DATA_DIR": str(tmp_path / "kept"), "CHECKPOINT_ORIGIN": "example.org/log"})
    settings.prepare()
    return settings


@pytest.fixture
def checkpoints(settings, log):
    return Checkpoints(settings, log.evidence, log.kept.views.catch_up)


def size_of(note):
    return Checkpoint.read(text_of(note)).size


def test_a_checkpoint_is_the_present_tree(checkpoints, log):
    head = metamorphic_log.checkpoint_verify(checkpoints.sign(), [str(checkpoints.key.verifier)])

    assert (head.origin, head.size, head.root) == ("example.org/log", 25, log.evidence.root(25))


def test_the_same_log_is_signed_alike(checkpoints):
    assert checkpoints.sign() == checkpoints.sign() == checkpoints.last_note()


def test_an_empty_log_can_be_signed(checkpoints, tamperer, log):
    tamperer.delete_after(0)
    log.kept.views.rebuild("proof")

    assert "\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n" in checkpoints.sign()


def test_a_checkpoint_continues_the_one_before(checkpoints, log):
    first = checkpoints.sign()
    log.kept.platform.record(established("SV"))
    log.kept.views.catch_up()
    second = checkpoints.sign()

    proof = log.evidence.consistency(25, 27)
    metamorphic_log.checkpoint_verify_consistency(first, second, [str(checkpoints.key.verifier)], proof)
    assert (size_of(first), size_of(second)) == (25, 27)


def test_the_platform_signs_no_other_past(checkpoints, log, tamperer):
    signed = checkpoints.sign()
    tamperer.flip(5, byte=40)
    log.kept.platform.record(established("SV"))
    log.kept.views.rebuild("proof")

    with pytest.raises(CheckpointContradicted, match="25 events were signed"):
        checkpoints.sign()
    assert checkpoints.last_note() == signed


def test_the_platform_does_not_sign_a_rollback(checkpoints, log, tamperer):
    checkpoints.sign()
    tamperer.delete_after(20)
    log.kept.views.rebuild("proof")

    with pytest.raises(CheckpointContradicted, match="the log of 20 events"):
        checkpoints.sign()


def test_views_that_are_behind_are_no_rollback(checkpoints, log, tamperer):
    checkpoints.sign()
    with log.kept.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE positions SET position = 0")
    for leaf in range(25):
        tamperer.drop_leaf(leaf)
    with log.kept.engine.begin() as connection:
        for table in (*log.kept.audit.tables, *log.kept.records.tables, *log.kept.milestones.tables):
            connection.execute(table.delete())

    assert size_of(checkpoints.sign()) == 25


def test_the_log_is_signed_a_minute_or_a_thousand_events_after_the_last_time(checkpoints, log, monkeypatch):
    checkpoints.keep_signed()
    first = checkpoints.last_note()
    log.kept.platform.record(established("SV"))
    log.kept.views.catch_up()
    checkpoints.keep_signed()
    too_early = checkpoints.last_note()
    monkeypatch.setattr("knowledge.proof.checkpoints.EVERY_EVENTS", 2)
    checkpoints.keep_signed()

    assert too_early == first
    assert (size_of(first), size_of(checkpoints.last_note())) == (25, 27)


def test_what_cannot_be_signed_is_told_once_a_minute(checkpoints, log, tamperer, caplog):
    checkpoints.sign()
    checkpoints._signed_at = 0  # noqa: SLF001 - a minute passes
    tamperer.delete_after(20)
    log.kept.views.rebuild("proof")

    checkpoints.keep_signed()
    checkpoints.keep_signed()

    assert [record.message for record in caplog.records] == ["No checkpoint of the log can be signed."]


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "elsewhere" / "key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(find_or_make_signing_key, [path] * 8))

    assert len({key.private_bytes_raw() for key in keys}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [kept.name for kept in path.parent.iterdir()] == ["key"]


@pytest.mark.parametrize("text", ["", "a key", "-----BEGIN PRIVATE KEY-----\nMC4=\n-----END PRIVATE KEY-----\n"])
def test_something_else_is_no_key(tmp_path, text):
    (tmp_path / "key").write_text(text)
    (tmp_path / "key").chmod(0o600)

    with pytest.raises(BadSetting, match="CHECKPOINT_KEY"):
        find_or_make_signing_key(tmp_path / "key")


def test_a_file_that_holds_no_key_is_refused_before_anything_is_signed(checkpoints, settings):
    checkpoints.check()
    settings.checkpoint_key.touch(mode=0o600)

    with pytest.raises(BadSetting, match="CHECKPOINT_KEY"):
        checkpoints.check()


def test_a_key_that_everybody_can_read_is_refused(tmp_path):
    find_or_make_signing_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)

    with pytest.raises(BadSetting, match="chmod 600"):
        find_or_make_signing_key(tmp_path / "key")


@pytest.mark.parametrize("name", ["a b", "a+b", "a\u00a0b", "x" * 201])
def test_a_name_that_no_note_can_carry_is_refused(name):
    with pytest.raises(BadSetting, match="CHECKPOINT_ORIGIN"):
        Settings.read({"CHECKPOINT_ORIGIN": name})
