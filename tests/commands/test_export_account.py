"""`export-account` writes what is held of a person."""

import json
from uuid import uuid4

from knowledge.private.people import Person
from tests.commands.conftest import opened
from tests.support.accounts import open_account


def test_what_is_held_of_a_person_is_written_to_a_file(command, tmp_path):
    assert command("migrate").code == 0
    with opened() as knowledge:
        account = open_account(knowledge, "curator").id
        knowledge.people.keep(account, Person("Ana Peña"))

    written, shown = command("export-account", account, tmp_path / "account.json"), command("export-account", account)

    told = json.loads((tmp_path / "account.json").read_text(encoding="utf-8"))
    assert (written.code, told, shown.json) == (0, shown.json, told)
    assert told["kept"]["people"][0]["name"] == "Ana Peña"
    assert told["account"]["roles"] == {"curator": []}


def test_of_who_is_not_there_nothing_can_be_told(command):
    refused = command("export-account", uuid4())

    assert (refused.code, "There is no account" in refused.err) == (1, True)
