"""What somebody who is signed in changes about how they sign in."""

from collections.abc import Sequence
from uuid import UUID

from domain.errors import InvalidField, RuleBroken
from knowledge.mail.letters import About
from knowledge.problems import NotAuthenticated
from knowledge.security import Caller, my_account
from knowledge.signing_in.addresses import check_address
from knowledge.signing_in.cookies import give_secret, sent_secret
from knowledge.signing_in.passwords import hash_password, is_right
from knowledge.signing_in.second_factor import SecondFactor
from knowledge.wiring import Knowledge


class NoOtherWayIn(RuleBroken):
    """Without a password only the provider lets anybody in to this account; ask for a password first."""


class OwnSignIn:
    """Changes password and address of the account that asks, which shows once more that it is its own."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Change those of `caller`."""
        self._addresses = knowledge.addresses
        self._passwords = knowledge.passwords
        self._sessions = knowledge.sessions
        self._identities = knowledge.identities
        self._letters = knowledge.letters
        self._kept = knowledge.second_factors
        self._second_factor = SecondFactor(knowledge)
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

    def add_second_factor(self, *, begun: str, code: str, current: str) -> Sequence[str]:
        """Be asked for codes from now on; every other session ends.

        Args:
            begun: what `SecondFactor.begin` gave.
            code: that its app shows.
            current: the password, where the account has one.

        Returns:
            Codes for whoever loses the app.

        Raises:
            InvalidField: the password or the code is wrong.
            HasSecondFactor: as it says.
        """
        account = my_account()
        if self._passwords.find(account):
            self.require_password(current, field="current")
        codes = self._second_factor.add(account, begun, code)
        session = self._caller.session
        self._sessions.drop_all(account, but=[session.id] if session else [])
        return codes

    def remove_second_factor(self, *, current: str, language: str) -> None:
        """Be asked for no codes any more; who has no password shows a code instead, for the last time.

        Raises:
            InvalidField: it is neither.
        """
        account = my_account()
        self._require_password_or_code(current)
        if self._kept.find(account):
            self._kept.drop_all(account)
            self.tell(account, About.SECOND_FACTOR_REMOVED, language=language)

    def renew_recovery_codes(self, *, current: str) -> Sequence[str]:
        """Get other codes for the loss of the app; who has no password shows a code of the app instead.

        Raises:
            InvalidField: it is neither.
            NoSecondFactor: as it says.
        """
        self._require_password_or_code(current)
        return self._second_factor.renew_codes(my_account())

    def unlink(self, *, current: str) -> None:
        """Let no identity of a provider sign in to the account any more.

        Raises:
            NoOtherWayIn: the account has no password.
            InvalidField: the password is wrong.
        """
        account = my_account()
        if not self._passwords.find(account):
            raise NoOtherWayIn
        self.require_password(current, field="current")
        self._identities.drop_all(account)

    def require_password(self, password: str, *, field: str) -> None:
        """Refuse whoever does not know the password of the account that asks.

        Raises:
            InvalidField: as it says.
        """
        if not is_right(password, self._passwords.find(my_account())):
            raise InvalidField("This is not your password.", field=field)

    def _require_password_or_code(self, current: str) -> None:
        account = my_account()
        if self._passwords.find(account):
            return self.require_password(current, field="current")
        try:
            return self._second_factor.check(account, current)
        except NotAuthenticated as error:
            raise InvalidField("This is no code of your app.", field="current") from error

    def tell(self, account: UUID, about: About, *, language: str) -> None:
        """Write to the address with which an account signs in."""
        if email := self._addresses.find(account):
            self._letters.add(about, email=email, language=language, account=account)
