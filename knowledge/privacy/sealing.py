"""Seals what is personal before it becomes part of the log, and opens it for those who may read it."""

import secrets
from collections.abc import Callable
from typing import Any
from uuid import UUID

from domain.facts import facts_as_json
from domain.sealing import Place, Seal, Sealed, Words
from knowledge.privacy.wrapping import KEY, WrappingKey, decrypt, encrypt
from knowledge.private.data_keys import DataKeys

ERASED = "[erased]"
"""What is told in place of words whose key was destroyed."""
UNREADABLE = "[unreadable]"
"""What is told in place of words that somebody has altered or put elsewhere."""


class Sealing:
    """Seals and opens words, with a key for each person."""

    def __init__(self, keys: DataKeys, wrapping: WrappingKey, *, is_erased: Callable[[UUID], bool]) -> None:
        """Take wrapped keys from `keys`, and ask `is_erased` of whom no words are kept."""
        self._keys = keys
        self._wrapping = wrapping
        self._is_erased = is_erased

    def under(self, *persons: UUID) -> Seal:
        """Return who seals words under the keys of persons, to be erased with the first of them who is.

        Where nothing is said, there is nothing to seal; of who is erased already, nothing is kept.
        """
        concerned = tuple(dict.fromkeys(persons))

        def seal(words: str, place: Place) -> Words:
            if not words:
                return words
            if any(self._is_erased(person) for person in concerned):
                return Sealed("", concerned)
            sealed = words
            for person in concerned:
                sealed = encrypt(self._find_or_make_key(person), sealed.encode(), _about(place))
            return Sealed(sealed, concerned)

        return seal

    def opener(self) -> "Opener":
        """Begin to read: the keys read are remembered until the end of a request, and no longer."""
        return Opener(self._find_key)

    def check(self) -> None:
        """Refuse to go on with another wrapping key than before.

        Raises:
            BadSetting: it is another one, or cannot be read.
        """
        if some := self._keys.any():
            self._wrapping.unwrap(some[1], some[0])

    def _find_key(self, person: UUID) -> bytes:
        wrapped = self._keys.find(person)
        return self._wrapping.unwrap(wrapped, person) if wrapped else b""

    def _find_or_make_key(self, person: UUID) -> bytes:
        found = self._find_key(person)
        if found:
            return found
        kept = self._keys.keep(person, self._wrapping.wrap(secrets.token_bytes(KEY), person))
        return self._wrapping.unwrap(kept, person)


class Opener:
    """Opens what is sealed, for somebody who may read it."""

    def __init__(self, find_key: Callable[[UUID], bytes]) -> None:
        self._find_key = find_key
        self._keys: dict[UUID, bytes] = {}

    def facts(self, event: Any) -> dict[str, Any]:
        """Give everything an event stores as plain JSON values, with words opened."""
        aggregate, version = event.originator_id, event.originator_version
        return {
            name: self._opened(getattr(event, name), value, Place(aggregate, version, name))
            for name, value in facts_as_json(event).items()
        }

    def words(self, words: Words, place: Place) -> str:
        """Open words that stand at a place."""
        if isinstance(words, str):
            return words
        return self._read(words, place)

    def _opened(self, fact: Any, value: Any, place: Place) -> Any:
        if isinstance(fact, Sealed):
            return self._read(fact, place)
        if isinstance(fact, dict):
            return {name: self._opened(inner, value[name], place.below(name)) for name, inner in fact.items()}
        return value

    def _read(self, sealed: Sealed, place: Place) -> str:
        keys = [self._key_of(person) for person in sealed.persons]
        if not (sealed.sealed and all(keys)):
            return ERASED
        words = sealed.sealed
        try:
            for key in reversed(keys):
                words = decrypt(key, words, _about(place)).decode()
        except ValueError:
            return UNREADABLE
        return words

    def _key_of(self, person: UUID) -> bytes:
        if person not in self._keys:
            self._keys[person] = self._find_key(person)
        return self._keys[person]


def _about(place: Place) -> bytes:
    return f"{place.aggregate}|{place.version}|{place.field}".encode()
