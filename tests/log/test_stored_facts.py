"""What events look like in the database, and what cannot get into it or out of it."""

import json
import sys
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy

from domain.directory.national_networks import NationalNetwork
from domain.directory.working_groups import WorkingGroup
from domain.documents import SourceDocument
from domain.facts import Unstorable
from domain.storage import UnreadableEvent
from tests.support.stories import BULLETIN, COORDINATOR, IN_BULLETIN, bulletin, established

RESERVED = {"_type_": "datetime_iso", "_data_": "2021-01-01T00:00:00", "__class__": "os.system", "$ref": "#/"}
PERU = NationalNetwork.id_of("PE")


@pytest.fixture
def insert(platform, database):
    """Put an event into the table as it is: name and state, at the next version of Peru's network."""
    platform.record(established("PE"))

    def put(topic: str, state: bytes) -> None:
        identifier = PERU.hex if database.is_sqlite else PERU
        with database.connect() as connection:
            connection.execute(
                sqlalchemy.insert(database.events),
                {"originator_id": identifier, "originator_version": 3, "topic": topic, "state": state},
            )

    return put


def group(names: Any) -> WorkingGroup:
    return WorkingGroup.register(code="WG-1", type="core", names=names, by=COORDINATOR)


def nested(depth: int) -> object:
    value: object = "deep"
    for _ in range(depth):
        value = [value]
    return value


def stored(database) -> list[tuple[str, bytes]]:
    with database.connect() as connection:
        events = database.events.c
        rows = connection.execute(sqlalchemy.select(events.topic, events.state).order_by(events.originator_version))
        return [(topic, bytes(state)) for topic, state in rows]


def test_stored_events_are_plain_readable_json(platform, database):
    platform.record(established("PE"))

    topic, state = stored(database)[1]

    facts = json.loads(state)
    assert topic == "domain.directory.national_networks:NationalNetwork.Established"
    assert datetime.fromisoformat(facts.pop("timestamp")).utcoffset() is not None
    assert facts == {
        "by": str(COORDINATOR),
        "occurred": "2021-10",
        "document": str(BULLETIN),
        "locator": IN_BULLETIN.locator,
        "quote": IN_BULLETIN.quote,
    }


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_on_postgresql_a_view_shows_them_as_json(platform, database):
    platform.record(established("PE"))

    with database.connect() as connection:
        row = connection.execute(
            sqlalchemy.text(
                "SELECT position, originator_id, originator_version, facts ->> 'occurred' FROM log.readable_events"
            )
        ).all()[1]

    assert tuple(row) == (2, PERU, 2, "2021-10")


def test_reserved_looking_keys_are_words_like_others(platform):
    record = group(RESERVED)

    platform.record(record)

    assert platform.find(WorkingGroup, record.id).names == RESERVED


@pytest.mark.parametrize("word", ["ñandú 🦙", "\u2028", '"quoted" \\ back', "a\tb\nc", "\x7f", "x" * 20_000, ""])
def test_any_text_that_people_write_comes_back_as_it_was(platform, word):
    record = group({"es": word, word: "as a key"})

    platform.record(record)

    assert platform.find(WorkingGroup, record.id) == record


@pytest.mark.parametrize(
    "word", ["\x00", "a\x00b", "\ud800", "x" * 20_001], ids=["NUL", "NUL within", "half a character", "too long"]
)
@pytest.mark.parametrize("place", ["value", "key"])
def test_text_that_some_database_cannot_keep_is_refused(word, place):
    with pytest.raises(Unstorable) as refused:
        group({"en": word} if place == "value" else {word: "Data"})

    assert refused.value.field.startswith("names")


@pytest.mark.parametrize(
    "names",
    [
        {"en": float("nan")},
        {"en": float("inf")},
        {"en": [1.0, float("-inf")]},
        {1: "Data"},
        {"en": nested(33)},
        {"en": "\x00"},
        {"en": "\udfff"},
        {"en": "x" * 20_001},
    ],
    ids=["NaN", "infinite", "infinite within", "number as key", "too deep", "NUL", "half a character", "too long"],
)
def test_what_slipped_past_a_command_is_stopped_at_the_log(platform, names):
    record = group({"en": "Data"})
    record.pending_events[0].__dict__["names"] = names

    with pytest.raises(Unstorable):
        platform.record(bulletin(), record)

    assert platform.position() == 0


@pytest.mark.parametrize(
    "value",
    [(1, 2), {1}, b"bytes", object(), 2**70, 10**400, date(2021, 7, 7), datetime.fromisoformat("2021-07-07T12:00:00")],
    ids=["tuple", "set", "bytes", "object", "over 64 bits", "huge", "date", "time without zone"],
)
def test_values_that_come_back_as_others_are_stopped_at_the_log(platform, value):
    record = group({"en": "Data"})
    record.pending_events[0].__dict__["names"] = {"en": value}

    with pytest.raises(Unstorable):
        platform.record(record)

    assert platform.position() == 0


def test_nesting_of_thirty_is_kept():
    assert group({"en": nested(30)}).names == {"en": nested(30)}


def test_a_name_that_is_no_event_is_never_imported(platform, insert):
    insert("antigravity:geohash", b"{}")

    entry = platform.read(2, 1)[0]

    assert "antigravity" not in sys.modules
    assert entry.event is None
    assert entry.trouble == "No event of the platform is called 'antigravity:geohash'."


@pytest.mark.parametrize(
    "topic",
    [
        "domain.directory.national_networks:NationalNetwork",
        "domain.directory.national_networks:NationalNetwork.Crowned",
        "domain.directory.national_networks:NationalNetwork.Milestone",
        "os:system",
        "",
    ],
)
def test_only_events_of_the_domain_come_out_of_the_log(platform, insert, topic):
    insert(topic, b"{}")

    assert "No event of the platform" in platform.read(2, 1)[0].trouble
    with pytest.raises(UnreadableEvent):
        platform.find(NationalNetwork, PERU)


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"by": "nobody"}',
        b"\xff\xfe",
        b"\x80\x04}q\x00.",
        b"[" * 100_000,
    ],
    ids=["empty", "cut off", "null", "list", "no facts", "no id", "no UTF-8", "pickle", "nested without end"],
)
def test_facts_that_cannot_be_read_are_named_and_stop_nobody(platform, insert, state):
    insert("domain.directory.national_networks:NationalNetwork.Launched", state)
    platform.record(bulletin())

    entries = platform.read(0, 10)

    assert [entry.position for entry in entries if entry.trouble] == [3]
    assert "NationalNetwork.Launched" in entries[2].trouble
    assert type(entries[3].event) is SourceDocument.Registered


@pytest.mark.parametrize(
    ("field", "value"),
    [("occurred", 2021), ("by", "somebody"), ("timestamp", "yesterday"), ("timestamp", None), ("mood", "good")],
)
def test_facts_of_another_type_are_not_taken_for_facts(platform, database, insert, field, value):
    facts = json.loads(stored(database)[1][1]) | {field: value}
    insert("domain.directory.national_networks:NationalNetwork.Launched", json.dumps(facts).encode())

    assert "cannot be read" in platform.read(2, 1)[0].trouble


def test_what_is_read_is_what_was_lived(platform):
    record = established("PE")
    timestamps = [event.timestamp for event in record.pending_events]

    platform.record(record)

    assert [entry.event.timestamp for entry in platform.read(0, 10)] == timestamps
