"""The key that signs checkpoints: made on first use, in a file of its own, readable by its owner alone."""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from knowledge.key_files import find_or_make_key
from knowledge.settings import BadSetting

SETTING = "CHECKPOINT_KEY"


def find_or_make_signing_key(path: Path) -> Ed25519PrivateKey:
    """Read the key (Ed25519, PKCS #8 in PEM), making one where there is none; several processes may do so at once.

    Raises:
        BadSetting: there is something else, it cannot be read or made, or everybody could read it.
    """
    text = find_or_make_key(path, _made, setting=SETTING)
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSetting(f"{SETTING}: {path} is no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSetting(f"{SETTING}: the key in {path} is not one of Ed25519.")
    return key


def _made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
