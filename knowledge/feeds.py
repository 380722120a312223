"""Feeds of what is found (Atom, RFC 4287), for whoever wants to be told of news without an account."""

import re
from collections.abc import Iterable, Mapping
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from domain.kernel import identity
from knowledge.answers import Answer

ATOM = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
PUBLISHER = "United Nations Network on Migration"
BEGINNING = "1970-01-01T00:00:00Z"
"""When a feed was updated that never had anything in it."""
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have (XML 1.0 §2.2)."""


def feed_of(
    hits: Iterable[Answer], *, title: str, links: Mapping[str, str], root: str, leads_to: str = "application/json"
) -> bytes:
    """Write a feed.

    Args:
        hits: what was found, in the order in which the feed tells it.
        title: of the feed.
        links: whole addresses by their relation; `self` names the feed.
        root: what stands before an address of the platform to make it whole.
        leads_to: the media type of what the addresses answer.
    """
    feed = Element("feed", xmlns=NAMESPACE)
    entries = list(hits)
    _add(feed, "id", identity("feed", links["self"].removeprefix(root)).urn)
    _add(feed, "title", title)
    _add(feed, "updated", max((hit["updated_at"] for hit in entries), default=BEGINNING))
    _add(_add(feed, "author"), "name", PUBLISHER)
    for relation, address in links.items():
        _add(feed, "link", rel=relation, href=address, type=ATOM if relation == "self" else leads_to)
    for hit in entries:
        _add_entry(feed, hit, root, leads_to)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(feed: Element, hit: Answer, root: str, leads_to: str) -> None:
    entry = _add(feed, "entry")
    entry.set(LANGUAGE, hit["language"])
    _add(entry, "id", _id_of(hit["id"]).urn)
    _add(entry, "title", hit["title"]["text"])
    _add(entry, "published", hit["published_at"])
    _add(entry, "updated", hit["updated_at"])
    _add(entry, "link", rel="alternate", href=root + hit["address"], type=leads_to)
    _add(entry, "category", term=hit["kind"])
    _add(entry, "summary", "\n\n".join(passage["text"] for passage in hit["passages"]))


def _id_of(document: str) -> UUID:
    """Give an id that stays the same for good, of which a feed reader knows what it has seen."""
    try:
        return UUID(document)
    except ValueError:
        return identity("found", document)


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    added = SubElement(parent, name, {key: FORBIDDEN.sub(" ", value) for key, value in attributes.items()})
    added.text = FORBIDDEN.sub(" ", text)
    return added
