"""The commands about persons: `erase` one, whatever they wish to be forgotten for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import click

from knowledge.privacy.erasure import Erasure
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR
from knowledge.settings import Settings
from knowledge.terminal import people, say_json
from knowledge.wiring import Knowledge


@click.command()
@click.argument("account", type=click.UUID)
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def erase(*, account: UUID, as_json: bool) -> None:
    """Close ACCOUNT for good and forget whose it was; nothing brings that back."""
    with _prepared() as knowledge:
        done = Erasure(knowledge).erase(Author(ADMINISTRATOR), account)
        if as_json:
            say_json({"account": str(account), "state": "erased", "version": done.version})
        else:
            people.print(f"Nobody knows any more whose account {account} was.")


@contextmanager
def _prepared() -> Iterator[Knowledge]:
    with Knowledge(Settings.read(os.environ)) as knowledge:
        if knowledge.settings.is_on_sqlite:
            knowledge.migrate()
        knowledge.check_migrated()
        yield knowledge
