"""Signing in with an address and a password, and out again."""

from flask import request

from domain.accounts import Account
from knowledge.problems import NotAuthenticated
from knowledge.security import Caller, caller, roles_as_text
from knowledge.signing_in.addresses import comparable
from knowledge.signing_in.cookies import give_secret
from knowledge.signing_in.passwords import hash_password, is_outdated, is_right
from knowledge.signing_in.second_factor import SecondFactor
from knowledge.wiring import Knowledge


class SignInFailed(NotAuthenticated):
    """Address or password is wrong, or the account cannot be used now."""


class SignIn:
    """Signs people in, in the browser that sends the request at hand."""

    def __init__(self, knowledge: Knowledge, *, language: str = "") -> None:
        """Sign in to `knowledge`, on a page in `language`; empty where a program signs in."""
        self._platform = knowledge.platform
        self._addresses = knowledge.addresses
        self._passwords = knowledge.passwords
        self._sessions = knowledge.sessions
        self._languages = knowledge.languages
        self._language = language
        self._second_factor = SecondFactor(knowledge)

    def with_password(self, address: str, password: str, *, code: str = "") -> Account:
        """Sign in whoever has this address and this password, and a code where the account asks for one.

        Raises:
            SignInFailed, SecondFactorNeeded, WrongCode: as they say.
            NeedsTls: the password came over an open line.
        """
        account = self.recognise(address, password)
        self.admit(account, code)
        return account

    def admit(self, account: Account, code: str) -> None:
        """Sign in whoever has shown who they are but for the code of their app.

        Raises:
            SecondFactorNeeded, WrongCode: as they say.
            SignInFailed: the account cannot be used now.
        """
        if not account.is_active:
            raise SignInFailed
        self._second_factor.check(account.id, code)
        self.begin(account)

    def recognise(self, address: str, password: str) -> Account:
        """Tell who has this address and this password, and sign nobody in yet.

        Why it failed is not told, by nothing: not who has an account, and not whose is suspended.

        Raises:
            SignInFailed: as it says.
        """
        owner = self._addresses.find_account(comparable(address))
        digest = self._passwords.find(owner) if owner else ""
        # Compared even where there is nothing to compare with, so that the answer takes as long.
        if not is_right(password, digest) or owner is None:
            raise SignInFailed
        account = self._platform.find(Account, owner)
        if not account.is_active:
            raise SignInFailed
        if is_outdated(digest):
            self._passwords.keep(owner, hash_password(password))
        return account

    def begin(self, account: Account) -> None:
        """Begin a session for an account that has shown who it is, under a secret that nobody had before.

        The one that this browser had ends.
        """
        agent, before = request.headers.get("User-Agent", ""), caller()
        if before.account and before.session:
            self._sessions.end(before.account, before.session.id)
        self._languages.keep(account.id, self._language)
        give_secret(self._sessions.begin(account.id, roles=roles_as_text(account), agent=agent))

    def sign_out(self, caller: Caller) -> None:
        """End the session of this browser."""
        if caller.account and caller.session:
            self._sessions.end(caller.account, caller.session.id)
        give_secret("")

    def sign_out_everywhere(self, caller: Caller) -> None:
        """End every session of the account, this one too."""
        if caller.account:
            self._sessions.drop_all(caller.account)
        if caller.session:
            give_secret("")
