"""Checks a bundle by what is in it: with a key that was got otherwise, nobody else has to be believed."""

from collections.abc import Callable, Iterator, Sequence

from knowledge.proof.bundles import Bundle, Exported
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.findings import Finding, Kind, Verdict, Versions
from projections.merkle import EMPTY_ROOT, Frontier, is_included


class BundleCheck:
    """One check of one bundle."""

    def __init__(self, bundle: Bundle, checkpoint: Checkpoint, earlier: Sequence[Checkpoint]) -> None:
        """Check `bundle` against its checkpoint and others, whose signatures were checked before."""
        self._bundle = bundle
        self._checkpoint = checkpoint
        self._others = earlier
        self._frontier = Frontier()
        self._roots = {0: EMPTY_ROOT}
        self._seen = 0

    def run(self, on_progress: Callable[[int], object] = lambda _: None) -> Verdict:
        """Read everything once; `on_progress` is told how many events were read.

        Raises:
            BadBundle: it cannot be read to its end.
        """
        findings = list(self._events(on_progress))
        if self._is_whole:
            checkpoints = [self._checkpoint, *self._others]
            findings += [finding for checkpoint in checkpoints for finding in self._against(checkpoint)]
        elif self._others:
            detail = "The bundle has some events only, so it cannot be held to another checkpoint."
            findings.append(Finding(Kind.CHECKPOINT, detail))
        return Verdict(
            events=self._seen,
            size=self._checkpoint.size,
            root=self._checkpoint.root,
            checkpoints=[self._checkpoint.size, *(checkpoint.size for checkpoint in self._others)],
            findings=findings,
        )

    @property
    def _is_whole(self) -> bool:
        return self._seen == self._frontier.size == self._checkpoint.size

    def _events(self, on_progress: Callable[[int], object]) -> Iterator[Finding]:
        versions = Versions()
        sizes = {checkpoint.size for checkpoint in self._others}
        last, position = -1, 0
        for event in self._bundle.events():
            yield from self._proven(event)
            if event.leaf <= last or event.entry.position <= position:
                yield Finding(Kind.PROOF, "It stands out of order.", event.entry.position)
            last, position = event.leaf, event.entry.position
            self._seen += 1
            if event.leaf == self._frontier.size:
                self._frontier.append(event.hash)
                yield from versions.check(event.entry)
            if self._frontier.size in sizes:
                self._roots[self._frontier.size] = self._frontier.root
            on_progress(self._seen)

    def _proven(self, event: Exported) -> Iterator[Finding]:
        checkpoint = self._checkpoint
        if not is_included(event.hash, event.leaf, checkpoint.size, event.proof, checkpoint.root):
            detail = "It, or its proof, is not what was signed."
            yield Finding(Kind.PROOF, detail, event.entry.position)

    def _against(self, checkpoint: Checkpoint) -> Iterator[Finding]:
        size = checkpoint.size
        if size > self._seen:
            detail = f"{size} events were signed, and the bundle ends after {self._seen}."
            yield Finding(Kind.ROLLED_BACK, detail)
        elif (self._frontier.root if size == self._seen else self._roots[size]) != checkpoint.root:
            yield Finding(Kind.CHECKPOINT, f"Its first {size} events are not those that were signed.")
