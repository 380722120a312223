"""The demonstration: the facts of a bulletin and of a calendar, and an account for each part there is to play."""

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import yaml

from domain.accounts import Account
from domain.directory.working_groups import WorkingGroup
from domain.errors import ChangedMeanwhile
from domain.kernel import identity
from knowledge.bulletin_file import read_bulletin_file
from knowledge.calendar_file import record_calendar
from knowledge.importing import Import
from knowledge.private.people import Person
from knowledge.security import ADMINISTRATOR, IMPORTER
from knowledge.signing_in.addresses import comparable
from knowledge.signing_in.passwords import hash_password
from knowledge.wiring import Knowledge

DEMONSTRATION = Path(__file__).parent / "demonstration" / "bulletin-2.yaml"
CALENDAR = Path(__file__).parent / "demonstration" / "calendar.yaml"
ACCOUNTS = Path(__file__).parent / "demonstration" / "accounts.yaml"
PASSWORDS = "demonstration-accounts"
"""File in DATA_DIR with an address and its password in each line."""
DOMAIN = "demonstration.example"


@dataclass(frozen=True)
class Part:
    """Somebody in the demonstration; `roles` maps each role to the countries it is held for."""

    code: str
    person: Person
    roles: Mapping[str, Sequence[str]]

    @property
    def id(self) -> UUID:
        """The id of the account: the same however often the demonstration is started."""
        return identity(Account.kind, f"demonstration/{self.code}")


def record_demonstration(knowledge: Knowledge) -> Path | None:
    """Record what the demonstration lacks; return the file of passwords if it was made just now."""
    if not knowledge.platform.position():
        # Another server that was started at the same time may be faster.
        with suppress(ChangedMeanwhile):
            Import(knowledge.platform, by=IMPORTER).run(read_bulletin_file(DEMONSTRATION))
    if knowledge.platform.has(WorkingGroup, WorkingGroup.id_of("WG-1")):
        # Those of the bulletin were succeeded by others, which a demonstration of before does not know yet.
        with suppress(ChangedMeanwhile):
            record_calendar(knowledge.platform, CALENDAR, by=IMPORTER)
    parts = list(_parts())
    file = knowledge.settings.data_dir / PASSWORDS
    is_new = _make_passwords(file, parts)
    passwords = dict(line.split() for line in file.read_text().splitlines())
    for part in parts:
        if not knowledge.platform.has(Account, part.id):
            _open(knowledge, part, passwords[part.person.email])
    return file if is_new else None


def _parts() -> Iterator[Part]:
    for told in yaml.safe_load(ACCOUNTS.read_text("utf-8")):
        email = f"{told['code']}@{DOMAIN}"
        yield Part(told["code"], Person(told["name"], email, told["organization"], told["affiliation"]), told["roles"])


def _make_passwords(file: Path, parts: Sequence[Part]) -> bool:
    """Make a password for each, unless there is a file of them; tell which it was."""
    made = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    with open(made, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as lines:
        lines.writelines(f"{part.person.email} {secrets.token_urlsafe(9)}\n" for part in parts)
    try:
        # A link appears with everything written, and only where nothing is.
        os.link(made, file)
    except FileExistsError:
        return False
    finally:
        made.unlink()
    return True


def _open(knowledge: Knowledge, part: Part, password: str) -> None:
    account = Account.open(id=part.id, by=ADMINISTRATOR)
    for role, countries in part.roles.items():
        account.grant_role(role, by=ADMINISTRATOR, countries=countries)
    knowledge.people.keep(part.id, part.person)
    knowledge.addresses.confirm(part.id, comparable(part.person.email))
    knowledge.passwords.keep(part.id, hash_password(password))
    with suppress(ChangedMeanwhile):
        knowledge.platform.record(account)
