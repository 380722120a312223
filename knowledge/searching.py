"""What the search is asked and what it answers, for the API and the pages alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from domain import vocabulary
from domain.commitments.pledges import Pledge
from domain.errors import UnknownCode
from knowledge.answers import Answer
from knowledge.findable.practices import PRACTICE_KINDS
from knowledge.findable.records import COLLECTIONS
from knowledge.problems import BadParameter
from knowledge.wiring import Knowledge
from search.facets import FACETS, PARTS
from search.index import EVERYONE, Hit, Marked, Question, Sort
from search.index import Answer as Found
from search.query import FIRST_YEAR, LAST_YEAR, LONGEST_QUERY, Years, parse

PUBLIC_AUDIENCE = frozenset({EVERYONE})
KINDS = ("practice", *PRACTICE_KINDS, Pledge.kind, "milestone", *COLLECTIONS)
"""What the kind of something that is found can be; `practice` stands for those that follow it."""
FILTERS = tuple(name for name in (*FACETS, *PARTS) if name not in {"year", "language"})
"""The facets that are filtered by under their own names."""
COUNTED = (*FACETS, *PARTS)
LITTLE = 3
"""With fewer hits than these, another spelling may be what was meant."""
CODED = {"country": vocabulary.find_country, "region": vocabulary.find_region}


@dataclass(frozen=True)
class Asked:
    """What somebody searches for.

    `filters`: values by facet. `years`: single ones and ranges, one of which is enough. `language`: only documents
    in it. `speaks`: the language hits are shown in where there is a choice. `after`: where the page before ended.
    """

    q: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    years: Sequence[Years] = ()
    facets: Sequence[str] = ()
    sort: Sort = Sort.RELEVANCE
    language: str = ""
    speaks: str = ""
    limit: int = 10
    after: tuple[int, str] = (0, "")
    published_after: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any], **more: Any) -> "Asked":
        """Read checked parameters.

        Raises:
            BadParameter: a code is in no list.
        """
        filters = {name: query[name] for name in FILTERS if query.get(name)}
        for name, find in CODED.items():
            for code in filters.get(name, ()):
                try:
                    find(code)
                except UnknownCode as error:
                    raise BadParameter(error.detail, field=name) from error
        same = ("q", "facets", "sort", "language", "limit")
        return cls(
            filters=filters,
            years=_years(query),
            speaks=query.get("lang", ""),
            **{name: query[name] for name in same if name in query},
            **more,
        )

    def question(self) -> Question:
        """Put it to the index."""
        return Question(
            parse(self.q),
            {name: frozenset(values) for name, values in self.filters.items()},
            tuple(self.years),
            tuple(self.facets),
            self.sort,
            self.published_after,
            self.after[1],
            self.after[0],
            self.limit,
            self.language,
            self.speaks,
            PUBLIC_AUDIENCE,
        )


class Searching:
    """Searches one platform."""

    def __init__(self, knowledge: Knowledge) -> None:
        """Ask the index of `knowledge`."""
        self._index = knowledge.index

    def search(self, asked: Asked) -> tuple[Answer, tuple[int, str] | None]:
        """Find something; say too where the next page begins, if there is one."""
        found = self._index.search(asked.question())
        instead = ""
        if asked.q and (found.total < LITTLE or found.forgiven):
            instead = self._index.did_you_mean(asked.q[:LONGEST_QUERY], audience=PUBLIC_AUDIENCE)
        answer = {
            "q": asked.q[:LONGEST_QUERY],
            "total": found.total,
            "results": [hit_answer(hit) for hit in found.hits],
            "facets": {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in found.facets.items()
            },
            "did_you_mean": instead or None,
            "forgiven": {typed: list(words) for typed, words in found.forgiven.items()},
            "loosened": found.is_loosened,
            "incomplete": found.is_partial,
            **self._as_known(found.position),
        }
        return answer, _following(found)

    def suggest(self, typed: str, *, limit: int) -> Answer:
        """Tell how what is being typed could go on."""
        suggestions = self._index.suggest(typed, audience=PUBLIC_AUDIENCE, limit=limit)
        return {
            "suggestions": [
                {"text": one.text, "address": api_address(one.address) if one.document else None} for one in suggestions
            ],
            **self._as_known(self._index.position),
        }

    def similar(self, practice: UUID, *, limit: int) -> Answer:
        """List the practices that are about the same."""
        hits = self._index.similar(str(practice), audience=PUBLIC_AUDIENCE, kinds=["practice"], limit=limit)
        return {"results": [hit_answer(hit) for hit in hits], **self._as_known(self._index.position)}

    def _as_known(self, position: int) -> Answer:
        return {"known_at": position, "lag": self._index.lag(position)}


def hit_answer(hit: Hit) -> Answer:
    """Tell what was found."""
    document = hit.document
    return {
        "id": document.id,
        "kind": document.kind,
        "address": api_address(document.address),
        "language": hit.language,
        "languages": list(document.texts),
        "title": _marked(hit.title),
        "passages": [_marked(passage) for passage in hit.passages],
        "facets": {name: list(values) for name, values in document.facets.items() if name in FACETS and values},
        "archived": bool(document.facets.get("standing")),
        "practiced": document.practiced or None,
        "published_at": document.published or None,
        "updated_at": document.updated or None,
        "score": round(hit.score, 4),
    }


def api_address(address: str) -> str:
    """Give the address under which the API answers with what was found."""
    return f"/api/v1{address}"


def _marked(marked: Marked) -> Answer:
    return {"text": marked.text, "marks": [list(range_) for range_ in marked.marks]}


def _following(found: Found) -> tuple[int, str] | None:
    end = found.offset + len(found.hits)
    return (end, found.hits[-1].document.id) if found.hits and end < found.total else None


def _years(query: Mapping[str, Any]) -> tuple[Years, ...]:
    """List the years asked for: single ones, and a range."""
    single = tuple(Years(year, year) for year in query.get("year", ()))
    if "year_from" in query or "year_to" in query:
        return *single, Years(query.get("year_from", FIRST_YEAR), query.get("year_to", LAST_YEAR))
    return single
