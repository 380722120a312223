"""Links that show who follows them: signed, so that guesses are known at once, and good once."""

import secrets
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer

from domain.errors import RuleBroken
from knowledge.key_files import find_or_make_key, refuse_guessable
from knowledge.private.links import KeptLinks, Link
from knowledge.settings import BadSetting, Settings

KEY_BYTES = 32


class Purpose(StrEnum):
    """What a link is for."""

    SET_UP = "set-up"
    INVITATION = "invitation"
    REGISTRATION = "registration"
    RESET = "reset"
    NEW_ADDRESS = "new-address"


LIVES = {
    Purpose.SET_UP: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=7),
    Purpose.REGISTRATION: timedelta(days=1),
    Purpose.RESET: timedelta(hours=1),
    Purpose.NEW_ADDRESS: timedelta(days=1),
}
"""How long each is good."""


class LinkUsedUp(RuleBroken):
    """This link was used already, or is too old, or was cut off on its way; ask for a new one."""


class Links:
    """Makes links and follows them."""

    def __init__(self, settings: Settings, kept: KeptLinks) -> None:
        """Sign with the key in the settings."""
        self._address = settings.public_url
        self._kept = kept
        self._signer = URLSafeSerializer(signing_key(settings).hex(), salt="links")

    def make(self, link: Link, *, language: str) -> str:
        """Make a link, and return its whole address."""
        secret = secrets.token_urlsafe(32)
        self._kept.keep(secret, link, expires_at=datetime.now(tz=UTC) + LIVES[Purpose(link.purpose)])
        return f"{self._address}/{language}/links/{self._signer.dumps(secret)}"

    def find(self, text: str) -> Link:
        """Tell where a link leads: `text` is the last part of its address.

        Raises:
            LinkUsedUp: as it says.
        """
        return _good(self._kept.find(self._secret(text)))

    def take(self, text: str) -> Link:
        """Follow a link, which leads nowhere from now on.

        Raises:
            LinkUsedUp: as it says.
        """
        return _good(self._kept.take(self._secret(text)))

    def _secret(self, text: str) -> str:
        try:
            return str(self._signer.loads(text))
        except BadSignature as error:
            raise LinkUsedUp from error


def signing_key(settings: Settings) -> bytes:
    """Read the key that signs links, making one where there is none.

    Raises:
        BadSetting: it cannot be read, or is too short.
    """
    path = settings.sign_in.signing_key
    text = find_or_make_key(path, lambda: secrets.token_hex(32).encode(), setting="SIGNING_KEY")
    try:
        key = bytes.fromhex(text.decode().strip())
    except ValueError:
        key = b""
    if len(key) < KEY_BYTES:
        raise BadSetting(f"SIGNING_KEY: {path} does not hold 64 hexadecimal digits.")
    refuse_guessable(key, path, setting="SIGNING_KEY")
    return key


def _good(link: Link | None) -> Link:
    if link is None:
        raise LinkUsedUp
    return link
