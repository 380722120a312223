"""Says what became of the first event that is not the one the tree knows."""

from dataclasses import dataclass, replace

from domain.application import Platform
from domain.entries import Entry
from knowledge.proof.findings import Finding, Kind
from knowledge.proof.reading import entries
from projections.evidence import Evidence, Leaf
from projections.merkle import leaf_hash
from projections.proof import leaf_of


@dataclass(frozen=True)
class Difference:
    """At one place, what the tree `kept` and what the log has, None behind its end.

    `moved_to` is the position at which the log has now what the tree kept, `came_from` the one at
    which the tree kept what the log has.
    """

    kept: Leaf
    found: Entry | None
    moved_to: int | None
    came_from: int | None

    def explain(self) -> Finding:
        """Say it in one sentence."""
        at = self.kept.position
        if self.found is None:
            return Finding(Kind.MISSING, f"The log ends before it; the event of position {at} is gone.", at)
        here = self.found.position
        if self.moved_to == here and here != at:
            return Finding(Kind.RENUMBERED, f"The event of position {at} stands at {here} now.", min(at, here))
        if self.moved_to is not None and self.moved_to == self.came_from:
            detail = f"The events of positions {at} and {self.moved_to} were exchanged."
            return Finding(Kind.EXCHANGED, detail, at)
        if self.moved_to is not None or here < at:
            now = f"; the one that was at {at} is at {self.moved_to} now" if self.moved_to not in {None, at} else ""
            return Finding(Kind.INSERTED, f"At position {here} stands an event that was not there{now}.", here)
        if here > at or self.came_from is not None:
            follows = f"at {here}" if here > at else f"the one of position {self.came_from}, at {here}"
            return Finding(Kind.MISSING, f"The event of position {at} is gone; next stands {follows}.", at)
        return Finding(Kind.ALTERED, f"The event at position {at} is not as it was taken in: {_named(self.found)}.", at)


def find_difference(platform: Platform, evidence: Evidence, leaf: int) -> Difference:
    """Look up what stands at the first leaf that differs, and where both sides of it are elsewhere."""
    kept = next(evidence.leaves(leaf))
    found, moved_to, came_from = None, None, None
    for place, entry in enumerate(entries(platform)):
        if place == leaf:
            found = entry
        if place >= leaf and leaf_hash(leaf_of(leaf, replace(entry, position=kept.position))) == kept.hash:
            moved_to = entry.position
            break
    if found is not None:
        for other in evidence.leaves(leaf):
            if leaf_hash(leaf_of(other.leaf, replace(found, position=other.position))) == other.hash:
                came_from = other.position
                break
    return Difference(kept, found, moved_to, came_from)


def _named(entry: Entry) -> str:
    return f"{entry.name.rpartition(':')[2] or 'no name'}, version {entry.version} of {entry.record}"
