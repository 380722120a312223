"""A second factor beside the password: codes that an app makes from a secret and the time (RFC 6238)."""

import hashlib
import secrets
import time
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from itsdangerous import BadSignature, URLSafeTimedSerializer
from pyotp import TOTP, random_base32

from domain.errors import InvalidField, RuleBroken
from knowledge.problems import NotAuthenticated
from knowledge.signing_in.links import signing_key
from knowledge.wiring import Knowledge

STEP = 30
"""Seconds for which a code is shown."""
DRIFT = 1
"""Steps by which the clock of an app may be ahead or behind."""
RECOVERY_CODES = 10
GROUPS, LETTERS = 4, "abcdefghjkmnpqrstvwxyz23456789"
"""Codes for whoever has lost the app: groups of four signs that cannot be mistaken for each other, 78 bits."""
SET_UP_WITHIN, STEP_WITHIN = 900, 300
"""Seconds in which to add a factor that was begun, and to give the code after the password."""
ISSUER = "UN Network on Migration"


class SecondFactorNeeded(NotAuthenticated):
    """This account asks for a code of its app, too."""


class WrongCode(NotAuthenticated):
    """This code is wrong, was used already, or is too old."""


class HasSecondFactor(RuleBroken):
    """This account asks for codes already."""


class NoSecondFactor(RuleBroken):
    """This account asks for no codes."""


@dataclass(frozen=True)
class Begun:
    """A second factor that is not in use yet: `uri` is what apps read, `begun` is sent back with the first code."""

    secret: str
    uri: str
    begun: str


class SecondFactor:
    """Adds second factors, asks for their codes, and takes them away."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Look after those of `knowledge`."""
        self._kept = knowledge.second_factors
        self._wrapping = knowledge.wrapping
        self._people = knowledge.people
        self._key = signing_key(knowledge.settings).hex()

    def begin(self, account: UUID) -> Begun:
        """Make a secret for an account; nothing is kept of it until a code shows that an app has it.

        Raises:
            HasSecondFactor: as it says.
        """
        if self._kept.find(account):
            raise HasSecondFactor
        return self._begun(account, random_base32())

    def resume(self, account: UUID, begun: str) -> Begun:
        """Go on with a secret that was made.

        Raises:
            InvalidField: that is too long ago, or was for another account.
        """
        return self._begun(account, str(self._read("second factor", begun, SET_UP_WITHIN, account)))

    def add(self, account: UUID, begun: str, code: str) -> Sequence[str]:
        """Ask an account for codes from now on, and return those for whoever loses the app; nobody sees them again.

        Raises:
            HasSecondFactor: as it says.
            InvalidField: the code is not of this secret, or the secret was made too long ago.
        """
        if self._kept.find(account):
            raise HasSecondFactor
        secret = self.resume(account, begun).secret
        step = _step_of(code, secret)
        if step is None:
            raise InvalidField("This is not the code that the app shows now.", field="code")
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        hashes = [_digest(account, code) for code in codes]
        self._kept.keep(account, self._wrapping.wrap(secret.encode(), account), step=step, codes=hashes)
        return codes

    def renew_codes(self, account: UUID) -> Sequence[str]:
        """Return other codes for whoever loses the app; those before are void, and nobody sees these again.

        Raises:
            NoSecondFactor: as it says.
        """
        if self._kept.find(account) is None:
            raise NoSecondFactor
        codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
        self._kept.keep_codes(account, [_digest(account, code) for code in codes])
        return codes

    def check(self, account: UUID, code: str) -> None:
        """Let through whoever has a code of the account that nobody used before, if it asks for one.

        Raises:
            SecondFactorNeeded: it asks for one, and none is given.
            WrongCode: as it says.
        """
        factor = self._kept.find(account)
        if factor is None:
            return
        if not code.strip():
            raise SecondFactorNeeded
        step = _step_of(code, self._wrapping.unwrap(factor.wrapped, account).decode())
        is_good = self._kept.use_step(account, step, near=2 * DRIFT) if step is not None else False
        if not is_good and not self._kept.use_code(account, _digest(account, code)):
            raise WrongCode

    def shown_first(self, account: UUID) -> str:
        """Write down that somebody has shown who they are, but for the code."""
        return self._serializer("first step").dumps(str(account))

    def who_showed(self, step: str) -> UUID:
        """Tell whom `shown_first` was written for.

        Raises:
            NotAuthenticated: that is too long ago, or was never written.
        """
        try:
            return UUID(self._serializer("first step").loads(step, max_age=STEP_WITHIN))
        except BadSignature as error:
            raise NotAuthenticated("It is too long since you gave your password; give it again.") from error

    def _begun(self, account: UUID, secret: str) -> Begun:
        name = self._people.find(account).email or str(account)
        uri = TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name=ISSUER)
        return Begun(secret, uri, self._serializer("second factor").dumps([str(account), secret]))

    def _read(self, about: str, text: str, within: int, account: UUID) -> Any:
        try:
            whose, found = self._serializer(about).loads(text, max_age=within)
        except (BadSignature, ValueError, TypeError) as error:
            raise InvalidField("It was begun too long ago; begin anew.", field="begun") from error
        if whose != str(account):
            raise InvalidField("It was begun for another account.", field="begun")
        return found

    def _serializer(self, about: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._key, salt=about)


def _step_of(code: str, secret: str) -> int | None:
    """Tell at which step an app shows a code, among those that are near; None if at none."""
    given, now, app = "".join(code.split()), int(time.time()) // STEP, TOTP(secret, interval=STEP)
    near = range(now - DRIFT, now + DRIFT + 1)
    found = [step for step in near if secrets.compare_digest(app.generate_otp(step).encode(), given.encode())]
    return found[-1] if found else None


def _recovery_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(GROUPS))


def _digest(account: UUID, code: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", code).lower() if sign.isalnum())
    return hashlib.sha256(f"{account} {plain}".encode(errors="replace")).hexdigest()
