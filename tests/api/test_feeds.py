"""A feed of anything that can be searched for, which any feed reader understands (RFC 4287)."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest

from domain.entries import moment
from tests.api.cast import WHY

ATOM = "{http://www.w3.org/2005/Atom}"


def read(api, **query):
    answer = api.get("/search.atom", **query)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    return ET.fromstring(answer.get_data())  # noqa: S314 - our own


def texts(feed, name):
    return [entry.findtext(f"{ATOM}{name}") for entry in feed.iter(f"{ATOM}entry")]


@pytest.fixture
def practices(cast):
    titles = ["Caracoles <b>& más</b>", 'Caracoles "dos"', "Remesas"]
    return [cast.publish(cast.begin(title=title)) for title in titles]


def test_a_feed_has_what_a_reader_of_feeds_needs(api, practices):
    feed = read(api, q="caracoles")

    assert UUID(feed.findtext(f"{ATOM}id")).version
    assert feed.findtext(f"{ATOM}title").endswith(": caracoles")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert feed.findtext(f"{ATOM}updated") == max(texts(feed, "updated"))
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"] == "http://localhost/api/v1/search.atom?q=caracoles"
    assert api.call("GET", links["alternate"].removeprefix("http://localhost")).json["total"] == 2
    for entry in feed.iter(f"{ATOM}entry"):
        assert entry.findtext(f"{ATOM}summary")
        address = urlsplit(entry.find(f"{ATOM}link").get("href")).path
        assert api.call("GET", address).json["id"] in practices


def test_what_was_published_last_comes_first_under_ids_that_stay(api, cast, practices):
    before = read(api)
    cast.curator.must("correct-slip", practices[0], {"title": "Caracoles, mejoradas", **WHY})
    after = read(api)

    assert texts(before, "title") == ["Remesas", 'Caracoles "dos"', "Caracoles <b>& más</b>"]
    assert texts(after, "title") == ["Remesas", 'Caracoles "dos"', "Caracoles, mejoradas"]
    assert texts(after, "id") == texts(before, "id") == [f"urn:uuid:{id}" for id in reversed(practices)]
    assert texts(after, "published") == texts(before, "published")
    assert texts(after, "updated")[2] > texts(before, "updated")[2]
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")


def test_a_feed_can_be_narrowed_like_a_search(api, practices):
    assert texts(read(api, q="remesas"), "id") == [f"urn:uuid:{practices[2]}"]
    assert texts(read(api, country="CL"), "id") == []
    assert len(texts(read(api, kind="practice", country="PE"), "id")) == 3
    assert api.get("/search.atom", sort="title").status_code == 422


def test_a_feed_of_nothing_is_a_feed(api):
    feed = read(api, q="xqzwv")

    assert feed.findtext(f"{ATOM}updated") <= moment(datetime.now(tz=UTC))
    assert texts(feed, "id") == []


def test_characters_that_xml_forbids_do_not_break_a_feed(api, cast):
    cast.publish(cast.begin(title="Caracoles \x0b\x1f\uffff de \U0001f409"))

    assert texts(read(api, q="caracoles\x0b"), "title") == ["Caracoles     de \U0001f409"]
