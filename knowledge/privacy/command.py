"""The commands about persons: `export-account`, `erase` one, and let `expire` what has been kept long enough."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from knowledge.privacy.erasure import Erasure
from knowledge.privacy.export import PersonalExport
from knowledge.privacy.retention import Found, Retention
from knowledge.recording import Author
from knowledge.security import ADMINISTRATOR
from knowledge.settings import Settings
from knowledge.terminal import people, say_json
from knowledge.wiring import Knowledge


@click.command("export-account")
@click.argument("account", type=click.UUID)
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
def export_account(*, account: UUID, file: Any) -> None:
    """Write everything that is held of whose ACCOUNT is to FILE (or the screen), as JSON."""
    with _prepared() as knowledge:
        knowledge.views.catch_up()
        json.dump(PersonalExport(knowledge, account).everything(), file, ensure_ascii=False, indent=2)
        file.write("\n")


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


@click.command()
@click.option("--dry-run", is_flag=True, help="Tell what would be erased, and erase nothing.")
@click.option("--json", "as_json", is_flag=True, help="Tell it as JSON.")
def expire(*, dry_run: bool, as_json: bool) -> None:
    """Erase what has been kept long enough, as is done every day: drafts left alone, and what has ended."""
    with _prepared() as knowledge:
        retention, now = Retention(knowledge), datetime.now(tz=UTC)
        found = retention.find(now) if dry_run else retention.go_round(now)
    if as_json:
        say_json(_told(found, is_rehearsal=dry_run))
        return
    if dry_run:
        people.print("This was a rehearsal; nothing was erased.")
    people.print(f"Drafts left alone: {len(found.drafts)}")
    for table, rows in found.ended.items():
        people.print(f"Ended {table}: {rows}")
    people.print(f"Files that nothing names: {len(found.files)}")
    people.print(f"Letters in the outbox: {found.letters}")
    people.print(f"Persons who were erased before: {len(found.accounts)}")


def _told(found: Found, *, is_rehearsal: bool) -> dict[str, Any]:
    return {
        "written": not is_rehearsal,
        "drafts": [{"kind": draft.kind.kind, "id": str(draft.id)} for draft in found.drafts],
        "ended": dict(found.ended),
        "files": [{"of": str(file.practice), "digest": file.digest} for file in found.files],
        "letters": found.letters,
        "accounts": [str(account) for account in found.accounts],
    }


@contextmanager
def _prepared() -> Iterator[Knowledge]:
    with Knowledge(Settings.read(os.environ)) as knowledge:
        if knowledge.settings.is_on_sqlite:
            knowledge.migrate()
        knowledge.check_migrated()
        yield knowledge
