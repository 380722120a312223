"""Accounts as they are kept in two places: what may be done in the log, whose they are beside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from domain.accounts import Account, AccountErased, Role
from domain.application import Done
from domain.errors import Forbidden, InvalidField, RuleBroken, Told
from knowledge.administrators import Administrators
from knowledge.mail.letters import About
from knowledge.permissions import EVERYTHING, EVERYWHERE, GRANTS, permissions_of
from knowledge.private.addresses import AddressTaken
from knowledge.private.people import Person
from knowledge.private.tokens import make_token, read_token
from knowledge.recording import Author
from knowledge.security import Caller
from knowledge.signing_in.addresses import comparable
from knowledge.wiring import Knowledge


class NotYoursToGive(Forbidden):
    """Nobody grants what they lack."""


class NoAddress(RuleBroken):
    """Nobody has said at which address this account can be reached."""


class SignsInAlready(RuleBroken):
    """Whoever this account is for signs in with it already."""


@dataclass(frozen=True)
class Issued:
    """A token was issued; `secret` is shown now and never again, and empty for a request that was sent twice."""

    done: Done
    token: str
    secret: str


class Accounts:
    """Opens accounts, and changes what they may do."""

    def __init__(self, knowledge: Knowledge, caller: Caller) -> None:
        """Act on the accounts of `knowledge` as `caller` may."""
        self._platform = knowledge.platform
        self._people = knowledge.people
        self._tokens = knowledge.tokens
        self._sessions = knowledge.sessions
        self._addresses = knowledge.addresses
        self._sealing = knowledge.sealing
        self._letters = knowledge.letters
        self._languages = knowledge.languages
        self._links = knowledge.links
        self._kept = (
            knowledge.tokens,
            knowledge.sessions,
            knowledge.passwords,
            knowledge.second_factors,
            knowledge.identities,
            knowledge.addresses,
            knowledge.languages,
            knowledge.links,
            knowledge.saved_searches,
        )
        self._second_factors = knowledge.second_factors
        self._administrators = Administrators(knowledge)
        self._caller = caller

    def open(self, author: Author, person: Person) -> Done:
        """Open an account for a person or a program."""

        def command() -> Account:
            account = Account.open(id=uuid4(), by=author.by)
            # Whose it is comes first: a name without an account is found and erased, the reverse is a riddle.
            self._people.keep(account.id, person)
            self._platform.record(account, key=author.key)
            return account

        return self._platform.once(author.key, command)

    def invite(self, author: Author, id: UUID, *, language: str) -> Done:
        """Send whoever an account was opened for a link with which they choose a password.

        Raises:
            NotYoursToGive: it may do what the caller may not.
            NoAddress: nobody has said where to write to.
            SignsInAlready: whoever it is has accepted before.
        """
        email = self._people.find(id).email

        def invite(account: Account) -> None:
            self._only_own(account.roles)
            if not email:
                raise NoAddress
            if self._addresses.find(id):
                raise SignsInAlready
            account.invite(by=author.by)

        done = self._change(author, id, invite)
        if done.aggregate:
            self._write_invitation(id, email, language)
        return done

    def open_and_invite(
        self, author: Author, person: Person, *, role: str, countries: Sequence[str], language: str
    ) -> Done:
        """Open an account, give it a role and invite whoever it is for: all of it, or nothing.

        Raises:
            NotYoursToGive: the role may do what the caller may not.
            NoAddress: it is not said where to write to.
            AddressTaken: somebody signs in with that address already.
        """
        if not person.email:
            raise NoAddress
        if self._addresses.find_account(comparable(person.email)):
            raise AddressTaken

        def command() -> Account:
            account = Account.open(id=uuid4(), by=author.by)
            if role:
                account.grant_role(role, by=author.by, countries=countries)
            self._only_own(account.roles)
            account.invite(by=author.by)
            self._people.keep(account.id, person)
            self._platform.record(account, key=author.key)
            return account

        done = self._platform.once(author.key, command)
        if done.aggregate:
            self._write_invitation(done.aggregate_id, person.email, language)
        return done

    def sign_out(self, id: UUID) -> None:
        """End every session of an account.

        Raises:
            NotFound: there is no such account.
        """
        self._platform.find(Account, id)
        self._sessions.drop_all(id)

    def reset_second_factor(self, id: UUID) -> None:
        """Ask an account for no codes any more; whoever is signed in to it has to sign in again.

        Raises:
            NotFound: there is no such account.
        """
        self.sign_out(id)
        self._second_factors.drop_all(id)
        if email := self._addresses.find(id):
            self._letters.add(About.SECOND_FACTOR_REMOVED, email=email, language=self._languages.find(id), account=id)

    def describe(self, id: UUID, person: Person) -> None:
        """Put what is known of the person in place of what was; who was invited has to be invited again.

        Raises:
            NotFound: there is no such account.
            AccountErased: whoever it was wanted to be forgotten.
        """
        if self._platform.find(Account, id).is_erased:
            raise AccountErased
        self._people.keep(id, person)
        # An invitation went to the address that was known before, and it may have been a slip.
        self._links.drop_all(id)

    def grant_role(self, author: Author, id: UUID, role: str, countries: Sequence[str]) -> Done:
        """Give an account a role.

        Raises:
            NotYoursToGive: the caller lacks a permission of the role, or holds it for other countries.
        """

        def grant(account: Account) -> None:
            account.grant_role(role, by=author.by, countries=countries)
            self._only_own({role: account.roles[role]})

        return self._change(author, id, grant)

    def revoke_role(self, author: Author, id: UUID, role: str) -> Done:
        """Take a role from an account.

        Raises:
            LastAdministrator: nobody could look after accounts any more.
        """

        def revoke() -> Done:
            return self._change(author, id, lambda account: account.revoke_role(role, by=author.by))

        if role != Role.ADMINISTRATOR:
            return revoke()
        with self._administrators.one_stays(id):
            return revoke()

    def issue_token(
        self,
        author: Author,
        id: UUID,
        *,
        name: str,
        permissions: Sequence[str] | None = None,
        expires_at: datetime | None = None,
    ) -> Issued:
        """Let a program act in the name of an account.

        Raises:
            NotYoursToGive: it could do what the caller may not.
            InvalidField: a permission is unknown, or the end lies in the past.
        """
        for permission in permissions or ():
            if permission not in EVERYTHING:
                raise InvalidField(Told("{permission!r} is no permission.", permission=permission), field="permissions")
        secret = make_token()
        sent = read_token(secret)
        assert sent  # noqa: S101 - what was just made can be read

        def issue(account: Account) -> None:
            held = self._caller.permissions if account.id == author.by else permissions_of(account.roles)
            # Named one by one: whoever issued it would else hold what the account is given later.
            limits = sorted(held) if permissions is None else permissions
            if account.id != author.by:
                self._only_own(account.roles)
            if not set(limits) <= set(self._caller.permissions):
                raise NotYoursToGive("A token cannot do more than the one it was issued with.")
            account.issue_token(
                sent.id,
                prefix=sent.digest[:8],
                name=name,
                by=author.by,
                permissions=limits,
                expires_at=expires_at,
                seal=self._sealing.under(id),
            )
            self._tokens.keep(sent, account=id, expires_at=expires_at)

        done = self._change(author, id, issue)
        return Issued(done, sent.id if done.aggregate else "", secret if done.aggregate else "")

    def revoke_token(self, author: Author, id: UUID, token: str) -> Done:
        """End a token of an account."""
        done = self._change(author, id, lambda account: account.revoke_token(token, by=author.by))
        self._tokens.drop(token)
        return done

    def suspend(self, author: Author, id: UUID, *, why: str) -> Done:
        """Keep an account from acting for now, and sign it out everywhere."""
        seal = self._sealing.under(id)
        with self._administrators.one_stays(id):
            done = self._change(author, id, lambda account: account.suspend(why=why, by=author.by, seal=seal))
        self._sessions.drop_all(id)
        return done

    def resume(self, author: Author, id: UUID, *, why: str) -> Done:
        """Let an account act again."""
        seal = self._sealing.under(id)
        return self._change(author, id, lambda account: account.resume(why=why, by=author.by, seal=seal))

    def close(self, author: Author, id: UUID, *, why: str) -> Done:
        """End an account for good."""
        seal = self._sealing.under(id)
        with self._administrators.one_stays(id):
            done = self._change(author, id, lambda account: account.close(why=why, by=author.by, seal=seal))
        for kept in self._kept:
            kept.drop_all(id)
        return done

    def _write_invitation(self, id: UUID, email: str, language: str) -> None:
        self._languages.keep(id, language)
        self._letters.add(About.INVITATION, email=email, language=language, account=id)

    def _change(self, author: Author, id: UUID, change: Callable[[Account], None]) -> Done:
        def command() -> Account:
            with self._platform.change(Account, id, seen=author.seen or None, key=author.key) as account:
                change(account)
            return account

        return self._platform.once(author.key, command)

    def _only_own(self, roles: dict[str, list[str]]) -> None:
        for permission, countries in permissions_of(roles).items():
            held = self._caller.permissions.get(permission, frozenset())
            if not (held >= countries or held >= EVERYWHERE):
                raise NotYoursToGive(Told("You lack the permission {permission}.", permission=permission))


def roles_known() -> dict[str, list[str]]:
    """Map each role to its permissions, for people to read."""
    return {role: sorted(permissions) for role, permissions in GRANTS.items()}
