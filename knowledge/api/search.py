"""Search: everything that readers may see, in any language, with suggestions, counts and a feed."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Response, request
from flask.typing import ResponseReturnValue

from knowledge.api.blueprint import Blueprint, View
from knowledge.api.practices import published
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
from knowledge.permissions import PUBLIC
from knowledge.searching import Asked, Searching
from search.index import Sort

LONGEST_FEED = 50
PLATFORM = "Knowledge platform of the United Nations Network on Migration"

searches = Blueprint("search", "Practices, milestones, projects, networks and documents, found by their words.")


@searches.query("/search", FoundSchema, 422, permission=PUBLIC)
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


@searches.query("/search/suggest", SuggestionsSchema, 422, permission=PUBLIC)
@searches.arguments(SuggestQuery, location="query")
def suggest(query: dict[str, Any]) -> ResponseReturnValue:
    """Tell how what is being typed could go on: words that occur, and titles."""
    return answer(searching().suggest(query["q"], limit=query["limit"]))


@searches.query("/practices/<slug>/similar", SimilarSchema, 404, 410, 422, permission=PUBLIC)
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


@searches.query("/search.atom", None, 422, permission=PUBLIC)
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


def searching() -> Searching:
    """Return who searches."""
    return Searching(knowledge())
