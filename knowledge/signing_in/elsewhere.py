"""Coming to an account with an identity of another provider: linked once, and known by issuer and subject alone."""

from uuid import UUID, uuid4

from domain.accounts import Account, Role
from domain.errors import RuleBroken
from knowledge.mail.letters import About
from knowledge.private.addresses import AddressTaken
from knowledge.private.people import Person
from knowledge.signing_in.addresses import comparable
from knowledge.signing_in.joining import REGISTRAR, RegistrationClosed
from knowledge.signing_in.links import Purpose
from knowledge.signing_in.oidc import Identity
from knowledge.wiring import Knowledge


class AddressNotConfirmed(RuleBroken):
    """The provider has not made sure of the address, so nobody can be invited or join by it."""


class Elsewhere:
    """Finds the account of an identity, or one that it may have from now on."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Look among the accounts of `knowledge`."""
        self._platform = knowledge.platform
        self._identities = knowledge.identities
        self._addresses = knowledge.addresses
        self._people = knowledge.people
        self._links = knowledge.links
        self._letters = knowledge.letters
        self._is_open = knowledge.settings.sign_in.is_open

    def link(self, account: UUID, identity: Identity, *, language: str) -> None:
        """Let an identity sign in to the account of whoever is signed in, who is told so by letter.

        Raises:
            IdentityTaken: it signs in to another one.
        """
        self._identities.link(account, identity.issuer, identity.subject)
        if email := self._addresses.find(account):
            self._letters.add(About.IDENTITY_LINKED, email=email, language=language, account=account)

    def account_of(self, identity: Identity) -> Account:
        """Return the account of an identity: its own, the one it was invited to, or a new one where anybody may join.

        Raises:
            AddressNotConfirmed: it has none, and it is not known by which address it could come to one.
            AddressTaken: the account with its address is somebody's who has not said that this identity is theirs.
            RegistrationClosed: it was not invited.
        """
        if own := self._identities.find_account(identity.issuer, identity.subject):
            return self._platform.find(Account, own)
        if not identity.email:
            raise AddressNotConfirmed
        address = comparable(identity.email)
        if self._addresses.find_account(address):
            raise AddressTaken
        if invited := self._links.invited(address, purpose=Purpose.INVITATION):
            return self._accept(invited, address, identity)
        if not self._is_open:
            raise RegistrationClosed
        return self._join(address, identity)

    def _accept(self, invited: UUID, address: str, identity: Identity) -> Account:
        account = self._platform.find(Account, invited)
        if not account.is_active:
            raise RegistrationClosed
        self._addresses.confirm(invited, address)
        self._identities.link(invited, identity.issuer, identity.subject)
        self._links.drop_all(invited)
        return account

    def _join(self, address: str, identity: Identity) -> Account:
        account = Account.open(id=uuid4(), by=REGISTRAR)
        account.grant_role(Role.CONTRIBUTOR, by=REGISTRAR)
        self._identities.link(account.id, identity.issuer, identity.subject)
        self._addresses.confirm(account.id, address)
        self._people.keep(account.id, Person(identity.name or identity.email, identity.email))
        self._platform.record(account)
        return account
