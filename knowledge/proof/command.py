"""The commands of proof: `verify`, and the bundle that `export-log` writes."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile

import click

from knowledge.proof.bundles import Exporter, opened
from knowledge.proof.checkpoints import Checkpoint
from knowledge.proof.findings import Finding, Kind, Verdict
from knowledge.proof.notes import BadNote, VerifierKey
from knowledge.proof.offline import BundleCheck
from knowledge.proof.verification import LogCheck
from knowledge.settings import Settings
from knowledge.terminal import people, progress_bar, remarks, say_json
from knowledge.wiring import Knowledge

MOST_FINDINGS = 20
"""How many are told to people; scripts are told all."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--checkpoint", "files", multiple=True, type=FILE, help="An earlier checkpoint, kept elsewhere.")
@click.option("--bundle", type=FILE, help="Check this bundle, and no database.")
@click.option("--key", "given", help="The public key to trust, name+id+key, or a file with it.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def verify(*, files: tuple[Path, ...], bundle: Path | None, given: str | None, as_json: bool) -> None:
    """Check that nothing in the log was altered: the log, its tree, its checkpoints; or a bundle of them."""
    key = _key(given) if given else None
    verdict = _of_bundle(bundle, key, files) if bundle else _of_log(key, files)
    if as_json:
        say_json(_answer(verdict))
    else:
        _tell(verdict)
    if verdict.findings:
        sys.exit(1)


def write_bundle(knowledge: Knowledge, file: Path, only: Sequence[int]) -> None:
    """Sign the log as it is, and write a bundle of it, which appears when it is complete."""
    note = knowledge.checkpoints.sign()
    with NamedTemporaryFile(dir=file.absolute().parent, prefix=".bundle-", delete=False) as made:
        try:
            with progress_bar("Exporting", knowledge.platform.position()) as advance:
                exporter = Exporter(knowledge.platform, advance)
                exporter.write(made, note=note, key=str(knowledge.checkpoints.key.verifier), only=only)
        except BaseException:
            Path(made.name).unlink()
            raise
    Path(made.name).replace(file)


def _of_log(key: VerifierKey | None, files: Sequence[Path]) -> Verdict:
    with Knowledge(Settings.read(os.environ)) as knowledge:
        knowledge.check_migrated()
        checkpoints, refused = _checkpoints(files, key or knowledge.checkpoints.key.verifier)
        if knowledge.checkpoints.path.exists():
            last, bad = _checkpoints([knowledge.checkpoints.path], knowledge.checkpoints.key.verifier)
            checkpoints, refused = checkpoints + last, refused + bad
        with progress_bar("Verifying", knowledge.platform.position()) as advance:
            verdict = LogCheck(knowledge.platform, knowledge.evidence, checkpoints).run(advance)
    verdict.findings += refused
    return verdict


def _of_bundle(path: Path, key: VerifierKey | None, files: Sequence[Path]) -> Verdict:
    with opened(path) as bundle:
        own = VerifierKey.read(bundle.key)
        if key is None:
            remarks.print(f"Signed by {own}. Compare this key with one that you were given otherwise.", markup=False)
        checkpoint = Checkpoint.verified(bundle.note, key or own)
        earlier, refused = _checkpoints(files, key or own)
        with progress_bar("Verifying", checkpoint.size) as advance:
            verdict = BundleCheck(bundle, checkpoint, earlier).run(advance)
    verdict.findings += refused
    return verdict


def _checkpoints(files: Sequence[Path], key: VerifierKey) -> tuple[list[Checkpoint], list[Finding]]:
    """Read checkpoints, and find those that the key has not signed."""
    read, refused = [], []
    for file in files:
        try:
            read.append(Checkpoint.verified(file.read_text(encoding="utf-8", errors="replace"), key))
        except BadNote as error:
            refused.append(Finding(Kind.CHECKPOINT, f"{file}: {error}"))
    return read, refused


def _key(given: str) -> VerifierKey:
    file = Path(given)
    return VerifierKey.read(file.read_text(encoding="utf-8") if file.is_file() else given)


def _answer(verdict: Verdict) -> dict[str, object]:
    return {
        "events": verdict.events,
        "size": verdict.size,
        "root_hash": verdict.root.hex(),
        "checkpoints": verdict.checkpoints,
        "findings": [vars(finding) for finding in verdict.findings],
    }


def _tell(verdict: Verdict) -> None:
    for finding in verdict.findings[:MOST_FINDINGS]:
        place = f"position {finding.position}: " if finding.position is not None else ""
        remarks.print(f"{finding.kind}: {place}{finding.detail}", style="red", highlight=False, markup=False)
    if more := len(verdict.findings[MOST_FINDINGS:]):
        remarks.print(f"… and {more} more; --json tells all.", style="red")
    if verdict.findings:
        return
    events = (
        f"{verdict.events} of {verdict.size} events" if verdict.events != verdict.size else f"{verdict.size} events"
    )
    people.print(f"{events}, root hash {verdict.root.hex()}", highlight=False)
    sizes = ", ".join(str(size) for size in dict.fromkeys(verdict.checkpoints))
    people.print(f"Nothing is wrong; held to {f'the checkpoint of {sizes} events' if sizes else 'no checkpoint'}.")
