"""Search: everything that readers may see, in any language, with suggestions, counts and a feed."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from knowledge.answers import Answer
from knowledge.api.blueprint import Blueprint, View
from knowledge.api.practices import offer, published
from knowledge.api.requests import answer, knowledge, read_cursor, write_cursor
from knowledge.api.search_schemas import (
    FeedQuery,
    FoundSchema,
    SearchQuery,
    SimilarQuery,
    SimilarSchema,
    SuggestionsSchema,
    SuggestQuery,
)
from knowledge.feeds import ATOM, feed_of
from knowledge.limits import SEARCH
from knowledge.permissions import PUBLIC
from knowledge.representations.formats import CSV, MEDIA_TYPES
from knowledge.representations.tables import BETWEEN, table_of
from knowledge.searching import Asked, Searching
from search.index import Sort

LONGEST_FEED = 50
LONGEST_TABLE = 500
SAID = ("kind", "language", "practiced", "published_at", "updated_at")
TOLD = ("country", "primary_objective", "secondary_objective", "principle", "sdg", "implementer", "type")
COLUMNS = ("title", "address", *SAID, *TOLD)
"""Of the table of what is found."""
PLATFORM = "Knowledge platform of the United Nations Network on Migration"

searches = Blueprint("search", "Practices, milestones, projects, networks and documents, found by their words.")


@searches.query("/search", FoundSchema, 422, permission=PUBLIC, limit=SEARCH)
@searches.arguments(SearchQuery, location="query")
def search(query: dict[str, Any]) -> ResponseReturnValue:
    """Find what readers may see; any text is a query."""
    after = read_cursor(query.get("cursor"), tuple[int, str]) or (0, "")
    found, following = searching().search(Asked.read(query, after=after))
    cursor = write_cursor(following) if following else None
    response = answer({**found, "next": cursor})
    if cursor:
        sent = {**request.args.to_dict(flat=False), "cursor": [cursor]}
        response.headers["Link"] = f'<{request.path}?{urlencode(sent, doseq=True)}>; rel="next"'
    return response


@searches.query("/search/suggest", SuggestionsSchema, 422, permission=PUBLIC, limit=SEARCH)
@searches.arguments(SuggestQuery, location="query")
def suggest(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell how what is being typed could go on: words that occur, and titles."""
    return answer(searching().suggest(query["q"], limit=query["limit"]))


@searches.query("/practices/<slug>/similar", SimilarSchema, 404, 410, 422, permission=PUBLIC, limit=SEARCH)
@searches.arguments(SimilarQuery, location="query")
def list_similar_practices(query: dict[str, Any], slug: str) -> ResponseReturnValue:
    """List practices about the same, the nearest first."""
    practice = UUID(published().find(slug).practice)
    return answer(searching().similar(practice, limit=query["limit"]))


def _as_feed(view: View) -> View:
    told: View = searches.doc(
        responses={"200": {"description": "An Atom feed.", "content": {ATOM: {"schema": {"type": "string"}}}}}
    )(view)
    return told


@searches.query("/search.atom", None, 422, permission=PUBLIC, limit=SEARCH)
@_as_feed
@searches.arguments(FeedQuery, location="query")
def show_feed(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell what is found as a feed (Atom, RFC 4287), what was published last first; it takes what the search takes."""
    found, _ = searching().search(Asked.read(query, sort=Sort.PUBLISHED, limit=LONGEST_FEED))
    root = request.host_url.rstrip("/")
    asked = f"?{request.query_string.decode()}" if request.query_string else ""
    links = {"self": f"{root}{request.path}{asked}", "alternate": f"{root}{request.path.removesuffix('.atom')}{asked}"}
    title = f"{PLATFORM}: {found['q']}" if found["q"] else PLATFORM
    return Response(feed_of(found["results"], title=title, links=links, root=root), mimetype=ATOM)


def _as_table(view: View) -> View:
    content = {MEDIA_TYPES[CSV]: {"schema": {"type": "string"}}}
    told: View = searches.doc(responses={"200": {"description": "A table.", "content": content}})(view)
    return told


@searches.query("/search.csv", None, 422, permission=PUBLIC)
@_as_table
@searches.arguments(FeedQuery, location="query")
def export_found(query: dict[str, Any]) -> ResponseReturnValue:
    """List what is found as CSV, the best first; it takes what the search takes."""
    found, _ = searching().search(Asked.read(query, limit=LONGEST_TABLE))
    root = request.host_url.rstrip("/")
    response = Response(table_of(COLUMNS, (_cells(hit, root) for hit in found["results"])), mimetype=MEDIA_TYPES[CSV])
    offer(response, "found.csv")
    return response


def searching() -> Searching:
    """Return who searches."""
    return Searching(knowledge())


def _cells(hit: Answer, root: str) -> dict[str, str]:
    return {
        **{name: hit[name] or "" for name in SAID},
        "title": hit["title"]["text"],
        "address": root + hit["address"],
        **{name: BETWEEN.join(hit["facets"].get(name, ())) for name in TOLD},
    }
