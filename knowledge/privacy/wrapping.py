"""The one key that wraps those of persons. It is kept outside the database, which is of no use without it."""

import hmac
import os
import re
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from knowledge.key_files import find_or_make_key, refuse_guessable
from knowledge.settings import BadSetting

SETTING = "WRAPPING_KEY"
SHAPE = re.compile(r"[0-9a-f]{64}\s*")
NONCE = 12
"""Bytes of a nonce of AES-GCM (NIST SP 800-38D §8.2)."""
KEY = 32
"""Bytes of a key: 256 bits."""


def encrypt(key: bytes, plain: bytes, about: bytes) -> str:
    """Encrypt and authenticate bytes with AES-256-GCM, together with what they are about; in base64 (RFC 4648 §4)."""
    nonce = os.urandom(NONCE)
    return b64encode(nonce + AESGCM(key).encrypt(nonce, plain, about)).decode()


def decrypt(key: bytes, text: str, about: bytes) -> bytes:
    """Give back what was encrypted.

    Raises:
        ValueError: it was encrypted with another key, about something else, or is not what it was.
    """
    encrypted = b64decode(text, validate=True)
    try:
        return AESGCM(key).decrypt(encrypted[:NONCE], encrypted[NONCE:], about)
    except InvalidTag as error:
        raise ValueError("It was not encrypted so.") from error


class WrappingKey:
    """Wraps keys; a key that was wrapped for one person is none of another's."""

    def __init__(self, path: Path) -> None:
        """Use the key in the file at `path`, which is made when it is first needed."""
        self._path = path
        self._key = b""

    def check(self) -> None:
        """Refuse a file that holds no key, before anything needs it.

        Raises:
            BadSetting: as it says.
        """
        if self._path.exists():
            self._read()

    def wrap(self, key: bytes, person: UUID) -> str:
        """Wrap the key of a person."""
        return encrypt(self._read(), key, person.bytes)

    def unwrap(self, wrapped: str, person: UUID) -> bytes:
        """Give back the key of a person.

        Raises:
            BadSetting: it was wrapped with another key than the one in the file.
        """
        try:
            return decrypt(self._read(), wrapped, person.bytes)
        except ValueError as error:
            raise BadSetting(
                f"{SETTING}: {self._path} does not hold the key with which those of persons were wrapped."
            ) from error

    def fingerprint(self, text: bytes) -> str:
        """Give a digest of what may be personal: without the key, nobody can find out by guessing what it was."""
        return hmac.digest(self._read(), b"fingerprint\n" + text, "sha256").hex()

    def _read(self) -> bytes:
        if not self._key:
            text = find_or_make_key(self._path, _made, setting=SETTING).decode(errors="replace")
            if not SHAPE.fullmatch(text):
                raise BadSetting(f"{SETTING}: {self._path} does not hold 64 hexadecimal digits.")
            key = bytes.fromhex(text)
            refuse_guessable(key, self._path, setting=SETTING)
            self._key = key
        return self._key


def _made() -> bytes:
    return f"{secrets.token_hex(KEY)}\n".encode()
