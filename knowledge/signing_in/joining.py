"""How people come to use an account: set up, invited, or asked for by themselves; and what else links lead to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from domain.accounts import Account, Role
from domain.errors import Forbidden, InvalidField
from domain.kernel import identity
from knowledge.mail.letters import About
from knowledge.private.links import Link
from knowledge.private.people import Person
from knowledge.security import ADMINISTRATOR
from knowledge.signing_in.addresses import check_address, comparable
from knowledge.signing_in.links import Links, LinkUsedUp, Purpose
from knowledge.signing_in.passwords import hash_password
from knowledge.wiring import Knowledge

REGISTRAR: UUID = identity("account", "registration")
"""The account in whose name those who ask for an account become contributors."""


class RegistrationClosed(Forbidden):
    """Accounts are opened by invitation here."""


@dataclass(frozen=True)
class Chosen:
    """What somebody says who follows a link; `name` and `email` only where an account is set up."""

    password: str = ""
    name: str = ""
    email: str = ""


class Joining:
    """Sends and follows links."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Join `knowledge`."""
        self._platform = knowledge.platform
        self._people = knowledge.people
        self._addresses = knowledge.addresses
        self._passwords = knowledge.passwords
        self._sessions = knowledge.sessions
        self._letters = knowledge.letters
        self._is_open = knowledge.settings.sign_in.is_open
        self._languages = knowledge.languages
        self._kept_links = knowledge.links
        self._links = Links(knowledge.settings, knowledge.links)
        self._ways: Mapping[Purpose, Callable[[Link, str, Chosen], Account]] = {
            Purpose.SET_UP: self._set_up,
            Purpose.INVITATION: self._accept,
            Purpose.REGISTRATION: self._register,
            Purpose.RESET: self._reset,
            Purpose.NEW_ADDRESS: self._change_address,
        }

    def ask(self, *, name: str, email: str, organization: str, language: str) -> None:
        """Ask for an account; a letter says how it goes on, also to whoever has one already.

        Raises:
            RegistrationClosed: one has to be invited.
            InvalidField: no letter reaches the address.
        """
        if not self._is_open:
            raise RegistrationClosed
        facts = {"name": name, "organization": organization, "language": language}
        self._letters.add(About.REGISTRATION, email=check_address(email), language=language, facts=facts)

    def ask_for_reset(self, *, email: str, language: str) -> None:
        """Ask for a letter with which to choose a new password, if there is an account.

        Raises:
            InvalidField: no letter reaches the address.
        """
        self._letters.add(About.RESET, email=check_address(email), language=language)

    def find(self, text: str) -> Link:
        """Tell where a link leads, without following it.

        Raises:
            LinkUsedUp: nowhere any more.
        """
        return self._links.find(text)

    def follow(self, text: str, chosen: Chosen) -> tuple[Purpose, Account]:
        """Do what a link is for, once.

        Raises:
            LinkUsedUp: that was done, or the account cannot be used any more.
            InvalidField: the password or the address will not do; the link stays good.
            AddressTaken: somebody else signs in with that address.
        """
        purpose = Purpose(self._links.find(text).purpose)
        digest = "" if purpose is Purpose.NEW_ADDRESS else hash_password(chosen.password)
        if purpose is Purpose.SET_UP:
            chosen = _checked(chosen)
        return purpose, self._ways[purpose](self._links.take(text), digest, chosen)

    def _set_up(self, _: Link, digest: str, chosen: Chosen) -> Account:
        person = Person(chosen.name, chosen.email, affiliation="un")
        # Nobody grants what they lack, so whoever is to hand out every role has every role.
        return self._open(person, digest, roles=tuple(Role), by=ADMINISTRATOR)

    def _register(self, link: Link, digest: str, _: Chosen) -> Account:
        person = Person(link.facts["name"], link.facts["email"], link.facts["organization"])
        account = self._open(person, digest, roles=(Role.CONTRIBUTOR,), by=REGISTRAR)
        self._languages.keep(account.id, link.facts["language"])
        return account

    def _open(self, person: Person, digest: str, *, roles: tuple[Role, ...], by: UUID) -> Account:
        account = Account.open(id=uuid4(), by=by)
        for role in roles:
            account.grant_role(role, by=by)
        self._addresses.confirm(account.id, comparable(person.email))
        self._people.keep(account.id, person)
        self._passwords.keep(account.id, digest)
        self._platform.record(account)
        return account

    def _accept(self, link: Link, digest: str, _: Chosen) -> Account:
        account = self._active(link)
        self._addresses.confirm(account.id, link.email)
        self._passwords.keep(account.id, digest)
        return account

    def _reset(self, link: Link, digest: str, _: Chosen) -> Account:
        account = self._active(link)
        self._passwords.keep(account.id, digest)
        self._sessions.drop_all(account.id)
        # Whoever knew the old password may have asked for another address.
        self._kept_links.drop_all(account.id)
        self._letters.drop_all(account.id, purpose=About.NEW_ADDRESS)
        return account

    def _change_address(self, link: Link, _: str, __: Chosen) -> Account:
        account = self._active(link)
        self._addresses.confirm(account.id, link.email)
        self._people.keep(account.id, replace(self._people.find(account.id), email=link.facts["email"]))
        # A link in a letter to the old address would set the password still.
        self._kept_links.drop_all(account.id)
        return account

    def _active(self, link: Link) -> Account:
        if link.account is None:
            raise LinkUsedUp
        account = self._platform.find(Account, link.account)
        if not account.is_active:
            raise LinkUsedUp
        return account


def _checked(chosen: Chosen) -> Chosen:
    if not chosen.name.strip():
        raise InvalidField("Say who you are.", field="name")
    return replace(chosen, name=chosen.name.strip(), email=check_address(chosen.email))
