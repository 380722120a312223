"""The accounts by the names of their people: what may be done is in a view, whose they are beside the log."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.private.people import NOBODY, Person
from knowledge.wiring import Knowledge
from projections.members import Member


@dataclass(frozen=True)
class Wanted:
    """Which accounts: with `text` in a name, an address or an organization, of a role, in a state; empty is any."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class Listed:
    """An account, and whose it is."""

    member: Member
    person: Person

    @property
    def place(self) -> tuple[str, str]:
        """Where it stands in the order of names."""
        return plain(self.person.name), str(self.member.id)


@dataclass(frozen=True)
class Found:
    """A page of accounts: of how many on all pages, and the place to go on after if there are more."""

    listed: Sequence[Listed]
    total: int
    following: tuple[str, str] | None


class AccountRegister:
    """Looks accounts up by whose they are and what they may do."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Look among the accounts of `knowledge`."""
        self._members = knowledge.members
        self._people = knowledge.people

    def find(self, wanted: Wanted, *, after: tuple[str, str] = ("", ""), limit: int) -> Found:
        """List accounts in the order of the names of their people."""
        people, text = self._people.everybody(), plain(wanted.text)
        members = self._members.listed(role=wanted.role, state=wanted.state)
        every = (Listed(member, people.get(member.id, NOBODY)) for member in members)
        found = sorted((one for one in every if _has(one.person, text)), key=lambda one: one.place)
        rest = [one for one in found if one.place > after]
        following = rest[limit - 1].place if len(rest) > limit else None
        return Found(rest[:limit], len(found), following)


def plain(text: str) -> str:
    """Write a text as it is compared: without capitals and accents."""
    parts = unicodedata.normalize("NFKD", text.strip())
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def _has(person: Person, text: str) -> bool:
    return any(text in plain(part) for part in (person.name, person.email, person.organization))
