"""What a password has to be, and how it is compared without telling anything by the time it takes."""

import os
import unicodedata
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from domain.errors import InvalidField, Told
from knowledge.problems import Unavailable

SHORTEST, LONGEST = 8, 256
"""Characters; more would only cost time."""
PATIENCE = 5.0
"""Seconds to wait until less is being hashed."""

# OWASP's figures for Argon2id: 19 MiB, two passes.
_hasher = PasswordHasher(memory_cost=19_456, time_cost=2, parallelism=1)
_at_once = BoundedSemaphore(os.cpu_count() or 1)


class TooManyAtOnce(Unavailable):
    """Too many people sign in at this moment; try again shortly."""


def normal(password: str) -> str:
    """Write a password in the one form in which it is compared, however a keyboard composes it (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str, *, field: str = "password") -> str:
    """Hash a password that somebody has chosen.

    Args:
        password: as it was typed.
        field: where it stands in what was sent.

    Raises:
        InvalidField: it is too short or too long, or one of those that attackers try first.
        TooManyAtOnce: too much is being hashed.
    """
    chosen = normal(password)
    if not SHORTEST <= len(chosen) <= LONGEST:
        raise InvalidField(
            Told("A password has {shortest} to {longest} characters.", shortest=SHORTEST, longest=LONGEST), field=field
        )
    if chosen.lower() in _breached():
        raise InvalidField("This password is among those that are tried first; choose another.", field=field)
    with _Turn():
        return _hasher.hash(chosen)


def is_right(password: str, digest: str) -> bool:
    """Tell whether a password is the one that was hashed; it takes as long where there is nothing to compare.

    Raises:
        TooManyAtOnce: too much is being hashed.
    """
    given = normal(password[: LONGEST + 1])
    with _Turn():
        try:
            _hasher.verify(digest or _nobodys(), given)
        except (VerifyMismatchError, InvalidHashError):
            return False
    return bool(digest)


def is_outdated(digest: str) -> bool:
    """Tell whether a hash was made at less expense than is usual now."""
    return _hasher.check_needs_rehash(digest)


def prepare() -> None:
    """Do now what would make the first comparison slower than the others."""
    _breached()
    _nobodys()


class _Turn:
    """Waits until few enough are hashing: each takes 19 MiB."""

    def __enter__(self) -> None:
        if not _at_once.acquire(timeout=PATIENCE):
            raise TooManyAtOnce

    def __exit__(self, *_: object) -> None:
        _at_once.release()


@cache
def _breached() -> frozenset[str]:
    return frozenset(normal(password) for password in FREQUENCY_LISTS["passwords"])


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody")
