"""What somebody who is signed in changes about how they sign in."""

from uuid import UUID

from domain.errors import InvalidField
from knowledge.mail.letters import About
from knowledge.security import Caller, my_account
from knowledge.signing_in.addresses import check_address
from knowledge.signing_in.cookies import give_secret, sent_secret
from knowledge.signing_in.passwords import hash_password, is_right
from knowledge.wiring import Knowledge


class OwnSignIn:
    """Changes password and address of the account that asks, which shows once more that it is its own."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Change those of `caller`."""
        self._addresses = knowledge.addresses
        self._passwords = knowledge.passwords
        self._sessions = knowledge.sessions
        self._letters = knowledge.letters
        self._caller = caller

    def change_password(self, *, current: str, new: str, language: str) -> None:
        """Choose another password; every other session ends, and this one goes on under another secret.

        Raises:
            InvalidField: the current one is wrong, or the new one will not do.
        """
        account = my_account()
        self.require_password(current, field="current")
        self._passwords.keep(account, hash_password(new, field="new"))
        session = self._caller.session
        self._sessions.drop_all(account, but=[session.id] if session else [])
        if session and (fresh := self._sessions.rotate(sent_secret(), roles=session.roles)):
            give_secret(fresh)
        self.tell(account, About.PASSWORD_CHANGED, language=language)

    def change_address(self, *, email: str, current: str, language: str) -> None:
        """Send a link to a new address, which is that of the account once somebody there has followed it.

        Raises:
            InvalidField: the password is wrong, or no letter reaches the address.
        """
        account = my_account()
        self.require_password(current, field="current")
        self._letters.add(About.NEW_ADDRESS, email=check_address(email), language=language, account=account)
        self.tell(account, About.ADDRESS_CHANGED, language=language)

    def require_password(self, password: str, *, field: str) -> None:
        """Refuse whoever does not know the password of the account that asks.

        Raises:
            InvalidField: as it says.
        """
        if not is_right(password, self._passwords.find(my_account())):
            raise InvalidField("This is not your password.", field=field)

    def tell(self, account: UUID, about: About, *, language: str) -> None:
        """Write to the address with which an account signs in."""
        if email := self._addresses.find(account):
            self._letters.add(about, email=email, language=language, account=account)
