"""Every view can be thrown away and built anew from the log, while others write and read."""

import signal
from datetime import UTC, datetime
from threading import Event, Thread

import pytest
from sqlalchemy import Column, Integer, Table, Text, func, inspect, select, text, update

from domain.entries import Entry, moment
from projections.beside import BESIDE
from projections.projection import SCHEMA, Projection
from projections.rebuilds import SILENT
from tests.projections.test_catching_up import tell_lives
from tests.support.stories import bulletin, established, network
from tests.support.workers import PATIENCE, finish, lines, rebuild_until_killed, wait_until, working, write_documents

NAMES = ["records", "milestones", "audit", "practices"]


class Names(Projection):
    """One row for each event."""

    name = "names"
    edition = 1

    def define(self) -> None:
        self.names = Table(
            f"names{self.suffix}",
            self.metadata,
            Column("position", Integer, primary_key=True, autoincrement=False),
            Column("name", Text),
        )

    def rows(self, entry: Entry):
        yield self.names, {"position": entry.position, "name": self._say(entry.name)}

    def _say(self, name: str) -> str:
        return name


class LoudNames(Names):
    """The same, written otherwise: another edition."""

    edition = 2

    def _say(self, name: str) -> str:
        return name.upper()


def tables(kept) -> list[str]:
    schema = None if kept.engine.dialect.name == "sqlite" else SCHEMA
    return sorted(inspect(kept.engine).get_table_names(schema=schema))


@pytest.mark.parametrize("name", NAMES)
def test_a_rebuilt_view_has_the_same_rows(kept, name):
    position = tell_lives(kept.platform)
    kept.views.catch_up()
    before = kept.rows()

    reached = kept.views.rebuild(name)

    assert reached == position
    assert kept.rows() == before


def test_a_rebuild_leaves_no_table_behind(kept):
    kept.platform.record(bulletin(), established("PE"))
    before = tables(kept)

    for name in NAMES * 2:
        kept.views.rebuild(name)

    assert tables(kept) == before


def test_what_a_rebuild_that_was_ended_left_is_dropped_once_nobody_can_be_at_it(kept, database):
    kept.platform.record(bulletin(), established("PE"))
    kept.views.catch_up()
    before = tables(kept), kept.rows()
    for point in ("UPDATE beside", "ALTER TABLE claims"):
        with working(rebuild_until_killed, database, "milestones", point) as rebuilding:
            rebuilding.join(PATIENCE)
        assert rebuilding.exitcode == -signal.SIGKILL
    left = tables(kept)

    kept.migrate()
    soon = tables(kept)
    with kept.engine.begin() as connection:
        connection.execute(update(BESIDE).values(told_at=moment(datetime.now(tz=UTC) - 2 * SILENT)))
    kept.migrate()

    assert len(left) == len(before[0]) + 4
    assert soon == left
    assert (tables(kept), kept.rows()) == before


def test_a_rebuild_tells_how_far_it_is(kept):
    position = tell_lives(kept.platform)
    told: list[int] = []

    kept.views.rebuild("audit", on_progress=told.append)

    assert told == sorted(told)
    assert told[-1] == position


def test_a_view_that_was_never_filled_can_be_rebuilt_and_followed(kept):
    kept.platform.record(bulletin())

    kept.views.rebuild("audit")
    kept.platform.record(established("PE"))
    kept.views.catch_up()

    assert [row[0] for row in kept.rows()["audit"]] == [1, 2, 3]
    assert len(kept.rows()["records"]) == 2


def test_a_rebuild_while_others_write_loses_nothing(kept, database, tmp_path):
    journal = tmp_path / "journal"
    with working(write_documents, database, "writer", 60, 2, journal) as writer:
        wait_until(lambda: lines(journal))
        for name in NAMES:
            kept.views.rebuild(name)
            kept.views.catch_up()
        finish(writer)
    kept.views.catch_up()

    assert [row[0] for row in kept.rows()["audit"]] == list(range(1, 121))
    assert kept.rows() == kept.rebuilt_rows()


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_rebuilt_view_takes_over_while_nobody_moves_the_views(kept):
    kept.platform.record(bulletin())
    kept.views.catch_up()
    rebuilding = Thread(target=kept.views.rebuild, args=("audit",))

    with kept.engine.begin() as connection:
        connection.execute(text("UPDATE views.positions SET position = position WHERE name = '*'"))
        rebuilding.start()
        rebuilding.join(0.5)
        took_over = not rebuilding.is_alive()
    rebuilding.join(PATIENCE)

    assert not took_over
    assert not rebuilding.is_alive()


def test_readers_never_see_a_view_empty_or_going_backward(kept):
    position = tell_lives(kept.platform)
    kept.views.catch_up()
    rebuilt, seen, troubles = Event(), [], []

    def read() -> None:
        try:
            while not rebuilt.is_set():
                with kept.engine.connect() as connection:
                    seen.append(connection.execute(select(func.count()).select_from(kept.audit.audit)).scalar_one())
        except Exception as error:  # noqa: BLE001 - whatever a reader is told would be a trouble
            troubles.append(error)

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(4):
        kept.views.rebuild("audit")
    rebuilt.set()
    for reader in readers:
        reader.join(PATIENCE)

    assert troubles == []
    assert set(seen) == {position}


def test_a_view_added_later_is_filled_from_the_beginning(kept, database):
    kept.platform.record(bulletin(), established("PE"))
    kept.views.catch_up()

    with database.open_views(Names()) as later:
        outdated = later.migrate()
        later.views.catch_up()

        assert outdated == []
        assert [row[0] for row in later.rows()["names"]] == [1, 2, 3]
        assert later.rows()["audit"] == kept.rows()["audit"]
        assert later.parked() == []


def test_a_new_edition_asks_for_a_rebuild_until_it_had_one(kept, database):
    kept.platform.record(bulletin())
    with database.open_views(Names()) as earlier:
        earlier.migrate()
        earlier.views.catch_up()

    with database.open_views(LoudNames()) as later:
        asked = [later.migrate(), later.migrate()]
        later.platform.record(network("PE"))
        later.views.catch_up()
        asked.append(later.migrate())
        later.views.rebuild("names")

        assert asked == [["names"]] * 3
        assert later.migrate() == []
        assert [name for _, name in later.rows()["names"]] == [
            "DOMAIN.DOCUMENTS:SOURCEDOCUMENT.REGISTERED",
            "DOMAIN.DIRECTORY.NATIONAL_NETWORKS:NATIONALNETWORK.REGISTERED",
        ]
