"""Proves that an event is in the log, and that the log only ever grew: from the tree, in a few steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from projections.merkle import Span, consistency_path, hash_of, inclusion_path, nodes_of
from projections.proof import DIGITS, DamagedTree, ProofTree, find_hashes, size_of
from projections.reader import Reader

BATCH = 2_000


@dataclass(frozen=True)
class Leaf:
    """What the tree keeps of an event: `hashes` as hexadecimal digits, its own first."""

    leaf: int
    position: int
    hashes: str

    @property
    def hash(self) -> bytes:
        """The hash of the leaf itself."""
        return bytes.fromhex(self.hashes[:DIGITS])


class Evidence:
    """Answers what the tree proves."""

    def __init__(self, reader: Reader, tree: ProofTree) -> None:
        """Read from the table of `tree` with `reader`."""
        self._reader = reader
        self._leaves = tree.leaves

    def size(self) -> int:
        """Tell how many events are in the tree."""
        with self._reader.connect() as connection:
            return size_of(connection, self._leaves)

    def root(self, size: int) -> bytes:
        """Give the root of the tree when it had `size` leaves, which it has reached.

        Raises:
            DamagedTree: a part of the stored tree is missing.
        """
        (hashed,) = self._hashes([(0, size)])
        return hashed

    def leaf_at(self, position: int) -> Leaf | None:
        """Find the leaf of the event at a position."""
        with self._reader.connect() as connection:
            first, last = 0, min(position, size_of(connection, self._leaves)) - 1
            # Where positions have no gaps it is the first guess; a gap lets it be that much earlier at most.
            guess = last
            while first <= last:
                found = self._leaf(connection, guess)
                if found.position == position:
                    return found
                if found.position > position:
                    first, last = max(first, guess - (found.position - position)), guess - 1
                else:
                    first, last = guess + 1, min(last, guess + (position - found.position))
                guess = (first + last) // 2
        return None

    def inclusion(self, leaf: int, size: int) -> list[bytes]:
        """Prove that a leaf is in the tree of `size` leaves (RFC 9162 section 2.1.3)."""
        return self._hashes(inclusion_path(leaf, size))

    def consistency(self, first: int, second: int) -> list[bytes]:
        """Prove that the tree of `second` leaves begins with that of `first`, at least 1 (RFC 9162 section 2.1.4)."""
        return self._hashes(consistency_path(first, second))

    def leaves(self, first: int = 0) -> Iterator[Leaf]:
        """Give every leaf from the `first` on, as it is stored."""
        while batch := self._from(first):
            yield from batch
            first = batch[-1].leaf + 1

    def _leaf(self, connection: Connection, leaf: int) -> Leaf:
        row = connection.execute(select(self._leaves).where(self._leaves.c.leaf == leaf)).one_or_none()
        if row is None:
            raise DamagedTree(f"The leaf {leaf} is missing. Run: python -m knowledge verify")
        return Leaf(row.leaf, row.position, row.hashes)

    def _from(self, leaf: int) -> list[Leaf]:
        query = select(self._leaves).where(self._leaves.c.leaf >= leaf).order_by(self._leaves.c.leaf).limit(BATCH)
        with self._reader.connect() as connection:
            return [Leaf(row.leaf, row.position, row.hashes) for row in connection.execute(query)]

    def _hashes(self, spans: Sequence[Span]) -> list[bytes]:
        nodes = [node for span in spans for node in nodes_of(span)]
        with self._reader.connect() as connection:
            found = find_hashes(connection, self._leaves, nodes)
        return [hash_of(span, found.__getitem__) for span in spans]
