"""The key that signs checkpoints: made on first use, in a file of its own, readable by its owner alone."""

import os
from pathlib import Path
from tempfile import mkstemp

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from knowledge.settings import BadSetting

OTHERS = 0o007


def find_or_make_key(path: Path) -> Ed25519PrivateKey:
    """Read the key (Ed25519, PKCS #8 in PEM), making one where there is none; several processes may do so at once.

    Raises:
        BadSetting: there is something else, it cannot be read or made, or everybody could read it.
    """
    try:
        if not path.exists():
            _make(path)
        open_to_others = path.stat().st_mode & OTHERS
        text = path.read_bytes()
    except OSError as error:
        raise BadSetting(f"CHECKPOINT_KEY: {path} cannot be read or made: {error.strerror}.") from error
    if open_to_others:
        raise BadSetting(f"CHECKPOINT_KEY: everybody can read {path}. Take that away: chmod 600 {path}")
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSetting(f"CHECKPOINT_KEY: {path} is no private key in PEM without a password.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadSetting(f"CHECKPOINT_KEY: the key in {path} is not one of Ed25519.")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # A link appears with everything written, and only where nothing is: nobody reads half a key, or another's.
    descriptor, made = mkstemp(dir=path.parent, prefix=".checkpoint-key-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            return
    finally:
        Path(made).unlink()
