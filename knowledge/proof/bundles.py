"""Bundles: events, proofs, checkpoint and public key in one file, to be checked without the platform."""

import base64
import binascii
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import UUID

import msgspec

from domain.application import Platform
from domain.entries import Entry
from domain.errors import NotFound, Refusal
from knowledge.proof.checkpoints import Checkpoint
from projections.merkle import Frontier, Node, hash_of, inclusion_path, leaf_hash
from projections.proof import leaf_of

EVENTS, PROOFS, CHECKPOINT, KEY, README = "events.jsonl", "proofs.jsonl", "checkpoint", "key", "README.txt"
BATCH = 2_000
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a bundle, so that the same log makes the same bytes."""
LARGEST_TEXT = 1_000_000

EXPLANATION = """This is a record of events, and proof that it is the one that was signed.

checkpoint     how many events there were, the root hash of the Merkle tree over them (RFC 9162), a signature
               of both (https://c2sp.org/tlog-checkpoint)
key            the public key that the signature is checked with. Do not trust it because it is in here:
               compare it with one that you were given otherwise.
events.jsonl   events, one JSON object a line
proofs.jsonl   in the same order, for each event the hashes that lead from it to the root (RFC 9162 section 2.1.3)

The bytes of a leaf are six netstrings, each the length in decimal digits, a colon, the bytes and a comma: leaf,
position, aggregate_id, version, name, stored. "stored" is text of which the bytes in UTF-8 are meant; where there is
"stored_base64" in its place, it is those bytes in base64. The hash of a leaf is SHA-256 of a zero byte and these
bytes; that of a node is SHA-256 of a byte of value one and the two hashes below it.

With the program itself: python -m knowledge verify --bundle FILE --key KEY
"""


class BadBundle(Refusal):
    """This is no bundle, or not a whole one."""


@dataclass(frozen=True)
class Exported:
    """An event of a bundle, and the hashes that lead from its leaf to the root."""

    leaf: int
    entry: Entry
    proof: Sequence[bytes]

    @property
    def hash(self) -> bytes:
        """The hash of its leaf."""
        return leaf_hash(leaf_of(self.leaf, self.entry))


@dataclass(frozen=True)
class Bundle:
    """An opened bundle."""

    note: str
    key: str
    archive: zipfile.ZipFile

    def events(self) -> Iterator[Exported]:
        """Give every event with its proof, in order.

        Raises:
            BadBundle: a line is not what it should be.
        """
        with self.archive.open(EVENTS) as events, self.archive.open(PROOFS) as proofs:
            for number, (event, proof) in enumerate(_pairs(events, proofs), 1):
                try:
                    yield _read(_EVENT.decode(event), _PROOF.decode(proof))
                except (ValueError, binascii.Error) as error:
                    raise BadBundle(f"Line {number} of {EVENTS} or {PROOFS} cannot be read: {error}") from error


class _Event(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    leaf: int
    position: int
    aggregate_id: UUID
    version: int
    name: str
    stored: str | None = None
    stored_base64: str | None = None


class _Proof(msgspec.Struct, forbid_unknown_fields=True):
    leaf: int
    hashes: list[str]


_EVENT = msgspec.json.Decoder(_Event)
_PROOF = msgspec.json.Decoder(_Proof)


class Exporter:
    """Writes bundles of a log."""

    def __init__(self, platform: Platform, on_progress: Callable[[int], object]) -> None:
        """Export `platform`; `on_progress` is told the position reached."""
        self._platform = platform
        self._on_progress = on_progress

    def write(self, file: IO[bytes], *, note: str, key: str, only: Collection[int] = ()) -> int:
        """Write a bundle of what a checkpoint covers.

        Args:
            file: to write to.
            note: the signed checkpoint.
            key: the public key that signed it.
            only: the positions of the events that go in; empty for all of them.

        Returns:
            How many events are in it.

        Raises:
            NotFound: the checkpoint covers no event at one of these positions.
            BadBundle: the log is not the one that was signed; nobody could check such a bundle.
        """
        checkpoint = Checkpoint.read(note.rpartition("\n\n")[0] + "\n")
        levels: list[list[bytes]] = [[]]
        leaves = []
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in ((README, EXPLANATION), (CHECKPOINT, note), (KEY, key + "\n")):
                archive.writestr(zipfile.ZipInfo(name, LONG_AGO), text)
            with archive.open(_named(EVENTS), "w", force_zip64=True) as events:
                for leaf, entry in self._covered(checkpoint, levels):
                    if not only or entry.position in only:
                        leaves.append(leaf)
                        events.write(_event_line(leaf, entry))
            if missing := len(set(only)) - len(leaves) if only else 0:
                raise NotFound(f"The checkpoint covers no event at {missing} of these positions.")
            with archive.open(_named(PROOFS), "w", force_zip64=True) as proofs:
                for leaf in leaves:
                    proofs.write(_proof_line(leaf, checkpoint.size, levels))
        return len(leaves)

    def _covered(self, checkpoint: Checkpoint, levels: list[list[bytes]]) -> Iterator[tuple[int, Entry]]:
        """Give the events that a checkpoint covers, and fill in the tree above them."""
        frontier = Frontier()
        position = 0
        while frontier.size < checkpoint.size:
            entries = self._platform.read(position, min(BATCH, checkpoint.size - frontier.size))
            if not entries:
                break
            for entry in entries:
                leaf = frontier.size
                for level, hashed in enumerate(frontier.append(leaf_hash(leaf_of(leaf, entry)))):
                    if level == len(levels):
                        levels.append([])
                    levels[level].append(hashed)
                yield leaf, entry
            position = entries[-1].position
            self._on_progress(position)
        if frontier.size != checkpoint.size or frontier.root != checkpoint.root:
            raise BadBundle("The log is not the one that was signed. Run: python -m knowledge verify")


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Open a bundle.

    Raises:
        BadBundle: it is none.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if missing := {EVENTS, PROOFS, CHECKPOINT, KEY}.difference(archive.namelist()):
                raise BadBundle(f"{path} is no bundle: it lacks {', '.join(sorted(missing))}.")
            yield Bundle(note=_text(archive, CHECKPOINT), key=_text(archive, KEY), archive=archive)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error) as error:
        raise BadBundle(f"{path} cannot be read as a bundle: {error}") from error


def _text(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        return file.read(LARGEST_TEXT).decode(errors="replace")


def _pairs(events: IO[bytes], proofs: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for event in events:
        proof = proofs.readline()
        if not proof:
            raise BadBundle(f"{PROOFS} has fewer lines than {EVENTS}.")
        yield event, proof
    if proofs.readline():
        raise BadBundle(f"{PROOFS} has more lines than {EVENTS}.")


def _read(event: _Event, proof: _Proof) -> Exported:
    if proof.leaf != event.leaf or (event.stored is None) == (event.stored_base64 is None):
        raise ValueError("the two are of different events, or one lacks its bytes")
    stored = event.stored.encode() if event.stored is not None else base64.b64decode(event.stored_base64 or "")
    entry = Entry(event.position, event.aggregate_id, event.version, event.name, None, stored=stored)
    return Exported(event.leaf, entry, [base64.b64decode(each, validate=True) for each in proof.hashes])


def _event_line(leaf: int, entry: Entry) -> bytes:
    line = _Event(leaf, entry.position, entry.aggregate_id, entry.version, entry.name)
    try:
        line.stored = entry.stored.decode()
    except UnicodeDecodeError:
        line.stored_base64 = base64.b64encode(entry.stored).decode()
    return msgspec.json.encode(line) + b"\n"


def _proof_line(leaf: int, size: int, levels: Sequence[Sequence[bytes]]) -> bytes:
    def find(node: Node) -> bytes:
        level, number = node
        return levels[level][number]

    hashes = [base64.b64encode(hash_of(span, find)).decode() for span in inclusion_path(leaf, size)]
    return msgspec.json.encode(_Proof(leaf, hashes)) + b"\n"


def _named(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
