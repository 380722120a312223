"""The command line of whoever operates the platform: `python -m knowledge`."""

import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import click

from domain.application import LOG_UNAVAILABLE
from domain.errors import Refusal
from knowledge import logs
from knowledge.administrators import Administrators
from knowledge.answers import Answers, today
from knowledge.bulletin_file import read_bulletin_file
from knowledge.demonstrating import record_demonstration
from knowledge.exporting import export_lines
from knowledge.import_practices.command import import_practices
from knowledge.importing import Import, Report
from knowledge.mail.postman import Delivery
from knowledge.privacy.command import erase, expire, export_account
from knowledge.privacy.retention import Rounds
from knowledge.proof.command import verify, write_bundle
from knowledge.read_sides import SEARCH
from knowledge.rebuilding import Rebuilder
from knowledge.security import IMPORTER
from knowledge.settings import BadSetting, Settings
from knowledge.terminal import import_answer, people, progress_bar, remarks, say_json, show_import
from knowledge.welcoming import welcome
from knowledge.wiring import Knowledge, Worker
from projections.views import VIEWS_UNAVAILABLE

REFUSED, UNAVAILABLE = 1, 3
"""Exit codes: what was asked cannot be done; a database does not answer. 2 is for wrong usage."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Keep and serve what the Network on Migration knows.

    Settings come from the environment; docs/settings.md lists them. Exit codes: 0 done, 1 refused,
    2 wrong usage, 3 a database does not answer.
    """


@commands.command()
@click.option("--demonstration", is_flag=True, help="Record the facts of the second bulletin and accounts to try.")
def serve(*, demonstration: bool) -> None:
    """Serve the platform until it is told to stop."""
    # Pages and API are a third of what takes a command long to start, and no other needs them.
    from knowledge.serving import Server  # noqa: PLC0415

    logs.configure()
    with _open() as knowledge:
        _prepare(knowledge, may_migrate=demonstration)
        passwords = record_demonstration(knowledge) if demonstration else None
        token, is_new = knowledge.settings.find_or_make_token()
        try:
            server = Server(knowledge)
        except OSError as error:
            raise BadSetting(
                f"HOST, PORT: {knowledge.settings.host}:{knowledge.settings.port} cannot be used: {error.strerror}."
            ) from error
        welcome(knowledge, new_token=token if is_new else "", new_passwords=passwords)
        server.run()


@commands.command("set-up-link")
def set_up_link() -> None:
    """Make a link, good once and for an hour, by which somebody becomes an administrator with every role."""
    with _open() as knowledge:
        _prepare(knowledge)
        people.print(Administrators(knowledge).set_up_link(), markup=False)


@commands.command()
def work() -> None:
    """Keep the views in step and send letters until told to stop, beside servers that have no worker of their own."""
    logs.configure()
    stopped = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with _open() as knowledge:
        _prepare(knowledge)
        worker = Worker(knowledge)
        threads = (worker, Delivery(knowledge), Rounds(knowledge), Rebuilder(knowledge))
        for thread in threads:
            thread.start()
        while not stopped.wait(1.0):
            if not worker.is_alive():
                sys.exit(REFUSED)
        for thread in threads:
            thread.stop()


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def migrate(*, as_json: bool) -> None:
    """Create or update what the database needs; several at once do no harm."""
    with _open() as knowledge:
        rebuilt = knowledge.migrate()
        if as_json:
            say_json({"rebuilt": rebuilt, "position": knowledge.platform.position()})
        else:
            people.print("The database is ready." + (f" Rebuilt: {', '.join(rebuilt)}." if rebuilt else ""))


@commands.command("import-bulletin")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Report what would happen, and record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Report as JSON.")
def import_bulletin(*, file: Path, dry_run: bool, as_json: bool) -> None:
    """Record the facts of a bulletin FILE (YAML or JSON; docs/bulletin-file.md): all of it, or nothing."""
    facts = read_bulletin_file(file)
    with _open() as knowledge:
        _prepare(knowledge)
        importing = Import(knowledge.platform, by=IMPORTER)
        with progress_bar("Reading", len(facts.entries) + 1) as advance:
            done = iter(range(1, len(facts.entries) + 2))
            report: Report = importing.run(facts, is_rehearsal=dry_run, on_record=lambda: advance(next(done)))
    if as_json:
        say_json(import_answer(report, is_rehearsal=dry_run))
    else:
        show_import(report, is_rehearsal=dry_run)
    if report.bad:
        sys.exit(REFUSED)


@commands.command()
@click.argument("projection", required=False)
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def rebuild(*, projection: str | None, as_json: bool) -> None:
    """Build PROJECTION, or the search index, or everything anew from the log, while the old goes on serving."""
    with _open() as knowledge:
        _prepare(knowledge)
        names = [*knowledge.views.names, SEARCH]
        if projection and projection not in names:
            raise click.BadParameter(f"{projection!r} is none of {', '.join(names)}.", param_hint="PROJECTION")
        total = knowledge.platform.position()
        rebuilt = {}
        for name in [projection] if projection else names:
            with progress_bar(name, total) as advance:
                build = knowledge.index.rebuild if name == SEARCH else partial(knowledge.views.rebuild, name)
                rebuilt[name] = build(on_progress=advance)
    if as_json:
        say_json({"rebuilt": rebuilt})
    else:
        for name, position in rebuilt.items():
            people.print(f"{name} was rebuilt up to position {position}.")


@commands.command("retry-parked")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def retry_parked(*, as_json: bool) -> None:
    """Try the events again that a projection set aside because it could not take them in."""
    with _open() as knowledge:
        _prepare(knowledge)
        before = sum(one.parked for one in knowledge.views.progress())
        left = knowledge.views.retry_parked()
        if left < before:
            # It is built from changes in their order, and these come late.
            with progress_bar(SEARCH, knowledge.platform.position()) as advance:
                knowledge.index.rebuild(on_progress=advance)
    if as_json:
        say_json({"still_parked": left})
    else:
        people.print(f"{left} events are still set aside.")
    if left:
        sys.exit(REFUSED)


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def status(*, as_json: bool) -> None:
    """Tell how far the log, its projections and the search are, and the headline figures of today."""
    with _open() as knowledge:
        _prepare(knowledge)
        answers = Answers(knowledge)
        position = knowledge.platform.position()
        projections = [{**vars(one), "lag": max(position - one.position, 0)} for one in knowledge.views.progress()]
        search = knowledge.search_progress(position)
        counts = answers.status(today(), position=answers.position(None))["counts"]
    if as_json:
        say_json({"position": position, "projections": projections, "search": search, "counts": counts})
        return
    people.print(f"The log is at position {position}.")
    for one in projections:
        people.print(f"  {one['name']}: {one['lag']} behind, {one['parked']} set aside")
    people.print(f"  search ({search['engine']}): {search['lag']} behind")
    for name, pair in counts.items():
        people.print(f"  {name.replace('_', ' ')}: {pair['sure']} sure, {pair['possible']} possible")


@commands.command("export-log")
@click.argument("file", type=click.File("w", encoding="utf-8", atomic=True), default="-")
@click.option("--bundle", type=click.Path(path_type=Path), help="Write events, proofs, checkpoint, key to this file.")
@click.option("--position", "only", type=int, multiple=True, help="Only this event goes into the bundle; repeatable.")
def export_log(*, file: Any, bundle: Path | None, only: tuple[int, ...]) -> None:
    """Write every event to FILE (or the screen), one JSON object a line, in the order of the log."""
    if only and not bundle:
        raise click.UsageError("--position says what goes into a --bundle.")
    with _open() as knowledge:
        _prepare(knowledge)
        if bundle:
            write_bundle(knowledge, bundle, only)
            return
        with progress_bar("Exporting", knowledge.platform.position()) as advance:
            for position, line in export_lines(knowledge.platform):
                file.write(line + "\n")
                advance(position)


commands.add_command(verify)
commands.add_command(import_practices)
commands.add_command(export_account)
commands.add_command(erase)
commands.add_command(expire)


def main() -> None:
    """Run a command, and say in one line what stands against it if it is refused."""
    logs.configure(least=logging.WARNING)
    try:
        commands()
    except (BadSetting, Refusal) as error:
        remarks.print(f"{error}", style="red", highlight=False, markup=False)
        sys.exit(REFUSED)
    except (*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE) as error:
        remarks.print(f"The database does not answer: {error}", style="red", highlight=False, markup=False)
        sys.exit(UNAVAILABLE)


def _open() -> Knowledge:
    return Knowledge(Settings.read(os.environ))


def _prepare(knowledge: Knowledge, *, may_migrate: bool = False) -> None:
    """Migrate where nobody else would, and refuse to go on where somebody has to."""
    if may_migrate or knowledge.settings.is_on_sqlite:
        knowledge.migrate()
    knowledge.check_migrated()


if __name__ == "__main__":
    main()
