"""The proof of the log: a Merkle tree in which every event is a leaf, whether this version can read it or not."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, Column, Connection, Integer, Table, Text, func, select

from domain.entries import Entry
from projections.bulk import Row, insert_rows
from projections.merkle import Frontier, Node, leaf_hash, nodes_of
from projections.positions import footing_of
from projections.projection import Projection

DIGITS = 64
"""Hexadecimal digits of a hash."""
WHOLE_LOG = "*"


class DamagedTree(Exception):
    """The stored tree lacks a part of itself."""


class ProofTree(Projection):
    """A row for each event, `leaf` counting from 0 without gaps.

    `hashes` are that of the leaf and that of each subtree which it completes, smallest first, as
    hexadecimal digits in one piece. So rows are only ever added, one for an event, and any complete
    subtree is found in the row of its last leaf. Positions grow with the leaves, so they need no
    index: one would cost each append more than all the rest.
    """

    name = "proof"
    edition = 1

    _known: tuple[Frontier, str] | None = None
    """The right edge of the tree as this process last saw it, and the generation of its table."""

    def define(self) -> None:
        # On SQLite an INTEGER key is the place of the row itself, a BIGINT has an index of its own.
        number = BigInteger().with_variant(Integer, "sqlite")
        self.leaves = Table(
            f"proof_leaves{self.suffix}",
            self.metadata,
            Column("leaf", number, primary_key=True, autoincrement=False),
            Column("position", BigInteger, nullable=False),
            Column("hashes", Text, nullable=False),
        )

    def holds_up(self, entry: Entry) -> str:  # noqa: ARG002 - whatever the event, all others come after it
        return WHOLE_LOG

    def trouble_with(self, entry: Entry) -> str:  # noqa: ARG002 - stored bytes need not be read to be hashed
        return ""

    def take_in(self, connection: Connection, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        known, self._known = self._known, None
        if known and len(entries) == 1 and self._follows(connection, known, entries[0]):
            self._known = known
            return
        frontier = self._frontier(connection)
        rows = [self._row(frontier, entry) for entry in entries]
        insert_rows(connection, self.leaves, rows)
        if not self.suffix:
            self._known = frontier, footing_of(connection, self.name).generation

    def _frontier(self, connection: Connection) -> Frontier:
        size = size_of(connection, self.leaves)
        nodes = nodes_of((0, size))
        found = find_hashes(connection, self.leaves, nodes)
        return Frontier(size, [found[node] for node in nodes])

    def _row(self, frontier: Frontier, entry: Entry) -> Row:
        leaf = frontier.size
        hashes = frontier.append(leaf_hash(leaf_of(leaf, entry)))
        return {"leaf": leaf, "position": entry.position, "hashes": b"".join(hashes).hex()}

    def _follows(self, connection: Connection, known: tuple[Frontier, str], entry: Entry) -> bool:
        """Add one leaf to the tree as it was last seen, with one statement; False if it is another tree by now."""
        frontier, generation = known
        row = self._row(frontier, entry)
        added = connection.exec_driver_sql(
            _ADD[connection.dialect.name],
            (*row.values(), frontier.size - 2, self.name, generation),
        )
        return added.rowcount == 1


_ADD = {
    "sqlite": """
        INSERT INTO proof_leaves (leaf, position, hashes) SELECT ?, ?, ?
         WHERE (SELECT max(leaf) FROM proof_leaves) = ? AND (SELECT generation FROM positions WHERE name = ?) = ?
    """,
    "postgresql": """
        INSERT INTO views.proof_leaves (leaf, position, hashes) SELECT %s, %s, %s
         WHERE (SELECT max(leaf) FROM views.proof_leaves) = %s
           AND (SELECT generation FROM views.positions WHERE name = %s) = %s
    """,
}
"""Adds a leaf if it follows on the last one of a table of that generation."""


def leaf_of(leaf: int, entry: Entry) -> bytes:
    """Write the canonical bytes of an event, the same for everybody who knows its stored bytes.

    They are six netstrings, each `length:bytes,` (the length in decimal digits): the number of the
    leaf, the position, the aggregate's id in small hexadecimal with hyphens, the version, the
    stored name in UTF-8, the stored bytes.
    """
    parts = (
        b"%d" % leaf,
        b"%d" % entry.position,
        entry.record.encode(),
        b"%d" % entry.version,
        entry.name.encode(),
        entry.stored,
    )
    return b"".join(b"%d:%b," % (len(part), part) for part in parts)


def size_of(connection: Connection, leaves: Table) -> int:
    """Tell how many leaves there are."""
    last: int | None = connection.execute(select(func.max(leaves.c.leaf))).scalar_one()
    return 0 if last is None else last + 1


def find_hashes(connection: Connection, leaves: Table, nodes: Iterable[Node]) -> dict[Node, bytes]:
    """Look up the hashes of complete subtrees.

    Raises:
        DamagedTree: one is not there.
    """
    wanted = {(level, number): ((number + 1) << level) - 1 for level, number in nodes}
    if not wanted:
        return {}
    query = select(leaves.c.leaf, leaves.c.hashes).where(leaves.c.leaf.in_(set(wanted.values())))
    hashes = {row.leaf: row.hashes for row in connection.execute(query)}
    found = {}
    for (level, number), leaf in wanted.items():
        digits = hashes.get(leaf, "")[level * DIGITS : (level + 1) * DIGITS]
        if len(digits) != DIGITS:
            raise DamagedTree(f"The subtree {number} of level {level} is missing. Run: python -m knowledge verify")
        found[level, number] = bytes.fromhex(digits)
    return found
