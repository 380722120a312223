"""An event that a view cannot take in is set aside with what follows on its record; everything else goes on."""

import pytest
import sqlalchemy
from sqlalchemy import Column, Integer, Table
from sqlalchemy.exc import OperationalError

from domain.directory.national_networks import NationalNetwork
from domain.entries import Entry
from domain.milestone_history import MilestoneHistory
from projections.projection import Projection
from projections.views import Views
from tests.support.databases import Database
from tests.support.stories import COORDINATOR, IN_BULLETIN, IN_LETTER, bulletin, established

PERU = NationalNetwork.id_of("PE")
ESTABLISHED = "domain.directory.national_networks:NationalNetwork.Established"
LAUNCHED = "domain.directory.national_networks:NationalNetwork.Launched"
CROWNED = "domain.directory.national_networks:NationalNetwork.Crowned"


class Claims(Projection):
    """One row for each milestone, taken in only where nothing stands against its source."""

    name = "made-up"
    edition = 1
    against = ""
    trouble: Exception = ValueError("nothing can be made of this")

    def define(self) -> None:
        self.claims = Table(
            f"made_up{self.suffix}", self.metadata, Column("position", Integer, primary_key=True, autoincrement=False)
        )

    def rows(self, entry: Entry):
        if isinstance(entry.event, MilestoneHistory.Milestone):
            if self.against and entry.event.locator == self.against:
                raise self.trouble
            yield self.claims, {"position": entry.position}


@pytest.fixture
def picky(database, monkeypatch):
    """A log with a view that cannot take in what the letter says."""
    monkeypatch.setattr(Claims, "against", IN_LETTER.locator)
    with database.open_views(Claims()) as opened:
        opened.migrate()
        yield opened


def launch(platform, country, source):
    with platform.change(NationalNetwork, NationalNetwork.id_of(country)) as changing:
        changing.record_milestone("launched", occurred="2021", source=source, by=COORDINATOR)
    return platform.position()


def put(database: Database, country: str, version: int, topic: str, state: bytes = b"{}") -> None:
    """Put an event into the log as it is."""
    identifier = NationalNetwork.id_of(country)
    with database.connect() as connection:
        connection.execute(
            sqlalchemy.insert(database.events),
            {
                "originator_id": identifier.hex if database.is_sqlite else identifier,
                "originator_version": version,
                "topic": topic,
                "state": state,
            },
        )


def mend(database: Database, topic: str) -> None:
    """Give an event the facts of an establishment, which only a test may do."""
    events = database.events
    good = sqlalchemy.select(events.c.state).where(events.c.topic == ESTABLISHED).limit(1)
    with database.connect() as connection:
        state = connection.execute(good).scalar_one()
        connection.execute(sqlalchemy.update(events).where(events.c.topic == topic).values(state=state))


@pytest.fixture
def unreadable(kept, database):
    """A log in which the third event of Peru's network cannot be read, and others follow."""
    kept.platform.record(bulletin(), established("PE"))
    put(database, "PE", 3, CROWNED)
    put(database, "PE", 4, LAUNCHED)
    kept.platform.record(established("EC"))
    return kept


def test_an_event_that_cannot_be_read_stops_nobody(unreadable):
    reached = unreadable.views.catch_up()

    assert reached == unreadable.platform.position() == unreadable.views.position()
    assert [row[0] for row in unreadable.rows()["audit"]] == [1, 2, 3, 6, 7]
    assert [row[0] for row in unreadable.rows()["claims"]] == [3, 7]


def test_what_was_set_aside_is_shown_with_its_reason(unreadable):
    unreadable.views.catch_up()

    assert [view.parked for view in unreadable.views.progress()] == [2] * len(unreadable.projections)
    assert unreadable.parked() == [(name, position) for name in sorted(unreadable.views.names) for position in (4, 5)]
    assert any("'domain.directory.national_networks:NationalNetwork.Crowned'" in why for why in unreadable.reasons())


def test_a_view_that_would_pass_over_it_sets_it_aside_too(unreadable):
    Views(unreadable.engine, unreadable.platform, [unreadable.records]).catch_up()

    assert unreadable.parked() == [("records", 4), ("records", 5)]


def test_a_rebuild_sets_the_same_aside(unreadable):
    unreadable.views.catch_up()
    before = unreadable.rows(), unreadable.parked()

    rebuilt = unreadable.rebuilt_rows(), unreadable.parked()

    assert rebuilt == before


@pytest.mark.parametrize("batch", [1, 2, 100])
def test_what_a_view_cannot_take_in_is_held_with_what_follows_on_the_record(picky, batch):
    picky.platform.record(bulletin(), established("PE"), established("EC"))
    set_aside = launch(picky.platform, "PE", IN_LETTER)
    follows = picky.platform.record(change(picky.platform, "PE"))
    other = launch(picky.platform, "EC", IN_BULLETIN)

    picky.views.catch_up(batch)

    assert picky.parked() == [("made-up", set_aside), ("made-up", follows)]
    assert picky.rows()["made_up"] == [(3,), (5,), (other,)]
    assert len(picky.rows()["audit"]) == other


def change(platform, country):
    record = platform.find(NationalNetwork, NationalNetwork.id_of(country))
    record.record_milestone("dormant", occurred="2021", source=IN_BULLETIN, by=COORDINATOR)
    return record


def test_what_comes_later_is_held_too_until_it_is_tried_again(picky, monkeypatch):
    picky.platform.record(bulletin(), established("PE"), established("EC"))
    first = launch(picky.platform, "PE", IN_LETTER)
    picky.views.catch_up()
    later = picky.platform.record(change(picky.platform, "PE"))
    picky.platform.record(change(picky.platform, "EC"))
    picky.views.catch_up()
    held = picky.parked()

    monkeypatch.setattr(Claims, "against", "")
    left = picky.views.retry_parked()

    assert held == [("made-up", first), ("made-up", later)]
    assert (left, picky.parked()) == (0, [])
    assert picky.rows() == picky.rebuilt_rows()


def test_trying_again_before_it_is_mended_changes_nothing(picky):
    picky.platform.record(bulletin(), established("PE"))
    launch(picky.platform, "PE", IN_LETTER)
    picky.platform.record(change(picky.platform, "PE"))
    picky.views.catch_up()
    before = picky.rows(), picky.parked()

    left = picky.views.retry_parked()

    assert left == 2
    assert (picky.rows(), picky.parked()) == before


def test_a_mended_event_is_taken_in(kept, database):
    kept.platform.record(established("PE"), established("EC"))
    put(database, "PE", 3, LAUNCHED)
    kept.views.catch_up()

    mend(database, LAUNCHED)
    left = kept.views.retry_parked()

    assert left == 0
    assert [row[0] for row in kept.rows()["audit"]] == [1, 2, 3, 4, 5]
    assert kept.rows() == kept.rebuilt_rows()


def test_a_failing_database_sets_nothing_aside(picky, monkeypatch):
    picky.platform.record(bulletin(), established("PE"))
    launch(picky.platform, "PE", IN_LETTER)
    before = picky.rows()
    monkeypatch.setattr(Claims, "trouble", OperationalError("the disk is full", None, Exception("full")))

    with pytest.raises(OperationalError):
        picky.views.catch_up()

    assert (picky.rows(), picky.parked(), picky.views.position()) == (before, [], 0)
