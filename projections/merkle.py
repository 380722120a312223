"""The Merkle tree of RFC 9162, section 2.1, over SHA-256: hashes, paths through it, and a check of inclusion.

Leaves count from 0. A node is a complete subtree, named by its level (0 is a leaf) and its number on that level. A
span is leaves from one up to, not including, another.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from hashlib import sha256

Node = tuple[int, int]
Span = tuple[int, int]

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without leaves."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of a leaf."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees into the one above them."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree of which only the complete subtrees are kept that its right edge needs, largest first."""

    def __init__(self, size: int = 0, hashes: Iterable[bytes] = ()) -> None:
        """Go on from a tree of `size` leaves, whose `nodes_of` have these hashes."""
        self.size = size
        self._hashes = list(hashes)

    def append(self, hashed: bytes) -> list[bytes]:
        """Add the hash of a leaf; return it and that of each subtree it completes, smallest first."""
        completed, left = [hashed], self.size
        while left & 1:
            completed.append(node_hash(self._hashes.pop(), completed[-1]))
            left >>= 1
        self._hashes.append(completed[-1])
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        """The hash of the whole tree."""
        return joined(self._hashes) if self._hashes else EMPTY_ROOT


def nodes_of(span: Span) -> list[Node]:
    """Part a span, as they occur in a tree, into complete subtrees, largest first."""
    begin, end = span
    nodes = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append((level, begin >> level))
        begin += 1 << level
    return nodes


def joined(hashes: Sequence[bytes]) -> bytes:
    """Hash complete subtrees, largest first, into the one that spans them."""
    return reduce(lambda right, left: node_hash(left, right), reversed(hashes))


def hash_of(span: Span, find: Callable[[Node], bytes]) -> bytes:
    """Hash a span whose nodes `find` knows."""
    nodes = nodes_of(span)
    return joined([find(node) for node in nodes]) if nodes else EMPTY_ROOT


def inclusion_path(leaf: int, size: int) -> list[Span]:
    """Name the spans whose hashes lead from a leaf to the root, lowest first (RFC 9162 section 2.1.3.1)."""
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = _middle(begin, end)
        if leaf < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    return path[::-1]


def consistency_path(first: int, second: int) -> list[Span]:
    """Name the spans whose hashes show that a tree grew into another (RFC 9162 section 2.1.4.1).

    Args:
        first: leaves of the earlier tree, at least 1.
        second: leaves of the later one, no fewer.
    """
    begin, end, path = 0, second, []
    while first < end:
        middle = _middle(begin, end)
        if first <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((begin, middle))
            begin = middle
    # A verifier has the earlier root already; where that is one complete subtree, it is not sent again.
    if begin:
        path.append((begin, end))
    return path[::-1]


def is_included(hashed: bytes, leaf: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Check a proof of inclusion (RFC 9162 section 2.1.3.2)."""
    if not 0 <= leaf < size:
        return False
    place, last = leaf, size - 1
    for sibling in proof:
        if not last:
            return False
        if place & 1 or place == last:
            hashed = node_hash(sibling, hashed)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        place, last = place >> 1, last >> 1
    return not last and hashed == root


def _middle(begin: int, end: int) -> int:
    """Tell where a span parts: after the largest power of two that is less than its length."""
    return begin + (1 << (end - begin - 1).bit_length() - 1)
