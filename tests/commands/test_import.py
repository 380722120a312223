"""The facts of a bulletin go into the log all at once, and once."""

import os
import subprocess
import sys

from knowledge.demonstrating import DEMONSTRATION
from tests.commands.conftest import GOOD, HEAD, opened, position

RECORDED = {
    "document": 1,
    "milestones": 31,
    "observations": 7,
    "projects": 2,
    "activities": 2,
    "working_groups": 8,
    "support_kinds": 7,
    "figures": 5,
}
NOTHING = dict.fromkeys(RECORDED, 0)


def test_the_second_bulletin_is_recorded_whole(command):
    outcome = command("import-bulletin", DEMONSTRATION, "--json")

    assert outcome.code == 0
    assert outcome.json == {
        "recorded": RECORDED,
        "unchanged": NOTHING,
        "bad": [],
        "warnings": [],
        "dry_run": False,
        "written": True,
    }
    counts = command("status", "--json").json["counts"]
    assert counts["networks_established"] == {"sure": 13, "possible": 13}


def test_a_second_import_changes_nothing_and_says_so(command):
    command("import-bulletin", DEMONSTRATION)
    before = position()

    told, again = command("import-bulletin", DEMONSTRATION), command("import-bulletin", DEMONSTRATION, "--json")

    assert (told.code, again.code) == (0, 0)
    assert "nothing was recorded" in told.out
    assert (again.json["recorded"], again.json["unchanged"]) == (NOTHING, RECORDED)
    assert again.json["written"] is False
    assert position() == before


def test_a_rehearsal_reports_and_writes_nothing(command):
    told, rehearsed = (command("import-bulletin", DEMONSTRATION, "--dry-run", *more) for more in ((), ("--json",)))

    assert (told.code, rehearsed.code) == (0, 0)
    assert "rehearsal" in told.out
    assert (rehearsed.json["recorded"], rehearsed.json["written"]) == (RECORDED, False)
    assert position() == 0


def test_a_person_is_told_in_a_table(command):
    told = command("import-bulletin", DEMONSTRATION)

    assert "state observations" in told.out
    assert "31" in told.out


def test_json_is_read_as_well(command, note):
    text = """{"schema": "bulletin-facts/1",
        "document": {"id": "note-1", "title": {"en": "Note 1"}, "published": "2021-12", "language": "en"},
        "milestones": [{"aggregate": "network", "country": "NO", "milestone": "established",
            "occurred": "2021-10", "locator": "p. 2"}]}"""

    outcome = command("import-bulletin", note(text, "note.json"), "--json")

    assert (outcome.code, outcome.json["recorded"]["milestones"]) == (0, 1)


def test_figures_that_do_not_add_up_are_a_warning(command, note):
    text = f"{HEAD}{GOOD}counts: {{networks_established: 2, champion_countries: 0}}\n"

    told, again = command("import-bulletin", note(text)), command("import-bulletin", note(text), "--json")

    assert told.code == 0
    assert "prints 2 for networks_established" in told.out
    assert "champion_countries" not in told.out
    assert len(again.json["warnings"]) == 1


def test_what_is_registered_otherwise_is_not_overwritten(command, note):
    command("import-bulletin", note(HEAD + GOOD))
    before = position()

    refused = command("import-bulletin", note(HEAD.replace("Note 1", "Another note") + GOOD), "--json")

    assert refused.code == 1
    assert "title is 'Note 1', not 'Another note'" in refused.json["bad"][0]["reason"]
    assert position() == before


def test_a_longer_file_adds_what_is_new(command, note):
    command("import-bulletin", note(HEAD + GOOD))

    longer = HEAD + GOOD + GOOD.splitlines()[1].replace("PE", "BR") + "\n"
    outcome = command("import-bulletin", note(longer), "--json").json

    assert (outcome["recorded"]["milestones"], outcome["unchanged"]["milestones"]) == (1, 1)


def test_two_imports_at_once_record_once(command, folder):
    command("migrate")
    environment = {**os.environ, "DATA_DIR": str(folder)}

    running = [
        subprocess.Popen(
            [sys.executable, "-m", "knowledge", "import-bulletin", DEMONSTRATION],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(3)
    ]
    codes = [(process.communicate(timeout=60), process.returncode)[1] for process in running]

    assert 0 in codes
    assert set(codes) <= {0, 1}
    again = command("import-bulletin", DEMONSTRATION, "--json").json
    assert again["unchanged"] == RECORDED
    with opened() as knowledge:
        names = [entry.name for entry in knowledge.platform.read(0, 1_000)]
    assert sum("NationalNetwork.Established" in name for name in names) == 13
