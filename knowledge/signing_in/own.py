"""What somebody who is signed in changes about how they sign in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from domain.entries import moment
from domain.errors import InvalidField, RuleBroken, Told
from knowledge.mail.letters import About
from knowledge.problems import NotAuthenticated
from knowledge.security import Caller, my_account
from knowledge.signing_in.addresses import check_address
from knowledge.signing_in.cookies import give_secret, sent_secret
from knowledge.signing_in.oidc import Provider
from knowledge.signing_in.passwords import hash_password, is_right
from knowledge.signing_in.second_factor import SecondFactor
from knowledge.wiring import Knowledge

RECENT = timedelta(minutes=10)
"""How long after signing in whoever has neither password nor app need not do so again."""


class NeedsSession(RuleBroken):
    """An identity is linked in the browser in which one is signed in; a token has none."""


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
        self._links = knowledge.links
        self._languages = knowledge.languages
        self._kept = knowledge.second_factors
        self._second_factor = SecondFactor(knowledge)
        self._caller = caller

    def change_password(self, *, current: str, new: str, language: str) -> None:
        """Choose another password; every other session ends, and this one goes on under another secret.

        Raises:
            InvalidField: the current one is wrong, or the new one will not do.
        """
        account = my_account()
        self._require_password(current)
        self._passwords.keep(account, hash_password(new, field="new"))
        # Whoever knew the old one may have asked for another address.
        self._links.drop_all(account)
        self._letters.drop_all(account, purpose=About.NEW_ADDRESS)
        session = self._caller.session
        self._sessions.drop_all(account, but=[session.id] if session else [])
        if session and (fresh := self._sessions.rotate(sent_secret(), roles=session.roles)):
            give_secret(fresh)
        self.tell(account, About.PASSWORD_CHANGED, language=language)

    def change_address(self, *, email: str, current: str, language: str) -> None:
        """Send a link to a new address, which is that of the account once somebody there has followed it.

        Raises:
            InvalidField: `show_again` refuses, or no letter reaches the address.
        """
        account = my_account()
        self.show_again(current)
        self._letters.add(About.NEW_ADDRESS, email=check_address(email), language=language, account=account)
        self.tell(account, About.ADDRESS_CHANGED, language=language)

    def add_second_factor(self, *, begun: str, code: str, current: str) -> Sequence[str]:
        """Be asked for codes from now on; every other session ends.

        Args:
            begun: what `SecondFactor.begin` gave.
            code: that its app shows.
            current: as `show_again` has it.

        Returns:
            Codes for whoever loses the app.

        Raises:
            InvalidField: `show_again` refuses, or the code is wrong.
            HasSecondFactor: as it says.
        """
        account = my_account()
        self.show_again(current)
        codes = self._second_factor.add(account, begun, code)
        session = self._caller.session
        self._sessions.drop_all(account, but=[session.id] if session else [])
        return codes

    def remove_second_factor(self, *, current: str, language: str) -> None:
        """Be asked for no codes any more.

        Raises:
            InvalidField: `show_again` refuses.
        """
        account = my_account()
        self.show_again(current)
        if self._kept.find(account):
            self._kept.drop_all(account)
            self.tell(account, About.SECOND_FACTOR_REMOVED, language=language)

    def renew_recovery_codes(self, *, current: str) -> Sequence[str]:
        """Get other codes for the loss of the app.

        Raises:
            InvalidField: `show_again` refuses.
            NoSecondFactor: as it says.
        """
        self.show_again(current)
        return self._second_factor.renew_codes(my_account())

    def begin_linking(self, provider: Provider, *, current: str, language: str) -> str:
        """Give the address at a provider from which this browser comes back with an identity to link.

        Raises:
            NeedsSession: as it says.
            InvalidField: `show_again` refuses.
            ProviderUnavailable: as it says.
        """
        if self._caller.session is None:
            raise NeedsSession
        self.show_again(current)
        return provider.address(sent_secret(), language=language, links=my_account())

    def unlink(self, *, current: str) -> None:
        """Let no identity of a provider sign in to the account any more.

        Raises:
            NoOtherWayIn: the account has no password.
            InvalidField: the password is wrong.
        """
        account = my_account()
        if not self._passwords.find(account):
            raise NoOtherWayIn
        self._require_password(current)
        self._identities.drop_all(account)

    def show_again(self, current: str) -> None:
        """Refuse whoever only found a browser, or a token, of the account that asks.

        Args:
            current: its password; a code of its app where it has none. Who has neither has to have signed in lately.

        Raises:
            InvalidField: it is neither, or that is too long ago.
        """
        account = my_account()
        if self._passwords.find(account):
            return self._require_password(current)
        if self._kept.find(account):
            return self._require_code(account, current)
        session = self._caller.session
        if session is None or session.begun_at < moment(datetime.now(tz=UTC) - RECENT):
            minutes = RECENT // timedelta(minutes=1)
            told = Told("Sign out and in again, and come back within {minutes} minutes.", minutes=minutes)
            raise InvalidField(told, field="current")
        return None

    def show_again_in_browser(self, current: str) -> None:
        """Refuse whoever only found a browser that was left open; a program has shown its token, and has no password.

        Raises:
            InvalidField: as `show_again` says.
        """
        if self._caller.session:
            self.show_again(current)

    def _require_password(self, password: str) -> None:
        if not is_right(password, self._passwords.find(my_account())):
            raise InvalidField("This is not your password.", field="current")

    def _require_code(self, account: UUID, code: str) -> None:
        try:
            self._second_factor.check(account, code)
        except NotAuthenticated as error:
            raise InvalidField("This is no code of your app.", field="current") from error

    def tell(self, account: UUID, about: About, *, language: str) -> None:
        """Write to the address with which an account signs in."""
        if email := self._addresses.find(account):
            self._letters.add(about, email=email, language=language, account=account)
