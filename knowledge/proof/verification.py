"""Checks the log against itself, its tree and checkpoints: what is wrong, and from which position on."""

from collections.abc import Callable, Iterator, Sequence

from domain.application import Platform
from domain.entries import Entry
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.differences import find_difference
from knowledge.proof.findings import Finding, Kind, Verdict, Versions
from knowledge.proof.reading import Unreadable, entries
from projections.evidence import Evidence, Leaf
from projections.merkle import EMPTY_ROOT, Frontier, leaf_hash
from projections.proof import DIGITS, DamagedTree, leaf_of


class LogCheck:
    """One check of one log."""

    def __init__(self, platform: Platform, evidence: Evidence, checkpoints: Sequence[Checkpoint]) -> None:
        """Check `platform` against `evidence`, and against checkpoints whose signatures were checked before."""
        self._platform = platform
        self._evidence = evidence
        self._checkpoints = sorted(checkpoints, key=lambda checkpoint: checkpoint.size)
        self._frontier = Frontier()
        self._roots = {0: EMPTY_ROOT}
        self._positions: list[int] = []
        self._differs: int | None = None
        self._kept: Iterator[Leaf] = iter(())
        self._is_readable = True

    def run(self, on_progress: Callable[[int], object] = lambda _: None) -> Verdict:
        """Read everything once; `on_progress` is told the position reached."""
        self._kept = self._evidence.leaves()
        found = list(self._read(on_progress))
        if self._differs is None and (rest := next(self._kept, None)) is not None:
            self._differs = rest.leaf
        first = self._first_difference()
        checked = [finding for checkpoint in self._checkpoints for finding in self._against(checkpoint, first)]
        return Verdict(
            events=self._frontier.size,
            size=self._frontier.size,
            root=self._frontier.root,
            checkpoints=[checkpoint.size for checkpoint in self._checkpoints],
            findings=[*([first] if first else []), *checked, *found],
        )

    def _read(self, on_progress: Callable[[int], object]) -> Iterator[Finding]:
        versions = Versions()
        sizes = {checkpoint.size for checkpoint in self._checkpoints}
        try:
            for entry in entries(self._platform):
                yield from self._place(entry)
                yield from versions.check(entry)
                if entry.trouble:
                    yield Finding(Kind.UNREADABLE, entry.trouble, entry.position)
                if self._frontier.size in sizes:
                    self._roots[self._frontier.size] = self._frontier.root
                on_progress(entry.position)
        except Unreadable as unreadable:
            self._is_readable = False
            yield Finding(Kind.UNREADABLE, f"The database cannot give it. {unreadable}", unreadable.after + 1)

    def _place(self, entry: Entry) -> Iterator[Finding]:
        """Add an event to the tree that is computed anew, and compare it with the stored one."""
        leaf = self._frontier.size
        hashes = b"".join(self._frontier.append(leaf_hash(leaf_of(leaf, entry)))).hex()
        self._positions.append(entry.position)
        if self._differs is not None:
            return
        kept = next(self._kept, None)
        if kept is None or (kept.leaf, kept.position, kept.hashes) == (leaf, entry.position, hashes):
            return
        if kept.leaf != leaf:
            self._kept = iter(())
            yield self._tree_finding(f"It lacks the leaf of position {entry.position}.", entry.position)
        elif (kept.position, kept.hashes[:DIGITS]) == (entry.position, hashes[:DIGITS]):
            yield self._tree_finding(f"A node above position {entry.position} is another one.", entry.position)
        else:
            self._differs = leaf

    def _first_difference(self) -> Finding | None:
        if self._differs is None:
            return None
        if self._differs < self._trusted():
            position = self._positions[self._differs]
            return self._tree_finding(f"The log is as it was signed; the leaf of {position} is not.", position)
        try:
            return find_difference(self._platform, self._evidence, self._differs).explain()
        except Unreadable as unreadable:
            detail = "What stands there cannot be compared: the database cannot give it."
            return Finding(Kind.ALTERED, detail, unreadable.after + 1)

    def _against(self, checkpoint: Checkpoint, first: Finding | None) -> Iterator[Finding]:
        """Hold the log to a checkpoint."""
        size = checkpoint.size
        last = self._positions[-1] if self._positions else 0
        if size > self._frontier.size and not self._is_readable:
            detail = f"The {size} events that were signed cannot be compared: the log cannot be read so far."
            yield Finding(Kind.CHECKPOINT, detail, first.position if first else None)
        elif size > self._frontier.size:
            at = first.position if first and self._is_signed_by_tree(checkpoint) else last + 1
            detail = f"{size} events were signed, and the log has {self._frontier.size}: it ends at position {last}."
            yield Finding(Kind.ROLLED_BACK, f"{detail} An older state was restored, or events were deleted.", at)
        elif self._roots[size] == checkpoint.root:
            return
        elif self._trusted() > size:
            detail = f"It covers {size} events, and contradicts one of more that the log fits: two pasts were signed."
            yield Finding(Kind.CHECKPOINT, detail)
        elif first and first.kind is not Kind.TREE and self._is_signed_by_tree(checkpoint):
            detail = f"The first {size} events are not those that were signed; they differ from position"
            yield Finding(Kind.CHECKPOINT, f"{detail} {first.position} on.", first.position)
        else:
            begin, end = self._positions[self._trusted()], self._positions[size - 1]
            detail = (
                f"The first {size} events are not those that were signed, and the tree was made anew from what is "
                f"there now. The first that differs is one of positions {begin} to {end}."
            )
            yield Finding(Kind.CHANGED_WITH_ITS_TREE, detail, begin if begin == end else None)

    def _trusted(self) -> int:
        """Tell how many events are as they were signed."""
        good = [one.size for one in self._checkpoints if self._roots.get(one.size) == one.root]
        return max(good, default=0)

    def _is_signed_by_tree(self, checkpoint: Checkpoint) -> bool:
        """Tell whether the stored tree still is the one that was signed."""
        try:
            return self._evidence.root(checkpoint.size) == checkpoint.root
        except DamagedTree:
            return False

    def _tree_finding(self, detail: str, position: int) -> Finding:
        return Finding(
            Kind.TREE, f"The stored tree was altered. {detail} Run: python -m knowledge rebuild proof", position
        )
