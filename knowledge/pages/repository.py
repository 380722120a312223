"""The repository: everything that is public, found by its words and narrowed by what it is about."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from domain.errors import UnknownCode
from knowledge.answers import Answer
from knowledge.api.requests import read_cursor, write_cursor
from knowledge.api.search import searching
from knowledge.api.search_schemas import SearchQuery
from knowledge.pages.blueprint import pages, question, show, words
from knowledge.pages.languages import language
from knowledge.pages.words import Words
from knowledge.permissions import PUBLIC
from knowledge.searching import Asked
from search.facets import TOGETHER
from search.index import Sort

NARROWED_BY = (
    "kind",
    "objective",
    "country",
    "region",
    "year",
    "sdg",
    "principle",
    "implementer",
    "type",
    "language",
)
"""What results can be narrowed by, in the order in which people ask."""
FIRST_SHOWN = 8
"""Values of a facet that are shown at once; the others are behind a click."""
MOST_SHOWN = 60
PLACES = frozenset({"network", "champion", "support-activity"})
"""Kinds of records that are shown on the page of their country."""


@dataclass(frozen=True)
class Choice:
    """A value by which results can be narrowed, and how many would be left; `count` 0 is shown only where chosen."""

    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """What results can be narrowed by."""

    name: str
    choices: Sequence[Choice]

    @property
    def is_used(self) -> bool:
        """Whether one of its values is chosen."""
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True)
class Chip:
    """A filter that was chosen, and the address of the same search without it."""

    facet: str
    name: str
    without: str


@pages.page("/repository", permission=PUBLIC)
def search_repository() -> ResponseReturnValue:
    """Show what is found, and by what it can be narrowed."""
    query = question(SearchQuery)
    after = read_cursor(query.get("cursor"), tuple[int, str]) or (0, "")
    asked, found, following = _search(Asked.read({**query, "facets": NARROWED_BY, "lang": language()}, after=after))
    say, sent = words(), _sent()
    if asked.q:
        sent["q"] = asked.q
    exported = _asking(_only(sent, ("q", *FILTERS)))
    response = show(
        "repository.html",
        twin=f"{url_for('search.search')}{_asking(sent)}",
        position=found["known_at"],
        found=found,
        hits=[{**hit, "page": page_of_hit(hit)} for hit in found["results"]],
        facets=list(_facets(found["facets"], sent, say)),
        chips=list(_chips(sent, say)),
        sort=asked.sort,
        sorts=[(one.value, say("repository.sort", one.value)) for one in Sort],
        offset=after[0],
        following=_here(_with(sent, "cursor", [write_cursor(following)])) if following else "",
        instead=_here(_with(sent, "q", [found["did_you_mean"]])) if found["did_you_mean"] else "",
        unfiltered=_here(_only(sent, ("q",))),
        exports=[(name, f"{url_for(endpoint)}{exported}") for name, endpoint in EXPORTS.items()],
        keeping=f"{url_for('pages.show_keeping_search')}{exported}",
        feed=f"{url_for(EXPORTS['Atom'])}{exported}",
    )
    return _named_in_the_bar(response, _here(sent))


@pages.page("/repository/suggestions", permission=PUBLIC)
def suggest_in_repository() -> ResponseReturnValue:
    """Show how what is being typed could go on, for the list below the field."""
    typed = request.args.get("q", "").strip()
    found = searching().suggest(typed, limit=8) if typed else {"suggestions": []}
    return render_template("suggestions.html", suggestions=found["suggestions"])


def _search(asked: Asked) -> tuple[Asked, Answer, tuple[int, str] | None]:
    """Find something; where a word only begun finds nothing, all words that begin so are asked for."""
    found, following = searching().search(asked)
    if not found["total"] and asked.q[-1:].isalpha():
        longer = replace(asked, q=f"{asked.q}*")
        completed, beyond = searching().search(longer)
        if completed["total"]:
            return longer, completed, beyond
    return asked, found, following


def _named_in_the_bar(response: Response, shown: str) -> Response:
    """Let the address bar follow a page that changes in place; what is typed makes one step back, not one a letter."""
    response.vary.add("HX-Request")
    if "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers:
        is_typing = request.headers.get("HX-Trigger") == "q"
        response.headers["HX-Replace-Url" if is_typing else "HX-Push-Url"] = shown
    return response


FILTERS = (*NARROWED_BY, "primary_objective", "secondary_objective", "year_from", "year_to")
EXPORTS = {"CSV": "search.export_found", "JSON": "search.search", "Atom": "search.show_feed"}
"""In what form what is found can be had, and where."""


def page_of_hit(hit: Answer) -> str:
    """Give the address of the page that shows what was found."""
    *_, collection, code = hit["address"].split("/")
    if hit["kind"] in PLACES:
        country, *_ = hit["facets"].get("country", [code])
        anchor = code if hit["kind"] == "support-activity" else None
        return url_for("pages.show_country", code=country, _anchor=anchor)
    endpoint, name = _PAGES.get(collection, ("", ""))
    return url_for(endpoint, **{name: code}) if endpoint else str(hit["address"])


_PAGES = {
    "practices": ("pages.show_practice", "slug"),
    "milestones": ("pages.show_milestone", "position"),
    "projects": ("pages.show_project", "code"),
    "working-groups": ("pages.show_working_group", "code"),
    "regional-reviews": ("pages.show_regional_review", "code"),
    "review-forums": ("pages.show_review_forum", "code"),
    "documents": ("pages.show_document", "code"),
    "pledges": ("pages.show_pledge", "number"),
}


def word(facet: str, value: str, say: Words) -> str:
    """Say a value of a facet in words; as it is written where it is a name."""
    said = {
        "kind": lambda kind: say("found", kind),
        "objective": say.objective,
        "country": say.country,
        "region": say.region,
        "principle": say.principle,
        "sdg": lambda goal: say("repository.goal", number=goal),
        "language": say.spoken_language,
    }
    # An address that somebody wrote may name what is in no list: it finds nothing, and is shown as sent.
    try:
        return said.get(facet, str)(value)
    except UnknownCode:
        return value


def _facets(counted: Mapping[str, Sequence[Answer]], sent: MultiDict[str, str], say: Words) -> Iterator[Facet]:
    for name in NARROWED_BY:
        counts = {one["value"]: one["count"] for one in counted.get(name, ())}
        for (facet, together), parts in TOGETHER.items():
            if facet == name and any(part in counts for part in parts):
                counts = {together: sum(counts.get(part, 0) for part in parts), **counts}
        chosen = [value for value in sent.getlist(name) if value]
        values = [*chosen, *(value for value in counts if value not in chosen)][:MOST_SHOWN]
        choices = [Choice(value, word(name, value, say), counts.get(value, 0), value in chosen) for value in values]
        if choices:
            yield Facet(name, sorted(choices, key=lambda one: -int(one.value)) if name == "year" else choices)


def _chips(sent: MultiDict[str, str], say: Words) -> Iterator[Chip]:
    for name in FILTERS:
        for value in sent.getlist(name):
            left = [other for other in sent.getlist(name) if other != value]
            yield Chip(name, word(name.removeprefix("primary_"), value, say), _here(_with(sent, name, left)))


def _sent() -> MultiDict[str, str]:
    """Give what was asked, without fields left empty and without the place in the list."""
    given = ((name, value.strip()) for name, value in request.args.items(multi=True))
    known = SearchQuery().fields
    return MultiDict((name, value) for name, value in given if value and name in known and name != "cursor")


def _with(sent: MultiDict[str, str], name: str, values: Iterable[str]) -> MultiDict[str, str]:
    changed = sent.copy()
    changed.setlist(name, list(values))
    return changed


def _only(sent: MultiDict[str, str], names: Sequence[str]) -> MultiDict[str, str]:
    return MultiDict((name, value) for name, value in sent.items(multi=True) if name in names)


def _here(asked: MultiDict[str, str]) -> str:
    return f"{url_for('pages.search_repository')}{_asking(asked)}"


def _asking(asked: MultiDict[str, str]) -> str:
    pairs: list[tuple[str, Any]] = list(asked.items(multi=True))
    return f"?{urlencode(pairs)}" if pairs else ""
