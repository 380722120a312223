"""The command `import-practices`."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from domain.accounts import Account
from domain.catalogue.practice_content import Kind
from knowledge.import_practices.columns import Columns
from knowledge.import_practices.importing import PracticesImport, Wanted
from knowledge.import_practices.reading import Defaults
from knowledge.import_practices.rows import RowsFile
from knowledge.import_practices.telling import outcome_answer, show_outcome
from knowledge.security import IMPORTER
from knowledge.settings import Settings
from knowledge.terminal import progress_bar, say_json
from knowledge.wiring import Knowledge


class Named(click.ParamType[tuple[str, str]]):
    """`NAME=FIELD`."""

    name = "name=field"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, separator, field = str(value).rpartition("=")
        if not separator or not name.strip():
            self.fail(f"{value!r} is not NAME=FIELD.", param, ctx)
        return name.strip(), field.strip()


@click.command("import-practices")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--source", default="repository", help="Name of where they come from; tells equal keys apart.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    default=Kind.GOOD_PRACTICE.value,
    help="Of rows that name none.",
)
@click.option("--language", default="en", help="Of the original, in rows that name none.")
@click.option("--column", "columns", type=Named(), multiple=True, help="NAME=FIELD: what a column holds.")
@click.option("--as-drafts", type=click.UUID, metavar="ACCOUNT", help="Make them drafts of this account.")
@click.option("--skip-bad", is_flag=True, help="Record the good rows even if there are bad ones.")
@click.option("--dry-run", is_flag=True, help="Report what would happen, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_practices(*, file: Path, as_json: bool, **options: Any) -> None:
    """Record the practices of FILE (JSON Lines or CSV; docs/import-practices.md), published or as drafts."""
    rows = RowsFile(file)
    author, skips_bad, is_rehearsal = options["as_drafts"], options["skip_bad"], options["dry_run"]
    wanted = Wanted(by=IMPORTER, author=author, skips_bad=skips_bad, is_rehearsal=is_rehearsal)
    columns = Columns(dict(options["columns"]))
    defaults = Defaults(source=options["source"], kind=options["kind"], language=options["language"])
    with Knowledge(Settings.read(os.environ)) as knowledge:
        if knowledge.settings.is_on_sqlite:
            knowledge.migrate()
        knowledge.check_migrated()
        if author:
            knowledge.platform.find(Account, author)
        importing = PracticesImport(knowledge.platform, rows, columns, defaults)
        with progress_bar("Checking (bytes)", rows.size) as advance:
            outcome = importing.check(wanted, on_progress=advance)
        with progress_bar("Recording", outcome.counts["recorded"]) as advance:
            importing.run(wanted, outcome, on_recorded=advance)
    if as_json:
        say_json(outcome_answer(outcome, wanted))
    else:
        show_outcome(outcome, wanted)
    if outcome.bad:
        sys.exit(1)
