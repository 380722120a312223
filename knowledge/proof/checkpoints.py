"""Checkpoints (C2SP tlog-checkpoint): size and root of the tree, signed, so that it can be held to them later."""

import base64
import binascii
import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkstemp
from typing import Self

from domain.errors import Refusal, RuleBroken
from knowledge.proof.keys import find_or_make_signing_key
from knowledge.proof.notes import BadNote, SigningKey, VerifierKey, text_of, verified_text
from knowledge.settings import BadSetting, Settings
from projections.evidence import Evidence
from projections.proof import DamagedTree

BODY = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n(?:[^\n]+\n)*")
EVERY_SECONDS = 60
EVERY_EVENTS = 1_000

log = logging.getLogger(__name__)


class CheckpointContradicted(RuleBroken):
    """The log does not continue what was signed before."""


@dataclass(frozen=True)
class Checkpoint:
    """The tree of a log, which `origin` names, when it had `size` leaves."""

    origin: str
    size: int
    root: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Read the text of a note.

        Raises:
            BadNote: it is no checkpoint.
        """
        body = BODY.fullmatch(text)
        if body is None:
            raise BadNote("The text of a checkpoint is a name, a size and a root hash in base64, each in a line.")
        try:
            return cls(body[1], int(body[2]), base64.b64decode(body[3], validate=True))
        except binascii.Error as error:
            raise BadNote("The root hash of a checkpoint is written in base64.") from error

    @classmethod
    def verified(cls, note: str, key: VerifierKey) -> Self:
        """Read a note that a key has signed in the name of its log.

        Raises:
            BadNote: it is no checkpoint, or the key has not signed it.
        """
        checkpoint = cls.read(verified_text(note, [key]))
        if checkpoint.origin != key.name:
            raise BadNote(f"It is a checkpoint of {checkpoint.origin}, but signed in the name of {key.name}.")
        return checkpoint

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


class Checkpoints:
    """Signs the tree of this platform, and remembers the last signature outside of the database."""

    def __init__(self, settings: Settings, evidence: Evidence, catch_up: Callable[[], object]) -> None:
        """Sign what `evidence` shows, after `catch_up` where it seems to be behind."""
        self._settings = settings
        self._evidence = evidence
        self._catch_up = catch_up
        self._signed_at = -float(EVERY_SECONDS)

    @cached_property
    def key(self) -> SigningKey:
        """The key to sign with, made at its first use."""
        return SigningKey(self._settings.checkpoint_origin, find_or_make_signing_key(self._settings.checkpoint_key))

    def check(self) -> None:
        """Refuse a file that holds no key, before anything is signed.

        Raises:
            BadSetting: as it says.
        """
        if self._settings.checkpoint_key.exists():
            find_or_make_signing_key(self._settings.checkpoint_key)

    @property
    def path(self) -> Path:
        """Where the last signed checkpoint is."""
        return self._settings.data_dir / "checkpoint"

    def last_note(self) -> str | None:
        """Return the last signed checkpoint."""
        try:
            return self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def sign(self) -> str:
        """Sign the tree as it is now.

        Returns:
            A signed note.

        Raises:
            CheckpointContradicted: it does not continue the tree that was signed last.
        """
        last = self._last()
        size = self._evidence.size()
        if last and size < last.size:
            # Views that are built anew are shorter for a while; the log itself is not.
            self._catch_up()
            size = self._evidence.size()
        if last and (size < last.size or self._evidence.root(last.size) != last.root):
            raise CheckpointContradicted(
                f"{last.size} events were signed, and these are not what the log of {size} events begins with."
            )
        note = self.key.sign(str(Checkpoint(self._settings.checkpoint_origin, size, self._evidence.root(size))))
        if note != self.last_note():
            self._keep(note)
        self._signed_at = time.monotonic()
        return note

    def keep_signed(self) -> None:
        """Sign what was added, a minute or a thousand events after the last time; complain once a minute at most."""
        is_due = time.monotonic() >= self._signed_at + EVERY_SECONDS
        try:
            last = self._last()
            added = self._evidence.size() - (last.size if last else 0)
            if (added and is_due) or added >= EVERY_EVENTS:
                self.sign()
        except (Refusal, BadSetting, DamagedTree, OSError):
            if is_due:
                self._signed_at = time.monotonic()
                log.exception("No checkpoint of the log can be signed.")

    def _last(self) -> Checkpoint | None:
        note = self.last_note()
        checkpoint = Checkpoint.read(text_of(note)) if note else None
        # Under another name it is another log's.
        return checkpoint if checkpoint and checkpoint.origin == self._settings.checkpoint_origin else None

    def _keep(self, note: str) -> None:
        descriptor, written = mkstemp(dir=self.path.parent, prefix=".checkpoint-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(self.path)
