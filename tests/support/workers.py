"""Processes beside the test's own that write to a log, follow it, or are ended in the middle of it.

What a worker has seen done it writes to its journal, line by line, so that it is known whatever becomes of it.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from threading import BrokenBarrierError, Thread

from domain.application import LOG_UNAVAILABLE
from domain.directory.national_networks import NationalNetwork
from domain.documents import SourceDocument
from domain.errors import ChangedMeanwhile
from projections.views import VIEWS_UNAVAILABLE
from tests.support.databases import Database
from tests.support.lives import change_mind, whole_life
from tests.support.points import die_at
from tests.support.stories import COORDINATOR, IN_BULLETIN

PATIENCE = 40.0
"""Seconds after which a worker ends by itself."""
MOST_LIVES = 100

context = get_context("forkserver")
context.set_forkserver_preload([__name__, "tests.support.read_ahead"])


@contextmanager
def working(work: Callable[..., None], *arguments: object) -> Iterator[BaseProcess]:
    """Run `work` in a process of its own, which is gone afterwards."""
    process = context.Process(target=work, args=arguments, daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(PATIENCE)


def finish(process: BaseProcess, patience: float = PATIENCE) -> None:
    """Wait for a worker to end by itself, and insist that it did so well."""
    process.join(patience)
    assert process.exitcode == 0, f"the worker ended with {process.exitcode}"


def lines(journal: Path) -> list[str]:
    """Read a journal; a line that was not finished does not count."""
    if not journal.exists():
        return []
    return journal.read_text().split("\n")[:-1]


def wait_until(is_so: Callable[[], object], patience: float = PATIENCE) -> float:
    """Wait until something is so, and return the seconds that took."""
    started = time.monotonic()
    while not is_so():
        assert time.monotonic() - started < patience, "waited in vain"
        time.sleep(0.005)
    return time.monotonic() - started


def document(slug: str) -> SourceDocument:
    """Make a document known."""
    return SourceDocument.register(title=slug, slug=slug, by=COORDINATOR)


def write_documents(database: Database, prefix: str, number: int, threads: int, journal: Path) -> None:
    """Register documents, a `number` by each thread; the journal tells the position and the code of each."""
    with database.open() as platform, journal.open("ab", buffering=0) as written:

        def write(thread: int) -> None:
            started = time.monotonic()
            for count in range(number):
                code = f"{prefix}-{thread}-{count}"
                position = platform.record(document(code))
                written.write(f"{position} {code}\n".encode())
                if time.monotonic() - started > PATIENCE:
                    return

        writers = [Thread(target=write, args=(thread,)) for thread in range(threads)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()


def race_for_networks(database: Database, countries: list[str], line: Barrier, journal: Path) -> None:
    """Record the same of each network at the same moment as another; the journal tells who won."""
    with database.open() as platform, journal.open("ab", buffering=0) as written:
        for country in countries:
            network = platform.find(NationalNetwork, NationalNetwork.id_of(country))
            network.record_milestone("established", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)
            with suppress(BrokenBarrierError):
                line.wait(PATIENCE)
            try:
                platform.record(network)
            except ChangedMeanwhile:
                written.write(b"refused\n")
            else:
                written.write(b"recorded\n")


def append_when_told(database: Database, told: Event, journal: Path, code: str) -> None:
    """Register one document as soon as it is told to; the journal tells when that was done."""
    with database.open() as platform, journal.open("ab", buffering=0) as written:
        platform.position()
        written.write(b"ready\n")
        if told.wait(PATIENCE):
            platform.record(document(code))
            written.write(f"{time.monotonic()}\n".encode())


def migrate(database: Database, line: Barrier) -> None:
    """Create log and views at the same moment as others, and write to them."""
    with database.open_views() as kept:
        line.wait(PATIENCE)
        kept.migrate()
        kept.platform.record(document(str(os.getpid())))
        kept.views.catch_up()


def live_until_killed(database: Database, first: int, point: str, journal: Path) -> None:
    """Record lives, numbered from `first` on, and take them in, until a point is reached at which this process ends."""
    with database.open_all_views() as kept, journal.open("ab", buffering=0) as written:
        die_at(kept.engine, point)
        for number in range(first, first + MOST_LIVES):
            # Who waits for the others too long is told so, and has recorded nothing, or will be followed later.
            with suppress(*LOG_UNAVAILABLE, *VIEWS_UNAVAILABLE):
                written.write(f"{kept.platform.record(*whole_life(number))}\n".encode())
                kept.views.catch_up()
                written.write(f"{change_mind(kept.platform, number)}\n".encode())
                kept.views.catch_up()


def rebuild_until_killed(database: Database, name: str, point: str) -> None:
    """Rebuild a view until a point is reached at which this process ends."""
    with database.open_views() as kept:
        die_at(kept.engine, point)
        kept.views.rebuild(name)


def keep_up(database: Database, until: int, batch: int) -> None:
    """Keep the views in step with the log up to a position."""
    with database.open_views() as kept:
        started = time.monotonic()
        while kept.views.catch_up(batch) < until and time.monotonic() - started < PATIENCE:
            time.sleep(0.001)
