"""Signed notes (C2SP signed-note) with Ed25519: text that names who vouches for it."""

import base64
import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from domain.errors import Refusal

ED25519 = b"\x01"
"""The type of the signature, as the format numbers it."""
ID_BYTES = 4
KEY_BYTES = 32
NAME = r"[^\s+]+"
SIGNATURE = re.compile(rf"— ({NAME}) ([A-Za-z0-9+/]+=*)\n")
SIGNATURES = re.compile(rf"(?:{SIGNATURE.pattern})+")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
LARGEST_NOTE = 1_000_000
"""Characters; sixteen signatures have to fit, and the largest known have 5 kB each."""


class BadNote(Refusal):
    """This is no note signed by a key that is trusted here."""


@dataclass(frozen=True)
class VerifierKey:
    """A public key and the name it signs under."""

    name: str
    public: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a key as other tools write it: `name+id+key`.

        Raises:
            BadNote: it is none.
        """
        name, _, rest = text.strip().partition("+")
        id, _, encoded = rest.partition("+")
        try:
            decoded = base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise BadNote("A key is written name+id+key, the last in base64.") from error
        if decoded[:1] != ED25519 or len(decoded) != 1 + KEY_BYTES or not re.fullmatch(NAME, name):
            raise BadNote("A key is written name+id+key, and is one of Ed25519.")
        key = cls(name, decoded[1:])
        if id.lower() != key.id.hex():
            raise BadNote(f"The key has the id {key.id.hex()}, not {id[:20]!r}.")
        return key

    @property
    def id(self) -> bytes:
        """The four bytes that signatures name the key by."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(ED25519 + self.public)}"

    def is_signer(self, text: str, signature: bytes) -> bool:
        """Tell whether the key's owner signed a text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class SigningKey:
    """A private key and the name it signs under."""

    name: str
    private: Ed25519PrivateKey

    @property
    def verifier(self) -> VerifierKey:
        """What everybody may know of it."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """Make a note of a text, which ends with a newline."""
        signature = _base64(self.verifier.id + self.private.sign(text.encode()))
        return f"{text}\n— {self.name} {signature}\n"


def text_of(note: str) -> str:
    """Return the text of a note, whoever signed it.

    Raises:
        BadNote: it is not written as a note.
    """
    text, _ = _parted(note)
    return text


def verified_text(note: str, keys: Sequence[VerifierKey]) -> str:
    """Return the text of a note that one of the keys has signed.

    Signatures of other keys, such as those of witnesses, are passed over.

    Raises:
        BadNote: it is no note, none of the keys signed it, or a signature in the name of one is wrong.
    """
    text, signatures = _parted(note)
    known = {(key.name, key.id): key for key in keys}
    signed = False
    for name, signature in signatures:
        key = known.get((name, signature[:ID_BYTES]))
        if key is None:
            continue
        if not key.is_signer(text, signature[ID_BYTES:]):
            raise BadNote(f"The signature of {name} does not fit the text.")
        signed = True
    if not signed:
        names = ", ".join(sorted({f"{name}+{signature[:ID_BYTES].hex()}" for name, signature in signatures}))
        expected = ", ".join(f"{key.name}+{key.id.hex()}" for key in keys)
        raise BadNote(f"It is signed by {names}, not by {expected}.")
    return text


def _parted(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    text, blank, signatures = note.rpartition("\n\n")
    if len(note) > LARGEST_NOTE or not blank or CONTROL.search(note) or not SIGNATURES.fullmatch(signatures):
        raise BadNote("A note is text, an empty line, and lines of signatures.")
    try:
        read = [(name, base64.b64decode(encoded, validate=True)) for name, encoded in SIGNATURE.findall(signatures)]
    except binascii.Error as error:
        raise BadNote("A signature is written in base64.") from error
    return text + "\n", read


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode()
