"""What an operator can ask of the platform on the command line."""

import json
import stat

import pytest
from click.testing import CliRunner

from knowledge.__main__ import commands
from knowledge.demonstrating import DEMONSTRATION
from knowledge.settings import BadSetting, Settings
from knowledge.signing_in.links import Links, LinkUsedUp, Purpose
from tests.commands.conftest import opened

COMMANDS = [
    "serve",
    "work",
    "migrate",
    "import-bulletin",
    "import-practices",
    "rebuild",
    "retry-parked",
    "set-up-link",
    "export-account",
    "erase",
    "expire",
    "status",
    "export-log",
    "verify",
]
PROJECTIONS = [
    "records",
    "milestones",
    "audit",
    "practices",
    "pledges",
    "connection_requests",
    "figures",
    "bulletins",
    "proof",
    "accounts",
]


@pytest.fixture
def imported(command):
    """The facts of the second bulletin, and the position of the log after them."""
    command("import-bulletin", DEMONSTRATION)
    with opened() as knowledge:
        return knowledge.platform.position()


def test_every_command_is_listed_with_a_sentence(command):
    helped = command("--help")

    assert helped.code == 0
    assert sorted(commands.commands) == sorted(COMMANDS)
    for name in COMMANDS:
        assert name in helped.out
        assert (commands.commands[name].help or "").split("\n")[0].endswith((".", "nothing."))


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_every_command_explains_itself(name, option):
    helped = CliRunner().invoke(commands, [name, option])

    assert helped.exit_code == 0
    assert helped.output.startswith("Usage: ")


@pytest.mark.parametrize(
    "arguments",
    [["unknown"], ["migrate", "--unknown"], ["import-bulletin"], ["rebuild", "unknown"], ["status", "more"]],
)
def test_wrong_usage_ends_with_2(command, arguments):
    assert command(*arguments).code == 2


def test_the_database_is_made_ready_once(command):
    first, again = command("migrate", "--json"), command("migrate")

    assert (first.code, first.json) == (0, {"rebuilt": [], "position": 0})
    assert "ready" in again.out


def test_a_rebuild_gives_the_position_it_reached(command, imported):
    everything, one, told = command("rebuild", "--json"), command("rebuild", "audit", "--json"), command("rebuild")

    assert everything.json == {"rebuilt": dict.fromkeys([*PROJECTIONS, "search"], imported)}
    assert one.json == {"rebuilt": {"audit": imported}}
    assert told.code == 0
    for name in PROJECTIONS:
        assert f"{name} was rebuilt up to position {imported}." in told.out


def test_a_rebuild_brings_back_what_was_lost(command, imported):
    before = command("status", "--json").json["counts"]
    with opened() as knowledge, knowledge.views.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM claims")
    lost = command("status", "--json").json["counts"]

    command("rebuild", "milestones")

    assert imported
    assert command("status", "--json").json["counts"] == before != lost


def test_the_status_tells_positions_lag_and_figures(command, imported):
    told, said = command("status"), command("status", "--json").json

    assert said["position"] == imported
    assert {one["name"]: (one["position"], one["lag"], one["parked"]) for one in said["projections"]} == dict.fromkeys(
        PROJECTIONS, (imported, 0, 0)
    )
    assert said["counts"]["champion_countries"] == {"sure": 6, "possible": 6}
    assert f"position {imported}" in told.out
    assert "champion countries: 6 sure, 6 possible" in told.out


def test_an_empty_platform_has_a_status_too(command):
    assert command("status", "--json").json["position"] == 0


def test_the_exported_log_is_the_log(command, imported, tmp_path):
    to_file, to_screen = command("export-log", tmp_path / "log.jsonl"), command("export-log")

    assert (to_file.code, to_file.out) == (0, "")
    assert (tmp_path / "log.jsonl").read_text() == to_screen.out
    exported = [json.loads(line) for line in to_screen.out.splitlines()]
    assert [event["position"] for event in exported] == list(range(1, imported + 1))
    with opened() as knowledge:
        stored = knowledge.platform.read_stored(0, imported + 1)
    assert [
        (event["position"], event["aggregate_id"], event["version"], event["name"], event["facts"])
        for event in exported
    ] == [
        (event.id, str(event.originator_id), event.originator_version, event.topic, json.loads(event.state))
        for event in stored
    ]


def test_an_export_that_cannot_be_written_leaves_nothing_behind(command, imported, tmp_path):
    outcome = command("export-log", tmp_path / "missing" / "log.jsonl")

    assert imported
    assert outcome.code in {1, 2}
    assert list(tmp_path.glob("**/log.jsonl*")) == []


def test_nothing_set_aside_is_nothing_to_retry(command):
    assert command("retry-parked", "--json").json == {"still_parked": 0}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 5_000),
        ("THREADS", "0"),
        ("DRAIN_SECONDS", "soon"),
        ("SEARCH_ENGINE", "lucene"),
        ("DATABASE_URL", "mysql://localhost/x"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "log.db"),
        ("DATA_DIR", "/dev/null/x"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(command, monkeypatch, name, value):
    monkeypatch.setenv(name, value)

    outcome = command("status")

    assert outcome.code == 1
    assert outcome.err.startswith(name)
    assert "Traceback" not in outcome.err


def test_a_password_in_an_address_is_not_repeated(command, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://admin:open-sesame@localhost/x")

    assert "open-sesame" not in command("status").err


def test_a_database_that_does_not_answer_ends_with_3(command, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")

    outcome = command("status", "--json")

    assert outcome.code == 3
    assert "does not answer" in outcome.err
    assert outcome.out == ""


def test_a_database_that_was_not_migrated_is_told(command, monkeypatch, postgres_url):
    monkeypatch.setenv("DATABASE_URL", postgres_url)

    refused = command("status")
    ready = command("migrate")

    assert refused.code in {1, 3}
    assert "Traceback" not in refused.err
    assert (ready.code, command("status").code) == (0, 0)


def test_data_is_readable_by_its_owner_alone(command, folder):
    command("migrate")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_only_the_last_set_up_link_is_good(command):
    first, last = (command("set-up-link").out.strip() for _ in range(2))

    assert first.startswith("http://127.0.0.1:8000/en/links/")
    with opened() as knowledge:
        links = Links(knowledge.settings, knowledge.links)
        assert links.find(last.rpartition("/")[2]).purpose == Purpose.SET_UP
        with pytest.raises(LinkUsedUp):
            links.find(first.rpartition("/")[2])


def test_a_token_is_made_once_and_kept_for_its_owner(folder, tmp_path):
    settings = Settings.read({"DATA_DIR": str(folder)})
    settings.prepare()

    token, is_new = settings.find_or_make_token()

    assert is_new
    assert len(token) > 30
    assert stat.S_IMODE((folder / "admin-token").stat().st_mode) == 0o600
    assert settings.find_or_make_token() == (token, False)
    assert Settings.read({"DATA_DIR": str(tmp_path / "other")}).data_dir != settings.data_dir


def test_a_token_that_is_given_is_used_and_not_kept(folder):
    settings = Settings.read({"DATA_DIR": str(folder), "ADMIN_TOKEN": "given-in-the-environment"})
    settings.prepare()

    assert settings.find_or_make_token() == ("given-in-the-environment", False)
    assert not (folder / "admin-token").exists()


def test_an_empty_setting_counts_as_none():
    assert Settings.read({"PORT": " ", "HOST": ""}).port == 8000


def test_a_bad_setting_is_refused_when_it_is_read():
    with pytest.raises(BadSetting, match=r"^THREADS: "):
        Settings.read({"THREADS": "many"})
