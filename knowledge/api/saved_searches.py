"""Searches that somebody keeps, to be told of what is new."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue

from domain.errors import InvalidField
from knowledge.answers import Answer
from knowledge.api.blueprint import Blueprint
from knowledge.api.requests import answer, answers, author, knowledge, read_cursor, write_cursor
from knowledge.api.search import searching
from knowledge.api.search_schemas import (
    LookRequest,
    NewQuery,
    NewSchema,
    SavedSearchesSchema,
    SavedSearchSchema,
    SaveRequest,
)
from knowledge.limits import SEARCH
from knowledge.permissions import SIGNED_IN
from knowledge.private.saved_searches import SavedSearch
from knowledge.problems import BadParameter
from knowledge.recording import Author
from knowledge.searching import Asked
from knowledge.security import my_account
from search.index import Sort

saved_searches = Blueprint("saved-searches", "Searches that one keeps, to be told of what is new.")
ONE = "/my/searches/<uuid:id>"


@saved_searches.query("/my/searches", SavedSearchesSchema, permission=SIGNED_IN)
def list_my_searches() -> ResponseReturnValue:
    """List the searches that one keeps, the last kept first."""
    return answer({"results": [_told(kept) for kept in knowledge().saved_searches.of(my_account())]})


@saved_searches.command("/my/searches", SavedSearchSchema, 409, permission=SIGNED_IN)
@saved_searches.arguments(SaveRequest)
def save_search(body: dict[str, Any]) -> ResponseReturnValue:
    """Keep a search."""
    return answer(_told(keep_search(author(), body)), 201)


@saved_searches.command(ONE, SavedSearchSchema, 404, permission=SIGNED_IN, method="DELETE", status=200)
def delete_search(id: UUID) -> ResponseReturnValue:
    """Forget a search that one keeps."""
    return answer(_told(knowledge().saved_searches.drop(my_account(), id)))


@saved_searches.query(f"{ONE}/new", NewSchema, 404, 422, permission=SIGNED_IN, limit=SEARCH)
@saved_searches.arguments(NewQuery, location="query")
def list_new_hits(query: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """List what was published since one has looked, the newest first. Asking changes nothing: say `look` for that."""
    kept = knowledge().saved_searches.find(my_account(), id)
    after = read_cursor(query.get("cursor"), tuple[int, str]) or (0, "")
    found, following = new_hits(kept, limit=query["limit"], after=after)
    until = answers().moment(found["known_at"]) or kept.looked_at
    cursor = write_cursor(following) if following else None
    return answer({**found, "since": kept.looked_at, "until": until, "next": cursor})


@saved_searches.command(f"{ONE}/look", SavedSearchSchema, 404, permission=SIGNED_IN, status=200)
@saved_searches.arguments(LookRequest)
def look_through_search(body: dict[str, Any], id: UUID) -> ResponseReturnValue:
    """Note up to when one has seen what is new: `until` of the answer that one has read."""
    return answer(_told(knowledge().saved_searches.look(my_account(), id, until=body["until"])))


def keep_search(who: Author, body: Mapping[str, Any]) -> SavedSearch:
    """Keep a search for its author.

    Raises:
        InvalidField: nothing can be searched for so.
    """
    try:
        Asked.read(body["query"])
    except BadParameter as error:
        raise InvalidField(error.detail, field=f"query/{error.field}") from error
    return knowledge().saved_searches.keep(
        who.by,
        name=body["name"].strip(),
        query=body["query"],
        frequency=body["frequency"],
        key=who.key.name if who.key else "",
    )


def new_hits(
    kept: SavedSearch, *, limit: int, after: tuple[int, str] = (0, "")
) -> tuple[Answer, tuple[int, str] | None]:
    """Find what was published since the owner of a search has looked, the newest first; and where it goes on."""
    asked = Asked.read(
        {**kept.query, "sort": Sort.PUBLISHED, "limit": limit}, published_after=kept.looked_at, after=after
    )
    return searching().search(asked)


def _told(kept: SavedSearch) -> dict[str, Any]:
    names = ("id", "name", "query", "frequency", "created_at", "looked_at")
    return {name: getattr(kept, name) for name in names}
