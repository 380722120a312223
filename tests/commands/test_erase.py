"""`erase` forgets whose an account was."""

from uuid import uuid4

from knowledge.private.people import Person
from tests.commands.conftest import opened
from tests.support.accounts import open_account


def test_an_account_is_erased_from_the_command_line(command):
    assert command("migrate").code == 0
    with opened() as knowledge:
        account = open_account(knowledge, "curator").id
        knowledge.people.keep(account, Person("Irrepetible"))

    told, again = command("erase", account, "--json"), command("erase", account)

    assert told.json == {"account": str(account), "state": "erased", "version": 4}
    assert (again.code, str(account) in again.out) == (0, True)
    with opened() as knowledge:
        assert knowledge.people.find(account).name == ""


def test_who_is_not_there_cannot_be_erased(command):
    refused = command("erase", uuid4())

    assert (refused.code, "There is no account" in refused.err) == (1, True)
